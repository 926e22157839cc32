import Finance

/// Formulas of finance at the digits that others print.
enum FinanceCases {
  private static let group = "Finance formulas"
  private static let switchSource = "Switch 2, switch_model/financials.py, doctests"

  static let all: [AgreementCase] = [
    AgreementCase(
      "crf-switch", group: group, title: "Capital recovery factor, 7 %, 20 years",
      source: switchSource, numbers: [.init("factor", 0.09439, "1/year", .absolute(5e-6))]
    ) { _ in [capitalRecoveryFactor(rate: 0.07, years: 20)] },
    AgreementCase(
      "npv-switch", group: group, title: "Worth of 10 a year, 5 %, 20 years", source: switchSource,
      numbers: [.init("worth", 124.62, "USD", .absolute(0.005))]
    ) { _ in [10 * presentWorthFactor(rate: 0.05, years: 20)] },
    AgreementCase(
      "fv-switch", group: group, title: "Worth now of 1 in ten years, 7 %", source: switchSource,
      numbers: [.init("factor", 0.5083493, "", .absolute(5e-8))]
    ) { _ in [presentValueFactor(rate: 0.07, years: 10)] },
    AgreementCase(
      "annuity-pypsa", group: group, title: "Annuity, 7 %, 25 years",
      source: "PyPSA, documentation of investment costs",
      numbers: [.init("factor", 0.0858, "1/year", .absolute(5e-5))]
    ) { _ in [capitalRecoveryFactor(rate: 0.07, years: 25)] },
    AgreementCase(
      "outage-reopt", group: group,
      title: "Outage cost: 10 kW lost for 1 h or 5 h, as likely, 1 USD/kWh",
      source:
        "REopt.jl, test/scenarios/nogridcost_multiscenario.json with the defaults of its day (1.9 % "
        + "escalation, 5.64 % discount, 25 years); it rounds the factor to five digits",
      numbers: [
        .init("present-worth factor", 16.18109, "years", .absolute(5e-6)),
        .init("expected outage cost", 485.43270, "USD", .relative(1e-5)),
        .init("of the short outage", 161.8109, "USD", .relative(1e-5)),
        .init("unserved in both", 60, "kWh", .absolute(1e-9)),
      ]
    ) { _ in
      let factor = presentWorthFactor(rate: 0.0564, years: 25, escalation: 0.019)
      let (load, value) = (10.0, 1.0)
      let durations = [1.0, 5.0]
      let expected = durations.reduce(0) { $0 + 0.5 * $1 }
      return [
        factor, load * expected * value * factor, load * durations[0] * value * factor,
        load * durations.reduce(0, +),
      ]
    },
    AgreementCase(
      "epoch-gigawatt", group: group,
      title:
        "1 GW of AI data centre: yearly cost by life of the chips (25.2 bn USD; facility 12.8 bn over 14 years; 7 %; 0.9 bn a year)",
      source: "Epoch AI, cost of a 1 GW data centre (printed to 0.5 to 1 bn; inputs reconstructed)",
      numbers: [
        .init("5 years", 8.5, "bn USD", .absolute(0.05)),
        .init("3 years", 12, "bn USD", .absolute(0.05)),
        .init("7 years", 7, "bn USD", .absolute(0.05)),
      ]
    ) { _ in
      [5, 3, 7].map { life in
        0.9 + annuityCharge(overnight: 25.2, rate: 0.07, construction: 0, life: life)
          + annuityCharge(overnight: 12.8, rate: 0.07, construction: 0, life: 14)
      }
    },
  ]
}
