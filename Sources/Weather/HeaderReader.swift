/// Reads the numbers that place a site on the globe, with the errors a header deserves.
struct HeaderReader {
  let path: String
  let line: Int

  func latitude(_ text: String, _ name: String) throws(WeatherError) -> Double {
    try number(text, name, in: -90...90, "a latitude from −90 to 90 deg")
  }

  func longitude(_ text: String, _ name: String) throws(WeatherError) -> Double {
    // Some tools count eastward to 360.
    let degrees = try number(text, name, in: -180...360, "a longitude from −180 to 180 deg")
    return degrees > 180 ? degrees - 360 : degrees
  }

  func elevation(_ text: String, _ name: String) throws(WeatherError) -> Double {
    try number(text, name, in: -500...7000, "an elevation in m")
  }

  /// Offsets are multiples of a quarter hour everywhere on Earth.
  func utcOffset(_ text: String, _ name: String) throws(WeatherError) -> Double {
    let hours = try number(text, name, in: -12...14, "a UTC offset from −12 to 14 h")
    guard (hours * 4).rounded() == hours * 4 else {
      throw error(name, "a UTC offset in quarter hours", text)
    }
    return hours
  }

  private func number(
    _ text: String, _ name: String, in range: ClosedRange<Double>, _ expected: String
  ) throws(WeatherError) -> Double {
    guard let value = text.decimal, range.contains(value) else { throw error(name, expected, text) }
    return value
  }

  private func error(_ name: String, _ expected: String, _ found: String) -> WeatherError {
    WeatherError(
      .header, path: path, line: line, column: name, expected: expected, found: found)
  }
}
