/// Power of a wind turbine against the wind speed at its hub, for air of 1.225 kg/m3.
public struct PowerCurve: Sendable, Hashable, Codable {
  public var name: String
  /// Where the numbers come from.
  public var source: String
  /// Rated power [kW]; `nil` for normalised curves.
  public var ratedKilowatts: Double?
  /// Rotor diameter [m], if known.
  public var rotorDiameter: Double?
  /// Default hub height [m], if known.
  public var hubHeight: Double?
  /// The turbine stands still at and above this speed [m/s].
  public private(set) var cutOut: Double
  /// Speeds [m/s], strictly ascending.
  public private(set) var speeds: [Double]
  /// Output per unit of rated power at `speeds`, 0 to 1.
  public private(set) var output: [Double]

  /// - Parameters:
  ///   - speeds: at least two, strictly ascending [m/s].
  ///   - power: kW with `ratedKilowatts`, else per unit of rated power.
  ///   - cutOut: speed from which the turbine stands still [m/s].
  public init(
    name: String, source: String = "", ratedKilowatts: Double? = nil, rotorDiameter: Double? = nil,
    hubHeight: Double? = nil, cutOut: Double = 25, speeds: [Double], power: [Double]
  ) throws(WeatherError) {
    func refuse(_ expected: String, _ found: String) -> WeatherError {
      WeatherError(
        .parameter, path: source, column: "power curve \(name)", expected: expected, found: found)
    }
    let rated = ratedKilowatts ?? 1
    guard rated.isFinite, rated > 0 else { throw refuse("a rated power above 0", "\(rated)") }
    guard speeds.count == power.count, speeds.count >= 2 else {
      throw refuse(
        "at least two points of speed and power", "\(speeds.count) and \(power.count) values")
    }
    for (low, high) in zip(speeds, speeds.dropFirst()) where !(low < high) {
      throw refuse("ascending speeds", "\(high) after \(low)")
    }
    guard speeds[0] >= 0, speeds[speeds.count - 1] <= 100 else {
      throw refuse("speeds from 0 to 100 m/s", "\(speeds[0]) to \(speeds[speeds.count - 1])")
    }
    guard cutOut.isFinite, cutOut > speeds[0], cutOut <= 100 else {
      throw refuse("a cut-out speed above \(speeds[0]) and up to 100 m/s", "\(cutOut)")
    }
    for (speed, value) in zip(speeds, power) where !(value >= 0 && value <= rated * 1.05) {
      throw refuse("power from 0 to the rated power \(rated)", "\(value) at \(speed) m/s")
    }
    self.name = name
    self.source = source
    self.ratedKilowatts = ratedKilowatts
    self.rotorDiameter = rotorDiameter
    self.hubHeight = hubHeight
    self.cutOut = cutOut
    self.speeds = speeds
    self.output = power.map { min(1, $0 / rated) }
  }

  /// The built-in reference curves, the default first.
  public static let builtIn: [PowerCurve] = ReferenceTurbineTable.entries.compactMap { entry in
    try? PowerCurve(
      name: entry.name, source: "NREL turbine-models 0.2.2 (BSD-3-Clause), \(entry.file).csv",
      ratedKilowatts: entry.ratedKilowatts, rotorDiameter: entry.rotorDiameter,
      hubHeight: entry.hubHeight, speeds: entry.speeds.values(entry.power.count),
      power: entry.power)
  }

  /// The default onshore turbine: NREL 2020 ATB 5.5 MW, 175 m rotor, 120 m hub.
  public static var standard: PowerCurve { builtIn[0] }

  /// A built-in curve by name, upper or lower case.
  public static func named(_ name: String) throws(WeatherError) -> PowerCurve {
    let wanted = name.trimmed.lowercased()
    if let curve = builtIn.first(where: { $0.name.lowercased() == wanted }) { return curve }
    throw WeatherError(
      .parameter, expected: "a turbine among \(builtIn.map(\.name).joined(separator: ", "))",
      found: name)
  }

  /// Output per unit of rated power at a hub speed [m/s]: linear between points, 0 below the first
  /// point and from the cut-out speed on, the last point's output in between.
  public func output(at speed: Double) -> Double {
    guard speed >= speeds[0], speed < cutOut else { return 0 }
    var low = 0
    var high = speeds.count - 1
    if speed >= speeds[high] { return output[high] }
    while high - low > 1 {
      let middle = (low + high) / 2
      if speeds[middle] <= speed { low = middle } else { high = middle }
    }
    let share: Double = (speed - speeds[low]) / (speeds[high] - speeds[low])
    return output[low] + (output[high] - output[low]) * share
  }
}

extension PowerCurve {
  /// Reads a power curve from a CSV file.
  ///
  /// The speed column is the first whose name contains “speed”, the power column the first that
  /// contains “power”. A power name with “kW” needs the rated power: given, or the largest value of
  /// the file. Names with “[-]” or values up to 1.05 are per unit of rated power.
  public static func read(
    _ path: String, name: String? = nil, ratedKilowatts: Double? = nil, hubHeight: Double? = nil,
    cutOut: Double = 25
  ) throws(WeatherError) -> PowerCurve {
    try read(
      TextFile(path: path), name: name, ratedKilowatts: ratedKilowatts, hubHeight: hubHeight,
      cutOut: cutOut)
  }

  static func read(
    _ file: TextFile, name: String?, ratedKilowatts: Double?, hubHeight: Double?, cutOut: Double
  ) throws(WeatherError) -> PowerCurve {
    let body = try CSVBody(file, from: 0)
    func column(_ word: String) throws(WeatherError) -> Int {
      if let index = body.names.firstIndex(where: { $0.lowercased().contains(word) }) {
        return index
      }
      return try body.required(word)
    }
    let speedColumn = try column("speed")
    let powerColumn = try column("power")
    var points: [(speed: Double, power: Double)] = []
    for row in body.rows.indices {
      var pair: [Double] = []
      for index in [speedColumn, powerColumn] {
        guard let value = body.cell(row, index).decimal else {
          throw WeatherError(
            .badValue, path: file.path, line: body.lines[row], column: body.names[index],
            expected: "a number", found: body.cell(row, index))
        }
        pair.append(value)
      }
      points.append((pair[0], pair[1]))
    }
    let largest = points.map(\.power).max() ?? 0
    let isKilowatts = body.names[powerColumn].lowercased().contains("kw") || largest > 1.05
    return try PowerCurve(
      name: name ?? file.path, source: file.path,
      ratedKilowatts: isKilowatts ? ratedKilowatts ?? largest : nil, hubHeight: hubHeight,
      cutOut: cutOut, speeds: points.map(\.speed), power: points.map(\.power))
  }
}
