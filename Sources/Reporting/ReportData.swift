import Foundation
import Studies

/// What the charts of a page show, as one JSON document inside it.
struct ReportData: Encodable {
  var isCampus: Bool
  var valueUnit: String
  var stages: [Stage]
  var capacity: [Capacity]
  var costs: [Cost]
  var energy: [Energy]
  var rents: [Bar]

  struct Stage: Encodable {
    var name: String
    /// Hours per step.
    var step: Double
    var series: [Series]
  }

  struct Series: Encodable {
    var name: String
    var technology: String
    var role: String
    var unit: String
    /// Float32, little endian, base64.
    var values: String
  }

  struct Capacity: Encodable {
    var stage: String
    var name: String
    var technology: String
    var amount: Double?
    var unit: String
  }

  struct Cost: Encodable {
    var stage: String
    var cause: String
    var name: String
    var technology: String
    var perYear: Double?
    var perMegawattHour: Double?
  }

  struct Energy: Encodable {
    var stage: String
    var name: String
    var technology: String
    var energy: Double?
    var curtailed: Double?
  }

  struct Bar: Encodable {
    var name: String
    var amount: Double?
  }

  init(_ document: PlanDocument, hourly: [StageHours]) {
    isCampus = document.answer != nil
    valueUnit = document.valueUnit
    stages = hourly.map(Stage.init)
    capacity = []
    costs = []
    energy = []
    rents = RentTable(document).bars
    let technologies = TechnologyNames(document)
    for stage in document.answer?.stages ?? [] {
      capacity += stage.capacities.map {
        Capacity(
          stage: stage.name, name: $0.name, technology: $0.technology, amount: $0.amount.finite,
          unit: $0.unit)
      }
      costs += stage.costs.map {
        Cost(
          stage: stage.name, cause: $0.cause.rawValue, name: $0.name,
          technology: technologies.technology(of: $0), perYear: $0.amount.finite,
          perMegawattHour: ($0.amount / stage.served).finite)
      }
      energy += stage.sources.map {
        Energy(
          stage: stage.name, name: $0.name, technology: $0.technology, energy: $0.energy.finite,
          curtailed: $0.curtailed.finite)
      }
    }
  }

  /// JSON that cannot end the script element in which it stands.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self), let text = String(data: data, encoding: .utf8) else {
      return "{}"
    }
    return text.replacing("<", with: "\\u003c")
  }
}

extension ReportData.Stage {
  init(_ hours: StageHours) {
    name = hours.name
    step = hours.step
    series = hours.series.filter { !$0.values.isEmpty }.map { series in
      ReportData.Series(
        name: series.name, technology: Self.technology(series), role: series.role.rawValue,
        unit: series.unit, values: Self.base64(series.values))
    }
  }

  /// Load that is not served has a colour of its own.
  static func technology(_ series: HourlySeries) -> String {
    guard series.role == .supply, series.technology == "load" else { return series.technology }
    return series.name.hasPrefix("unserved") ? "unserved" : "curtailed"
  }

  static func base64(_ values: [Double]) -> String {
    var data = Data(capacity: 4 * values.count)
    for value in values {
      withUnsafeBytes(of: Float32(value).bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    return data.base64EncodedString()
  }
}

/// What each supply of a campus is, for its colour.
struct TechnologyNames {
  private var byName: [String: String] = ["grid": "grid"]

  init(_ document: PlanDocument) {
    for capacity in document.capacities { byName[capacity.name] = capacity.technology }
  }

  func technology(of name: String) -> String { byName[name] ?? name }

  func technology(of cost: CampusAnswer.Cost) -> String {
    switch cost.cause {
    case .unserved: "unserved"
    case .curtailedLoad: "curtailed"
    default: technology(of: cost.name)
    }
  }
}

extension Double {
  /// Absent when it is not a number that JSON can carry.
  var finite: Double? { isFinite ? self : nil }
}
