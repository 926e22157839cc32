public import Chains
import Foundation
import Optimization
public import Planning
public import Studies

/// A study, or a variant of it, with its best plan.
public struct Outcome: Sendable {
  public var study: Study
  public var plan: Plan
  /// What a plan means for a campus; `nil` for a raw chain.
  public var answer: CampusAnswer?

  public init(study: Study, plan: Plan) {
    self.study = study
    self.plan = plan
    answer = study.campus.map { CampusReader(campus: $0, plan: plan).answer() }
  }
}

/// Plans a study and its variants, one after the other, each with what the plans before have taught.
public final class Inquiry {
  public let subject: Subject
  public let session: PlanSession
  /// Changes that hold throughout the question.
  public let words: ChangeWords
  /// Called before each plan, with what is planned in words.
  public var says: (String) -> Void = { _ in }

  public init(_ subject: Subject, words: ChangeWords = ChangeWords(), session: PlanSession) {
    self.subject = subject
    self.words = words
    self.session = session
  }

  /// Whether the one who asks wants to stop.
  public var mustStop: Bool { session.options.solver.shouldStop() }

  /// The variant with some more changes, not planned.
  public func study(_ more: ChangeWords = ChangeWords()) throws(QuestionError) -> Study {
    try subject.study(words.adding(more))
  }

  /// The best plan of the study with some more changes.
  public func outcome(_ more: ChangeWords = ChangeWords()) throws(QuestionError) -> Outcome {
    says(more.isEmpty ? "the study as it is" : more.description)
    let study = try study(more)
    do throws(PlanningError) {
      return Outcome(study: study, plan: try session.plan(study.chain))
    } catch {
      throw .planning(error, of: more.isEmpty ? nil : "with \(more)")
    }
  }
}
