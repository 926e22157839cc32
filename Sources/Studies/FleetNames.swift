/// Names of the resources and processes of halls, accelerators, work and products.
struct FleetNames {
  /// Such as ` at Abilene`, by site; empty where there is one site.
  var suffixes: [String]

  /// Where chips are: at a site, or leased in somebody else's hall.
  enum Place: Hashable {
    case site(Int)
    case leased
  }

  func hall(_ site: Int) -> String { "halls" + suffixes[site] }
  func hallRoom(_ site: Int) -> String { "largest halls" + suffixes[site] }

  func place(_ place: Place) -> String {
    switch place {
    case .site(let site): suffixes[site]
    case .leased: ", leased"
    }
  }

  func chips(_ accelerator: String, _ place: Place) -> String {
    accelerator + self.place(place)
  }

  func shipments(_ accelerator: String) -> String { "shipments of \(accelerator)" }
  func leaseRoom(_ accelerator: String) -> String { "\(accelerator) to lease" }

  /// Chips that a kind of work uses.
  func assigned(_ accelerator: String, _ work: String, _ place: Place) -> String {
    "\(accelerator) on \(work)" + self.place(place)
  }

  func assign(_ accelerator: String, _ work: String, _ place: Place) -> String {
    "put \(accelerator) on \(work)" + self.place(place)
  }

  func run(_ accelerator: String, _ work: String, _ place: Place) -> String {
    "run \(work) on \(accelerator)" + self.place(place)
  }

  func buy(_ accelerator: String, _ site: Int, _ stage: String?) -> String {
    "buy \(accelerator)" + suffixes[site] + (stage.map { " in \($0)" } ?? "")
  }

  func lease(_ accelerator: String, _ stage: String?) -> String {
    "lease \(accelerator)" + (stage.map { " in \($0)" } ?? "")
  }

  /// Hours of chips that work which may wait can use.
  func free(_ accelerator: String, _ site: Int) -> String {
    "free \(accelerator)" + suffixes[site]
  }

  func mayWait(_ work: String) -> String { "share of \(work) that may wait" }
  func postponed(_ work: String, _ site: Int) -> String { "\(work) that may wait" + suffixes[site] }
  func postpone(_ work: String, _ site: Int) -> String { "let \(work) wait" + suffixes[site] }
  func queue(_ work: String, _ site: Int) -> String { "waiting \(work)" + suffixes[site] }

  /// Chips put on work that may wait.
  func spare(_ accelerator: String, _ work: String, _ site: Int) -> String {
    "\(accelerator) on waiting \(work)" + suffixes[site]
  }

  func putSpare(_ accelerator: String, _ work: String, _ site: Int) -> String {
    "put \(accelerator) on waiting \(work)" + suffixes[site]
  }

  func work(_ name: String) -> String { name }
  func sell(_ product: String) -> String { "sell \(product)" }
  func users(_ product: String) -> String { "users of \(product)" }
  func win(_ product: String) -> String { "win users of \(product)" }
  func serve(_ product: String) -> String { "serve users of \(product)" }
}
