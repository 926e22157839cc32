import Foundation

/// Everything the command line shows about a weather file, as plain values.
public struct WeatherSummary: Sendable, Hashable, Codable {
  /// Annual irradiation and how well it hangs together.
  public struct Solar: Sendable, Hashable, Codable {
    /// Annual sums [kWh/m2].
    public var ghi, dni, dhi: Double
    /// `mean(DHI + DNI cos z - GHI) / mean(GHI)`.
    public var closure: Double?
    /// Minutes from step start to the sun position.
    public var sunOffsetMinutes: Double
    /// Minutes by which GHI disagrees with that, see `WeatherYear.sunShift`.
    public var sunShift: Int?
  }

  /// Statistics of one series.
  public struct Range: Sendable, Hashable, Codable {
    public var mean, minimum, maximum: Double
  }

  /// Mean wind speed at one height.
  public struct Wind: Sendable, Hashable, Codable {
    /// Height above ground [m].
    public var height: Double
    /// Mean speed [m/s].
    public var mean: Double
  }

  /// Capacity factors of one plant.
  public struct Plant: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable {
      case fixed, tracking, wind
    }
    public var kind: Kind
    /// The plant in words.
    public var name: String
    /// Mean over the year.
    public var annual: Double
    /// Means of the 12 months.
    public var monthly: [Double]
    /// Means of the 24 hours of the day, local standard time.
    public var daily: [Double]

    init(_ kind: Kind, _ name: String, _ hourly: [Double]) {
      self.kind = kind
      self.name = name
      annual = hourly.mean
      monthly = (0..<12).map { month in
        let leap = hourly.count == 8784 ? 24 : 0
        let start = Stamp.daysBefore[month] * 24 + (month > 1 ? leap : 0)
        let end =
          month == 11
          ? hourly.count : Stamp.daysBefore[month + 1] * 24 + (month + 1 > 1 ? leap : 0)
        guard hourly.count >= end else { return 0 }
        return Array(hourly[start..<end]).mean
      }
      daily = (0..<24).map { hour in
        stride(from: hour, to: hourly.count, by: 24).map { hourly[$0] }.mean
      }
    }
  }

  /// PUE of a hall with the defaults of `Cooling`.
  public struct Hall: Sendable, Hashable, Codable {
    public var kind: Cooling.Kind
    /// Mean over the year.
    public var mean: Double
    /// Largest of the year.
    public var maximum: Double
  }

  public var source: String
  public var format: String
  public var place: Place
  public var years: [Int]
  public var isTypicalYear: Bool
  /// Steps of `stepMinutes` in the year.
  public var stepCount: Int
  public var stepMinutes: Int
  public var solar: Solar?
  /// True when 29 February is among the steps.
  public var hasLeapDay: Bool
  /// What was filled, a sentence for each column; empty when nothing was missing.
  public var gaps: [String]
  /// Air temperature [degC].
  public var temperature: Range?
  public var wind: [Wind]
  /// Fixed tilt, tracking and wind, as far as the file allows.
  public var plants: [Plant]
  /// Kinds of cooling, as far as the file allows: wet bulb needs humidity.
  public var halls: [Hall]
  public var notes: [WeatherNote]

  /// Summarises a year with the default plants of this package.
  public init(_ year: WeatherYear) {
    source = year.source
    format = year.format
    place = year.place
    years = year.years
    isTypicalYear = year.isTypicalYear
    stepCount = year.stepCount
    stepMinutes = year.stepMinutes
    hasLeapDay = year.hasLeapDay
    notes = year.notes
    gaps = year.notes.filter { $0.kind == .gapFilled || $0.kind == .allMissing }.map(\.text)
    let kilowattHours = Double(year.stepMinutes) / 60_000
    solar = year.irradiance.map { light in
      Solar(
        ghi: light.ghi.reduce(0, +) * kilowattHours, dni: light.dni.reduce(0, +) * kilowattHours,
        dhi: light.dhi.reduce(0, +) * kilowattHours, closure: year.closure,
        sunOffsetMinutes: light.sunOffsetMinutes, sunShift: year.sunShift)
    }
    temperature = year.dryBulb.map {
      Range(mean: $0.mean, minimum: $0.min() ?? 0, maximum: $0.max() ?? 0)
    }
    wind = year.wind.map { Wind(height: $0.height, mean: $0.speed.mean) }
    plants = Self.plants(year)
    halls = Cooling.Kind.allCases.compactMap { kind in
      (try? year.pue(Cooling(kind))).map {
        Hall(kind: kind, mean: $0.mean, maximum: $0.max() ?? 0)
      }
    }
  }

  private static func plants(_ year: WeatherYear) -> [Plant] {
    guard let series = try? CapacitySeries(year) else { return [] }
    var plants: [Plant] = []
    if let fixed = series.solarFixed,
      case .fixed(let tilt, let azimuth) = PVSystem.fixedTilt(at: year.place).mounting
    {
      let side = azimuth == 0 ? "north" : "south"
      plants.append(Plant(.fixed, "solar, fixed \(digits(tilt))° facing \(side)", fixed))
    }
    if let tracking = series.solarTracking {
      plants.append(Plant(.tracking, "solar, tracking", tracking))
    }
    if let wind = series.wind, let top = year.wind.last {
      let farm = WindFarm()
      let reach = top.height < 40 ? ", from \(digits(top.height)) m" : ""
      let name = "wind, \(farm.curve.name) at \(digits(farm.hubHeight)) m\(reach)"
      plants.append(Plant(.wind, name, wind))
    }
    return plants
  }

  /// The summary as JSON with sorted keys.
  public func json() throws(WeatherError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    } catch {
      throw WeatherError(
        .noData, path: source, expected: "finite numbers in the summary", found: "\(error)")
    }
  }
}
