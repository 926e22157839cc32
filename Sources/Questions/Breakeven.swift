import Chains
import Planning
import Quantities
import Studies

/// The value of a number at which conditions become true or false.
///
/// A bisection. It is right where a condition changes once between the ends, as it does for what a
/// process costs: raising the cost of an activity never raises the activity (the own-price law of linear
/// programs). That is not taken for granted: some probes are set across the range first, and every probe is
/// compared with the others. Several conditions share their probes.
public struct Breakeven: Sendable {
  public var knob: Knob
  public var between: ClosedRange<Double>
  public var conditions: [Condition]
  /// The bracket is at most this wide, in the unit of the knob.
  public var tolerance: Double
  /// Probes across the range before the bisection, the ends among them.
  public var first = 5

  public init(
    knob: Knob, between: ClosedRange<Double>, conditions: [Condition], tolerance: Double? = nil
  ) throws(QuestionError) {
    self.knob = knob
    self.between = between
    self.conditions = conditions
    let width = between.upperBound - between.lowerBound
    guard width > 0 else {
      throw .words(
        "error: expected two different values, found \(format(between.lowerBound)) twice")
    }
    self.tolerance = tolerance ?? 1e-3 * max(abs(between.lowerBound), abs(between.upperBound))
    guard self.tolerance > 0 else {
      throw .words("error: expected a tolerance above 0")
    }
  }

  public struct Answer: Sendable, Codable, Equatable {
    public enum Finding: String, Sendable, Codable {
      /// The condition changes between the two ends of the bracket.
      case found
      /// It holds at all probes.
      case always
      /// It holds at none.
      case never
      /// It changes more than once: there is no one value.
      case severalTimes
    }

    public var key: String
    /// The unit of every value of the key; empty for plain numbers.
    public var unit: String
    public var condition: String
    public var finding: Finding
    /// The middle of the bracket.
    public var value: Double?
    /// The condition holds at one end of the bracket and not at the other.
    public var bracket: [Double]?
    /// True when it holds below the value and not above.
    public var holdsBelow: Bool?
    /// Whether what is watched moves one way only over the probes.
    public var isMonotone: Bool
    /// What is watched, and its unit.
    public var watched: String
    public var watchedUnit: String
    /// By rising value of the key.
    public var probes: [Probe]
    /// False when the search was stopped before the bracket was as narrow as asked.
    public var isDone: Bool
  }

  public struct Probe: Sendable, Codable, Equatable {
    public var value: Double
    /// The watched number; absent where no plan exists.
    public var watched: Double?
    public var against: Double?
    public var holds: Bool
    /// Cost of the plan, minus its value.
    public var cost: Double?
    /// Why there is no plan.
    public var noPlan: String?
  }

  /// What one plan has told all conditions.
  public struct Known: Sendable, Codable, Equatable {
    /// What was planned, in words.
    public var change: String
    public var value: Double
    /// One for each condition; none where no plan exists.
    public var readings: [Condition.Reading] = []
    public var cost: Double?
    public var noPlan: String?
  }

  /// One answer for each condition.
  ///
  /// - Parameters:
  ///   - more: changes beside those of the inquiry.
  ///   - known: what plans of the same question have told earlier; they are not made again.
  ///   - found: called with what each new plan tells.
  public func answers(
    _ inquiry: Inquiry, _ more: ChangeWords = ChangeWords(), known: [Known] = [],
    found: @escaping (Known) -> Void = { _ in }
  ) throws(QuestionError) -> [Answer] {
    let start = try inquiry.study(more.adding(knob.words(between.lowerBound)))
    for condition in conditions { try condition.check(in: start) }
    var pool = Pool(question: self, inquiry: inquiry, more: more, old: known, found: found)
    let count = max(2, first)
    for place in [0, count - 1] + (1..<(count - 1)) {
      let share = Double(place) / Double(count - 1)
      try pool.probe(between.lowerBound + share * (between.upperBound - between.lowerBound))
    }
    for index in conditions.indices {
      while pool.isDone, let (low, high) = Self.bracket(pool.probes(index)),
        high.value - low.value > tolerance
      {
        try pool.probe((low.value + high.value) / 2)
      }
    }
    return conditions.indices.map { index in
      let watched = (
        name: conditions[index].name(in: start), unit: conditions[index].unit(in: start)
      )
      return answer(conditions[index], pool.probes(index), pool.isDone, watched)
    }
  }

  /// The two neighbours between which the condition changes, where it changes once.
  private static func bracket(_ probes: [Probe]) -> (Probe, Probe)? {
    let changes = zip(probes, probes.dropFirst()).filter { $0.holds != $1.holds }
    return changes.count == 1 ? changes[0] : nil
  }

  private func answer(
    _ condition: Condition, _ probes: [Probe], _ isDone: Bool,
    _ watched: (name: String, unit: String)
  ) -> Answer {
    let changes = zip(probes, probes.dropFirst()).count { $0.holds != $1.holds }
    var answer = Answer(
      key: knob.key, unit: knob.isFactor ? "times" : knob.unit, condition: condition.text,
      finding: .found,
      isMonotone: Self.isMonotone(probes), watched: watched.name, watchedUnit: watched.unit,
      probes: probes, isDone: isDone)
    switch changes {
    case 0: answer.finding = probes.first?.holds == true ? .always : .never
    case 1:
      if let (low, high) = Self.bracket(probes) {
        answer.value = (low.value + high.value) / 2
        answer.bracket = [low.value, high.value]
        answer.holdsBelow = low.holds
      }
    default: answer.finding = .severalTimes
    }
    return answer
  }

  /// Whether the watched numbers rise all along or fall all along, but for a thousandth of their range.
  private static func isMonotone(_ probes: [Probe]) -> Bool {
    let values = probes.compactMap { probe in
      probe.watched.flatMap { left in probe.against.map { left - $0 } }
    }
    guard let least = values.min(), let most = values.max() else { return true }
    let slack = 1e-3 * (most - least) + 1e-9 * max(abs(least), abs(most))
    let steps = zip(values, values.dropFirst())
    return steps.allSatisfy { $1 >= $0 - slack } || steps.allSatisfy { $1 <= $0 + slack }
  }

  /// Plans at values of the key, read for all conditions.
  private struct Pool {
    let question: Breakeven
    let inquiry: Inquiry
    let more: ChangeWords
    private let old: [String: Known]
    private let found: (Known) -> Void
    private var known: [Known] = []
    private(set) var isDone = true

    init(
      question: Breakeven, inquiry: Inquiry, more: ChangeWords, old: [Known],
      found: @escaping (Known) -> Void
    ) {
      self.question = question
      self.inquiry = inquiry
      self.more = more
      self.old = Dictionary(old.map { ($0.change, $0) }, uniquingKeysWith: { first, _ in first })
      self.found = found
    }

    func probes(_ condition: Int) -> [Probe] {
      known.map { known in
        guard known.noPlan == nil else {
          return Probe(value: known.value, holds: false, noPlan: known.noPlan)
        }
        let reading = known.readings[condition]
        return Probe(
          value: known.value, watched: reading.left, against: reading.right, holds: reading.holds,
          cost: known.cost)
      }
    }

    mutating func probe(_ value: Double) throws(QuestionError) {
      guard isDone else { return }
      let words = more.adding(question.knob.words(value))
      if let old = old[words.description], old.value == value,
        old.noPlan != nil || old.readings.count == question.conditions.count
      {
        return add(old)
      }
      guard !inquiry.mustStop else {
        isDone = false
        return
      }
      do throws(QuestionError) {
        let probe = try plan(words, value)
        add(probe)
        found(probe)
      } catch {
        guard error.isStopped, !known.isEmpty else { throw error }
        isDone = false
      }
    }

    private func plan(_ words: ChangeWords, _ value: Double) throws(QuestionError) -> Known {
      var probe = Known(change: words.description, value: value)
      do throws(QuestionError) {
        let outcome = try inquiry.outcome(words)
        for condition in question.conditions {
          probe.readings.append(try condition.reading(of: outcome))
        }
        probe.cost = -outcome.plan.value
      } catch {
        guard let found = error.infeasibility else { throw error }
        let why = found.relaxations.map(\.description).joined(separator: "; ")
        probe.noPlan = why.isEmpty ? "no plan exists" : why
      }
      return probe
    }

    private mutating func add(_ probe: Known) {
      known.append(probe)
      known.sort { $0.value < $1.value }
    }
  }
}

/// Breakevens of several conditions, over the values of one or two other numbers.
public struct BreakevenTable: Sendable, Codable, Equatable {
  public var axes: [Sweep.Axis]
  public var conditions: [String]
  public var rows: [Row]
  public var isDone: Bool

  public struct Row: Sendable, Codable, Equatable {
    /// Values of the axes.
    public var values: [Double]
    /// One for each condition.
    public var answers: [Breakeven.Answer]
  }

  /// Asks at every combination of the values of some axes.
  ///
  /// - Parameters:
  ///   - known: what plans of the same question have told earlier; they are not made again.
  ///   - found: called with what each new plan tells.
  public static func answer(
    _ question: Breakeven, over axes: [Sweep.Axis], _ inquiry: Inquiry,
    known: [Breakeven.Known] = [], found: @escaping (Breakeven.Known) -> Void = { _ in }
  ) throws(QuestionError) -> BreakevenTable {
    var table = BreakevenTable(
      axes: axes, conditions: question.conditions.map(\.text), rows: [], isDone: true)
    let scenarios =
      try axes.isEmpty
      ? [Sweep.Scenario(labels: [], values: [], words: ChangeWords())]
      : Sweep(axes: axes, columns: []).scenarios
    for scenario in scenarios {
      if inquiry.mustStop, !table.rows.isEmpty {
        table.isDone = false
        break
      }
      do throws(QuestionError) {
        let answers = try question.answers(inquiry, scenario.words, known: known, found: found)
        table.rows.append(Row(values: scenario.values, answers: answers))
        table.isDone = table.isDone && answers.allSatisfy(\.isDone)
      } catch {
        // Stopped in the first plan of a row: the rows before it stay.
        guard error.isStopped, !table.rows.isEmpty else { throw error }
        table.isDone = false
        break
      }
    }
    return table
  }
}
