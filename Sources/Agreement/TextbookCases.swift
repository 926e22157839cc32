import Chains
import Planning
import Studies

/// Textbook problems that come as examples with the program.
enum TextbookCases {
  private static let group = "Textbook problems"

  static let all: [AgreementCase] = [
    one(
      "farmer", "The farmer",
      "Birge and Louveaux, Introduction to Stochastic Programming, chapter 1",
      [.init("expected profit", 108_390, "USD", .relative(1e-6))]),
    AgreementCase(
      "farmer-mean", group: group, title: "The farmer, planning for the mean",
      source: "Birge and Louveaux, chapter 1",
      numbers: [.init("promised profit", 118_600, "USD", .relative(1e-6))],
      needsExamples: ["raw/farmer.yaml"]
    ) { data in
      let chain = try Study.read(data.example("raw/farmer.yaml")).chain
      return [try DirectEngine().plan(chain.applying(.mean)).value]
    },
    AgreementCase(
      "farmer-foresight", group: group, title: "The farmer, with foresight",
      source: "Birge and Louveaux, chapter 1",
      numbers: [.init("expected profit", 115_405.5555555556, "USD", .relative(1e-6))],
      needsExamples: ["raw/farmer.yaml"]
    ) { data in
      let chain = try Study.read(data.example("raw/farmer.yaml")).chain
      let known = try ["good", "fair", "poor"].map {
        try DirectEngine().plan(chain.applying(.reveal(node: $0))).value
      }
      return [known.reduce(0, +) / 3]
    },
    one(
      "air-conditioning", "Air conditioners in three months",
      "Birge and Louveaux 1997, p. 237; SDDP.jl documentation",
      [.init("cost", -62_500, "USD", .relative(1e-6))]),
    one(
      "newsvendor", "The newsvendor", "closed form: the quantile (5 - 3) / (5 - 1) of U(0, 100)",
      [.init("profit", 50, "USD", .relative(1e-6))]),
    one(
      "widget-option", "The option to wait",
      "Dixit and Pindyck, Investment under Uncertainty, chapter 2",
      [.init("worth", 772.7272727272727, "USD", .relative(1e-6))]),
    one(
      "cvar", "Mean of the worst 20 % of 1 to 10", "Rockafellar and Uryasev 2000",
      [.init("CVaR", -9.5, "", .relative(1e-6))]),
    one(
      "owen", "The production game", "Owen 1975", [.init("value", 1400, "", .relative(1e-6))]),
    AgreementCase(
      "fusion-pulse", group: group, title: "Fusion plants that pulse every hour",
      source: "GenX 0.4, test/fusion_pulse_every_hour (numbers; the algebra is in the example)",
      numbers: [
        .init("cost of a year", 300_596_260.8, "USD", .relative(1e-6)),
        .init("gross capacity", 1860.47, "MW", .absolute(0.005)),
        .init("in maintenance in the lull", 10.98, "units of 100 MW", .absolute(0.005)),
      ], needsExamples: ["raw/fusion-pulse.yaml"]
    ) { data in
      let chain = try Study.read(data.example("raw/fusion-pulse.yaml")).chain
      let plan = try DirectEngine().plan(chain)
      let built = plan.activity("build", at: "now")?.amount ?? .nan
      let idle = plan.activity("maintain", at: "now")?.hourly.max() ?? .nan
      return [-plan.value, built, idle / 100]
    },
  ]

  /// The value of an example of the folder `raw`.
  private static func one(
    _ name: String, _ title: String, _ source: String, _ numbers: [AgreementCase.Number]
  ) -> AgreementCase {
    AgreementCase(
      name, group: group, title: title, source: source, numbers: numbers,
      needsExamples: ["raw/\(name).yaml"]
    ) { data in
      [try DirectEngine().plan(Study.read(data.example("raw/\(name).yaml")).chain).value]
    }
  }
}
