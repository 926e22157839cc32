import Foundation

/// Input files of the comparison with other programs: a study for Gigawatt, and the same numbers as
/// plain tables for whoever reads those.
public enum BenchmarkFiles: String, CaseIterable, Sendable {
  /// One site, one year: sun, battery (power and energy sized apart) and gas for 100 MW.
  case site
  /// The same with wind and a grid whose price changes by the hour.
  case grid

  /// Yearly costs that both sides are given, USD per MW (MWh) and year, and USD/MWh.
  public static let costs:
    [(name: String, overnight: Double, life: Int, fixed: Double, running: Double)] = [
      ("solar", 900_000, 30, 18_000, 0),
      ("wind", 1_400_000, 25, 35_000, 0),
      ("gas", 1_300_000, 30, 15_000, 90),
      ("battery_power", 150_000, 15, 2_000, 0),
      ("battery_energy", 90_000, 15, 1_000, 0),
    ]

  /// Writes `study.yaml`, `series.csv` and `costs.csv` to a folder.
  public func write(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    func save(_ text: String, _ name: String) throws {
      try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    }
    let weather = SyntheticWeather(seed: 1)
    var text = "hour,solar,wind,price\n"
    for hour in weather.solar.indices {
      text += "\(hour),\(weather.solar[hour]),\(weather.wind[hour]),\(weather.price[hour])\n"
    }
    try save(text, "series.csv")
    try save(table, "costs.csv")
    try save(study, "study.yaml")
  }

  /// Capital recovery at 7 % a year.
  static func annual(_ overnight: Double, life: Int) -> Double {
    overnight * 0.07 / (1 - pow(1.07, -Double(life)))
  }

  private var table: String {
    var text = "technology,annual_per_mw_y,marginal_per_mwh\n"
    for cost in Self.costs {
      text +=
        "\(cost.name),\(Self.annual(cost.overnight, life: cost.life) + cost.fixed),\(cost.running)\n"
    }
    return text
  }

  private var study: String {
    var text = """
      # Made by `gigawatt bench write \(rawValue)`: the same numbers as series.csv and costs.csv.
      gigawatt: 1
      title: Benchmark \(rawValue)
      discount: 7 %/year
      year: 2030
      load: 100 MW
      supplies:
        solar: {profile: \(profile("solar")), overnight cost: 900 USD/kW, fixed O&M: 18 USD/kW-yr, life: 30 years, construction time: 0 years}

      """
    if self == .grid {
      text += """
          wind: {profile: \(profile("wind")), overnight cost: 1400 USD/kW, fixed O&M: 35 USD/kW-yr, life: 25 years, construction time: 0 years}

        """
    }
    text += """
        gas: {like: geothermal, overnight cost: 1300 USD/kW, fixed O&M: 15 USD/kW-yr, variable O&M: 90 USD/MWh, life: 30 years, construction time: 0 years, availability: 100 %, emission factor: 0.4 t/MWh, clean: false}
        battery: {power cost: 150 USD/kW, energy cost: 90 USD/kWh, fixed O&M: 2 USD/kW-yr, energy fixed O&M: 1 USD/kWh-yr, life: 15 years, construction time: 0 years, availability: 100 %, charge efficiency: 95 %, discharge efficiency: 95 %, standing loss: 0.01 %/h}

      """
    if self == .grid {
      text += """
        grid: {import: 30 MW, price: {file: series.csv, column: price, unit: USD/MWh}, delivery: 0 USD/MWh, connection cost: 0 USD/kW, emission factor: 0 t/MWh}

        """
    }
    return text
  }

  private func profile(_ column: String) -> String { "{file: series.csv, column: \(column)}" }
}
