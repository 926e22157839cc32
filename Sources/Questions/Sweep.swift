import Chains
import Foundation
import Planning
import Quantities
public import Studies

/// Plans under a list of changes: the values of one or several numbers, or named scenarios.
public struct Sweep: Sendable {
  /// A number and the values that it takes.
  public struct Axis: Sendable, Equatable, Codable {
    public var knob: Knob
    public var values: [Double]

    public init(knob: Knob, values: [Double]) {
      self.knob = knob
      self.values = values
    }
  }

  /// One set of changes.
  public struct Scenario: Sendable, Equatable, Codable {
    /// Of the axes, or the name of the scenario.
    public var labels: [String]
    /// Values of the axes; empty for a named scenario.
    public var values: [Double]
    public var words: ChangeWords
  }

  public var axes: [Axis]
  public var scenarios: [Scenario]
  public var columns: [Measure]

  /// The most plans in one sweep: more is a slip.
  public static let most = 10_000

  /// Every combination of the values of some axes; the first axis varies slowest.
  public init(axes: [Axis], columns: [Measure]) throws(QuestionError) {
    guard !axes.isEmpty, axes.allSatisfy({ !$0.values.isEmpty }) else {
      throw .words("error: expected something to sweep over, such as 'load=50,100,150 MW'")
    }
    let count = axes.reduce(1.0) { $0 * Double($1.values.count) }
    guard count <= Double(Self.most) else {
      throw .words("error: this sweep has \(format(count)) plans, more than \(Self.most)")
    }
    self.axes = axes
    self.columns = columns
    var found = [Scenario(labels: [], values: [], words: ChangeWords())]
    for axis in axes {
      found = found.flatMap { scenario in
        axis.values.map { value in
          Scenario(
            labels: scenario.labels + [format(value)], values: scenario.values + [value],
            words: scenario.words.adding(axis.knob.words(value)))
        }
      }
    }
    scenarios = found
  }

  /// Named sets of changes.
  public init(scenarios: [(name: String, words: ChangeWords)], columns: [Measure]) {
    axes = []
    self.scenarios = scenarios.map { Scenario(labels: [$0.name], values: [], words: $0.words) }
    self.columns = columns
  }

  /// `KEY=1,2,3 MW`, or `KEY=1..9/4 MW`: from 1 to 9 in four steps, five values.
  public static func axis(_ text: String, isFactor: Bool = false) throws(QuestionError) -> Axis {
    let key: String
    let list: String
    do throws(StudyPathError) {
      (key, list) = try StudyPath.assignment(text)
    } catch {
      throw .words("error: --over: \(error)")
    }
    if let dots = list.range(of: "..") { return try range(key, list, dots, isFactor) }
    var values: [Double] = []
    var units: [String] = []
    for part in list.split(separator: ",") {
      let (value, unit) = try Knob.parse(String(part))
      values.append(value)
      units.append(unit)
    }
    let unit = try Knob.common(units, of: key)
    return Axis(knob: Knob(key: key, unit: unit, isFactor: isFactor), values: values)
  }

  private static func range(
    _ key: String, _ list: String, _ dots: Range<String.Index>, _ isFactor: Bool
  ) throws(QuestionError) -> Axis {
    let (from, first) = try Knob.parse(String(list[..<dots.lowerBound]))
    let rest = list[dots.upperBound...]
    // The steps stand after the number: “9/4”; the unit may hold a stroke of its own: “9/4 USD/kW”.
    guard let stroke = rest.firstIndex(of: "/"),
      let to = Double(rest[..<stroke].filter { $0 != " " }), to.isFinite
    else {
      throw .words("error: --over: expected KEY=FROM..TO/STEPS UNIT, found “\(list)”")
    }
    let (steps, unit) = try Knob.parse(String(rest[rest.index(after: stroke)...]))
    guard steps >= 1, steps == steps.rounded(), steps <= Double(most) else {
      throw .words("error: --over: expected a whole number of steps, 1 or more, in “\(list)”")
    }
    let values = (0...Int(steps)).map { from + (to - from) * Double($0) / steps }
    let common = try Knob.common([first, unit], of: key)
    return Axis(knob: Knob(key: key, unit: common, isFactor: isFactor), values: values)
  }

  /// What is asked when nothing is: costs, capacities and emissions of a campus, the value of a chain.
  public static func defaultColumns(of study: Study) throws(QuestionError) -> [Measure] {
    guard !study.campuses.isEmpty else { return [try Measure("value")] }
    var names = [study.fleet == nil ? "cost" : "value", "cost per MWh"]
    for supply in study.campuses.flatMap(\.supplies)
    where !names.contains("capacity of \(supply.name)") {
      names.append("capacity of \(supply.name)")
      if case .store = supply.kind { names.append("capacity of \(supply.name) energy") }
    }
    if study.campuses.contains(where: { $0.grid != nil }) { names.append("capacity of grid") }
    names += ["clean share", "emissions"]
    var columns: [Measure] = []
    for name in names { columns.append(try Measure(name)) }
    return columns
  }
}

extension Sweep {
  public struct Answer: Sendable, Codable, Equatable {
    public var axes: [Axis]
    public var columns: [Column]
    public var rows: [Row]
    /// How many plans were asked for.
    public var asked: Int
    public var isDone: Bool { rows.count == asked }
  }

  public struct Column: Sendable, Codable, Equatable {
    public var name: String
    /// Empty for plain numbers.
    public var unit: String
  }

  public struct Row: Sendable, Codable, Equatable {
    /// Values of the axes as text, or the name of the scenario.
    public var labels: [String]
    /// Values of the axes.
    public var values: [Double]
    public var change: String
    /// By column; absent where no plan exists.
    public var results: [Double?]
    public var gap: Double?
    public var noPlan: String?
  }

  /// Plans every scenario.
  ///
  /// - Parameters:
  ///   - known: rows of an earlier run of the same sweep, which are not planned again.
  ///   - found: called with each new row.
  public func answer(
    _ inquiry: Inquiry, known: [Row] = [], found: (Row) -> Void = { _ in }
  ) throws(QuestionError) -> Answer {
    guard let first = scenarios.first else { throw .words("error: there is no scenario to plan") }
    let study = try inquiry.study(first.words)
    for column in columns { try column.check(in: study) }
    var answer = answer(known: [], of: study)
    let old = Dictionary(known.map { ($0.change, $0) }, uniquingKeysWith: { first, _ in first })
    for scenario in scenarios {
      if var row = old[scenario.words.description], row.results.count == columns.count {
        row.labels = scenario.labels
        answer.rows.append(row)
        continue
      }
      if inquiry.mustStop { break }
      do throws(QuestionError) {
        let row = try self.row(scenario, inquiry)
        answer.rows.append(row)
        found(row)
      } catch {
        guard error.isStopped else { throw error }
        break
      }
    }
    return answer
  }

  /// The answer as far as it is known.
  package func answer(known rows: [Row], of study: Study) -> Answer {
    Answer(
      axes: axes, columns: columns.map { Column(name: $0.text, unit: $0.unit(in: study)) },
      rows: rows, asked: scenarios.count)
  }

  private func row(_ scenario: Scenario, _ inquiry: Inquiry) throws(QuestionError) -> Row {
    var row = Row(
      labels: scenario.labels, values: scenario.values, change: scenario.words.description,
      results: [])
    do throws(QuestionError) {
      let outcome = try inquiry.outcome(scenario.words)
      for column in columns { row.results.append(try column.amount(of: outcome)) }
      row.gap = outcome.plan.certificate.gap
    } catch {
      guard let found = error.infeasibility else { throw error }
      row.results = columns.map { _ in nil }
      let why = found.relaxations.map(\.description).joined(separator: "; ")
      row.noPlan = why.isEmpty ? "no plan exists" : why
    }
    return row
  }
}

extension Sweep {
  /// The scenarios of a file.
  public init(file: String, columns: [Measure]) throws(QuestionError) {
    do throws(StudyError) {
      self.init(
        scenarios: try ScenarioFile.read(file).scenarios.map { scenario in
          var words = ChangeWords()
          words.adds = scenario.add
          words.drops = scenario.drop
          words.sets = scenario.set
          words.scales = scenario.scale
          words.fixes = scenario.fix
          words.reveal = scenario.reveal
          words.mean = scenario.mean
          return (scenario.name, words)
        }, columns: columns)
    } catch {
      throw .study(error)
    }
  }
}
