import Chains
import Foundation
import Optimization
import Planning
import Quantities
import Questions
import Reporting
import Store
import Studies
import Synchronization

/// Reads, changes, plans and writes: what `plan` and `report` share.
struct Planner {
  var solving: SolvingOptions

  struct Planned {
    var study: Study
    var plan: Plan
    var readSeconds: Double

    func document(hourly: Bool = false) -> PlanDocument {
      PlanDocument(study: study, plan: plan, readSeconds: readSeconds, hourly: hourly)
    }

    /// Writes SQLite, CSV and the report to a folder; returns the names of the files.
    func write(to folder: String, document: PlanDocument) throws -> [String] {
      let assets: ChartAssets
      do throws(ReportError) {
        assets = try ChartAssets.find()
      } catch {
        throw Failure.badInput("error: \(error)")
      }
      let page = ReportPage(document: document, hourly: stageHours).html(assets: assets)
      do {
        return try ResultFolder(path: folder).write(
          study: study, plan: plan, extra: [("report.html", page)])
      } catch {
        throw Failure.badInput("error: cannot write to “\(folder)”: \(error.localizedDescription)")
      }
    }

    var stageHours: [StageHours] {
      guard let campus = study.campus else { return [] }
      let reader = CampusReader(campus: campus, plan: plan)
      return campus.stages.indices.map { index in
        StageHours(
          name: campus.stages[index].name, step: campus.clock.step,
          shares: campus.weatherShares, series: reader.hourlySeries(stage: index))
      }
    }
  }

  func plan(_ path: String, changes: ChangeOptions, program: String? = nil) throws -> Planned {
    let started = ContinuousClock.now
    let source = try NamedStudy.source(path)
    let study: Study
    do throws(QuestionError) {
      study = try Subject(source).study(changes.words)
    } catch {
      throw Failure(error)
    }
    let readSeconds = (ContinuousClock.now - started) / .seconds(1)
    for warning in study.warnings { if !solving.quiet { Terminal.error("\(warning)") } }
    Interrupt.listen()
    let progress = ProgressLine("planning", isQuiet: solving.quiet)
    defer { progress.finish() }
    var options = solving.options(progress)
    options.progress = { progress.tick(Self.text($0)) }
    do throws(PlanningError) {
      if let program {
        try DirectEngine(options: options).writeProgram(of: study.chain, to: program)
      }
      let wanted = Engine(rawValue: solving.engine) ?? .auto
      let plan = try wanted.plan(study.chain, options: options)
      return Planned(study: study, plan: plan, readSeconds: readSeconds)
    } catch {
      progress.finish()
      throw Self.failure(error, study)
    }
  }

  /// Bound, best plan, gap and time left of the search, in a line.
  static func text(_ progress: SearchProgress) -> String {
    var text = "bound \(format(progress.bound))"
    if let best = progress.best { text += ", best \(format(best))" }
    if let gap = progress.gap { text += ", gap \(PlanText.share(gap))" }
    if let left = progress.secondsLeft { text += ", about \(Int(left.rounded(.up))) s left" }
    return text
  }

  static func read(_ path: String) throws(Failure) -> Study {
    let source = try NamedStudy.source(path)
    do throws(StudyError) {
      return try source.study()
    } catch {
      throw Failure(.study(error))
    }
  }

  private static func failure(_ error: PlanningError, _ study: Study) -> Failure {
    let message = "\(study.file): \(error)"
    func failure(_ code: Failure.Code, _ status: String, _ explanation: [String]) -> Failure {
      Failure(
        code: code, message: message,
        document: FailureDocument(status: status, study: study.file, explanation: explanation))
    }
    switch error {
    case .infeasible(let found):
      return failure(.noPlan, "infeasible", found.relaxations.map(\.description))
    case .unbounded: return failure(.noPlan, "unbounded", ["\(error)"])
    case .stopped: return failure(.stopped, "stopped", ["\(error)"])
    case .invalid: return .badInput(message)
    case .failed, .solver: return failure(.noPlan, "failed", ["\(error)"])
    }
  }
}
