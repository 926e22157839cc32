import Finance
import Foundation
import Quantities
import Weather

/// What the calculator of offgridai.us does, what is wrong with it, and by how much: all measured.
public struct OffgridAIPage {
  let sun: (theirs: [Double], clipped: [Double], lossy: [Double])

  /// - Throws: where the weather of El Paso cannot be read.
  public init(_ data: AgreementData) throws {
    let weather = try WeatherFile.read(data.example(OffgridAICases.weather))
    sun = (
      try OffgridAI.Sun().output(weather),
      try OffgridAI.Sun(dividesByRatio: false).output(weather),
      try OffgridAI.Sun(dividesByRatio: false, losses: PVLosses().total).output(weather)
    )
  }

  /// One reading of its rules, and what it makes of a system.
  struct Variant {
    var name: String
    var why: String
    var rules = OffgridAI.Rules()
    var sun: [Double]
  }

  var variants: [Variant] {
    func change(
      _ name: String, _ why: String, _ edit: (inout OffgridAI.Rules) -> Void
    ) -> Variant {
      var rules = OffgridAI.Rules()
      edit(&rules)
      return Variant(name: name, why: why, rules: rules, sun: sun.theirs)
    }
    return [
      Variant(name: "as it is", why: "", sun: sun.theirs),
      change(
        "battery carries its charge over New Year",
        "`initial_charge` is the full capacity in every year; the test for an empty first year asks for year 0, which "
          + "does not exist"
      ) { $0.startsFull = false },
      change(
        "a full battery is no fuller than a worn one",
        "it starts each year with the capacity it had when new, more than it can hold"
      ) { $0.startsAboveCapacity = false },
      change(
        "battery wears by 0.35 % in 20 years",
        "the comment says 0.35 % in all, the code takes 1.75 % a year, 33 % by the "
          + "last year"
      ) { $0.batteryWear = 0.0035 / 20 },
      Variant(
        name: "1.2 MW of panels behind each MW of inverter",
        why:
          "it computes 1 MW of panels on a 1 MW inverter and divides the result by 1.2: a sixth of the panels "
          + "make nothing, though all are paid for", sun: sun.clipped),
      Variant(
        name: "the same with losses of 14 %",
        why: "it has no soiling, shade, mismatch, wires or outages (PVWatts takes 14.08 %)",
        sun: sun.lossy),
      change(
        "interest before operation is added to the loan",
        "the lender waits two years without interest"
      ) { $0.interestDuringConstruction = true },
      change(
        "engines depreciate over 15 years", "engines get five years as solar does"
      ) { $0.generatorDepreciation = .years15 },
      change(
        "losses and the credit are carried forward",
        "negative taxes and the credit are paid out at once; that needs an owner with other income (or a buyer of the "
          + "credit). Carried forward, most of the credit waits for taxes of later years"
      ) { $0.losses = .carried(limit: 0.8) },
      change(
        "price in money of the first year, rising by 2.5 % a year",
        "its price is flat for 20 years in nominal money while costs rise by 2.5 and 3 %: it is not comparable with a "
          + "real cost"
      ) { $0.priceEscalation = 0.025 },
    ]
  }

  static let systems: [OffgridAI.System] = [
    .init(solar: 200, battery: 100, generator: 100),
    .init(solar: 550, battery: 400, generator: 100),
  ]

  public func markdown() throws -> String {
    var lines = [
      "# The calculator of offgridai.us",
      "",
      "The paper of December 2024 and its calculator (christianhvejsel/cost-calculator, folder `core`) price off-grid power for AI "
        + "from sun, a battery of four hours and gas engines. Its rules and numbers are in `Sources/Agreement` as a check; "
        + "[Agreement](agreement.md) holds its cases. This page is made by `gigawatt agreement --offgridai`; nothing in "
        + "it is typed.",
      "",
      "## What its rules change",
      "",
      "Each line changes one rule and leaves the rest. El Paso, 100 MW, TMY3; price in USD/MWh.",
      "",
    ]
    lines += try defects()
    lines += ["", "## Why", ""]
    lines += variants.dropFirst().map { "- **\($0.name)**: \($0.why)." }
    lines += try paper()
    lines += try comparison()
    return lines.joined(separator: "\n") + "\n"
  }

  private func defects() throws -> [String] {
    let names = Self.systems.map {
      "\(format($0.solar)) / \(format($0.battery)) / \(format($0.generator)) MW"
    }
    var lines = [
      "| rule | \(names.map { "\($0): price | change | share | change" }.joined(separator: " | ")) |",
      "|---|" + String(repeating: "--:|", count: 4 * names.count),
    ]
    var base: [(price: Double, share: Double)] = []
    for variant in variants {
      var cells: [String] = []
      for (index, system) in Self.systems.enumerated() {
        let calculator = OffgridAI(system: system, rules: variant.rules)
        let years = calculator.years(sun: variant.sun)
        let price = try calculator.price(years)
        let share = 100 * OffgridAI.renewableShare(years)
        if base.count <= index { base.append((price, share)) }
        let first = variant.why.isEmpty
        cells += [
          String(format: "%.2f", price),
          first ? "" : String(format: "%+.2f", price - base[index].price),
          String(format: "%.2f %%", share),
          first ? "" : String(format: "%+.2f", share - base[index].share),
        ]
      }
      lines.append("| \(variant.name) | \(cells.joined(separator: " | ")) |")
    }
    return lines
  }

  /// What the paper prints, next to sizes of that share: it prints none.
  private func paper() throws -> [String] {
    var lines = [
      "", "## What the paper prints", "",
      "93 USD/MWh at a share of 44 % and 109 at 90 %, for the weather of El Paso from PVGIS and without sizes. The calculator "
        + "on the TMY3 of El Paso:", "", "| sizes, MW | share | price |", "|---|--:|--:|",
    ]
    for system in [
      OffgridAI.System(solar: 225, battery: 50, generator: 100),
      .init(solar: 200, battery: 100, generator: 100),
      .init(solar: 200, battery: 100, generator: 125),
      .init(solar: 550, battery: 400, generator: 100),
      .init(solar: 550, battery: 400, generator: 125),
    ] {
      let calculator = OffgridAI(system: system)
      let years = calculator.years(sun: sun.theirs)
      let share = String(format: "%.2f %%", 100 * OffgridAI.renewableShare(years))
      let price = String(format: "%.2f", try calculator.price(years))
      lines.append("| \(Self.sizes(system)) | \(share) | \(price) |")
    }
    return lines
  }

  /// The planner on the same numbers.
  private func comparison() throws -> [String] {
    var lines = [
      "", "## Our sizes at its shares", "",
      "Sizes from our plan go through its own dispatch and pro forma, so that both prices are its own. *Price in our plan* is what the "
        + "planner itself says of the sizes on the left.", "",
      "Without wear all of its years are alike, and the plan is a study of one year with its costs, finance and weather, by the direct "
        + "engine under `clean:`. With wear the plan has its twenty years as stages: all is built before the first, panels and battery wear "
        + "from stage to stage, each stage has its 8,760 hours, and what engines may make is one account over the life; the "
        + "decomposed engine proves it to 1e-6.",
      "",
      "| wear | share | its sizes, MW | its price | our sizes, MW | its price of them | share of them | price in our plan |",
      "|---|--:|---|--:|---|--:|--:|--:|",
    ]
    var without = OffgridAI.Rules()
    without.batteryWear = 0
    without.solarWear = 0
    for rules in [without, OffgridAI.Rules()] {
      let comparison = OffgridComparison(sun: sun.theirs, rules: rules)
      for system in Self.systems {
        let theirs = OffgridAI(system: system, rules: rules)
        let years = theirs.years(sun: sun.theirs)
        let share = OffgridAI.renewableShare(years)
        let start = [
          rules.batteryWear == 0 ? "no" : "yes", String(format: "%.2f %%", 100 * share),
          Self.sizes(system), String(format: "%.2f", try theirs.price(years)),
        ]
        for duration in [4.0, nil] {
          let sized = try comparison.optimum(share: share, duration: duration)
          let end = [
            Self.sizes(sized.system)
              + (duration == nil ? ", battery of \(format(sized.system.hours)) h" : ""),
            String(format: "%.2f", sized.price), String(format: "%.2f %%", 100 * sized.share),
            String(format: "%.2f", sized.planned),
          ]
          lines.append("| \((start + end).joined(separator: " | ")) |")
        }
        let kept = try comparison.plan(share: nil, duration: 4, fixed: system)
        let end = ["the same", start[3], start[1], String(format: "%.2f", kept.planned)]
        lines.append("| \((start + end).joined(separator: " | ")) |")
      }
    }
    return lines
  }

  private static func sizes(_ system: OffgridAI.System) -> String {
    "\(format(system.solar)) / \(format(system.battery)) / \(format(system.generator))"
  }
}
