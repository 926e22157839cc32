import Studies
import Testing

/// Wrong halls, chips, work, products and futures: one clear sentence each, at its line.
@Suite struct FleetRefusals {
  @Test(arguments: fleet + future + sites)
  func refused(_ broken: Broken) {
    #expect(broken.line != nil, "no line is marked")
    refusal(of: broken.text, at: broken.line, with: broken.words)
  }

  private static func line(_ old: String, _ new: String, _ words: String) -> Broken {
    .fleet(old, new, words)
  }

  static let fleet: [Broken] = [
    line("on: {old: {rate: 2", "on: {odl: {rate: 2", "did you mean “old”?").marked("odl: {rate"),
    line("price: 20000 USD/chip", "price: 20000 USD/kW", "USD/chip").marked("USD/kW, power: 1 kW"),
    line("power: 1 kW/chip", "power: 1 kW", "a power per chip").marked("power: 1 kW,"),
    line("life: 4 years", "life: 0 years", "at least 1 year").marked("life: 0 years"),
    line("old: {price", "odl2: {pirce", "unknown key “pirce”").marked("pirce"),
    line("unit: ZFLOP", "unit: bananas", "a unit such as token").marked("bananas"),
    line("research: {work: training", "research: {work: trianing", "did you mean “training”?")
      .marked("trianing"),
    line("research: {work: training, ", "research: {", "could be made of").marked("research: {"),
    line("2000 USD/ZFLOP", "2000 USD/token", "USD/ZFLOP").marked("2000 USD/token"),
    line("volume: 100000 ZFLOP/year", "volume: 100000 ZFLOP", "an amount of computing").marked(
      "100000 ZFLOP}"),
    line(", volume: 100000 ZFLOP/year", "", "missing “volume”").marked("research: {"),
    line("price: 2000 USD/ZFLOP, ", "", "missing “price”").marked("research: {"),
    line("PUE: 1.25", "PUE: 0.8", "a PUE from 1 to 5").marked("PUE: 0.8"),
    line("PUE: 1.25", "cooling: ice", "a kind of cooling").marked("cooling: ice"),
    line("PUE: 1.25", "cooling: chiller", "needs `weather`").marked("cooling: chiller"),
    line("{peak to mean: 1.6}", "{peak to mean: 3}", "from 1 to 2").marked("to mean: 3"),
    line("pause: yes", "pause: yes\n    shape: {peak to mean: 1.2}", "chooses its hours itself")
      .marked("to mean: 1.2"),
    line("pause: yes", "pause: yes\n    deferrable: 24 h", "write `deferrable` or `pause`")
      .marked("deferrable"),
    line("pause: yes", "deferrable: 24 MW", "how long it may wait").marked("24 MW"),
    line("pause: yes", "deferrable: 2 years", "at most a year").marked("2 years"),
    line("pause: yes", "deferrable: {share: 30 %}", "missing “within”").marked("deferrable"),
    line("pause: yes", "deferrable: {within: 24 h, shared: 30 %}", "did you mean “share”?")
      .marked("shared"),
    line("pause: yes", "deferrable: {within: 24 h, share: 130 %}", "from 0 to 100 %")
      .marked("130 %"),
    line("pause: yes", "deferrable: {within: 24 h, share: 0 %}", "a share above 0").marked("0 %}"),
    line("PUE: 1.25", "PUE: 1.25, growth: 300 MW", "how much can be built in a year").marked(
      "300 MW}"),
    line("PUE: 1.25", "PUE: 1.25, growth: {rate: 20 %/year}", "missing “from”").marked("rate: 20"),
    line("PUE: 1.25", "PUE: 1.25, growth: {rate: 20 %/year, form: 5 MW}", "did you mean “from”?")
      .marked("form: 5"),
    line("existing: 3000 chips, ", "", "has no effect without `existing`").marked("existing until"),
    line("royalty: 5 %", "elasticity: 0.8, as: seller", "above 1").marked("elasticity"),
    line("royalty: 5 %", "elasticity: 2", "missing “as”").marked("elasticity"),
    line("royalty: 5 %", "as: seller", "no effect without `elasticity`").marked("as: seller"),
    line(
      "shipments: 40000", "lease: {prise: 2 USD/chip-h}, shipments: 40000", "unknown key “prise”"
    )
    .marked("prise"),
    line(
      "energy: 0.5 J/token", "energy: 0.5 J/token, power: 1 kW/chip", "either `energy` or `power`"
    )
    .marked("energy: 0.5"),
    line("from: 2028, ", "from: 2028, lead time: 1 year, ", "either `from` or `lead time`")
      .marked("lead time"),
  ]

  static let future: [Broken] = [
    line("known: [2028, 2030]", "known: [2028, 2031]", "a year of the plan after the first")
      .marked("2031]"),
    line("known: [2028, 2030]", "known: 2026", "a year of the plan after the first")
      .marked("known: 2026"),
    line("probability: 30 %, scale", "probability: 40 %, scale", "add up to 100 %")
      .marked("branches:"),
    line("{boom: 40 %, bust: 90 %}", "{boom: 40 %, bsut: 90 %}", "did you mean “bust”?")
      .marked("bsut"),
    line("given: demand", "given: demnad", "did you mean “demand”?").marked("demnad"),
    line("{products.chat.volume: 2}", "{products.caht.volume: 2}", "there is no number at")
      .marked("caht"),
    line("{products.chat.volume: 2}", "{years: 2}", "the same in all futures").marked("{years: 2}"),
    line("{products.chat.volume: 2}", "{products.chat.volume: 2 MW}", "a factor").marked("2 MW"),
    line(
      "{accelerators.new.permit: refused}", "{accelerators.new.life: 3 years}", "must be the same"
    )
    .marked("uncertain:"),
    line("{accelerators.new.permit: refused}", "{accelerators.new.permit: perhaps}", "granted")
      .marked("perhaps"),
  ]

  static let sites: [Broken] = [
    Broken(
      "sites", Fleets.twoSites.replacing("North: {halls", with: "North: {hall"),
      "unknown key “hall”"
    )
    .marked("North: {hall"),
    Broken(
      "sites", Fleets.twoSites.replacing("{North: 1000", with: "{Nroth: 1000"),
      "did you mean “North”?"
    )
    .marked("Nroth"),
    Broken("sites", Fleets.twoSites + "\nsite: here", "either `site` or `sites`").marked(
      "site: here"),
    Broken(
      "sites",
      Fleets.twoSites.replacing(
        "existing: {North: 1000 chips, South: 2000 chips}", with: "existing: 5 chips"),
      "chips by site"
    )
    .marked("existing: 5 chips"),
  ]
}

extension Broken {
  /// Marks the line with some words in it as the one to blame.
  func marked(_ words: String) -> Broken {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if let index = lines.firstIndex(where: { $0.contains(words) }) { lines[index] += " #!" }
    var copy = self
    copy.text = lines.joined(separator: "\n")
    return copy
  }
}
