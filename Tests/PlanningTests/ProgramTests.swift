import Chains
import Optimization
import Testing

@testable import Planning

@Suite("The program that is solved")
struct ProgramTests {
  /// A plant, a load of two hours and a store that leaks: every kind of row but ramps.
  private var small: Chain {
    let clock = Clock(count: 2)
    return Chain(
      value: "USD",
      resources: [
        Resource(name: "plant", keep: 1, terminal: 0, upkeep: [Flow("USD", 7)]),
        Resource(name: "power", clock: clock, endowment: Amount([-1, -3])),
        Resource(name: "level", clock: clock, keep: 0.5, exact: true),
      ],
      processes: [
        Process(name: "build", takes: [Flow("USD", 100)], gives: [Flow("plant", 1)], limit: 9),
        Process(
          name: "run", takes: [Flow("USD", Amount([2, 4]))], gives: [Flow("power", 1)],
          holds: [Flow("plant", 1)]),
        Process(name: "charge", takes: [Flow("power", 1)], gives: [Flow("level", 1)]),
        Process(name: "discharge", takes: [Flow("level", 1)], gives: [Flow("power", 1)]),
      ])
  }

  /// Written by hand from the equations in docs/method.md; a change of this text is a change of the
  /// model and needs a reason.
  private let golden: Set<String> = [
    "balance(plant)@now: do(build)@now - stock(plant)@now >= 0",
    "balance(power)@now.0: do(run)@now.0 - do(charge)@now.0 + do(discharge)@now.0 >= 1",
    "balance(power)@now.1: do(run)@now.1 - do(charge)@now.1 + do(discharge)@now.1 >= 3",
    "balance(level)@now.0: do(charge)@now.0 - do(discharge)@now.0 - stock(level)@now.0"
      + " + 0.5 stock(level)@now.1 = 0",
    "balance(level)@now.1: do(charge)@now.1 - do(discharge)@now.1 + 0.5 stock(level)@now.0"
      + " - stock(level)@now.1 = 0",
    "hold(plant)@now.0: do(run)@now.0 - stock(plant)@now <= 0",
    "hold(plant)@now.1: do(run)@now.1 - stock(plant)@now <= 0",
  ]

  @Test("Rows are those of the equations, under names of the scheme")
  func rows() {
    let chain = small
    let layout = Compiler.layout(of: chain)
    let names = LayoutNames(chain: chain, layout: layout)
    let program = layout.program()
    var rows = Array(repeating: [(name: String, value: Double)](), count: program.rowCount)
    for column in 0..<program.columnCount {
      for entry in Int(program.starts[column])..<Int(program.starts[column + 1]) {
        rows[Int(program.rows[entry])].append((names.column(column), program.values[entry]))
      }
    }
    let texts = rows.indices.map { row in
      let lower = program.rowLower[row]
      let upper = program.rowUpper[row]
      let bound =
        lower == upper
        ? "= \(number(lower))"
        : lower.isFinite ? ">= \(number(lower))" : "<= \(number(upper))"
      return "\(names.row(row)): \(sum(rows[row])) \(bound)"
    }
    #expect(Set(texts.map(sorted)) == Set(golden.map(sorted)))
    #expect(program.columnCount == 10 && program.entryCount == 20)
  }

  /// The objective: minus the value, so money taken is positive.
  @Test("Costs are those of the recipes")
  func costs() {
    let layout = Compiler.layout(of: small)
    let names = LayoutNames(chain: small, layout: layout)
    let program = layout.program()
    let cost = Dictionary(
      uniqueKeysWithValues: (0..<program.columnCount).map { (names.column($0), program.cost[$0]) })
    #expect(cost["do(build)@now"] == 100)
    #expect(cost["stock(plant)@now"] == 7)
    #expect(cost["do(run)@now.0"] == 2 && cost["do(run)@now.1"] == 4)
    #expect(cost["do(charge)@now.0"] == 0)
  }

  private func number(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }

  private func sum(_ terms: [(name: String, value: Double)]) -> String {
    var text = ""
    for (name, value) in terms {
      let size = abs(value) == 1 ? name : "\(number(abs(value))) \(name)"
      text += text.isEmpty ? (value < 0 ? "- " : "") : value < 0 ? " - " : " + "
      text += size
    }
    return text
  }

  /// A row with its terms in alphabetical order: the order of columns is not part of the model.
  private func sorted(_ row: String) -> String {
    let parts = row.split(separator: ":", maxSplits: 1)
    var terms: [String] = []
    var sign = "+"
    var tail = ""
    var words = parts[1].split(separator: " ").map(String.init)[...]
    while let word = words.popFirst() {
      switch word {
      case "+", "-": sign = word
      case ">=", "<=", "=": tail = word + " " + (words.popFirst() ?? "")
      default:
        let isCoefficient = Double(word) != nil
        terms.append("\(sign) \(word)" + (isCoefficient ? " \(words.popFirst() ?? "")" : ""))
        sign = "+"
      }
    }
    return "\(parts[0]): \(terms.sorted().joined(separator: " ")) \(tail)"
  }
}
