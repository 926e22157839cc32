/// Good studies of a campus that need few files, for spoiling and for planning.
enum Campuses {
  /// No files at all: fast to read a thousand times.
  static let plain = """
    gigawatt: 1
    title: a plant and a grid
    money: 2025 USD
    discount: 7 %/year
    today: 2026
    year: 2032
    resolution: 6 h
    site: {name: Somewhere, latitude: 32.5, longitude: -99.7}
    load: 100 MW
    firmness: 99 %
    unserved: 2000 USD/MWh
    curtailable:
      - {share: 10 %, value: 300 USD/MWh, at most: 1 %}
    supplies:
      gas engine: {overnight cost: 1500 USD/kW, availability: 95 %, maximum: 300 MW}
      smr:
        overnight cost: {2030: 9000 USD/kW, 2035: 7000 USD2024/kW}
        fixed O&M: 120 USD/kW-yr
        life: 40 years
        lead time: 3 years
        minimum: 10 MW
        unit size: 77 MW
        whole units: false
      peaker: {like: gas turbine, ramp rate: 50 %/h, minimum output: 20 %, heat rate: 9 MMBtu/MWh}
      battery: {power cost: 150 USD/kW, energy cost: 120 USD/kWh, round-trip efficiency: 88 %}
    grid:
      from: 2028
      import: 50 MW
      price: 60 USD/MWh
      delivery: 8 USD/MWh
      connection cost: 400 USD/kW
      life: 30 years
      emission factor: 0.4 t/MWh
      clean share: 20 %
    fuels:
      natural gas: {price: 3.5 USD/MMBtu, emission factor: 0.053 t/MMBtu}
    emissions: {price: 20 USD/t, cap: 900 kt/year}
    clean: {share: 5 %, matching: annual}
    """

  /// Two stages, series from files, sun, wind and export.
  static let pathway = """
    gigawatt: 1
    title: a pathway
    money: 2025 USD
    discount: 7 %/year
    today: 2026
    years: [2028, 2032]
    horizon: 2040
    resolution: 12 h
    site: Elsewhere
    load: {shape: {file: shape.csv}, peak: {2028: 50 MW, 2032: 100 MW}}
    supplies:
      solar: {profile: {file: sun.csv}, overnight cost: 1000 USD/kW}
      wind: {profile: {file: wind.csv}, overnight cost: 1500 USD/kW}
      ccgt: {existing: 80 MW, existing until: 2032, maximum: 300 MW}
      gas engine: {}
      battery: {duration: 4 h, power cost: 150 USD/kW, energy cost: 120 USD/kWh}
    grid:
      from: 2032
      import: {2028: 20 MW, 2032: 60 MW}
      export: 10 MW
      price: {file: price.csv, column: x, unit: USD/MWh, scale: 1.5}
      export price: 5 USD/MWh
      connection cost: 300 USD/kW
      emission factor: 0.3 t/MWh
    """

  /// Debt, tax, credits and wear.
  static let financed = """
    gigawatt: 1
    title: with finance
    money: 2025 USD
    year: 2032
    resolution: 12 h
    site: Somewhere
    load: 100 MW
    finance:
      inflation: 2.5 %/year
      return on equity: 11 %/year
      debt share: 65 %
      interest: 7 %/year
      tenor: 15 years
      grace: 1 years
      repayment: equal principal
      tax: 24 %
      losses: used at once
      depreciation: MACRS 15
      bonus depreciation: 20 %
      O&M escalation: 1 %/year
    supplies:
      geothermal:
        overnight cost: 4000 USD/kW
        life: 25 years
        construction time: 2 years
        finance:
          return on equity: 12 %/year
          depreciation: straight line 20 years
          investment credit: 30 %
          basis reduction: 50 %
          production credit: {value: 10 USD/MWh, years: 8 years, indexed: true}
          construction spending: {shares: [40 %, 60 %], timing: middle}
          degradation: 0.5 %/year
          augmentation: 1 %/year
          replacement: {age: 12 years, cost: 40 %}
    grid:
      import: 50 MW
      price: 60 USD/MWh
      connection cost: 400 USD/kW
      emission factor: 0.4 t/MWh
      finance: {tenor: 20 years}
    """

  static let raw = [
    "air-conditioning", "cvar", "farmer", "minimax-regret", "newsvendor", "owen", "screening",
    "widget-option",
  ]
}
