import Testing

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
    // “é” of one code point and of two is one name.
    .raw("resources:\n  \u{E9}: {unit: t}\n  e\u{301}: {} #!", "“\u{E9}” stands twice"),
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
}
