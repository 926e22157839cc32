import Catalog
import Chains
import Foundation
import Quantities
import Yams

/// Work and products: what accelerators do, and what it is sold as.
extension FleetSection {
  static let workKeys = [
    "kind", "model", "unit", "on", "shape", "pause", "deferrable", "sites", "table",
  ]

  func work(
    _ name: String, _ field: Field, _ own: Entries, _ accelerators: [Fleet.Accelerator]
  ) -> Fleet.Work? {
    own.only(Self.workKeys)
    guard var work = points(name, field, own, accelerators) else { return nil }
    work.canPause = own["pause"].flatMap { $0.bool() } ?? false
    if let shape = own["shape"] {
      if work.canPause {
        shape.error("work that can pause chooses its hours itself: write `shape` or `pause`")
        return nil
      }
      let shapes = sections.compactMap { self.shape(shape, $0) }
      guard shapes.count == sections.count else { return nil }
      work.shape = shapes
    }
    if let field = own["deferrable"] {
      guard let deferral = deferral(field, work) else { return nil }
      work.deferral = deferral
    }
    if let sites = own["sites"] {
      let names = campuses.map(\.site.name)
      var indices: [Int] = []
      for member in sites.list() {
        guard let text = member.text("the name of a site") else { return nil }
        guard let index = names.firstIndex(of: text) else {
          member.error("there is no site “\(text)”\(suggestion(text, names))")
          return nil
        }
        indices.append(index)
      }
      work.sites = indices
    }
    return work
  }

  /// How long work may wait: `24 h`, or `{within: 24 h, share: 30 %}`.
  private func deferral(_ field: Field, _ work: Fleet.Work) -> Fleet.Deferral? {
    if work.canPause {
      field.error("work that can pause waits as long as it likes: write `deferrable` or `pause`")
      return nil
    }
    var (time, share) = (field, 1.0)
    if field.isMapping {
      guard let own = field.map("how long it may wait, such as {within: 24 h, share: 30 %}"),
        let within = own.require("within", "how long it may wait, such as 24 h")
      else { return nil }
      own.only(["within", "share"])
      time = within
      if let field = own["share"] {
        guard let value = field.share("the share of the work that may wait") else { return nil }
        guard value > 0 else {
          field.expected("a share above 0")
          return nil
        }
        share = value
      }
    }
    guard
      let within = time.quantity(in: .hour, "how long it may wait, such as 24 h", atLeast: 0)
    else { return nil }
    guard within <= 8760 else {
      time.expected("at most a year (8760 h); write `pause: yes` for work that waits without end")
      return nil
    }
    let deferral = Fleet.Deferral(within: within, share: share)
    let length = section.clock.step
    let whole = Double(deferral.steps(of: length)) * length
    if within - whole > 1e-6 {
      time.warn(
        "\(format(within)) h is no whole number of steps of \(format(length)) h; work waits for "
          + "\(format(whole)) h")
    }
    section.note(
      "\(work.name), deferrable",
      Traced(within, "h, for \(format(100 * share)) % of it", .study(line: field.line ?? 0)))
    return deferral
  }

  /// Use of chips by the hour, the largest 1.
  private func shape(_ field: Field, _ site: CampusSection) -> [Double]? {
    guard let own = field.map("a file, or {peak to mean: 1.75, peak: 15}") else { return nil }
    if own["file"] != nil {
      guard let series = site.seriesFile(field, in: .one), site.checkLoad(series, field) else {
        return nil
      }
      guard let most = series.max(), most > 0 else {
        field.expected("a shape above zero in some hour")
        return nil
      }
      return series.map { $0 / most }
    }
    own.only(["peak to mean", "peak"])
    guard let ratioField = own.require("peak to mean", "a ratio such as 1.75"),
      let ratio = ratioField.quantity(in: .one, "a ratio")
    else { return nil }
    guard (1...2).contains(ratio) else {
      ratioField.expected("a ratio from 1 to 2 (the day is a cosine; give a file for others)")
      return nil
    }
    let peak =
      own["peak"].map { $0.decimal("the hour of the peak, from 0 to 24", in: 0...24) } ?? 15
    guard let peak else { return nil }
    let clock = site.clock
    return (0..<clock.count).map { step in
      let hour = (Double(step % clock.cycle) + 0.5) * clock.step
      return (1 + (ratio - 1) * cos(2 * .pi * (hour - peak) / 24)) / ratio
    }
  }

  // MARK: Operating points

  private func points(
    _ name: String, _ field: Field, _ own: Entries, _ accelerators: [Fleet.Accelerator]
  ) -> Fleet.Work? {
    let found = catalogPoints(name, own, accelerators)
    guard let found else { return nil }
    let word = own["unit"].map { $0.text("a unit such as token") } ?? found.unit
    guard let word else {
      field.error(
        "missing “unit”: expected what is counted, such as token (or a `model` of the catalog)")
      return nil
    }
    guard (try? Unit.parse(word)) != nil else {
      own["unit"]?.expected("a unit such as token, image, s or FLOP")
      return nil
    }
    if let unit = found.unit, own["unit"] != nil, unit != word {
      own["unit"]?.expected("“\(unit)”, the unit of the model's operating points")
      return nil
    }
    var points = found.points
    if let on = own["on"] {
      guard let map = on.map("operating points such as {h100: {rate: …, energy: …}}") else {
        return nil
      }
      map.only(accelerators.map(\.name))
      for entry in map.entries {
        guard let index = accelerators.firstIndex(where: { $0.name == entry.name }),
          let point = point(entry.field, word, accelerators[index])
        else { return nil }
        points[index] = point
      }
    }
    guard points.contains(where: { $0 != nil }) else {
      field.error(
        "no accelerator of the study (\(accelerators.map(\.name).joined(separator: ", "))) can do "
          + "“\(name)”; give its speed under `on`, such as {\(accelerators[0].name): {rate: "
          + "3000000 \(word)/chip-h, power: 1.2 kW/chip}}")
      return nil
    }
    // Units a year of a chip are counted in round numbers near one.
    let yearly = points.compactMap { $0 }.map { $0.rate * 8760 * 1000 }.max() ?? 1
    var scale = 1.0
    while yearly / scale >= 1000 { scale *= 1000 }
    return Fleet.Work(
      name: name, unit: word, scale: scale, points: points, shape: [], canPause: false)
  }

  private func point(_ field: Field, _ unit: String, _ chip: Fleet.Accelerator) -> Fleet.Point? {
    guard let own = field.map("an operating point such as {rate: …, energy: …}") else {
      return nil
    }
    own.only(["rate", "energy", "power"])
    let what = "units an hour, such as 3000000 \(unit)/chip-h"
    guard
      let rate = own.require("rate", what)?.quantity(
        in: Self.unit("\(unit)/chip-h"), what, atLeast: 0)
    else { return nil }
    guard rate > 0 else {
      own["rate"]?.expected("a rate above 0")
      return nil
    }
    if own["energy"] != nil, own["power"] != nil {
      own["power"]?.error("expected either `energy` or `power`, found both")
      return nil
    }
    if let power = own["power"] {
      guard let value = power.quantity(in: Self.unit("kW/chip"), "a power", atLeast: 0) else {
        return nil
      }
      guard value > 0 else {
        power.expected("a power above 0")
        return nil
      }
      return checked(Fleet.Point(rate: rate, power: value / 1000), chip, power)
    }
    if let energy = own["energy"] {
      guard
        let joules = energy.quantity(
          in: Self.unit("J/\(unit)"), "energy per unit", atLeast: 0)
      else { return nil }
      guard joules > 0 else {
        energy.expected("an energy above 0")
        return nil
      }
      return checked(
        Fleet.Point(rate: rate, power: rate * joules / 3600 / 1e6 * fullStack), chip, energy)
    }
    return Fleet.Point(rate: rate, power: chip.power)
  }

  /// No chip draws more than its server is built for.
  private func checked(_ point: Fleet.Point, _ chip: Fleet.Accelerator, _ field: Field)
    -> Fleet.Point
  {
    var point = point
    if point.power > chip.power * 1.0001 {
      field.warn(
        "busy chips would draw \(format(point.power * 1000)) kW, more than the "
          + "\(format(chip.power * 1000)) kW for which “\(chip.name)” is built; that is taken")
      point.power = chip.power
    }
    return point
  }

  // MARK: Products

  static let productKeys = [
    "work", "price", "volume", "cost", "royalty", "must", "elasticity", "as", "users", "owner",
  ]
  static let userKeys = [
    "uses", "price", "keep", "acquisition", "existing", "at most", "terminal",
  ]

  func product(_ name: String, _ field: Field, _ own: Entries, _ work: [Fleet.Work])
    -> Fleet.Product?
  {
    own.only(Self.productKeys)
    let made = own["work"].map { $0.text("the name of a kind of work") } ?? name
    guard let made else { return nil }
    guard let index = work.firstIndex(where: { $0.name == made }) else {
      let known = work.map(\.name)
      (own["work"] ?? field).error(
        own["work"] == nil
          ? "there is no work “\(made)”\(suggestion(made, known)) that it could be made of; write "
            + "`work:` with one of \(known.joined(separator: ", "))"
          : "there is no work “\(made)”\(suggestion(made, known)); expected one of "
            + known.joined(separator: ", "))
      return nil
    }
    let unit = work[index].unit
    let perUnit = Self.unit("USD/\(unit)")
    let zero = stages.map { _ in 0.0 }
    func numbers(_ key: String, _ unit: Quantities.Unit) -> [Double]? {
      own[key] == nil ? zero : byStage(own, key, unit, name, technology: nil)
    }
    if own["volume"] == nil, own["users"] == nil {
      if !own.isMisspelt("volume"), !own.isMisspelt("users") {
        field.error(
          "missing “volume”: expected the demand, such as 2 trillion \(unit)/year, or `users`")
      }
      return nil
    }
    if own["volume"] != nil, own["price"] == nil, own["must"] == nil {
      if !own.isMisspelt("price") {
        field.error(
          "missing “price”: expected what a unit sells for, such as 3 USD/million \(unit)")
      }
      return nil
    }
    let must = own["must"].map { $0.share("the share that must be served") } ?? 0
    let royalty = own["royalty"].map { $0.share("a share of the price") } ?? 0
    guard let price = numbers("price", perUnit), let cost = numbers("cost", perUnit),
      let volume = numbers("volume", Self.unit("million \(unit)/year"))?.map({ $0 * 1e6 }),
      let must, let royalty
    else { return nil }
    var product = Fleet.Product(
      name: name, work: index, price: price, volume: volume, cost: cost, royalty: royalty,
      must: must)
    if let field = own["elasticity"] {
      guard let demand = demand(field, own) else { return nil }
      product.demand = demand
    } else {
      own["as"]?.error("`as` has no effect without `elasticity`")
    }
    product.owner = section.owner(own)
    if let field = own["users"] {
      guard let users = users(field, name, unit) else { return nil }
      product.users = users
    }
    return product
  }

  private func demand(_ field: Field, _ own: Entries) -> Fleet.Demand? {
    guard let elasticity = field.quantity(in: .one, "an elasticity") else { return nil }
    guard elasticity > 1, elasticity <= 20 else {
      field.expected(
        "an elasticity above 1 and up to 20 (at 1 or less, less is always worth more)")
      return nil
    }
    guard
      let view = own.require(
        "as", "`seller` (marginal revenue) or `welfare` (demand price)")
    else { return nil }
    let words = Fleet.Demand.View.allCases.map(\.rawValue)
    guard let word = view.choice(words, "who counts the worth of a unit"),
      let chosen = Fleet.Demand.View(rawValue: word)
    else { return nil }
    if own["must"] != nil {
      own["must"]?.error("`must` has no effect on a demand that falls with its price")
    }
    return Fleet.Demand(elasticity: elasticity, view: chosen)
  }

  private func users(_ field: Field, _ name: String, _ unit: String) -> Fleet.Users? {
    guard let own = field.map("users such as {uses: …, price: 240 USD/user-year, keep: 80 %}")
    else { return nil }
    own.only(Self.userKeys)
    let perYear = Self.unit("USD/user-year")
    guard
      let uses = own.require("uses", "what a user takes, such as 1 million \(unit)/user-year")?
        .quantity(in: Self.unit("\(unit)/user-year"), "what a user takes", atLeast: 0),
      own.require("price", "what a user pays, such as 240 USD/user-year") != nil,
      let price = byStage(own, "price", perYear, "\(name), users", technology: nil),
      let keep = own.require("keep", "the share that stays for a year, such as 80 %")?
        .share("the share that stays for a year"),
      let acquisition = own.require("acquisition", "what it costs to win one, such as 30 USD/user")?
        .quantity(in: Self.unit("USD/user"), "what it costs to win one", atLeast: 0)
    else { return nil }
    var users = Fleet.Users(
      uses: uses, price: price, keep: keep, acquisition: acquisition,
      existing: own["existing"]?.quantity(in: Self.unit("user"), "users", atLeast: 0) ?? 0)
    if let most = own["at most"] {
      guard
        let values = section.byStage(
          most, in: Self.unit("user/year"), "users a year", interpolated: true)
      else { return nil }
      users.most = values
    } else {
      field.error("missing “at most”: expected how many users can be won in a year")
      return nil
    }
    users.terminal = own["terminal"]?.quantity(
      in: Self.unit("USD/user"), "what a user is worth past the horizon", atLeast: 0)
    if own["terminal"] == nil {
      field.warn(
        "users keep but have no `terminal`: what is left at the end counts for nothing, so a plan "
          + "wins none in the last years (write `terminal: 0 USD/user` if that is meant)")
    }
    return users
  }
}
