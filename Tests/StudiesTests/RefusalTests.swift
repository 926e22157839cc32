import Foundation
import Studies
import Testing

/// A study that must be refused: the line that ends in `#!` is to blame, and the words are said.
struct Broken: Sendable, CustomTestStringConvertible {
  var text: String
  var words: String
  var suite: String

  var testDescription: String { "\(suite): \(words)" }

  init(_ suite: String, _ text: String, _ words: String) {
    self.suite = suite
    self.text = text
    self.words = words
  }

  var line: Int? {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0.hasSuffix("#!") }.map { $0 + 1 }
  }

  /// A study of resources and processes.
  static func raw(_ rest: String, _ words: String) -> Broken {
    Broken("raw", "gigawatt: 1\n" + rest, words)
  }

  /// A study of 100 MW from a plant without surprises, with more lines.
  static func campus(_ rest: String, _ words: String) -> Broken {
    var text = "gigawatt: 1\ndiscount: 7 %/year\n"
    for (key, line) in [
      ("year", "year: 2030\n"), ("load", "load: 100 MW\n"), ("supplies", "supplies: [ccgt]\n"),
    ] where !rest.contains("\n\(key)") && !rest.hasPrefix(key) {
      text += line
    }
    return Broken("campus", text + rest, words)
  }

  /// A study with halls and chips, in which one line is another.
  static func fleet(_ old: String, _ new: String, _ words: String) -> Broken {
    Broken("fleet", Fleets.onTree.replacing(old, with: new), words)
  }

  static func supply(_ rest: String, _ words: String) -> Broken {
    campus("supplies:\n  " + rest, words)
  }

  static func grid(_ rest: String, _ words: String) -> Broken {
    campus("grid:\n" + rest, words)
  }
}

@Suite(.tags(.refusal)) struct Refusals {
  @Test(arguments: yaml + tree + recipes + sense)
  func raw(_ broken: Broken) { check(broken) }

  @Test(arguments: time + load + rules + supplies + stores + grids + files)
  func campus(_ broken: Broken) { check(broken) }

  private func check(_ broken: Broken) {
    #expect(broken.line != nil, "no line is marked")
    refusal(of: broken.text, at: broken.line, with: broken.words)
  }

  @Test func thereAreMany() {
    let all = Self.yaml + Self.tree + Self.recipes + Self.sense + Self.time + Self.load + Self.rules
    let more = Self.supplies + Self.stores + Self.grids + Self.files
    #expect((all + more).count >= 300)
    #expect(Set((all + more).map(\.text)).count == (all + more).count)
  }

  // MARK: YAML

  static let yaml: [Broken] = [
    .raw("\ttitle: x #!", "not valid YAML"),
    .raw("resources:\n\tland: {} #!", "not valid YAML"),
    .raw("resources: {a: {} #!\nprocesses: {p: {gives: {USD: 1}}", "not valid YAML"),
    .raw("resources:\n    a: {}\n  b: {} #!\n", "not valid YAML"),
    .raw("title: a: b #!", "not valid YAML"),
    .raw("title: \"x #!", "not valid YAML"),
    .raw("title: @x #!", "not valid YAML"),
    .raw("title: x\ntitle: y #!", "“title” stands twice"),
    .raw("resources:\n  a: {unit: t}\n  a: {} #!", "“a” stands twice"),
    .raw("resources: {a: {unit: t, unit: kg}} #!", "“unit” stands twice"),
    .raw(
      "future:\n  now: {}\n  2028: {after: now}\n  \"2028\": {after: now} #!", "“2028” stands twice"
    ),
    .raw("resources: &r #!\n  a: {}\nprocesses: *r", "anchors and aliases"),
    .raw("resources: {a: &x {unit: t}, b: *x} #!", "anchors and aliases"),
    .raw("resources: *nothing #!", "undefined alias"),
    .raw("resources:\n  <<: {a: {}} #!", "merge keys"),
    .raw("title: !!str x #!", "tags"),
    .raw("resources: {a: {endowment: !weight 5}} #!", "tags"),
    .raw("title: x\n--- #!\ntitle: y", "another document"),
    .raw("resources: " + String(repeating: "[", count: 70) + " #!", "64 levels"),
    .raw("resources: " + String(repeating: "{a: ", count: 2000) + " #!", "64 levels"),
    .raw(String(repeating: "- ", count: 5000) + " #!", "64 levels"),
    .raw(String(repeating: "? ", count: 5000) + " #!", "64 levels"),
    .raw("resources:\n  a:\n" + String(repeating: " ", count: 900) + "b: {} #!", "64 levels"),
    .raw("? [a, b] #!\n: c", "expected a name as key"),
    .raw("'': 5 #!", "expected a name as key"),
    .raw("resources: [a, b] #!", "expected a mapping, found a list"),
    .raw("resources: land #!", "found “land”"),
    .raw("resources: {land: 5} #!", "expected a mapping such as {unit: t}, found “5”"),
    Broken("raw", "- gigawatt: 1 #!", "expected a study"),
    Broken("raw", "farmer #!", "expected a study"),
    Broken("raw", "gigawatt: 2 #!", "expected version 1, found “2”"),
    Broken("raw", "gigawatt: one #!", "version of the format"),
    Broken("raw", "title: x #!\nvalue: USD", "missing “gigawatt”"),
    Broken("raw", "gigawatt: 1 #!\ntitle: x", "expected a site with load and supplies"),
  ]

  // MARK: Trees

  static let tree: [Broken] = [
    .raw("future: {} #!\nprocesses: {p: {gives: {USD: 1}}}", "expected nodes"),
    .raw("future: [now, later] #!\nprocesses: {p: {gives: {USD: 1}}}", "expected nodes"),
    .raw("future:\n  a: {after: b} #!\n  b: {after: a}", "comes after itself (a after b after a)"),
    .raw("future:\n  a: {after: a} #!", "comes after itself"),
    .raw("future:\n  a: {}\n  b: {} #!", "already begins with “a”"),
    .raw("future:\n  now: {}\n  good: {after: nwo} #!", "did you mean “now”?"),
    .raw("future:\n  now: {}\n  good: {after: [now]} #!", "found a list"),
    .raw(
      "future:\n  now: {}\n  b: {after: now, probability: 1/2} #!\n"
        + "  c: {after: now, probability: 1/3}", "must add up to 1"),
    .raw("future:\n  now: {}\n  b: {after: now, probability: 1.5} #!", "from 0 to 1, found “1.5”"),
    .raw("future:\n  now: {}\n  b: {after: now, probability: -0.5} #!", "found “-0.5”"),
    .raw("future:\n  now: {}\n  b: {after: now, probability: 150 %} #!", "found “150 %”"),
    .raw("future:\n  now: {}\n  b: {after: now} #!\n  c: {after: now}", "missing “probability”"),
    .raw("future:\n  now: {probability: 0.5} #!", "comes after nothing"),
    .raw("future:\n  now: {years: 0} #!", "more than 0 years, found “0”"),
    .raw("future:\n  now: {years: -3 years} #!", "more than 0 years, found “-3 years”"),
    .raw("future:\n  now: {years: 3 MW} #!", "found “3 MW”"),
    .raw("future:\n  now: {year: 3026} #!", "from 1900 to 2200, found “3026”"),
    .raw("future:\n  a: {year: 2030}\n  b: {after: a, year: 2029} #!", "a year after 2030"),
    .raw("future:\n  now: {yeers: 3} #!", "did you mean “years”?"),
    .raw("discount: 7 #!\nprocesses: {p: {gives: {USD: 1}}}", "a rate such as 8 %/year"),
    .raw("discount: / #!\nprocesses: {p: {gives: {USD: 1}}}", "a rate such as 8 %/year"),
    .raw("discount: 7 %/yaer #!\nprocesses: {p: {gives: {USD: 1}}}", "did you mean “year”?"),
    .raw("discount: -100 %/year #!\nprocesses: {p: {gives: {USD: 1}}}", "above -100 %"),
    .raw("discount: nan %/year #!\nprocesses: {p: {gives: {USD: 1}}}", "a rate such as"),
    .raw("discount: 0x8 %/year #!\nprocesses: {p: {gives: {USD: 1}}}", "a rate such as"),
    .raw("discount: [7 %/year] #!\nprocesses: {p: {gives: {USD: 1}}}", "found a list"),
  ]

  // MARK: Recipes

  static let recipes: [Broken] = [
    .raw("resources: {land: {}}\nprocesses: {p: {takes: {lnad: 1}}} #!", "did you mean “land”?"),
    .raw("processes:\n  p:\n    takes:\n      land: 1 #!", "no resource “land”"),
    .raw("processes: {p: {takes: USD}} #!", "expected resources with amounts"),
    .raw("processes: {p: {takes: {USD: {nwo: 1}}}} #!", "did you mean “now”?"),
    .raw("processes: {p: {takes: {USD: {}}}} #!", "a number per node"),
    .raw("processes: {p: {takes: {USD: []}}} #!", "empty list"),
    .raw("processes: {p: {takes: {USD: [1, 2]}}} #!", "a series needs a resource with hours"),
    .raw("processes:\n  p: {limit: 5} #!", "expected a recipe"),
    .raw("processes:\n  p: #!\n", "expected a recipe"),
    .raw("processes: {p: {at: nwo, gives: {USD: 1}}} #!", "did you mean “now”?"),
    .raw("processes: {p: {at: [], gives: {USD: 1}}} #!", "expected the names of nodes"),
    .raw("processes: {p: {gives: {USD: 1}, delay: 1.5}} #!", "found “1.5”"),
    .raw("processes: {p: {gives: {USD: 1}, delay: -1}} #!", "found “-1”"),
    .raw("processes:\n  p:\n    gives: {USD: 1}\n    delay: 3 #!", "comes after the end"),
    .raw("processes: {p: {gives: {USD: 1}, whole: maybe}} #!", "true or false, found “maybe”"),
    .raw("processes: {p: {gives: {USD: 1}, limit: 5 MW}} #!", "a plain number, found “5 MW”"),
    .raw("processes: {p: {gives: {USD: 1,000}}} #!\n", "no resource “000”"),
    .raw("processes: {p: {gives: {USD: '1,000'}}} #!", "write “1000”"),
    .raw("processes: {p: {gives: {USD: 0x1F}}} #!", "0x1F"),
    .raw("processes: {p: {gives: {USD: 1e400}}} #!", "too large"),
    .raw("processes: {p: {gives: {USD: -1e16}}} #!", "below 1e15"),
    .raw("processes: {p: {gives: {USD: .inf}}} #!", ".inf"),
    .raw("resources: {a: {unit: t}}\nprocesses: {p: {gives: {a: 5 MWh, USD: 1}}} #!", "5 MWh"),
    .raw("resources: {a: {unit: USD}}\nprocesses: {p: {gives: {a: 5 USD2022}}} #!", "no year"),
    .raw("resources: {a: {hours: 0}} #!", "found “0”"),
    .raw("resources: {a: {hours: yaer}} #!", "found “yaer”"),
    .raw("resources: {a: {hours: {count: 3, weight: [1, 2]}}} #!", "expected 3 weights, found 2"),
    .raw("resources: {a: {hours: {step: 3}}} #!", "missing “count”"),
    .raw(
      "resources: {a: {hours: {count: 3, step: 0}}} #!\nprocesses: {p: {gives: {a: 1, USD: 1}}}",
      "more than 0 hours"),
    .raw(
      "resources: {a: {hours: {count: 3, weight: -1}}} #!\nprocesses: {p: {gives: {a: 1, USD: 1}}}",
      "0 or more"),
    .raw(
      "resources:\n  a:\n    hours: 3\n    endowment: [1, 2] #!\n"
        + "processes: {p: {takes: {a: 1}, gives: {USD: 1}}}", "2 values, expected 3"),
    .raw(
      "resources: {a: {hours: 3}}\nprocesses:\n  p:\n    takes: {a: 1}\n"
        + "    gives: {USD: [1, 2]} #!", "2 values, expected 3"),
    .raw(
      "resources: {a: {hours: 3}, b: {hours: 4}}\n"
        + "processes:\n  p: {takes: {a: 1}, gives: {b: 1, USD: 1}} #!", "whose hours differ"),
    .raw("resources: {a: {endowment: 5, owners: {lab: x}}} #!", "found “x”"),
    .raw(
      "resources:\n  a:\n    endowment: 5\n    owners: {lab: -1} #!\n"
        + "processes: {p: {takes: {a: 1}, gives: {USD: 1}}}", "0 or more, found -1"),
    .raw(
      "processes:\n  p:\n    gives: {USD: 1}\n    steps:\n      - {width: 5, gives: {USD: 1}}\n"
        + "      - {gives: {USD: 2}} #!", "returns that increase"),
    .raw(
      "processes:\n  p:\n    gives: {USD: 1}\n    steps:\n      - {gives: {USD: 2}} #!\n"
        + "      - {width: 5, gives: {USD: 1}}", "only the last step may be open"),
    .raw("processes: {p: {steps: [{wdith: 5, gives: {USD: 1}}]}} #!", "did you mean “width”?"),
    .raw("processes: {p: {gives: {USD: 1}, steps: [5]}} #!", "expected a step"),
    .raw(
      "processes:\n  p:\n    gives: {USD: 1}\n    ramp: 10 % #!", "only for a process with hours"),
    .raw(
      "resources: {a: {hours: 3}}\nprocesses:\n  p:\n    gives: {a: 1, USD: 1}\n    least use: 0.5 #!",
      "it holds nothing"),
    .raw(
      "resources: {a: {hours: 3}, c: {endowment: 5}}\nprocesses:\n  p:\n    gives: {a: 1, USD: 1}\n"
        + "    holds: {c: 1}\n    ramp: 0 #!", "above 0, found 0"),
    .raw(
      "resources: {a: {hours: 3}}\nprocesses:\n  p:\n    gives: {a: 1, USD: 1}\n    whole: true #!",
      "cannot be whole-numbered"),
    .raw(
      "resources: {a: {hours: 3, keep: 1}}\nprocesses:\n  p:\n    gives: {a: 1, USD: 1}\n    lasts: 2 #!",
      "cannot give with a delay"),
    .raw(
      "resources: {a: {}}\nprocesses:\n  p:\n    gives: {a: 1, USD: 1}\n    lasts: 2 #!",
      "does not keep"),
    .raw(
      "resources: {a: {hours: 3}}\nprocesses:\n  p:\n    gives: {USD: 1}\n    holds: {a: 1} #!",
      "which has hours"),
    .raw(
      "processes:\n  p:\n    gives: {USD: 1}\n    holds: {USD: 1} #!", "money is taken, not held"),
    .raw(
      "resources: {c: {endowment: 5}}\nprocesses:\n  p:\n    gives: {USD: 1}\n    holds: {c: -1} #!",
      "0 or more"),
    .raw(
      "value: a\nresources:\n  a: {keep: 1} #!\nprocesses: {p: {gives: {a: 1}}}",
      "what the plan maximises"),
    .raw("resources:\n  a:\n    keep: -1 #!\nprocesses: {p: {gives: {a: 1, USD: 1}}}", "a share"),
  ]

  // MARK: What cannot be meant

  static let sense: [Broken] = [
    .raw(
      "processes:\n  p:\n    gives: {USD: 1}\n    floor: 5\n    limit: 3 #!",
      "at least the floor of 5.0, found 3.0"),
    .raw(
      "future:\n  now: {}\n  later: {after: now}\nprocesses:\n  p:\n    gives: {USD: 1}\n"
        + "    floor: 2\n    limit: {now: 5, later: 1} #!", "at node “later”"),
    .raw(
      "resources: {a: {hours: 2}}\nprocesses:\n  p:\n    gives: {USD: 1}\n    takes: {a: 1}\n"
        + "    floor: 2\n    limit: [5, 1] #!", "at least the floor of 2.0, found 1.0"),
    .raw("processes:\n  p:\n    gives: {USD: 1}\n    limit: -3 #!", "0 or more, found -3"),
    .raw("processes:\n  p:\n    gives: {USD: 1}\n    floor: -3 #!", "0 or more, found -3"),
    .raw(
      "value: points #!\nresources: {USD: {}}\nprocesses: {p: {gives: {USD: 1}}}",
      "nothing takes or gives “points”"),
    .raw("resources: {a: {}}\nprocesses: {} #!", "at least one process"),
    Broken("raw", "gigawatt: 1 #!\nresources: {a: {}}", "at least one process"),
    .raw(
      "resources:\n  a:\n    terminal: 5 #!\nprocesses: {p: {takes: {a: 1}, gives: {USD: 1}}}",
      "add `keep`"),
    .raw(
      "resources:\n  a:\n    keep: 1\n    start: 5 #!\n"
        + "processes: {p: {takes: {a: 1}, gives: {USD: 1}}}", "`hours` and `keep`"),
    .raw(
      "resources:\n  a:\n    owners: {lab: 1} #!\nprocesses: {p: {takes: {a: 1}, gives: {USD: 1}}}",
      "share an `endowment`"),
    .raw(
      "resources:\n  a:\n    endowment: 5\n    availability: 95 #!\n"
        + "processes: {p: {holds: {a: 1}, gives: {USD: 1}}}", "from 0 to 1"),
    .raw("title: x\ngrdi: {} #!\nprocesses: {p: {gives: {USD: 1}}}", "did you mean “grid”?"),
    .raw("firmness: 99 % #!\nprocesses: {p: {gives: {USD: 1}}}", "belongs to a study with a load"),
    .raw("emissions: {cap: 5 t/year} #!\nprocesses: {p: {gives: {USD: 1}}}", "belongs to a study"),
    .raw("year: 2030 #!\nprocesses: {p: {gives: {USD: 1}}}", "belongs to a study with a load"),
    .raw("money: 2025 USD #!\nprocesses: {p: {gives: {USD: 1}}}", "belongs to a study with a load"),
  ]

  // MARK: Time and money

  static let time: [Broken] = [
    .campus("year: 1.5 #!", "a calendar year"),
    .campus("year: #!", "found nothing"),
    .campus("year: 02030 #!", "found “02030”"),
    .campus("year: 20300 #!", "from 2000 to 2150"),
    .campus("years: [] #!", "calendar years"),
    .campus("years: [2030, 2028] #!", "rising order"),
    .campus("years: [2028, 2028] #!", "rising order"),
    .campus("years: [2028, soon] #!", "found “soon”"),
    .campus("years: {2028: 1} #!", "found a mapping"),
    .campus("years: [2028, 2031]\nhorizon: 2031 #!", "a year after 2031"),
    .campus("years: [2028, 2031]\nhorizon: 2020 #!", "a year after 2031, found “2020”"),
    .campus("year: 2030\nhorizon: 2040 #!", "ends a pathway"),
    .campus("year: 2030\nyears: [2030] #!", "either `year` or `years`"),
    .campus("today: yesterday #!", "found “yesterday”"),
    .campus("today: 2040 #!", "before `today`, 2040"),
    .campus("years: [2025, 2028]\nhorizon: 2030\ntoday: 2026 #!", "before `today`"),
    .campus("money: USD #!", "2025 USD, found “USD”"),
    .campus("money: 2025 EUR #!", "found “2025 EUR”"),
    .campus("money: 1066 USD #!", "found “1066 USD”"),
    .campus("resolution: 5 h #!", "divides a day"),
    .campus("resolution: 0.7 h #!", "0.7 h"),
    .campus("resolution: 3 MW #!", "3 MW"),
    .campus("value: points #!", "expected USD"),
    .campus("future: {now: {}} #!", "a tree of futures"),
    .campus("site: {name: x, latitude: 95} #!", "degrees from -90 to 90, found “95”"),
    .campus("site: {name: x, latitude: nan} #!", "found “nan”"),
    .campus("site: {nmae: x} #!", "did you mean “name”?"),
    .campus("site: [a] #!", "name of the site, found a list"),
    Broken(
      "campus", "gigawatt: 1\ndiscount: 7 %/stage #!\nload: 1 MW\nsupplies: [ccgt]",
      "a rate per year"),
    Broken(
      "campus", "gigawatt: 1\ndiscount: -3 %/year #!\nload: 1 MW\nsupplies: [ccgt]",
      "from 0 to 100 %"),
    Broken(
      "campus", "gigawatt: 1\nyears: [2028, 2030] #!\nload: 1 MW\nsupplies: [ccgt]",
      "missing “discount”"),
    Broken("campus", "gigawatt: 1 #!\nyear: 2030\nload: 1 MW", "at least one of supplies or grid"),
    Broken("campus", "gigawatt: 1 #!\nyear: 2030\nsupplies: [ccgt]", "missing “load”"),
  ]

  // MARK: Load

  static let load: [Broken] = [
    .campus("load: 100 #!", "100"), .campus("load: 100 MWh #!", "100 MWh"),
    .campus("load: 100 mW #!", "did you mean “MW”?"), .campus("load: -5 MW #!", "at least 0"),
    .campus("load: 0 MW #!", "a load above zero"), .campus("load: [1 MW] #!", "found a list"),
    .campus("load: {2030: 0 MW} #!", "a load above zero"),
    .campus("load: {2035: 5 MW} #!", "found the first for 2035"),
    .campus("load: {soon: 5 MW} #!", "a calendar year, found “soon”"),
    .campus("load: {} #!", "found a mapping"),
    .campus("load: {file: half.csv, unit: MWh} #!", "MWh"),
    .campus("load: {file: zero.csv} #!", "a load above zero"),
    .campus("load: {file: negative.csv} #!", "found -1 in hour 7"),
    .campus("load: {shape: {file: half.csv}} #!", "one of `peak` or `mean`"),
    .campus(
      "load: {shape: {file: half.csv}, peak: 5 MW, mean: 3 MW} #!", "one of `peak` or `mean`"),
    .campus("load: {shape: {file: zero.csv}, peak: 5 MW} #!", "a shape above zero"),
    .campus("load:\n  shape: {file: half.csv}\n  peak: 0 MW #!", "a load above zero"),
    .campus("load: {peak: 5 MW} #!", "missing “shape”"),
    .campus("load: {shape: {file: half.csv, scale: 0x2}, peak: 5 MW} #!", "found “0x2”"),
  ]

  // MARK: Rules

  static let rules: [Broken] = [
    .campus("firmness: 0 % #!", "more than 0 %"), .campus("firmness: 101 % #!", "from 0 to 100 %"),
    .campus("firmness: 99 #!", "from 0 to 100 %, found “99”"),
    .campus("firmness: -1 % #!", "from 0 to 100 %"),
    .campus("unserved: {} #!", "a `value`, an `at most`"),
    .campus("unserved: {at most: 100 %} #!", "less than 100 %"),
    .campus("unserved: {vlaue: 5 USD/MWh} #!", "did you mean “value”?"),
    .campus("unserved: 2000 #!", "2000"), .campus("unserved: -5 USD/MWh #!", "at least 0"),
    .campus("unserved: {value: 9 USD/MWh, at most: 1 %}\nfirmness: 99 % #!", "say the same thing"),
    .campus("curtailable: [] #!", "at least one step"),
    .campus("curtailable: {share: 5 %} #!", "missing “value”"),
    .campus("curtailable: {value: 5 USD/MWh} #!", "missing “share”"),
    .campus("curtailable:\n  - share: 0 % #!\n    value: 5 USD/MWh", "above 0 %"),
    .campus(
      "curtailable: #!\n  - {share: 60 %, value: 5 USD/MWh}\n  - {share: 60 %, value: 9 USD/MWh}",
      "at most 100 % in all, found 120 %"),
    .campus("curtailable: 10 % #!", "expected a step"),
    .campus("emissions: {} #!", "a `price`, a `cap`"),
    .campus("emissions: {cap: 300 t} #!", "300 t"),
    .campus("emissions: 50 USD/t #!", "expected rules"),
    .campus("emissions: {cap: -3 t/year} #!", "at least 0"),
    .campus("emissions: {price: {2035: 5 USD/t}} #!", "found the first for 2035"),
    .campus("clean: 150 % #!", "from 0 to 100 %"), .campus("clean: {} #!", "missing “share”"),
    .campus("clean: {share: 80 %, matching: hourl} #!", "did you mean “hourly”?"),
    .campus("clean: yes #!", "yes"),
    .campus("fuels: {natural gas: {}} #!", "a price or an emission factor"),
    .campus("fuels: {natural gsa: {price: 5 USD/MMBtu}} #!", "did you mean “natural gas”?"),
    .campus(
      "fuels: {natural gsa: {price: 5 USD/MMBtu, emission factor: 1 t/MMBtu}} #!",
      "did you mean “natural gas”?"),
    .campus("fuels: {natural gas: {price: 5 USD/MWhh}} #!", "MWhh"),
    .campus(
      "processes:\n  sell heat: {takes: {electricty: 1}, gives: {USD: 5}} #!",
      "did you mean “electricity”?"),
    .campus("processes:\n  run ccgt: {gives: {USD: 5}} #!", "declared twice"),
    .campus("resources:\n  electricity: {} #!", "declared twice"),
    .campus(
      "processes:\n  p: {takes: {electricity: [1, 2]}, gives: {USD: 1}} #!",
      "2 values, expected 8760"),
  ]

  // MARK: Supplies

  static let supplies: [Broken] = [
    .campus("supplies: [ccgt, ccgt] #!", "stands twice"),
    .campus("supplies: [cgt] #!", "did you mean “ccgt”?"),
    .campus("supplies: [{ccgt: {}}] #!", "the name of a supply"),
    .campus("supplies: ccgtt #!", "did you mean “ccgt”?"),
    .supply("ccgt: 5 #!", "what differs from the catalog"),
    .supply("mine: {like: cgt} #!", "did you mean “ccgt”?"),
    .supply("mine: {} #!", "no technology “mine”"),
    .supply("ccgt: {like: [ccgt]} #!", "found a list"),
    .supply("ccgt: {overnight: 5 USD/kW} #!", "did you mean “overnight cost”?"),
    .supply("ccgt: {power cost: 5 USD/kW} #!", "unknown key “power cost”"),
    .supply("ccgt: {profile: {file: half.csv}} #!", "unknown key “profile”"),
    .supply("ccgt: {overnight cost: 5 USD/MWh} #!", "5 USD/MWh"),
    .supply("ccgt: {overnight cost: -5 USD/kW} #!", "at least 0"),
    .supply("ccgt: {overnight cost: {}} #!", "found a mapping"),
    .supply("ccgt: {life: 0 years} #!", "at least 1 year"),
    .supply("ccgt: {life: 20} #!", "20"),
    .supply("ccgt: {availability: 0 %} #!", "above 0"),
    .supply("ccgt: {availability: 95} #!", "up to 100 %"),
    .supply("ccgt: {minimum: 200 MW, maximum: 100 MW} #!", "at most the maximum of 100 MW"),
    .supply("ccgt: {maximum: -5 MW} #!", "at least 0"),
    .supply("ccgt: {existing: 200 MW, maximum: 100 MW} #!", "at most the maximum of 100 MW"),
    .supply("ccgt: {existing until: 2040} #!", "without `existing`"),
    .supply("ccgt: {existing: 5 MW, existing until: 2030} #!", "a year after 2030"),
    .supply("ccgt: {existing: 5 MW, existing until: never} #!", "found “never”"),
    .supply("ccgt: {unit size: 0 MW} #!", "above 0 MW"),
    .supply("ccgt: {whole units: 3} #!", "true or false"),
    .supply("solar: {profile: {file: half.csv}, whole units: yes} #!", "unit size"),
    .supply("ccgt: {minimum output: 120 %} #!", "from 0 to 100 %"),
    .supply("ccgt: {availability: 80 %, minimum output: 90 %} #!", "availability of 80 %"),
    .supply("ccgt: {ramp rate: 0 %/h} #!", "above 0"),
    .supply("smr: {unit size: 77 MW, maximum: 50 MW} #!", "none can be built"),
    .supply("ccgt: {life: 1000 years} #!", "at most 200 years, found “1000 years”"),
    .supply("ccgt: {construction time: 900 years} #!", "at most 50 years, found “900 years”"),
    .supply("ccgt: {ramp rate: 50 %} #!", "50 %"),
    .supply("ccgt: {lead time: 3 years} #!", "add one such as `today"),
    .supply("ccgt: {fuel: gsa} #!", "no fuel “gsa”"),
    .supply("ccgt: {fuel: natural gsa} #!", "did you mean “natural gas”?"),
    .supply("geothermal: {fuel: natural gas} #!", "write `heat rate`"),
    .supply("geothermal: {heat rate: 7 MMBtu/MWh} #!", "without a `fuel`"),
    .supply("solar: {} #!", "needs `weather` with irradiance"),
    .supply("wind: {} #!", "needs `weather` with wind speeds"),
    .supply("solar: {profile: {file: half.csv}, tilt: 5} #!", "no effect on a `profile`"),
    .supply("wind: {profile: {file: half.csv}, hub height: 100 m} #!", "no effect on a `profile`"),
    .supply(
      "solar: {profile: {file: half.csv}, availability: 90 %} #!", "unknown key “availability”"),
    .supply("solar: {profile: half.csv} #!", "expected a mapping"),
    .supply("solar: {profile: {column: a}} #!", "missing “file”"),
    Broken(
      "campus",
      "gigawatt: 1\nyear: 2030\ntoday: 2026\nload: 1 MW\nsupplies:\n"
        + "  smr: {lead time: 9 years, minimum: 5 MW} #!\n  ccgt: {}",
      "nothing new can run before 2035"),
  ]

  // MARK: Stores

  static let stores: [Broken] = [
    .supply("battery: {round-trip efficiency: 110 %} #!", "up to 100 %"),
    .supply("battery: {round-trip efficiency: 0} #!", "above 0"),
    .supply("battery: {charge efficiency: 0, discharge efficiency: 1} #!", "above 0"),
    .supply("battery: {charge efficiency: 95 %} #!", "found only one"),
    .supply("battery: {round-trip efficiency: 90 %, charge efficiency: 95 %} #!", "write either"),
    .supply("battery: {standing loss: 100 %/h} #!", "below 100 %/h"),
    .supply("battery: {standing loss: 1 %} #!", "1 %"),
    .supply("battery: {duration: 0 h} #!", "above 0 h"), .supply("battery: {duration: 4} #!", "4"),
    .supply("battery: {duration: 4 h, maximum energy: 5 MWh} #!", "ties energy to power"),
    .supply("battery: {duration: 4 h, existing: 5 MW, existing energy: 5 MWh} #!", "ties energy"),
    .supply("battery: {existing energy: 5 MWh} #!", "add `existing`"),
    .supply("battery: {existing: 5 MW} #!", "missing “existing energy”"),
    .supply(
      "battery: {existing: 5 MW, existing energy: 9 MWh, maximum energy: 8 MWh} #!",
      "at most the `maximum energy` of 8 MWh"),
    .supply("battery: {overnight cost: 5 USD/kW} #!", "unknown key “overnight cost”"),
    .supply("battery: {clean: yes} #!", "unknown key “clean”"),
    .supply("battery: {maximum energy: 5 MW} #!", "5 MW"),
  ]

  // MARK: Grid

  static let grids: [Broken] = [
    .campus("grid: 50 MW #!", "expected a grid connection"),
    .campus("grid: {} #!", "missing “import”"),
    .grid(
      "  import: 5 MW\n  export: 1 GW\n  export price: 70 USD/MWh #!\n  price: 60 USD/MWh",
      "exports earn more than imports cost"),
    .campus("grid: {import: 5 MW} #!", "missing “price”"),
    .grid("  import: 5 MW\n  price: 6 USD/MWh\n  from: 2035 #!", "after the last stage"),
    .grid("  import: 5 MW\n  price: 6 USD/MWh\n  from: soon #!", "found “soon”"),
    .grid("  import: 0 MW #!\n  price: 6 USD/MWh", "above 0 MW"),
    .grid("  import: -5 MW #!\n  price: 6 USD/MWh", "at least 0"),
    .grid("  import: 5 MW\n  price: 6 USD/MWh\n  export price: 5 USD/MWh #!", "without `export`"),
    .grid("  export: 5 MW\n  price: 6 USD/MWh\n  delivery: 5 USD/MWh #!", "without `import`"),
    .grid("  import: 5 MW\n  price: 6 USD/MWh\n  life: 30 years #!", "without `connection cost`"),
    .grid("  import: 5 MW\n  price: 6 USD/MWh\n  clean share: 120 % #!", "from 0 to 100 %"),
    .grid(
      "  import: 5 MW\n  price: 6 USD/MWh\n  conection cost: 5 USD/kW #!",
      "did you mean “connection cost”?"),
    .grid("  import: 5 MW\n  price: 6 EUR/MWh #!", "EUR"),
    .grid("  import: 5 MW\n  price: {file: price.csv, unit: USD/MW} #!", "USD/MW"),
    Broken(
      "campus",
      "gigawatt: 1\nyear: 2030\nload: 1 MW\nsupplies: [ccgt]\ngrid: #!\n  import: 5 MW\n"
        + "  price: 6 USD/MWh\n  connection cost: 5 USD/kW", "no discount rate"),
  ]

  // MARK: Files

  static let files: [Broken] = [
    .campus("load: {file: nosuch.csv} #!", "nosuch.csv"),
    .campus("load: {file: short.csv} #!", "8,760 hours, found 100"),
    .campus("load: {file: long.csv} #!", "8,760 hours, found 9000"),
    .campus("load: {file: nan.csv} #!", "nan.csv:9"),
    .campus("load: {file: text.csv} #!", "cloudy"),
    .campus("load: {file: gap.csv} #!", "gap.csv"),
    .campus("load: {file: empty.csv} #!", "empty.csv"),
    .campus("load: {file: headers.csv} #!", "headers.csv"),
    .campus("load: {file: huge.csv} #!", "below 1e15"),
    .campus("load: {file: table.csv} #!", "alpha, beta"),
    .campus("load: {file: table.csv, column: alhpa} #!", "alhpa"),
    .campus("load: {file: [a]} #!", "found a list"),
    .campus("load: {file: half.csv, colunm: x} #!", "did you mean “column”?"),
    .supply("solar: {profile: {file: above.csv}} #!", "from 0 to 1, found 1.5 in hour 7"),
    .campus("weather: nosuch.epw #!", "nosuch.epw"),
    .campus("weather: half.csv #!", "half.csv"),
    .campus("weather: {} #!", "a weather file"),
    .campus("weather: {sun: half.csv} #!", "unknown key “sun”"),
    .campus("weather: {solar: nosuch.csv} #!\nsupplies: [solar]", "nosuch.csv"),
    Broken(
      "campus", "gigawatt: 1\nload: 1 MW\nsupplies: [solar]\nweather: nosuch.epw #!", "nosuch.epw"),
    .raw("resources: {a: {hours: {file: nosuch.csv}}} #!", "nosuch.csv"),
    .raw("resources: {a: {hours: 3, endowment: {file: three.csv, colum: x}}} #!", "“column”?"),
    .raw("resources: {a: {hours: 3, endowment: {file: three.csv, scale: banana}}} #!", "banana"),
    .raw(
      "resources:\n  a:\n    hours: 4\n    endowment: {file: three.csv} #!\n"
        + "processes: {p: {takes: {a: 1}, gives: {USD: 1}}}", "3 values, expected 4"),
  ]
}
