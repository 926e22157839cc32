import Foundation
import HTTPTypes
import Optimization
import Planning
import Questions
import Reporting
import Studies
import Synchronization

/// One question as a piece of work: it waits, plans variant after variant, may be stopped, and is over.
final class QuestionJob: Job {
  struct State: JobState, Codable {
    var id: String
    var request: QuestionRequest
    var file: String
    var title: String
    /// Of the text that is asked about, edits included.
    var revision: String
    var status: JobStatus
    var created: Date
    var ended: Date?
    /// Plans made so far.
    var done: Int
    /// Plans that a sweep wants; a breakeven finds out on the way.
    var asked: Int?
    /// What is planned now, in words.
    var now: String?
    /// The sentence of the command line where there is no answer.
    var error: String?
    /// Whether there is something to look at.
    var hasAnswer: Bool
    var seconds: Double
  }

  private struct Inside {
    /// The answer as `--json` prints it.
    var answer: Data?
  }

  let watched: Watched<State>
  private let inside: Mutex<Inside>
  private let mustStop = Atomic(false)

  init(_ state: State, answer: Data? = nil) {
    watched = Watched(state)
    inside = Mutex(Inside(answer: answer))
  }

  /// The answer as far as it is known.
  var answer: Data? { inside.withLock { $0.answer } }

  func stop() { mustStop.store(true, ordering: .relaxed) }

  func prepare() {
    mustStop.store(false, ordering: .relaxed)
    watched.change {
      $0.status = .waiting
      $0.ended = nil
      $0.error = nil
    }
  }

  // MARK: Answering

  /// Answers a question about a text, beginning with the plans of it that are on disk; takes as long as it takes.
  func answer(
    _ question: Question, _ text: String, _ folder: StudyFolder, _ store: QuestionStore
  ) {
    guard !mustStop.load(ordering: .relaxed) else { return over(.stopped, .now) }
    let started = ContinuousClock.now
    watched.change { $0.status = .running }
    let file = state.file
    let result = folder.files.reading { () -> Result<Bool, QuestionError> in
      let source = StudySource(text: text, file: file, folder: folder.folder(of: file))
      do throws(QuestionError) {
        return .success(try ask(question, Inquiry(Subject(source), session: session), store))
      } catch { return .failure(error) }
    }
    switch result {
    case .success(let isDone): over(isDone ? .done : .stopped, started)
    case .failure(let error) where error.isStopped: over(.stopped, started)
    case .failure(let error):
      let problem = Problem(error, of: file, in: folder)
      watched.change { $0.error = problem.body.error }
      over(.failed, started)
    }
  }

  /// Whether all was found that was asked for.
  private func ask(
    _ question: Question, _ inquiry: Inquiry, _ store: QuestionStore
  ) throws(QuestionError) -> Bool {
    inquiry.says = { [weak self] words in self?.watched.change { $0.now = words } }
    switch question {
    case .sweep(let sweep): return try ask(sweep, inquiry, store)
    case .breakeven(let question, let axes): return try ask(question, axes, inquiry, store)
    }
  }

  private func ask(
    _ sweep: Sweep, _ inquiry: Inquiry, _ store: QuestionStore
  ) throws(QuestionError) -> Bool {
    guard let first = sweep.scenarios.first else { return true }
    let study = try inquiry.study(first.words)
    var rows = store.plans(state.id, as: Sweep.Row.self)
    if !rows.isEmpty { keep(sweep.answer(known: rows, of: study), done: rows.count) }
    let answer = try sweep.answer(inquiry, known: rows) { row in
      store.append(row, to: state.id)
      rows.append(row)
      keep(sweep.answer(known: rows, of: study), done: rows.count)
    }
    keep(answer, done: answer.rows.count)
    return answer.isDone
  }

  private func ask(
    _ question: Breakeven, _ axes: [Sweep.Axis], _ inquiry: Inquiry, _ store: QuestionStore
  ) throws(QuestionError) -> Bool {
    let id = state.id
    let known = store.plans(id, as: Breakeven.Known.self)
    watched.change { $0.done = known.count }
    let table = try BreakevenTable.answer(question, over: axes, inquiry, known: known) { plan in
      store.append(plan, to: id)
      self.watched.change { $0.done += 1 }
    }
    // One condition without further numbers is an answer of its own, as on the command line.
    if axes.isEmpty, question.conditions.count == 1, let only = table.rows.first?.answers.first {
      keep(only, done: state.done)
    } else {
      keep(table, done: state.done)
    }
    return table.isDone
  }

  private func keep(_ answer: some Encodable, done: Int) {
    guard let data = try? JSON.data(answer) else { return }
    inside.withLock { $0.answer = data }
    watched.change {
      $0.hasAnswer = true
      $0.done = done
    }
  }

  private var session: PlanSession {
    let request = state.request
    var options = PlanningOptions()
    // Questions compare plans, whose gaps must be small beside their differences.
    options.gap = request.gap ?? 1e-5
    options.solver.relativeGap = options.gap
    options.solver.timeLimit = request.timeLimit ?? .infinity
    options.solver.shouldStop = { [weak self] in
      self?.mustStop.load(ordering: .relaxed) ?? true
    }
    return PlanSession(options: options)
  }

  private func over(_ status: JobStatus, _ started: ContinuousClock.Instant) {
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    watched.change {
      $0.status = status
      $0.ended = Date()
      $0.now = nil
      $0.seconds += seconds
    }
  }
}

extension Problem {
  /// What makes no sense, in the sentence of the command line.
  init(_ error: QuestionError, of file: String = "", in folder: StudyFolder? = nil) {
    if case .study(let own) = error, let folder {
      self.init(own, in: folder)
    } else {
      self.init(.unprocessableContent, (file.isEmpty ? "" : "\(file): ") + "\(error)")
    }
  }
}
