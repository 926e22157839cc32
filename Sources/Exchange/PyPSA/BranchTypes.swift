import Chains
import Foundation
import Quantities

/// Impedances of lines and transformers, from their own numbers or from a standard type.
///
/// Standard types are those of PyPSA (collected by pandapower from textbooks and makers' tables);
/// a network may bring its own in `line_types.csv` and `transformer_types.csv`.
struct BranchTypes {
  let network: Network
  let findings: Findings
  private let standardLines: [String: [String: Double]]
  private let standardTransformers: [String: [String: Double]]

  init(network: Network, findings: Findings) {
    self.network = network
    self.findings = findings
    standardLines = Self.standard("line_types")
    standardTransformers = Self.standard("transformer_types")
  }

  private static func standard(_ name: String) -> [String: [String: Double]] {
    guard let url = Bundle.module.url(forResource: name, withExtension: "csv"),
      let text = try? DelimitedText(path: url.path())
    else { return [:] }
    var types: [String: [String: Double]] = [:]
    for row in text.rows {
      var values: [String: Double] = [:]
      for (column, name) in text.header.enumerated().dropFirst() {
        values[name] = Cell.number(row.cells[column])
      }
      types[row.cells[0]] = values
    }
    return types
  }

  private func type(_ component: Component, _ kind: ComponentKind) -> [String: Double]? {
    let name = component.text("type")
    if name.isEmpty { return nil }
    if let own = network.component(kind, name) {
      return Dictionary(
        kind.attributes.map { ($0.name, own.number($0.name)) }, uniquingKeysWith: { a, _ in a })
    }
    let standard = kind == .lineTypes ? standardLines : standardTransformers
    if let known = standard[name] { return known }
    let names = standard.keys.sorted() + (network.tables[kind]?.names ?? [])
    let hint = nearest(name, in: names).map { " (did you mean “\($0)”?)" } ?? ""
    findings.error(
      component.path, component.line, "\(component.title): there is no type “\(name)”\(hint)")
    return nil
  }

  /// The nominal size: that of the type for a transformer with one.
  func size(_ component: Component) -> Double {
    guard component.kind == .transformers, let type = type(component, .transformerTypes) else {
      return component.nominal
    }
    return type["s_nom"] ?? component.nominal
  }

  /// Per unit on a base of 1 MVA: the reactance of an AC network, the resistance of a DC one.
  func impedance(_ component: Component) -> Double {
    let bus = network.component(.buses, component.text("bus0"))
    let isDirect = bus?.text("carrier") == "DC"
    let value =
      component.kind == .lines
      ? line(component, isDirect, bus?.number("v_nom") ?? 1)
      : transformer(component, isDirect)
    if !value.isFinite {
      findings.error(
        component.path, component.line,
        "\(component.title): its impedance is not a number; check x, r, s_nom and the v_nom of its bus"
      )
      return 0
    }
    if value == 0 {
      findings.warn(
        component.path, component.line,
        "\(component.title) has no \(isDirect ? "resistance r" : "reactance x"); in a loop it lets "
          + "everything through, as in PyPSA")
    }
    return value
  }

  private func line(_ component: Component, _ isDirect: Bool, _ voltage: Double) -> Double {
    let attribute = isDirect ? "r" : "x"
    var ohms = component.number(attribute)
    if let type = type(component, .lineTypes) {
      ohms =
        (type[attribute + "_per_length"] ?? 0) * component.number("length")
        / component.number("num_parallel")
    }
    return ohms / (voltage * voltage)
  }

  private func transformer(_ component: Component, _ isDirect: Bool) -> Double {
    guard let type = type(component, .transformerTypes) else {
      return component.number(isDirect ? "r" : "x") / component.nominal
        * component.number("tap_ratio")
    }
    let resistance = (type["vscr"] ?? 0) / 100
    let short = (type["vsc"] ?? 0) / 100
    let reactance = (short * short - resistance * resistance).squareRoot()
    let position = component.number("tap_position") - (type["tap_neutral"] ?? 0)
    let tap = 1 + position * (type["tap_step"] ?? 0) / 100
    return (isDirect ? resistance : reactance) / component.number("num_parallel")
      / (type["s_nom"] ?? 1) * tap
  }

  /// Degrees.
  func shift(_ component: Component) -> Amount.Local {
    guard component.kind == .transformers else { return .constant(0) }
    if let type = type(component, .transformerTypes) { return .constant(type["phase_shift"] ?? 0) }
    return component.local("phase_shift")
  }
}
