/// The names of units that a text may use, and the spellings that are refused with a hint.
enum UnitTable {
  /// Every unit by its written name; case counts, because mW is not MW.
  static let units: [String: Unit] = {
    var table: [String: Unit] = ["%": .percent]

    func add(_ names: String, _ make: (String) -> Unit) {
      for name in names.split(separator: " ") { table[String(name)] = make(String(name)) }
    }
    func prefixed(
      _ stem: String, _ prefixes: [(String, Double, Double)],
      _ make: (String, Double, Double) -> Unit
    ) {
      for (prefix, above, below) in prefixes {
        table[prefix + stem] = make(prefix + stem, above, below)
      }
    }

    let onMega = [
      ("", 1, 1e6), ("k", 1, 1e3), ("M", 1, 1), ("G", 1e3, 1), ("T", 1e6, 1), ("P", 1e9, 1),
    ]
    prefixed("W", onMega) {
      Unit(
        dimension: .power, numerator: $1, denominator: $2, text: $0, form: Unit.Form(power: 1))
    }
    prefixed("Wh", onMega) {
      Unit(dimension: .energy, numerator: $1, denominator: $2, text: $0)
    }
    prefixed("J", onMega) {
      Unit(dimension: .energy, numerator: $1, denominator: 3600 * $2, text: $0)
    }
    prefixed("Btu", [("", 1, 1e6), ("k", 1, 1e3), ("MM", 1, 1)]) {
      Unit(
        dimension: .energy, numerator: Unit.mmbtu.numerator * $1,
        denominator: Unit.mmbtu.denominator * $2, text: $0)
    }
    add("therm therms") {
      Unit(
        dimension: .energy, numerator: Unit.mmbtu.numerator,
        denominator: Unit.mmbtu.denominator * 10, text: $0)
    }

    func time(_ names: String, _ hours: Double, per below: Double = 1, calendar: Int = 0) {
      add(names) {
        Unit(
          dimension: .time, numerator: hours, denominator: below, text: $0,
          form: Unit.Form(calendar: calendar))
      }
    }
    time("ms", 1, per: 3_600_000)
    time("s second seconds", 1, per: 3600)
    time("min minute minutes", 1, per: 60)
    time("h hr hour hours", 1)
    time("day days", 24, calendar: 1)
    time("week weeks", 168, calendar: 1)
    time("month months", 730, calendar: 1)
    time("year years yr yrs y", 8760, calendar: 1)

    for code in currencies {
      table[code] = Unit(dimension: Dimension([.money(code): 1]), text: code)
    }

    func mass(_ names: String, _ above: Double, per below: Double = 1) {
      add(names) { Unit(dimension: .mass, numerator: above, denominator: below, text: $0) }
    }
    mass("g", 1, per: 1e6)
    mass("kg", 1, per: 1e3)
    mass("lb", 0.45359237, per: 1e3)
    mass("t tonne tonnes", 1)
    mass("kt", 1e3)
    mass("Mt", 1e6)
    mass("Gt", 1e9)

    func length(_ names: String, _ above: Double, per below: Double = 1, power: Int = 1) {
      add(names) {
        Unit(
          dimension: .length.raised(to: power), numerator: above, denominator: below, text: $0)
      }
    }
    length("mm", 1, per: 1e3)
    length("cm", 1, per: 100)
    length("m", 1)
    length("km", 1e3)
    length("ft", 0.3048)
    length("mile miles", 1609.344)
    length("ha", 1e4, power: 2)
    length("acre acres", 4046.8564224, power: 2)
    length("L litre litres", 1, per: 1e3, power: 3)
    length("gal", 231 * 0.0254 * 0.0254 * 0.0254, power: 3)

    add("K") { Unit(dimension: Dimension([.temperature: 1]), text: $0) }

    let onOne = [
      ("", 1.0, 1.0), ("k", 1e3, 1), ("M", 1e6, 1), ("G", 1e9, 1), ("T", 1e12, 1), ("P", 1e15, 1),
      ("E", 1e18, 1), ("Z", 1e21, 1),
    ]
    prefixed("FLOP", onOne) {
      Unit(dimension: Dimension([.count("FLOP"): 1]), numerator: $1, denominator: $2, text: $0)
    }
    prefixed("B", onOne.filter { "GTPE".contains($0.0) && !$0.0.isEmpty }) {
      Unit(dimension: Dimension([.count("byte"): 1]), numerator: $1, denominator: $2, text: $0)
    }
    for (thing, names) in counted {
      add(names) { Unit(dimension: Dimension([.count(thing): 1]), text: $0) }
    }
    return table
  }()

  /// The currencies, each a dimension of its own.
  static let currencies = ["USD", "EUR", "GBP", "JPY", "CNY", "CHF", "CAD", "AUD", "KRW", "INR"]

  /// Counted things and the words for them.
  private static let counted: [(String, String)] = [
    ("token", "token tokens"), ("chip", "chip chips accelerator accelerators GPU GPUs TPU TPUs"),
    ("request", "request requests query queries prompt prompts"), ("image", "image images"),
    ("video", "video videos"), ("user", "user users"), ("task", "task tasks"),
    ("server", "server servers"), ("rack", "rack racks"), ("vehicle", "vehicle vehicles"),
    ("turbine", "turbine turbines"), ("cycle", "cycle cycles"),
  ]

  /// Words that multiply the unit after them.
  static let multipliers: [String: Double] = [
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12,
  ]

  /// Spellings that have more than one reading, with the one to write instead.
  static let refused: [String: String] = [
    "M": "“M” has several meanings: write “million” (“2 million USD”)",
    "MM": "“MM” has several meanings: write “million” (“2 million USD”)",
    "k": "“k” alone is not a unit: write “thousand” (“2 thousand USD”)",
    "B": "“B” has several meanings: write “billion” (“5 billion USD”)",
    "T": "“T” has several meanings: write “trillion” or “t” (tonne)",
    "MUSD": "write “million USD”", "kUSD": "write “thousand USD”", "BUSD": "write “billion USD”",
    "$": "“$” may be any dollar: write “USD”", "€": "write “EUR”", "£": "write “GBP”",
    "¥": "“¥” is the yen and the yuan: write “JPY” or “CNY”",
    "¢": "write cents as a part of USD: “0.08 USD/kWh”",
    "MBtu": "“MBtu” is a thousand or a million Btu: write “kBtu” or “MMBtu”",
    "ton": "“ton” is 907 or 1000 kg: write “t” (tonne)",
    "tons": "“tons” are 907 or 1000 kg: write “t” (tonne)",
    "a": "“a” may be a year or an area: write “year” or “ha”",
    "MVA": "“MVA” is apparent power: write the real power in “MW”",
    "kVA": "“kVA” is apparent power: write the real power in “kW”",
    "FLOPS": "“FLOPS” may be a number or a speed: write “FLOP” or “FLOP/s”",
    "TFLOPS": "write “TFLOP/s”", "PFLOPS": "write “PFLOP/s”", "EFLOPS": "write “EFLOP/s”",
    "°C": "temperatures belong to the weather file; differences are in “K”",
    "°": "temperatures belong to the weather file; differences are in “K”",
  ]

  /// The known unit nearest to a name that is not one: first a spelling that differs in case only.
  static func nearest(to name: String) -> String? {
    let lower = name.lowercased()
    let sameLetters = units.keys.filter { $0.lowercased() == lower }
    if let same = sameLetters.min(by: { rank($0) < rank($1) }) { return same }
    return Quantities.nearest(name, in: names)
  }

  /// All names, the common ones first.
  private static let names =
    units.keys.sorted { rank($0) < rank($1) } + multipliers.keys.sorted()

  /// Units that energy people write come first when several are equally near.
  private static func rank(_ name: String) -> (Int, String) {
    let common = ["MW", "MWh", "kW", "kWh", "GW", "GWh", "USD", "MMBtu", "year", "t", "h"]
    return (common.firstIndex(of: name) ?? common.count, name)
  }
}
