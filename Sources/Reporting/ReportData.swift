import Foundation
import Studies

/// What the charts of a page show, as one JSON document inside it.
struct ReportData: Encodable, Sendable {
  var valueUnit: String
  /// Names of the stages of a campus, in the order of time.
  var stageNames: [String]
  /// The hours of each stage.
  var stages: [Stage] = []
  /// Everything below in the order in which it is stacked.
  var capacity: [Bar] = []
  var costs: [Bar] = []
  var energy: [Bar] = []
  var rents: [Rent] = []
  /// Columns over the nodes of a future, each a chart of its own.
  var columns: [ColumnChart] = []

  struct Stage: Encodable, Sendable {
    /// Hours per step.
    var step: Double
    /// The share of a year for which each weather year stands.
    var shares: [Double]
    var series: [Series]
  }

  struct Series: Encodable, Sendable {
    var name: String
    var role: String
    var unit: String
    var color: String
    var shade: Int
    /// Float32, little endian, base64.
    var values: String
  }

  /// A part of a bar; which of the numbers it has depends on the chart.
  struct Bar: Encodable, Sendable {
    var stage: String
    var name: String
    var color: String
    var shade: Int
    var cause: String?
    var unit: String?
    /// MW or MWh.
    var amount: Double?
    /// USD.
    var perYear: Double?
    var perMegawattHour: Double?
    /// GWh a year.
    var used: Double?
    var curtailed: Double?

    init(_ stage: CampusAnswer.Stage, _ name: String, _ paint: Palette.Paint) {
      self.stage = stage.name
      self.name = name
      color = paint.color
      shade = paint.shade
    }
  }

  struct Rent: Encodable, Sendable {
    var name: String
    var amount: Double?
  }

  init(_ document: PlanDocument, hourly: [StageHours]) {
    valueUnit = document.valueUnit
    stageNames = document.answer?.stages.map(\.name) ?? []
    rents = RentTable(document).bars
    columns = FleetCharts(document).charts
    let palette = Palette(document)
    stages = hourly.map { Stage($0, palette) }
    let answer = document.answer?.stages ?? []
    let capacities = answer.flatMap { stage in stage.capacities.map { (stage, $0) } }
    capacity = Palette.sorted(capacities, by: \.1.technology).map { stage, capacity in
      var bar = Bar(stage, capacity.name, palette.paint(capacity.name, capacity.technology))
      bar.amount = capacity.amount.finite
      bar.unit = capacity.unit
      return bar
    }
    let paid = answer.flatMap { stage in stage.costs.map { (stage, $0) } }
    costs = Palette.sorted(paid, by: { palette.technology(of: $0.1) }).map { stage, cost in
      let isLoad = cost.cause == .unserved || cost.cause == .curtailedLoad
      let paint = palette.paint(cost.name, palette.technology(of: cost))
      var bar = Bar(stage, isLoad ? cost.cause.rawValue : cost.name, paint)
      bar.cause = cost.cause.rawValue
      bar.perYear = cost.amount.finite
      bar.perMegawattHour = (cost.amount / stage.served).finite
      return bar
    }
    let sources = answer.flatMap { stage in stage.sources.map { (stage, $0) } }
    energy = Palette.sorted(sources, by: \.1.technology).map { stage, source in
      var bar = Bar(stage, source.name, palette.paint(source.name, source.technology))
      bar.used = (source.energy / 1000).finite
      bar.curtailed = (source.curtailed / 1000).finite
      return bar
    }
  }

  /// JSON that cannot end the script element in which it stands.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self), let text = String(data: data, encoding: .utf8)
    else { return "{}" }
    return text.replacing("<", with: "\\u003c")
  }

  static func base64(_ values: [Double]) -> String {
    var data = Data(capacity: 4 * values.count)
    for value in values {
      withUnsafeBytes(of: Float32(value).bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    return data.base64EncodedString()
  }
}

extension ReportData.Stage {
  init(_ hours: StageHours, _ palette: Palette) {
    step = hours.step.finite ?? 1
    shares = hours.shares.map { $0.finite ?? 1 }
    let series = hours.series.filter { !$0.values.isEmpty }
    self.series = Palette.sorted(series, by: Palette.technology(of:)).map { series in
      let paint = palette.paint(Palette.supply(of: series), Palette.technology(of: series))
      return ReportData.Series(
        name: series.name, role: series.role.rawValue, unit: series.unit, color: paint.color,
        shade: paint.shade, values: ReportData.base64(series.values))
    }
  }
}

extension Double {
  /// Absent when it is not a number that JSON can carry.
  var finite: Double? { isFinite ? self : nil }
}
