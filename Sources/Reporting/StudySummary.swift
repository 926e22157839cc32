import Chains
import Quantities
public import Studies

/// What `gigawatt check` says about a study: its size, its supplies, where its numbers come from.
public struct StudySummary: Sendable, Codable {
  public var study: String
  public var title: String
  public var nodes: [PlanDocument.Node]
  public var resources: Int
  public var processes: Int
  public var supplies: [String]
  public var load: [PlanDocument.NodeAmount]
  public var inputs: [Input]
  public var warnings: [String]

  public init(_ study: Study) {
    let chain = study.chain
    let future = chain.future
    self.study = study.file
    title = study.title
    nodes = future.nodes.enumerated().map { index, node in
      PlanDocument.Node(
        name: node.name, after: node.parent.map { future.nodes[$0].name },
        probability: future.probability[index], discountFactor: future.discountFactor[index],
        year: node.year, years: node.years)
    }
    resources = chain.resources.count
    processes = chain.processes.count
    var seen: Set<String> = []
    supplies = study.campuses.flatMap(\.supplies).map(\.name).filter { seen.insert($0).inserted }
    load = future.nodes.indices.compactMap { index in
      let demand = study.campuses.reduce(0) { $0 + $1.demand[index] }
      guard demand > 0 else { return nil }
      return PlanDocument.NodeAmount(
        node: future.nodes[index].name, amount: demand, unit: "MWh/year")
    }
    inputs = study.inputs
    warnings = study.warnings.map(\.description)
  }

  public func text(width: Int) -> String {
    var lines = ["\(study): reads well", ""]
    if !title.isEmpty { lines.insert(title, at: 0) }
    lines.append(
      "\(nodes.count) \(nodes.count == 1 ? "node" : "nodes"), \(resources) resources, "
        + "\(processes) processes")
    if nodes.count > 1 {
      var table = TextTable(
        ["node", "after", "probability", "years", "worth of money"], rightAligned: [2, 3, 4])
      for node in nodes.prefix(60) {
        table.add([
          node.name, node.after ?? "–", format(node.probability), format(node.years),
          format(node.discountFactor),
        ])
      }
      lines += [""] + table.lines(width: width)
    }
    if !supplies.isEmpty {
      lines += ["", "Supplies: \(supplies.joined(separator: ", "))"]
      for entry in load { lines.append("Load in \(entry.node): \(formatEnergy(entry.amount))") }
    }
    if !inputs.isEmpty {
      var table = TextTable(["input", "value", "unit", "from"], rightAligned: [1])
      for input in inputs {
        table.add([
          input.name, format(input.number.value), input.number.unit,
          "\(input.number.origin)",
        ])
      }
      lines += [""] + table.lines(width: width)
    }
    if !warnings.isEmpty {
      lines += ["", "Warnings"]
      for warning in warnings { lines += TextTable.wrap(warning, indent: 2, width: width) }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
