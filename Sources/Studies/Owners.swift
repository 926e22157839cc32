public import Chains

/// Whose the scarce things are that a study names with `owner`: what they earn goes to the books of that
/// party.
struct Owners {
  let campuses: [Campus]
  let fleet: Fleet?

  func apply(to chain: inout Chain) {
    let owners = named()
    guard !owners.isEmpty else { return }
    for index in chain.resources.indices {
      guard let owner = owners[chain.resources[index].name] else { continue }
      chain.resources[index].owners = [Resource.Share(party: owner, part: 1)]
    }
    for index in chain.processes.indices {
      if let owner = owners[chain.processes[index].name] { chain.processes[index].party = owner }
    }
  }

  /// Resources and processes by name with their owners.
  private func named() -> [String: String] {
    var owners: [String: String] = [:]
    func give(_ owner: String?, _ names: [String]) {
      guard let owner else { return }
      for name in names { owners[name] = owner }
    }
    for (site, campus) in campuses.enumerated() {
      let own = campus.names
      for supply in campus.supplies {
        let what = supply.name
        give(
          supply.owner,
          [
            own.capacity(what), own.energy(what), own.room(what), own.energyRoom(what),
            own.crews(what), own.reach(what),
          ])
      }
      let connection = "grid connection"
      give(
        campus.grid?.owner,
        [own.connectionRoom, own.buy, own.sell, own.crews(connection), own.reach(connection)])
      guard let fleet else { continue }
      let names = FleetNames(suffixes: campuses.map(\.names.suffix))
      give(
        fleet.halls[site].owner,
        [names.hall(site), names.hallRoom(site), own.crews("halls"), own.reach("halls")])
      for chip in fleet.accelerators {
        give(
          chip.owner,
          [
            names.chips(chip.name, .site(site)), names.shipments(chip.name),
            names.leaseRoom(chip.name),
          ])
      }
      for product in fleet.products {
        give(
          product.owner,
          [names.sell(product.name), names.users(product.name), names.win(product.name)])
      }
    }
    return owners
  }
}

/// What one scarce thing earns over all nodes: its part of the value of the plan.
public struct Earning: Sendable, Codable {
  /// What kinds of things are scarce, in words for people.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    case demand
    case shipments = "chip shipments"
    case leases = "chips to lease"
    case halls = "room for halls"
    case grid = "grid connection"
    case plants = "room for plants"
    case crews
    case standing = "what stands already"
    case allowances = "emission allowances"
    case rules
    case load = "load and sales that must be"
    case others
  }

  public var kind: Kind
  /// The resource or process.
  public var name: String
  public var party: String?
  /// USD of today, expected; negative for what must be delivered.
  public var amount: Double
}

/// Sorts the rents of a plan of sites by what is scarce. They add up to the value of the plan.
public struct EarningsReader {
  private let kinds: [String: Earning.Kind]

  public init(campuses: [Campus], fleet: Fleet?) {
    let names = FleetNames(suffixes: campuses.map(\.names.suffix))
    var kinds: [String: Earning.Kind] = [:]
    func set(_ kind: Earning.Kind, _ own: [String]) { for name in own { kinds[name] = kind } }
    for (site, campus) in campuses.enumerated() {
      let own = campus.names
      for supply in campus.supplies.map(\.name) {
        set(.plants, [own.room(supply), own.energyRoom(supply)])
        set(.standing, [own.capacity(supply), own.energy(supply)])
        set(.crews, [own.crews(supply), own.reach(supply)])
        set(.rules, [own.need(supply)])
      }
      set(.grid, [own.connectionRoom, own.buy, own.sell])
      set(.crews, ["grid connection", "halls"].flatMap { [own.crews($0), own.reach($0)] })
      set(.allowances, [own.allowance])
      set(.rules, [own.clean, own.notClean, own.maySkip])
      set(.rules, campus.curtailable.indices.map(own.curtailRoom))
      set(.load, [own.electricity, own.unserved])
      set(.load, campus.curtailable.indices.map(own.curtail))
      set(.halls, [names.hallRoom(site)])
      set(.standing, [names.hall(site)])
    }
    for chip in fleet?.accelerators ?? [] {
      set(.shipments, [names.shipments(chip.name)])
      set(.leases, [names.leaseRoom(chip.name)])
      set(.standing, campuses.indices.map { names.chips(chip.name, .site($0)) })
    }
    for product in fleet?.products ?? [] {
      set(.demand, [names.sell(product.name), names.win(product.name)])
      set(.standing, [names.users(product.name)])
    }
    self.kinds = kinds
  }

  /// Sums over the nodes, the largest first.
  public func earnings(of plan: Plan) -> [Earning] {
    var earnings: [Earning] = []
    for rent in plan.rents {
      var kind = kinds[rent.name] ?? .others
      if kind == .demand, rent.source == .floor { kind = .load }
      if let index = earnings.firstIndex(where: {
        $0.kind == kind && $0.name == rent.name && $0.party == rent.party
      }) {
        earnings[index].amount += rent.amount
      } else {
        earnings.append(
          Earning(kind: kind, name: rent.name, party: rent.party, amount: rent.amount))
      }
    }
    return earnings.enumerated().sorted {
      (-abs($0.element.amount), $0.offset) < (-abs($1.element.amount), $1.offset)
    }.map(\.element)
  }
}
