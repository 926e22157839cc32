import Catalog
import Chains
import Quantities
import Weather
import Yams

extension CampusSection {
  static let commonKeys = [
    "like", "fixed O&M", "variable O&M", "life", "construction time", "lead time", "discount rate",
    "minimum", "maximum", "existing", "existing until", "unit size", "whole units", "finance",
    "permit", "growth", "owner",
  ]
  static let renewableKeys = ["overnight cost", "profile", "curtailment cost", "clean"]
  static let solarKeys = ["mounting", "tilt", "azimuth", "DC/AC ratio", "losses"]
  static let windKeys = ["turbine", "hub height", "losses"]
  static let plantKeys = [
    "overnight cost", "availability", "clean", "heat rate", "fuel", "fuel cost", "emission factor",
    "minimum output", "ramp rate",
  ]
  static let storeKeys = [
    "availability", "power cost", "energy cost", "energy fixed O&M", "round-trip efficiency",
    "charge efficiency",
    "discharge efficiency", "standing loss", "duration", "maximum energy", "existing energy",
  ]

  /// The supplies, as a list of names or as names with what differs from the catalog.
  func readSupplies(_ load: [[Double]]?) -> [Campus.Supply] {
    guard let field = entries["supplies"], !field.isEmpty else { return [] }
    var named: [(name: String, field: Field, own: Entries?)] = []
    if field.isMapping, let map = field.map() {
      for entry in map.entries {
        if entry.field.isEmpty {
          named.append(
            (
              entry.name,
              Field(
                node: .scalar(.init(entry.name, .implicit, .plain, entry.mark)),
                path: entry.field.path, reading: reading), nil
            ))
        } else if let own = entry.field.map(
          "what differs from the catalog, such as {maximum: 2 GW}")
        {
          named.append((entry.name, entry.field, own))
        }
      }
    } else {
      for member in field.list() {
        if let name = member.text("the name of a supply such as solar") {
          if named.contains(where: { $0.name == name }) {
            member.error("the supply “\(name)” stands twice")
          }
          named.append((name, member, nil))
        }
      }
    }
    return named.compactMap { supply($0.name, $0.field, $0.own) }
  }

  private func supply(_ name: String, _ field: Field, _ own: Entries?) -> Campus.Supply? {
    let like = own?["like"].flatMap { $0.text("the name of a technology") }
    guard let technology = defaults.technology(like ?? name, at: own?["like"] ?? field) else {
      return nil
    }
    let values = SupplyValues(
      section: self, name: name, technology: technology, field: field, own: own)
    let kind: Campus.Supply.Kind?
    switch defaults.kind(of: technology) {
    case .solar:
      own?.only(Self.commonKeys + Self.renewableKeys + Self.solarKeys)
      kind = solarProfile(values).map { .renewable(profile: $0) }
    case .wind:
      own?.only(Self.commonKeys + Self.renewableKeys + Self.windKeys)
      kind = windProfile(values).map { .renewable(profile: $0) }
    case .store:
      own?.only(Self.commonKeys + Self.storeKeys)
      kind = storage(values).map { .store($0) }
    case .plant:
      own?.only(Self.commonKeys + Self.plantKeys)
      kind = .dispatchable
    }
    guard let kind else { return nil }
    return values.supply(kind)
  }

  // MARK: Output by the hour

  private func profile(_ values: SupplyValues) -> [Double]?? {
    guard let own = values.own, let field = own["profile"] else { return nil }
    for key in Self.solarKeys + Self.windKeys where own[key] != nil {
      own[key]?.error("`\(key)` has no effect on a `profile`; write one of them")
    }
    guard let series = seriesFile(field, in: .one) else { return .some(nil) }
    if let hour = series.firstIndex(where: { !(0...1.0001).contains($0) }) {
      field.error(
        "expected output per MW from 0 to 1, found \(format(series[hour])) in hour \(hour)")
      return .some(nil)
    }
    return series
  }

  /// Where the weather itself was refused, that is said there.
  private func refuseMissing(_ values: SupplyValues, _ what: String) {
    if weather.isBroken { return }
    values.field.error("“\(values.name)” needs \(what), or a `profile` of its own")
  }

  private func solarProfile(_ values: SupplyValues) -> [Double]? {
    if let given = profile(values) { return given }
    guard let site = weather.years.first?.solar?.place else {
      refuseMissing(values, "`weather` with irradiance")
      return nil
    }
    let own = values.own
    var system = PVSystem.tracking(at: site)
    let mounting = own?["mounting"].map { $0.choice(["tracking", "fixed"], "a mounting") }
    if case .some(nil) = mounting { return nil }
    if mounting == "fixed" {
      system = PVSystem.fixedTilt(at: site)
      if case .fixed(let tilt, let azimuth) = system.mounting {
        let chosenTilt = own?["tilt"].map { degrees($0, 0...90) } ?? tilt
        let chosenAzimuth = own?["azimuth"].map { degrees($0, 0...360) } ?? azimuth
        guard let chosenTilt, let chosenAzimuth else { return nil }
        system.mounting = .fixed(tilt: chosenTilt, azimuth: chosenAzimuth)
      }
    } else {
      for key in ["tilt", "azimuth"] where own?[key] != nil {
        own?[key]?.error("`\(key)` is that of a fixed mounting; add `mounting: fixed`")
      }
    }
    if let ratio = own?["DC/AC ratio"] {
      guard let value = ratio.quantity(in: .one, "a DC/AC ratio"), (0.5...3).contains(value) else {
        ratio.expected("a DC/AC ratio from 0.5 to 3")
        return nil
      }
      system.dcToACRatio = value
    }
    if let losses = own?["losses"] {
      guard let value = losses.share("a share of losses", upTo: 0.9) else { return nil }
      system.losses = PVLosses(total: value)
    }
    return series(values, weather.years.map(\.solar), of: "\(system)") {
      (year) throws(WeatherError) in
      try StudyFiles.solar(year, system)
    }
  }

  private func windProfile(_ values: SupplyValues) -> [Double]? {
    if let given = profile(values) { return given }
    guard weather.years.first?.wind != nil else {
      refuseMissing(values, "`weather` with wind speeds")
      return nil
    }
    var curve = PowerCurve.standard
    if let field = values.own?["turbine"] {
      guard let text = field.text("the name of a turbine, or the file of a power curve") else {
        return nil
      }
      do throws(WeatherError) {
        curve =
          try text.hasSuffix(".csv") ? PowerCurve.read(Study.path(text, in: folder)) : .named(text)
      } catch {
        field.error("\(error)")
        return nil
      }
    }
    var farm = WindFarm(curve: curve)
    if let field = values.own?["hub height"] {
      guard let height = field.quantity(in: .metre, "a hub height", atLeast: 5) else { return nil }
      farm.hubHeight = height
    }
    if let field = values.own?["losses"] {
      guard let losses = field.share("a share of losses", upTo: 0.9) else { return nil }
      farm.wakeLoss = losses
      farm.availabilityLoss = 0
      farm.electricalLoss = 0
      farm.otherLoss = 0
    }
    note(
      "\(values.name), turbine",
      Traced(
        farm.hubHeight, "m hub height", .program("\(curve.name); \(curve.source)")))
    return series(values, weather.years.map(\.wind), of: "\(farm)") { (year) throws(WeatherError) in
      try StudyFiles.wind(year, farm)
    }
  }

  /// Output on the study's clock, computed at the weather's own step, one weather year after the
  /// other.
  private func series(
    _ values: SupplyValues, _ years: [WeatherYear?], of plant: String,
    _ make: (WeatherYear) throws(WeatherError) -> [Double]
  ) -> [Double]? {
    usesWeather = true
    let sources = years.compactMap { year in
      year.map { "\($0.source) \($0.years) \($0.place) \($0.hasLeapDay)" }
    }
    let key = "\(plant) \(sources) \(clock.count) \(clock.step) \(clock.cycles)"
    var output = files.profiles[key] ?? []
    if output.isEmpty {
      do throws(WeatherError) {
        for year in years.compactMap(\.self) { output += onClock(try make(year)) }
      } catch {
        values.field.error("\(error)")
        return nil
      }
      files.profiles[key] = output
    }
    guard output.count == clock.count else {
      values.field.error("expected \(clock.count) steps of weather, found \(output.count)")
      return nil
    }
    let mean = clock.total(output) / clock.totalHours
    note(
      "\(values.name), capacity factor",
      Traced(
        mean, "of capacity",
        .program("computed from the weather \(years.count == 1 ? "file" : "files")")))
    return output
  }

  private func degrees(_ field: Field, _ range: ClosedRange<Double>) -> Double? {
    field.decimal(
      "degrees from \(format(range.lowerBound)) to \(format(range.upperBound))", in: range)
  }

  // MARK: Stores

  private func storage(_ values: SupplyValues) -> Campus.Storage? {
    let cost = values.byYear("energy cost", .usdPerKilowattHour)
    let roundTrip = values.one("round-trip efficiency", .one)
    guard let cost, let roundTrip else { return nil }
    guard roundTrip.value > 0, roundTrip.value <= 1 else {
      values.own?["round-trip efficiency"]?.expected("an efficiency above 0 and up to 100 %")
      return nil
    }
    let oneWay = roundTrip.value.squareRoot()
    var storage = Campus.Storage(
      energyOvernight: cost.map { $0 * 1000 },
      energyCharge: values.charges(cost.map { $0 * 1000 }), energyFixed: 0,
      chargeEfficiency: oneWay, dischargeEfficiency: oneWay, standingLoss: 0, existingEnergy: 0)
    for (key, path) in [
      ("charge efficiency", \Campus.Storage.chargeEfficiency),
      ("discharge efficiency", \Campus.Storage.dischargeEfficiency),
    ] {
      guard let field = values.own?[key] else { continue }
      guard let value = field.share("an efficiency"), value > 0 else {
        if !reading.hasErrors { field.expected("an efficiency above 0") }
        return nil
      }
      storage[keyPath: path] = value
      note("\(values.name), \(key)", Traced(value, "", .study(line: field.line ?? 0)))
    }
    if let fixed = values.optional("energy fixed O&M", .usdPerKilowattHour / .year) {
      storage.energyFixed = fixed.value * 1000
    }
    if let loss = values.optional("standing loss", .one / .hour) {
      storage.standingLoss = loss.value
    }
    if storage.standingLoss >= 1 {
      values.own?["standing loss"]?.expected("a loss below 100 %/h")
    }
    storage.duration = values.own?["duration"]?.quantity(in: .hour, "a duration", atLeast: 0)
    if storage.duration == 0 { values.own?["duration"]?.expected("a duration above 0 h") }
    storage.maximumEnergy = values.own?["maximum energy"]?.quantity(
      in: .megawattHour, "an energy", atLeast: 0)
    storage.existingEnergy =
      values.own?["existing energy"]?.quantity(in: .megawattHour, "an energy", atLeast: 0) ?? 0
    checkStorage(values, &storage)
    return storage
  }

  /// Words about a store that contradict each other.
  private func checkStorage(_ values: SupplyValues, _ storage: inout Campus.Storage) {
    guard let own = values.own else { return }
    let oneWay = ["charge efficiency", "discharge efficiency"].filter { own[$0] != nil }
    if own["round-trip efficiency"] != nil, let key = oneWay.first {
      own[key]?.error("write either `round-trip efficiency` or both one-way efficiencies")
    } else if oneWay.count == 1, let key = oneWay.first {
      own[key]?.error("expected `charge efficiency` and `discharge efficiency`, found only one")
    }
    if let duration = storage.duration {
      own["maximum energy"]?.error(
        "`duration` ties energy to power; limit the power with `maximum`")
      own["existing energy"]?.error(
        "`duration` ties energy to power: it follows from `existing`")
      let power = own["existing"]?.quantity(in: .megawatt, "an existing capacity", atLeast: 0) ?? 0
      storage.existingEnergy = power * duration
      return
    }
    if own["existing energy"] != nil, own["existing"] == nil {
      own["existing energy"]?.error("energy stands with power: add `existing`, in MW")
    }
    if own["existing"] != nil, own["existing energy"] == nil {
      own["existing"]?.error("missing “existing energy”: expected how many MWh stand with it")
    }
    if let most = storage.maximumEnergy, storage.existingEnergy > most {
      own["existing energy"]?.expected("at most the `maximum energy` of \(format(most)) MWh")
    }
  }
}
