import ArgumentParser
import Foundation
import Optimization
import Planning
import Questions
import Reporting
import Studies
import Synchronization

/// What all questions share: a study with changes, how it is planned, and where answers go.
struct Asking {
  let study: String
  let changes: ChangeOptions
  let solving: SolvingOptions
  let progress: ProgressLine
  let inquiry: Inquiry

  init(_ study: String, _ changes: ChangeOptions, _ solving: SolvingOptions) throws(Failure) {
    self.study = study
    self.changes = changes
    self.solving = solving
    Interrupt.listen()
    let progress = ProgressLine("planning", isQuiet: solving.quiet)
    self.progress = progress
    let engine = Engine(rawValue: solving.engine) ?? .auto
    var options = solving.options(progress, gap: 1e-5)
    options.progress = { found in
      progress.tick(nil, adding: found.gap.map { ", gap \(PlanText.share($0))" } ?? "")
    }
    let session = PlanSession(engine: engine, options: options)
    let subject = Subject(try NamedStudy.source(study))
    inquiry = Inquiry(subject, words: changes.words, session: session)
    inquiry.says = { progress.tick($0) }
  }

  /// Runs a question; what goes wrong becomes a failure with its exit code.
  func ask<Answer>(_ question: (Inquiry) throws(QuestionError) -> Answer) throws(Failure) -> Answer
  {
    defer { progress.finish() }
    do throws(QuestionError) {
      return try question(inquiry)
    } catch {
      progress.finish()
      throw Failure(error, study: study)
    }
  }

  /// The study with the changes of the command line, its warnings said once.
  func read() throws(Failure) -> Study {
    let read = try ask { (inquiry) throws(QuestionError) in try inquiry.study() }
    for warning in read.warnings where !solving.quiet { Terminal.error("\(warning)") }
    return read
  }

  func text(_ study: Study) -> QuestionText {
    QuestionText(title: study.title.isEmpty ? study.file : study.title, width: Terminal.width)
  }
}

extension SolvingOptions {
  /// - Parameter gap: where none was asked for. Questions compare plans, whose gaps must be small beside
  ///   their differences.
  func options(_ progress: ProgressLine, gap usual: Double = 1e-4) -> PlanningOptions {
    let gap = gap ?? usual
    var options = PlanningOptions()
    options.solver.method = SolverOptions.Method(rawValue: method) ?? .automatic
    options.solver.relativeGap = gap
    options.solver.timeLimit = timeLimit ?? .infinity
    options.solver.shouldStop = {
      progress.tick(nil)
      return Interrupt.requested.load(ordering: .relaxed)
    }
    options.gap = gap
    if solverLog { options.solver.log = { Terminal.error($0) } }
    return options
  }
}

extension Failure {
  init(_ error: QuestionError, study: String = "") {
    let place = study.isEmpty ? "" : "\(study): "
    switch error {
    case .words(let sentence): self = .badInput(sentence)
    case .study(let error):
      self = .badInput(error.diagnostics.map(\.description).joined(separator: "\n"))
    case .planning(let own, _):
      let code: Code
      switch own {
      case .stopped: code = .stopped
      case .invalid: code = .badInput
      default: code = .noPlan
      }
      self.init(code: code, message: "\(place)\(error)")
    }
  }
}

/// Files of a question's answer.
enum AnswerFile {
  static func write(_ text: String, to path: String) throws(Failure) {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .badInput("error: cannot write “\(path)”: \(error.localizedDescription)")
    }
  }

  static func folder(_ path: String) throws(Failure) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .badInput("error: cannot write to “\(path)”: \(error.localizedDescription)")
    }
  }
}
