import Questions
import Studies

/// A question about a study in the words of the command line.
struct QuestionRequest: Codable, Sendable {
  /// The name of a study.
  var study: String
  /// What differs from the file.
  var edits: [TextEdit]?
  /// Either this or ``breakeven``.
  var sweep: Sweep?
  var breakeven: Breakeven?
  /// The gap of every plan; as small as on the command line where none is asked for.
  var gap: Double?
  /// Seconds for every plan.
  var timeLimit: Double?

  struct Sweep: Codable, Sendable {
    /// `KEY=1,2,3 UNIT` or `KEY=FROM..TO/STEPS UNIT`.
    var over: [String]?
    /// The same with factors on what is there.
    var overFactor: [String]?
    /// Measures; without them those of the command line.
    var columns: [String]?
  }

  struct Breakeven: Codable, Sendable {
    var key: String
    /// Conditions.
    var `where`: [String]
    /// The two values between which to look.
    var between: [String]
    /// The values are factors on what is there.
    var factor: Bool?
    var tolerance: String?
    var probes: Int?
    /// Once for each value of another number, or of two.
    var over: [String]?
  }
}

/// A question that makes sense.
enum Question: Sendable {
  case sweep(Sweep)
  case breakeven(Breakeven, over: [Sweep.Axis])

  static let mostAxes = 4
  static let mostWords = 60

  /// The question of a request, refused with the sentence of the command line.
  init(_ request: QuestionRequest) throws(Problem) {
    try Self.check(request)
    switch (request.sweep, request.breakeven) {
    case (let words?, nil): self = try Self.reading(words)
    case (nil, let words?): self = try Self.reading(words)
    default: throw .badRequest("expected either a sweep or a breakeven")
    }
  }

  private static func check(_ request: QuestionRequest) throws(Problem) {
    if let gap = request.gap, !(gap >= 0 && gap < 1) {
      throw .badRequest("expected a gap from 0 to 1, found \(gap)")
    }
    if let limit = request.timeLimit, !(limit > 0 && limit <= 86_400) {
      throw .badRequest("expected a time limit above 0 and up to 86400 seconds, found \(limit)")
    }
    let axes =
      (request.sweep?.over ?? []) + (request.sweep?.overFactor ?? [])
      + (request.breakeven?.over ?? [])
    guard axes.count <= mostAxes else {
      throw .badRequest("expected at most \(mostAxes) numbers to turn, found \(axes.count)")
    }
    for words in [request.sweep?.columns ?? [], request.breakeven?.where ?? []]
    where words.count > mostWords {
      throw .badRequest("expected at most \(mostWords) measures, found \(words.count)")
    }
  }

  private static func reading(_ words: QuestionRequest.Sweep) throws(Problem) -> Question {
    var axes = try parts(words.over, "sweep.over") { (text) throws(QuestionError) in
      try Sweep.axis(text)
    }
    axes += try parts(words.overFactor, "sweep.overFactor") { (text) throws(QuestionError) in
      try Sweep.axis(text, isFactor: true)
    }
    let columns = try parts(words.columns, "sweep.columns") { (text) throws(QuestionError) in
      try Measure(text)
    }
    do throws(QuestionError) { return .sweep(try Sweep(axes: axes, columns: columns)) } catch {
      throw Problem(error).at("sweep.over")
    }
  }

  private static func reading(_ words: QuestionRequest.Breakeven) throws(Problem) -> Question {
    let axes = try parts(words.over, "breakeven.over") { (text) throws(QuestionError) in
      try Sweep.axis(text)
    }
    _ = try parts(words.where, "breakeven.where") { (text) throws(QuestionError) in
      try Condition(text)
    }
    do throws(QuestionError) {
      return .breakeven(
        try Breakeven(
          key: words.key, isFactor: words.factor ?? false, between: words.between,
          conditions: words.where, tolerance: words.tolerance, probes: words.probes ?? 5),
        over: axes)
    } catch { throw Problem(error).at("breakeven.between") }
  }

  /// Reads each of some words; what cannot be read is named by its place.
  private static func parts<Part>(
    _ words: [String]?, _ field: String, _ read: (String) throws(QuestionError) -> Part
  ) throws(Problem) -> [Part] {
    var parts: [Part] = []
    for (index, text) in (words ?? []).enumerated() {
      do throws(QuestionError) { parts.append(try read(text)) } catch {
        throw Problem(error).at("\(field).\(index)")
      }
    }
    return parts
  }

  /// Finds out whether the study has what is turned and what is measured, without planning: reads the first variant
  /// and the last.
  mutating func check(_ subject: Subject, in folder: StudyFolder) throws(Problem) -> Study {
    switch self {
    case .sweep(var sweep):
      let study: Study
      do throws(QuestionError) {
        if sweep.columns.isEmpty {
          sweep.columns = try Sweep.defaultColumns(of: try subject.study())
          self = .sweep(sweep)
        }
        guard let first = sweep.scenarios.first, let last = sweep.scenarios.last else {
          throw .words("error: there is no scenario to plan")
        }
        _ = try subject.study(last.words)
        study = try subject.study(first.words)
      } catch { throw Problem(error, in: folder).at("sweep.over") }
      for (index, column) in sweep.columns.enumerated() {
        do throws(QuestionError) { try column.check(in: study) } catch {
          throw Problem(error).at("sweep.columns.\(index)")
        }
      }
      return study
    case .breakeven(let question, let axes):
      let study: Study
      do throws(QuestionError) {
        var more = ChangeWords()
        for axis in axes {
          if let value = axis.values.first { more = more.adding(axis.knob.words(value)) }
        }
        _ = try subject.study(more.adding(question.knob.words(question.between.upperBound)))
        study = try subject.study(more.adding(question.knob.words(question.between.lowerBound)))
      } catch { throw Problem(error, in: folder).at("breakeven.between") }
      for (index, condition) in question.conditions.enumerated() {
        do throws(QuestionError) { try condition.check(in: study) } catch {
          throw Problem(error).at("breakeven.where.\(index)")
        }
      }
      return study
    }
  }
}

extension Question {
  /// How many plans it takes, where that is known before.
  var count: Int? {
    if case .sweep(let sweep) = self { sweep.scenarios.count } else { nil }
  }
}
