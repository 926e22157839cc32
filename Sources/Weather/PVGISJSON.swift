/// PVGIS typical years as JSON: the same columns as the CSV, one object per hour.
enum PVGISJSON {
  private struct Document: Decodable {
    struct Inputs: Decodable {
      struct Location: Decodable {
        var latitude: Double
        var longitude: Double
        var elevation: Double?
        var timeOffset: Double?

        enum CodingKeys: String, CodingKey {
          case latitude, longitude, elevation
          case timeOffset = "irradiance_time_offset"
        }
      }
      var location: Location
    }
    struct Outputs: Decodable {
      var hours: [Hour]

      enum CodingKeys: String, CodingKey { case hours = "tmy_hourly" }
    }
    struct Hour: Decodable {
      var time: String
      var values: [Double]

      enum Key: String, CodingKey {
        case time = "time(UTC)"
        case ghi = "G(h)"
        case dni = "Gb(n)"
        case dhi = "Gd(h)"
        case temperature = "T2m"
        case pressure = "SP"
        case wind = "WS10m"
        case humidity = "RH"
      }

      init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: Key.self)
        time = try row.decode(String.self, forKey: .time)
        values = try [Key.ghi, .dni, .dhi, .temperature, .pressure, .wind].map {
          try row.decode(Double.self, forKey: $0)
        }
        values.append(try row.decodeIfPresent(Double.self, forKey: .humidity) ?? .nan)
      }
    }
    var inputs: Inputs
    var outputs: Outputs
  }

  static func read(_ file: TextFile, _ site: SiteHint) throws(WeatherError) -> RawTable {
    let document = try JSONWeather.decode(Document.self, file)
    let location = document.inputs.location
    let hours = document.outputs.hours
    var notes: [WeatherNote] = []
    let header = HeaderReader(path: file.path, line: 1)
    let longitude = try header.longitude("\(location.longitude)", "longitude")
    let place = Place(
      name: "PVGIS", latitude: try header.latitude("\(location.latitude)", "latitude"),
      longitude: longitude,
      elevation: try location.elevation.map { (height) throws(WeatherError) in
        try header.elevation("\(height)", "elevation")
      }, utcOffset: site.offset(longitude: longitude, &notes))
    let path = ["outputs", "tmy_hourly"]
    let first = JSONWeather.line(of: path, index: 0, file)
    let isSpread =
      hours.count > 1 && JSONWeather.line(of: path, index: hours.count - 1, file) > first
    var stamps: [Stamp] = []
    var lines: [Int] = []
    for (index, hour) in hours.enumerated() {
      guard let stamp = StampReader.stamp(hour.time, 0) else {
        throw WeatherError(
          .badStamp, path: file.path, line: JSONWeather.line(of: path, index: index, file),
          column: "tmy_hourly[\(index)]", expected: "a stamp such as 20180101:0000",
          found: hour.time)
      }
      stamps.append(stamp)
      lines.append(first)
    }
    if isSpread, hours.count > 2 {
      let second = JSONWeather.line(of: path, index: 1, file)
      lines = hours.indices.map { first + $0 * (second - first) }
    }
    let time = try StampReader(stamps, lines: lines, path: file.path, nameLine: 1)
    let columns = PVGISReader.columns.enumerated().map { index, column in
      RawColumn(
        quantity: column.quantity, name: column.name,
        values: hours.map { $0.values[index] <= -999 ? .nan : $0.values[index] })
    }
    let offset = location.timeOffset
    if offset == nil { notes.append(PVGISReader.noOffset) }
    if let offset, !(-1...1).contains(offset) {
      throw WeatherError(
        .header, path: file.path, line: 1, column: "irradiance_time_offset",
        expected: "hours from −1 to 1", found: "\(offset)")
    }
    return RawTable(
      path: file.path, format: WeatherFormat.pvgis.name, place: place, dataUTCOffset: 0,
      stepMinutes: time.stepMinutes, sunOffsetMinutes: (offset ?? 0) * 60, stamps: time.stamps,
      lines: lines, columns: columns, notes: notes)
  }
}
