import Chains
import Planning
import Studies
import Testing

/// A study with halls and chips, its plan and what the plan means.
struct PlannedFleet {
  var study: Study
  var plan: Plan
  var fleet: FleetAnswer
  var power: [CampusAnswer]

  init(_ text: String, engine: Engine = .direct, gap: Double = 1e-6) throws {
    study = try read(text)
    var options = PlanningOptions()
    options.gap = gap
    plan = try engine.plan(study.chain, options: options)
    power = study.campuses.map { [plan] in CampusReader(campus: $0, plan: plan).answer() }
    fleet = FleetReader(
      fleet: try #require(study.fleet), campuses: study.campuses, plan: plan, power: power
    ).answer()
  }

  /// Expected worth today of revenue less cost, from the answer alone.
  var worth: Double {
    let future = plan.chain.future
    return fleet.stages.indices.reduce(0) { sum, index in
      let stage = fleet.stages[index]
      return sum + future.probability[index] * future.discountFactor[index]
        * future.annuityWeight(index) * (stage.revenue - stage.cost)
    }
  }
}

enum Fleets {
  /// Chips and halls without surprises: every number written out.
  static let chips = """
    halls: {overnight cost: 10000 USD/kW, life: 14 years, construction time: 0 years, fixed O&M: 100 USD/kW-yr, PUE: 1.25}
    accelerators:
      old: {price: 20000 USD/chip, power: 1 kW/chip, life: 4 years, existing: 3000 chips, existing until: 2030}
      new: {price: {2026: 50000 USD/chip, 2030: 40000 USD/chip}, power: 2 kW/chip, life: 6 years, from: 2028, shipments: 40000 chips/year}
    work:
      chat:
        unit: token
        shape: {peak to mean: 1.6}
        on: {old: {rate: 2 million token/chip-h, power: 0.8 kW/chip}, new: {rate: 8 million token/chip-h, energy: 0.5 J/token}}
      training:
        unit: ZFLOP
        pause: yes
        on: {old: {rate: 0.002 ZFLOP/chip-h}, new: {rate: 0.006 ZFLOP/chip-h}}
    """

  static let products = """
    products:
      chat: {price: {2026: 3 USD/million token, 2030: 1 USD/million token}, volume: {2026: 60 trillion token/year, 2028: 400 trillion token/year}, cost: 0.1 USD/million token, royalty: 5 %}
      research: {work: training, price: 2000 USD/ZFLOP, volume: 100000 ZFLOP/year}
    """

  static let head = """
    gigawatt: 1
    discount: 8 %/year
    years: [2026, 2028, 2030]
    horizon: 2033
    resolution: 24 h
    """

  static let site = """
    site: {name: somewhere, zone: UTC-6}
    supplies:
    \(Plants.solar)
    \(Plants.gas)
    \(Plants.battery)
    """

  static let plain = [head, site, chips, products].joined(separator: "\n")

  static let tree = """
    uncertain:
      demand:
        known: [2028, 2030]
        branches:
          boom: {probability: 30 %, scale: {products.chat.volume: 2}}
          bust: {probability: 70 %, scale: {products.chat.volume: 0.4}}
      permit:
        known: 2030
        given: demand
        branches:
          yes: {probability: {boom: 40 %, bust: 90 %}}
          no: {probability: {boom: 60 %, bust: 10 %}, set: {accelerators.new.permit: refused}}
    """

  static let onTree = plain + "\n" + tree

  static let twoSites = """
    \(head)
    sites:
      North: {halls: {overnight cost: 9000 USD/kW, life: 14 years, construction time: 0 years, fixed O&M: 100 USD/kW-yr, PUE: 1.1, maximum: 30 MW}}
      South:
        load: 20 MW
        grid: {import: 50 MW, price: 60 USD/MWh, connection cost: 100 USD/kW, emission factor: 0.3 t/MWh}
    supplies:
    \(Plants.solar)
    \(Plants.gas)
    \(Plants.battery)
    emissions: {price: 20 USD/t}
    \(chips.replacing("existing: 3000 chips", with: "existing: {North: 1000 chips, South: 2000 chips}, lease: {price: 1.5 USD/chip-h, at most: 5000 chips}"))
    \(products)
    \(tree)
    """
}
