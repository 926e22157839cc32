import Finance
import Weather

/// The published cases of offgridai.us.
enum OffgridAICases {
  private static let group = "offgridai.us"
  static let weather = "el-paso/data/el_paso_tmy3.epw"
  private static let rerun =
    "offgridai.us calculator (cost-calculator@1af208a) rerun with pvlib 0.16.1 on the TMY3 of El Paso"

  static var all: [AgreementCase] {
    [turbine, engine] + systems.map(fixedSystem) + optima
  }

  private static let turbine = AgreementCase(
    "offgridai-turbine", group: group, title: "Gas turbine alone, 125 MW for 100 MW",
    source: "offgridai.us white paper (86 USD/MWh) and its calculator",
    numbers: [
      .init("as in the workbook", 86.05, "USD/MWh", .absolute(0.01)),
      .init("with soft costs of the turbine", 87.93, "USD/MWh", .absolute(0.01)),
    ]
  ) { _ in
    var workbook = OffgridAI.Rules()
    workbook.softCostsOfGenerator = false
    return try [workbook, OffgridAI.Rules()].map { rules in
      try OffgridAI(
        system: .init(solar: 0, battery: 0, generator: 125), generator: .turbine, rules: rules
      ).price(OffgridAI.generatorsOnly(100))
    }
  }

  private static let engine = AgreementCase(
    "offgridai-engine", group: group, title: "Gas engine alone for 100 MW",
    source: "offgridai.us calculator",
    numbers: [
      .init("125 MW", 111.11, "USD/MWh", .absolute(0.01)),
      .init("100 MW", 106.97, "USD/MWh", .absolute(0.01)),
    ]
  ) { _ in
    try [125, 100].map { size in
      try OffgridAI(system: .init(solar: 0, battery: 0, generator: size))
        .price(OffgridAI.generatorsOnly(100))
    }
  }

  /// Sizes, renewable share in percent where known, and price.
  private static let systems: [(system: OffgridAI.System, share: Double?, price: Double)] = [
    (.init(solar: 200, battery: 100, generator: 125), 43.95, 98.20),
    (.init(solar: 200, battery: 100, generator: 100), nil, 94.06),
    (.init(solar: 225, battery: 50, generator: 100), 44.5, 91.22),
    (.init(solar: 450, battery: 350, generator: 125), 82.3, 106.86),
    (.init(solar: 450, battery: 350, generator: 100), nil, 102.72),
    (.init(solar: 550, battery: 400, generator: 100), 89.5, 109.13),
    (.init(solar: 550, battery: 400, generator: 125), nil, 113.28),
    (.init(solar: 500, battery: 500, generator: 125), 90.03, 118.36),
  ]

  private static func fixedSystem(
    _ entry: (system: OffgridAI.System, share: Double?, price: Double)
  ) -> AgreementCase {
    let system = entry.system
    let name =
      "\(Int(system.solar)) MW sun, \(Int(system.battery)) MW battery, \(Int(system.generator)) MW engines"
    var numbers = [AgreementCase.Number("price", entry.price, "USD/MWh", .relative(0.005))]
    if let share = entry.share {
      numbers.append(.init("renewable share", share, "%", .absolute(0.2)))
    }
    return AgreementCase(
      "offgridai-\(Int(system.solar))-\(Int(system.battery))-\(Int(system.generator))",
      group: group, title: name, source: rerun, numbers: numbers, needsExamples: [weather]
    ) { data in
      let sun = try OffgridAI.Sun().output(WeatherFile.read(data.example(weather)))
      let calculator = OffgridAI(system: system)
      let years = calculator.years(sun: sun)
      let values = [try calculator.price(years), 100 * OffgridAI.renewableShare(years)]
      return Array(values.prefix(entry.share == nil ? 1 : 2))
    }
  }

  /// Our sizes at the shares of its systems. Without wear all years are alike, and a study of one
  /// year plans them; with it, the calculator's twenty years are the stages of the plan.
  private static let optima: [AgreementCase] = [
    (OffgridAI.System(solar: 200, battery: 100, generator: 100), true),
    (OffgridAI.System(solar: 200, battery: 100, generator: 100), false),
    (OffgridAI.System(solar: 550, battery: 400, generator: 100), true),
    (OffgridAI.System(solar: 550, battery: 400, generator: 100), false),
  ].map { system, wears in
    let name = "\(Int(system.solar)) / \(Int(system.battery)) / \(Int(system.generator)) MW"
    return AgreementCase(
      "offgridai-optimum-\(Int(system.solar))\(wears ? "-wear" : "")", group: group,
      title:
        "Our sizes at the share of \(name)\(wears ? "" : ", no wear"), by its own dispatch and pro forma",
      source:
        "\(rerun); sizes from \(wears ? "twenty stages and the decomposed engine" : "a study with its costs and the direct engine")",
      numbers: [.init("our price less its", 0, "USD/MWh", .atMost)], needsExamples: [weather],
      isSlow: true
    ) { data in
      var rules = OffgridAI.Rules()
      if !wears {
        rules.batteryWear = 0
        rules.solarWear = 0
      }
      let sun = try OffgridAI.Sun().output(WeatherFile.read(data.example(weather)))
      let theirs = OffgridAI(system: system, rules: rules)
      let years = theirs.years(sun: sun)
      let ours = try OffgridComparison(sun: sun, rules: rules)
        .optimum(share: OffgridAI.renewableShare(years))
      return [ours.price - (try theirs.price(years))]
    }
  }
}
