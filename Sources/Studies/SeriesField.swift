import Chains
import Quantities
import Weather
import Yams

/// A column of a file: `{file: prices.csv, column: usd_per_mwh, unit: USD/MWh, zone: UTC}`.
extension CampusSection {
  static let seriesKeys = [
    "file", "column", "unit", "scale", "time", "zone", "hour ending", "day first", "year", "gaps",
    "doubled", "exchange rate", "where",
  ]

  /// The values on the study's clock, in `unit`.
  func seriesFile(_ field: Field, in unit: Unit, extra: [String] = []) -> [Double]? {
    guard let own = field.map() else { return nil }
    own.only(Self.seriesKeys + extra)
    guard let name = own.require("file", "the name of a CSV file")?.text("the name of a file"),
      let options = seriesOptions(own), let factor = seriesFactor(own, field, unit)
    else { return nil }
    let year = own["year"].map { $0.integer("a calendar year such as 2022", in: 1900...2200) }
    if case .some(nil) = year { return nil }
    guard
      let content = files.content(
        Study.path(name, in: folder), options, local: utcOffset ?? 0, for: field)
    else { return nil }
    let values: [Double]?
    switch content {
    case .plain(let plain):
      for key in ["year", "time", "doubled", "where"] where own[key] != nil {
        own[key]?.error("`\(key)` has no effect: “\(name)” has no column of stamps")
        return nil
      }
      values = undated(field, plain.values, of: name)
    case .timed(let series):
      checkCurrency(own, field, series.name, unit)
      values = dated(field, series, of: name, chosen: year ?? nil)
    }
    guard let values else { return nil }
    let scale = factor * reading.factor(at: field.path)
    if let step = values.firstIndex(where: { !(abs($0 * scale) <= Field.largest) }) {
      field.error("expected numbers below 1e15, found \(values[step]) as value \(step + 1)")
      return nil
    }
    return scale == 1 ? values : values.map { $0 * scale }
  }

  private func seriesOptions(_ own: Entries) -> SeriesOptions? {
    var options = SeriesOptions()
    options.column = own["column"].flatMap { $0.text("the name of a column") }
    if let field = own["time"] {
      let names = field.list().compactMap { $0.text("the name of the column of stamps") }
      guard names.count == field.list().count, (1...2).contains(names.count) else {
        field.expected("the column of stamps, or those of the date and of the hour")
        return nil
      }
      options.time = names
    }
    if let field = own["where"] {
      guard let rows = field.map("columns and the text of their cells, such as {node: HB_NORTH}")
      else { return nil }
      for entry in rows.entries {
        guard let text = entry.field.text("the text of a cell") else { return nil }
        options.only[entry.name] = text
      }
    }
    if let field = own["zone"] {
      guard let zone = zone(field) else { return nil }
      options.zone = zone
    }
    if let field = own["hour ending"] {
      guard let ends = field.bool() else { return nil }
      options.endsStep = ends
    }
    if let field = own["day first"] {
      guard let first = field.bool() else { return nil }
      options.dayFirst = first
    }
    if let field = own["doubled"] {
      let words = SeriesOptions.Doubled.allCases.map(\.rawValue)
      guard let word = field.choice(words, "what to do with a moment that comes twice") else {
        return nil
      }
      options.doubled = SeriesOptions.Doubled(rawValue: word) ?? .refuse
    }
    if let field = own["gaps"] {
      guard let gaps = seriesGaps(field) else { return nil }
      options.gaps = gaps
    }
    return options
  }

  /// `3 h` interpolates; `{interpolate: 3 h, day before: 48 h}`.
  private func seriesGaps(_ field: Field) -> SeriesGaps? {
    let longest = "the longest gap to fill"
    guard field.isMapping, let own = field.map() else {
      return field.quantity(in: .hour, longest, atLeast: 0).map { SeriesGaps(interpolated: $0) }
    }
    own.only(["interpolate", "day before"])
    if own.entries.isEmpty { field.expected("`interpolate`, `day before` or both") }
    var gaps = SeriesGaps()
    for (key, path) in [
      ("interpolate", \SeriesGaps.interpolated), ("day before", \SeriesGaps.dayBefore),
    ] {
      guard let inner = own[key] else { continue }
      guard let hours = inner.quantity(in: .hour, longest, atLeast: 0) else { return nil }
      gaps[keyPath: path] = hours
    }
    return gaps
  }

  // MARK: Units

  /// What turns the numbers of the file into `unit`, from `unit`, `exchange rate` and `scale`.
  private func seriesFactor(_ own: Entries, _ field: Field, _ unit: Unit) -> Double? {
    var factor = 1.0
    var foreign: String?
    if let unitField = own["unit"], let text = unitField.text("a unit such as \(unit.text)") {
      foreign = currency(text).flatMap { $0 == "USD" ? nil : $0 }
      // Money of another currency is read as dollars and then exchanged.
      let dollars = foreign.map { text.replacing($0, with: "USD") } ?? text
      guard
        let value = Field(
          node: .scalar(.init("1 \(dollars)", .implicit, .plain, unitField.mark)),
          path: unitField.path, reading: reading
        ).quantity(in: unit, "a unit")
      else { return nil }
      factor = value
    }
    if let rateField = own["exchange rate"] {
      guard let foreign else {
        rateField.error("`exchange rate` has no effect without a `unit` of another currency")
        return nil
      }
      guard let rate = exchangeRate(rateField, from: foreign) else { return nil }
      factor *= rate
    } else if let foreign {
      (own["unit"] ?? field).error(
        "expected an exchange rate for \(foreign), such as `exchange rate: 1.1 USD/\(foreign)`")
      return nil
    }
    if let scale = own["scale"] {
      guard let value = scale.decimal("a number", in: -Field.largest...Field.largest) else {
        return nil
      }
      factor *= value
    }
    return factor
  }

  private func exchangeRate(_ field: Field, from currency: String) -> Double? {
    guard let text = field.text("a rate such as 1.1 USD/\(currency)") else { return nil }
    do throws(QuantityError) {
      let rate = try Quantity.parse(text).value(in: try Unit.parse("USD/\(currency)"))
      guard rate > 0 else {
        field.expected("a rate above 0")
        return nil
      }
      note(
        "exchange rate of \(currency)",
        Traced(rate, "USD/\(currency)", .study(line: field.line ?? 0)))
      return rate
    } catch {
      field.error("expected a rate such as 1.1 USD/\(currency), found “\(text)”: \(error)")
      return nil
    }
  }

  private static let currencies = [
    "USD", "EUR", "GBP", "JPY", "CNY", "CHF", "CAD", "AUD", "KRW", "INR",
  ]

  /// The currency that a unit or the name of a column begins with or contains as a word.
  private func currency(_ text: String) -> String? {
    let words = text.uppercased().split { !$0.isLetter }.map(String.init)
    return Self.currencies.first { words.contains($0) }
  }

  /// A column that names another currency must not pass for dollars.
  private func checkCurrency(_ own: Entries, _ field: Field, _ column: String, _ unit: Unit) {
    guard own["unit"] == nil, unit == .usdPerMegawattHour, let currency = currency(column),
      currency != "USD"
    else { return }
    field.error(
      "the column “\(column)” seems to be in \(currency); write `unit: \(currency)/MWh` and "
        + "`exchange rate: 1.1 USD/\(currency)`, or `unit: USD/MWh` if it is not")
  }
}

extension SeriesCache {
  /// A column with its stamps, where it has any.
  func content(
    _ path: String, _ options: SeriesOptions, local: Double, for field: Field
  ) -> SeriesFile.Content? {
    let key = ContentKey(path: path, options: options, local: local)
    if let known = contents[key] { return known }
    do throws(WeatherError) {
      let content = try StudyFiles.content(path, options, local: local)
      contents[key] = content
      return content
    } catch {
      field.error("\(error)")
      return nil
    }
  }
}
