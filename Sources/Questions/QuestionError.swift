public import Planning
public import Studies

/// Why a question has no answer.
public enum QuestionError: Error, Sendable {
  /// What was asked makes no sense here, in a sentence.
  case words(String)
  case study(StudyError)
  /// There is no plan; what was planned stands before it, in words, where it is not the study itself.
  case planning(PlanningError, of: String?)
}

extension QuestionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .words(let sentence): sentence
    case .study(let error): error.description
    case .planning(let error, let what): (what.map { "\($0): " } ?? "") + "\(error)"
    }
  }
}

extension QuestionError {
  /// Why no plan exists, where that is the reason.
  package var infeasibility: Infeasibility? {
    guard case .planning(let error, _) = self, case .infeasible(let found) = error else {
      return nil
    }
    return found
  }

  /// The one who asked has stopped the search.
  package var isStopped: Bool {
    guard case .planning(let error, _) = self, case .stopped = error else { return false }
    return true
  }
}
