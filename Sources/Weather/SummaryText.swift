import Foundation

extension WeatherSummary {
  /// The summary as a page of text, numbers with 4 significant digits, with bars for the months.
  ///
  /// - Parameter width: columns to fill, at least 60; longer notes are wrapped.
  public func text(width: Int = 80) -> String {
    let page = max(60, min(width, 160))
    var lines = facts().map { name, value in
      Self.hang(name.padded(14), value, page, indent: 14)
    }
    if !plants.isEmpty {
      lines += ["", "Capacity factors (output per unit of AC nameplate)"]
      lines += table()
      lines += ["", "Months in %, bars from 0 to \(Self.digits(barTop * 100)) %"]
      lines.append(String(repeating: " ", count: 10) + Self.months.map { "  " + $0 }.joined())
      lines += plants.flatMap { months($0) }
    }
    if !halls.isEmpty {
      lines += ["", "PUE of a hall cooled by air (mean, and in the worst step)"]
      lines += halls.map {
        "  \($0.kind.rawValue.padded(14))\(Self.digits($0.mean))  \(Self.digits($0.maximum))"
      }
    }
    for (title, isWarning) in [("Warnings", true), ("Notes", false)] {
      let own = notes.filter { $0.isWarning == isWarning }
      guard !own.isEmpty else { continue }
      lines += ["", title]
      lines += own.map { Self.hang("- ", $0.text, page, indent: 2) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func facts() -> [(String, String)] {
    let height = place.elevation.map { ", \(Self.digits($0)) m" } ?? ", elevation unknown"
    let period =
      isTypicalYear
      ? "typical year from \(years.first ?? 0)-\(years.last ?? 0) (\(years.count) source years)"
      : years.map(String.init).joined()
    var facts = [
      ("File", source), ("Format", format), ("Place", place.name),
      (
        "Coordinates",
        Self.degrees(place.latitude, "N", "S") + ", " + Self.degrees(place.longitude, "E", "W")
          + height
      ),
      ("Period", period), ("Steps", "\(stepCount) of \(stepMinutes) min"),
      ("Clock", "local standard time, UTC\(place.utcOffset.signedHours)"),
      ("Gaps", gaps.isEmpty ? "none" : gaps.joined(separator: "; ")),
    ]
    if let solar {
      facts.append(
        (
          "Irradiation",
          "GHI \(Self.digits(solar.ghi))  DNI \(Self.digits(solar.dni))  "
            + "DHI \(Self.digits(solar.dhi)) kWh/m2 a year"
        ))
      let closure = solar.closure.map { "closure \(Self.percent($0)); " } ?? ""
      let shift =
        solar.sunShift.map {
          $0 == 0 ? "fits GHI best" : "GHI fits \($0 > 0 ? "+" : "")\($0) min better"
        } ?? ""
      facts.append(
        (
          "",
          "\(closure)sun taken \(Self.digits(solar.sunOffsetMinutes)) min into the step, \(shift)"
        )
      )
    }
    if let temperature {
      facts.append(
        (
          "Temperature",
          "mean \(Self.digits(temperature.mean))  min \(Self.digits(temperature.minimum))  "
            + "max \(Self.digits(temperature.maximum)) degC"
        ))
    }
    if !wind.isEmpty {
      let levels = wind.map { "\(Self.digits($0.mean)) at \(Self.digits($0.height)) m" }
      facts.append(("Mean wind", levels.joined(separator: ", ") + " (m/s)"))
    }
    return facts
  }

  private func table() -> [String] {
    let column = (plants.map(\.name.count).max() ?? 0) + 2
    return plants.map { plant in
      "  " + plant.name.padded(column) + Self.percent(plant.annual).leftPadded(8)
    }
  }

  /// The largest month of any plant, rounded up to the next tenth: one scale for all bars.
  private var barTop: Double {
    let top = plants.flatMap(\.monthly).max() ?? 0
    return max(0.1, (top * 10).rounded(.up) / 10)
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// A line of numbers and a line of bars.
  private func months(_ plant: Plant) -> [String] {
    let blocks = Array(" ▁▂▃▄▅▆▇█")
    let numbers = plant.monthly.map { Self.fixed($0 * 100, 1).leftPadded(5) }
    let bars = plant.monthly.map { value -> String in
      let level = (value / barTop * 8).rounded()
      let index = level.isFinite ? Int(min(8, max(0, level))) : 0
      return "  " + String(repeating: blocks[index], count: 3)
    }
    return [
      "  " + plant.kind.rawValue.padded(8) + numbers.joined(),
      String(repeating: " ", count: 10) + bars.joined(),
    ]
  }

  /// Four significant digits, without exponents for the sizes that occur here.
  static func digits(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    let magnitude = Int(floor(log10(abs(value))))
    let decimals = min(8, max(0, 3 - magnitude))
    let text = fixed(value, decimals)
    guard text.contains(".") else { return text }
    return String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed())
  }

  static func percent(_ value: Double) -> String { fixed(value * 100, 2) + " %" }

  private static func degrees(_ value: Double, _ positive: String, _ negative: String) -> String {
    "\(fixed(abs(value), 4))° \(value < 0 ? negative : positive)"
  }

  private static func fixed(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  /// Wraps `text` at blanks behind a label, with following lines indented.
  private static func hang(_ label: String, _ text: String, _ width: Int, indent: Int) -> String {
    var lines: [String] = []
    var line = label
    var isFresh = true
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !isFresh && line.count + 1 + word.count > width {
        lines.append(line)
        line = String(repeating: " ", count: indent)
        isFresh = true
      }
      line += (isFresh ? "" : " ") + word
      isFresh = false
    }
    return (lines + [line]).joined(separator: "\n")
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
  fileprivate func leftPadded(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
