import Foundation

@testable import Weather

/// The synthetic year of Denver in the formats of the world. Temperature, pressure, wind and
/// irradiance are those of `Fixture.base`, to the digits of the format.
enum Written {
  static let names = [
    "epw", "nsrdb", "tmy3", "tmy2", "pvgis", "pvgis.json", "srw", "wtk", "nrel", "meteo",
    "meteo.json",
  ]

  /// Each text is made once.
  static let texts: [String: String] = [
    "epw": Fixture.epw(), "nsrdb": Fixture.nsrdb(), "tmy3": tmy3(), "tmy2": tmy2(),
    "pvgis": pvgis(), "pvgis.json": pvgisJSON(), "srw": srw(), "wtk": Fixture.wind(),
    "nrel": nrel(), "meteo": meteo(), "meteo.json": meteoJSON(),
  ]

  static func text(_ name: String) -> String { texts[name] ?? "" }

  private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

  private static func fixed(_ value: Double, _ width: Int) -> String {
    let text = "\(Int(value.rounded()))"
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  private static func sky(_ k: Int) -> (ghi: Double, dni: Double, dhi: Double) {
    guard let light = Fixture.base.irradiance else { return (0, 0, 0) }
    return (light.ghi[k], light.dni[k], light.dhi[k])
  }

  static func air(_ k: Int) -> Double { Fixture.base.dryBulb?[k] ?? 0 }

  static func wind(_ k: Int, _ level: Int = 0) -> Double { Fixture.base.wind[level].speed[k] }

  // MARK: Hour-ending, local

  static func tmy3() -> String {
    var text = """
      724666,"DENVER, CENTENNIAL",CO,-7.0,39.740,-105.180,1829
      Date (MM/DD/YYYY),Time (HH:MM),ETR (W/m^2),GHI (W/m^2),GHI source,DNI (W/m^2),DHI (W/m^2),\
      Dry-bulb (C),Pressure (mbar),Wspd (m/s),Wspd source

      """
    for (k, h) in Fixture.hours().enumerated() {
      let sky = sky(k)
      text +=
        "\(two(h.month))/\(two(h.day))/\(h.month < 7 ? 1988 : 2001),\(two(h.hour + 1)):00,0,"
        + "\(Int(sky.ghi.rounded())),1,\(Int(sky.dni.rounded())),\(Int(sky.dhi.rounded())),"
        + "\(Fixture.number([air(k)], 0)),820,\(Fixture.number([wind(k)], 0)),A\n"
    }
    return text
  }

  /// Fixed columns; fields that are not read are filled with zeros and flags.
  static func tmy2() -> String {
    var text = " 24666 DENVER                 CO  -7 N 39 44 W 105 11  1829\n"
    for (k, h) in Fixture.hours().enumerated() {
      let sky = sky(k)
      var line = " \(h.month < 7 ? 62 : 88)\(two(h.month))\(two(h.day))\(two(h.hour + 1))"
      line += "00000000" + fixed(sky.ghi, 4) + "A5" + fixed(sky.dni, 4) + "A5"
      line += fixed(sky.dhi, 4) + "A5"
      line += String(repeating: "0000?0", count: 4) + "07A707A7"
      let tenths = Int((air(k) * 10).rounded())
      let sign = tenths < 0 ? "-" : "0"
      line += sign + fixed(Double(abs(tenths)), 3) + "A7" + "0000A7" + "070A7" + "0820A7" + "158A7"
      line += fixed(wind(k) * 10, 3) + "A7"
      line += String(repeating: "0", count: max(0, 142 - line.count))
      text += line + "\n"
    }
    return text
  }

  // MARK: UTC, rotated

  /// The local hour that row `k` of a file in UTC shows.
  private static func local(_ k: Int) -> Int { (k + 8760 - 7) % 8760 }

  static let pvgisHeader = """
    Latitude (decimal degrees): 39.740
    Longitude (decimal degrees): -105.180
    Elevation (m): 1829.0
    Irradiance Time Offset (h): 0.5
    month,year
    1,2018

    """

  static func pvgis() -> String {
    var text = pvgisHeader + "time(UTC),T2m,RH,G(h),Gb(n),Gd(h),IR(h),WS10m,WD10m,SP\n"
    for (k, h) in Fixture.hours().enumerated() {
      let year = h.month < 7 ? 2018 : 2011
      let row = [air(local(k)), 50, sky(local(k)).ghi, sky(local(k)).dni, sky(local(k)).dhi, 280]
      text += "\(year)\(two(h.month))\(two(h.day)):\(two(h.hour))00,"
      text += row.map { "\(($0 * 100).rounded() / 100)" }.joined(separator: ",")
      text += ",\(Fixture.number([wind(local(k))], 0)),200.0,82000.0\n"
    }
    return text
      + "\nT2m: 2-m air temperature (degree Celsius)\nPVGIS (c) European Union, 2001-2025\n"
  }

  static func pvgisJSON() -> String {
    var rows: [String] = []
    for (k, h) in Fixture.hours().enumerated() {
      let year = h.month < 7 ? 2018 : 2011
      let sky = sky(local(k))
      rows.append(
        "  {\"time(UTC)\": \"\(year)\(two(h.month))\(two(h.day)):\(two(h.hour))00\", \"T2m\": "
          + "\(Fixture.number([air(local(k))], 0)), \"G(h)\": \(Fixture.number([sky.ghi], 0)), "
          + "\"Gb(n)\": \(Fixture.number([sky.dni], 0)), \"Gd(h)\": "
          + "\(Fixture.number([sky.dhi], 0)), \"WS10m\": "
          + "\(Fixture.number([wind(local(k))], 0)), \"SP\": 82000.0}")
    }
    return """
      {"inputs": {"location": {"latitude": 39.74, "longitude": -105.18, "elevation": 1829.0,
      "irradiance_time_offset": 0.5}, "meteo_data": {"radiation_db": "none"}},
      "outputs": {"months_selected": [], "tmy_hourly": [
      \(rows.joined(separator: ",\n"))
      ]}}
      """
  }

  static func srw() -> String {
    var text = """
      1,Denver,CO,USA,2012,39.74,-105.18,1829,1,8760
      synthetic
      Temperature,Pressure,Speed,Direction,Speed
      C,atm,m/s,Degrees,m/s
      80,80,80,80,10

      """
    for k in 0..<8760 {
      text += "\(Fixture.number([air(k)], 0)),0.8,\(Fixture.number([wind(k, 1)], 0)),200,"
      text += "\(Fixture.number([wind(k)], 0))\n"
    }
    return text
  }

  static func nrel() -> String {
    var text = """
      id,site_tz,data_tz,site_lat,site_lon,elevation,state,pressure_0m Units,temperature_2m Units,\
      wind_speed_10m Units,wind_speed_80m Units
      7,-7.0,0,39.74,-105.18,1829.0,Colorado,Pa,degC,m/s,km/h
      time,pressure_0m,temperature_2m,wind_speed_10m,wind_speed_80m,wind_direction_80m

      """
    for (k, h) in Fixture.hours().enumerated() {
      text += "2025-\(two(h.month))-\(two(h.day)) \(two(h.hour)):00:00+00:00,82000.0,"
      text += "\(Fixture.number([air(local(k))], 0)),\(Fixture.number([wind(local(k))], 0)),"
      text += "\(Fixture.number([3.6 * wind(local(k), 1)], 0)),180\n"
    }
    return text
  }

  /// Stamps in UTC with a day more at both ends; radiation is that of the hour before.
  private static func meteoRows(_ use: (_ stamp: String, _ instant: Int, _ before: Int) -> Void) {
    for hour in -24..<(8760 + 24) {
      let stamp = CivilTime.text(
        seconds: Double(CivilTime.days(year: 2023, month: 1, day: 1)) * 86_400
          + Double(hour) * 3600)
      let instant = (hour - 7 + 8760) % 8760
      use(stamp.replacing(" ", with: "T"), instant, (instant + 8759) % 8760)
    }
  }

  static func meteo() -> String {
    var text = """
      latitude,longitude,elevation,utc_offset_seconds,timezone,timezone_abbreviation
      39.74,-105.18,1829.0,0,America/Denver,GMT

      time,temperature_2m (°F),surface_pressure (hPa),wind_speed_10m (km/h),wind_speed_100m (m/s),\
      shortwave_radiation (W/m²),direct_normal_irradiance (W/m²),diffuse_radiation (W/m²),rain (mm)

      """
    meteoRows { stamp, k, before in
      let sky = sky(before)
      text += "\(stamp),\(Fixture.number([air(k) * 1.8 + 32], 0)),820.0,"
      text += "\(Fixture.number([wind(k) * 3.6], 0)),8,\(Fixture.number([sky.ghi], 0)),"
      text += "\(Fixture.number([sky.dni], 0)),\(Fixture.number([sky.dhi], 0)),\n"
    }
    return text
  }

  static func meteoJSON() -> String {
    var times: [String] = []
    var columns: [(name: String, values: [String])] = [
      ("temperature_2m", []), ("windspeed_10m", []), ("shortwave_radiation", []),
      ("direct_normal_irradiance", []), ("diffuse_radiation", []),
    ]
    meteoRows { stamp, k, before in
      times.append("\"\(stamp)\"")
      let sky = sky(before)
      let row = [air(k), wind(k) * 3.6, sky.ghi, sky.dni, sky.dhi]
      for index in row.indices { columns[index].values.append(Fixture.number([row[index]], 0)) }
    }
    let lists = columns.map { "\"\($0.name)\": [\n\($0.values.joined(separator: ",\n"))\n]" }
    return """
      {"latitude": 39.74, "longitude": -105.18, "elevation": 1829.0,
      "utc_offset_seconds": 0, "timezone": "America/Denver",
      "hourly_units": {"time": "iso8601", "temperature_2m": "\\u00b0C", "windspeed_10m": "km/h",
      "shortwave_radiation": "W/m\\u00b2", "direct_normal_irradiance": "W/m\\u00b2",
      "diffuse_radiation": "W/m\\u00b2"},
      "hourly": {"time": [
      \(times.joined(separator: ",\n"))
      ],
      \(lists.joined(separator: ",\n"))
      }}
      """
  }
}
