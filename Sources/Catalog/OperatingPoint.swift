import Quantities

/// What one accelerator does of one kind of work: units an hour, and joules a unit.
///
/// The figures are those of a measured setting (model, precision, batch, latency), told in `note`. They
/// hold for an accelerator that is busy all hour. Joules are those of the accelerator alone:
/// host, network and idle machines come on top (`compute`, `IT joules per accelerator joule`), and
/// then the PUE of the hall.
public struct OperatingPoint: Sendable, Hashable, Codable {
  /// The kind of work, lower case: `chat`, `reasoning`, `image`, `video`, `training`.
  public let work: String
  /// The model, lower case: `llama 3.1 70b`.
  public let model: String
  /// The accelerator, by its name in the catalog: `h100`.
  public let accelerator: String
  /// What is made: `token` (of output), `image`, `video second`, `FLOP` (of the model, as in MFU).
  public let unit: String
  /// Units per accelerator and hour.
  public let perHour: Double
  /// The lowest rate among the measured settings.
  public let perHourLow: Double?
  /// The highest rate among the measured settings.
  public let perHourHigh: Double?
  /// Joules of the accelerator alone per unit; nil where nobody has measured them.
  public let joules: Double?
  /// The least joules among the measured settings.
  public let joulesLow: Double?
  /// The most joules among the measured settings.
  public let joulesHigh: Double?
  /// Where the figures are from.
  public let source: String
  /// How far they can be relied on.
  public let confidence: Confidence
  /// The setting.
  public let note: String
  /// The line in the table, from 1 (the header).
  public let line: Int

  /// An operating point; names are taken in lower case, an accelerator's alias for its name.
  public init(
    work: String, model: String, accelerator: String, unit: String, perHour: Double,
    perHourLow: Double? = nil, perHourHigh: Double? = nil, joules: Double? = nil,
    joulesLow: Double? = nil, joulesHigh: Double? = nil, source: String,
    confidence: Confidence = .medium, note: String = "", line: Int = 0
  ) {
    self.work = work.lowercased()
    self.model = model.lowercased()
    self.accelerator = Self.name(ofAccelerator: accelerator)
    self.unit = unit
    self.perHour = perHour
    self.perHourLow = perHourLow
    self.perHourHigh = perHourHigh
    self.joules = joules
    self.joulesLow = joulesLow
    self.joulesHigh = joulesHigh
    self.source = source
    self.confidence = confidence
    self.note = note
    self.line = line
  }

  /// Mean power of the busy accelerator alone [W]: `perHour x joules / 3600`.
  public var watts: Double? { joules.map { $0 * perHour / 3600 } }

  /// The catalog's name for an accelerator; a name that the catalog does not know stays.
  static func name(ofAccelerator name: String) -> String {
    let wanted = name.lowercased()
    let known = Technology.accelerators.first { $0.name == wanted || $0.aliases.contains(wanted) }
    return known?.name ?? wanted
  }

  /// What may stand once in a table.
  struct Key: Hashable {
    let work: String
    let model: String
    let accelerator: String
  }

  var key: Key { Key(work: work, model: model, accelerator: accelerator) }
}

extension Catalog {
  /// The kinds of work, in the order of the table.
  public var works: [String] { distinct(operatingPoints.map(\.work)) }

  /// The models that have operating points for a kind of work, in the order of the table.
  public func models(of work: String) throws(CatalogError) -> [String] {
    distinct(try operatingPoints(of: work).map(\.model))
  }

  /// The operating points of a kind of work, in the order of the table.
  public func operatingPoints(of work: String) throws(CatalogError) -> [OperatingPoint] {
    let found = operatingPoints.filter { $0.work == work.lowercased() }
    guard found.isEmpty else { return found }
    throw .unknownWork(work, nearest: nearest(work, in: works), known: works)
  }

  /// The operating point of a model on an accelerator; case does not count, aliases of
  /// accelerators are known.
  ///
  /// - Throws: `unknownWork`, `unknownModel` or `noOperatingPoint`, with the nearest name or with what
  ///   there is. Nothing is carried over from one accelerator to another.
  public func operatingPoint(
    work: String, model: String, accelerator: String
  ) throws(CatalogError) -> OperatingPoint {
    let points = try operatingPoints(of: work)
    let wanted = model.lowercased()
    let ofModel = points.filter { $0.model == wanted }
    guard let first = ofModel.first else {
      let known = distinct(points.map(\.model))
      throw .unknownModel(
        model, work: points[0].work, nearest: nearest(wanted, in: known), known: known)
    }
    let name = OperatingPoint.name(ofAccelerator: accelerator)
    guard let found = ofModel.first(where: { $0.accelerator == name }) else {
      let known = ofModel.map(\.accelerator)
      throw .noOperatingPoint(
        accelerator: accelerator, model: first.model, work: first.work,
        nearest: Technology.accelerators.contains { $0.name == name }
          ? nil : nearest(name, in: known),
        known: known)
    }
    return found
  }

  /// The catalog with a table of one's own: a point of the same work, model and accelerator
  /// is replaced, others are added at the end.
  public func adding(_ points: [OperatingPoint]) -> Catalog {
    let own = Dictionary(points.map { ($0.key, $0) }) { _, last in last }
    let present = Set(operatingPoints.map(\.key))
    var catalog = self
    catalog.operatingPoints = operatingPoints.map { own[$0.key] ?? $0 }
    catalog.operatingPoints += points.filter { !present.contains($0.key) }
    return catalog
  }

  private func distinct(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}
