public import Chains
import Foundation
import Optimization
public import Planning
public import Studies

/// A study, or a variant of it, with its best plan.
public struct Outcome: Sendable {
  public var study: Study
  public var plan: Plan
  /// What a plan means for the power of each site; empty for a raw chain.
  public var answers: [CampusAnswer]

  public init(study: Study, plan: Plan) {
    self.study = study
    self.plan = plan
    answers = study.campuses.map { CampusReader(campus: $0, plan: plan).answer() }
  }
}

extension Outcome {
  /// A thing of one site at one node, with its size.
  struct Part {
    var name: String
    var site: String
    var node: Int
    var unit: String
    var amount: Double
  }

  var isCampus: Bool { !study.campuses.isEmpty }

  /// Something of every stage of every site.
  func parts(_ of: (CampusAnswer.Stage) -> [(name: String, unit: String, amount: Double)]) -> [Part]
  {
    zip(study.campuses, answers).flatMap { campus, answer in
      answer.stages.enumerated().flatMap { node, stage in
        of(stage).map {
          Part(name: $0.name, site: campus.site.name, node: node, unit: $0.unit, amount: $0.amount)
        }
      }
    }
  }

  var capacities: [Part] {
    parts { $0.capacities.map { (name: $0.name, unit: $0.unit, amount: $0.amount) } }
  }

  var energies: [Part] {
    parts { $0.sources.map { (name: $0.name, unit: "MWh/year", amount: $0.energy) } }
  }

  /// A number of every stage, summed over the sites, by node.
  func byNode(_ of: (CampusAnswer.Stage) -> Double) -> [Double] {
    var sums = plan.chain.future.nodes.map { _ in 0.0 }
    for part in parts({ [(name: "", unit: "", amount: of($0))] }) { sums[part.node] += part.amount }
    return sums
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
