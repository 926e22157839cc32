/// What must be refused in the study of a campus.
extension Refusals {
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
