import Chains
import Foundation
import Quantities
public import Studies

/// Changes of a study as a user writes them.
///
/// A key of the study (`supplies.smr.overnight cost`) is changed before the study is read, by the readers of
/// the study; everything else (`plant wheat.takes.USD`) is a number of the chain that the study means.
public struct ChangeWords: Sendable, Equatable, Codable {
  /// Files with pieces of YAML whose keys are added.
  public var adds: [String] = []
  /// Keys, supplies or processes that are left out.
  public var drops: [String] = []
  /// `KEY=VALUE`, or `NAME.what[.resource][@node]=number` for a chain.
  public var sets: [String] = []
  /// `KEY=FACTOR`.
  public var scales: [String] = []
  /// `process[@node]=value`.
  public var fixes: [String] = []
  /// The future is known to pass through this node.
  public var reveal: String?
  /// The mean of the futures in place of all of them.
  public var mean = false

  public init() {}

  public var isEmpty: Bool { self == ChangeWords() }

  public func adding(_ other: ChangeWords) -> ChangeWords {
    var sum = self
    sum.adds += other.adds
    sum.drops += other.drops
    sum.sets += other.sets
    sum.scales += other.scales
    sum.fixes += other.fixes
    sum.reveal = other.reveal ?? reveal
    sum.mean = mean || other.mean
    return sum
  }
}

extension ChangeWords: CustomStringConvertible {
  /// As it would be typed.
  public var description: String {
    var parts = adds.map { "--add \($0)" } + drops.map { "--drop \($0)" }
    parts += sets.map { "--set \($0)" } + scales.map { "--scale \($0)" }
    parts += fixes.map { "--fix \($0)" }
    if let reveal { parts.append("--reveal \(reveal)") }
    if mean { parts.append("--mean") }
    return parts.joined(separator: " ")
  }
}

/// A study about which questions are asked: it and its variants, read from one source.
public final class Subject {
  public let source: StudySource

  public init(_ source: StudySource) { self.source = source }

  /// The study after some changes, in the order: add, drop, set, scale, then fix, reveal, mean.
  public func study(_ words: ChangeWords = ChangeWords()) throws(QuestionError) -> Study {
    let split = try Split(words, self)
    var study: Study
    do throws(StudyError) {
      study = try split.edits.isEmpty ? source.study() : source.study(split.edits)
    } catch {
      throw .study(error)
    }
    try split.apply(to: &study.chain)
    // Sites and what runs on their power are read off the nodes of the study; on another future the plan is that of a chain.
    let nodes = study.chain.future.nodes.map(\.name)
    if study.campuses.contains(where: { $0.stages.map(\.name) != nodes }) {
      study.campuses = []
      study.fleet = nil
      study.warnings.append(
        Diagnostic(
          .warning, file: study.file,
          "on another future than that of the study the plan is shown by activity, without its sites"
        ))
    }
    return study
  }

  /// The study as it is written, for what it has.
  fileprivate func written() throws(QuestionError) -> Study {
    do throws(StudyError) {
      return try source.study()
    } catch {
      throw .study(error)
    }
  }
}

/// Words sorted into edits of the study and changes of the chain.
private struct Split {
  var edits: [StudyEdit] = []
  private var words = ChangeWords()

  init(_ all: ChangeWords, _ subject: Subject) throws(QuestionError) {
    words.fixes = all.fixes
    words.reveal = all.reveal
    words.mean = all.mean
    for file in all.adds { edits.append(try Self.piece(file)) }
    for name in all.drops {
      if let path = try Self.key(of: name, subject) {
        edits.append(StudyEdit(.drop(path), place: "--drop \(name)"))
      } else {
        words.drops.append(name)
      }
    }
    for text in all.sets {
      let (path, value) = try Self.assignment(text)
      if let path {
        edits.append(StudyEdit(.set(path, value: value), place: "--set \(text)"))
      } else {
        words.sets.append(text)
      }
    }
    for text in all.scales {
      let (path, value) = try Self.assignment(text)
      guard let factor = Double(value), factor.isFinite else {
        throw .words("--scale \(text): error: expected a factor such as 1.2, found “\(value)”")
      }
      if let path {
        edits.append(StudyEdit(.scale(path, factor), place: "--scale \(text)"))
      } else {
        words.scales.append(text)
      }
    }
  }

  private static func piece(_ file: String) throws(QuestionError) -> StudyEdit {
    guard let data = FileManager.default.contents(atPath: file),
      let text = String(data: data, encoding: .utf8)
    else {
      throw .words("\(file): error: expected a piece of YAML, found no text that can be read")
    }
    return StudyEdit(.add(text: text), place: file)
  }

  /// The path and value of an assignment; no path where it is not one of the study.
  private static func assignment(_ text: String) throws(QuestionError) -> (StudyPath?, String) {
    do throws(StudyPathError) {
      let (key, value) = try StudyPath.assignment(text)
      let path = try StudyPath(key)
      return (StudySource.isSection(path) ? path : nil, value)
    } catch {
      throw .words("error: \(error)")
    }
  }

  /// The key of what is dropped: written in full, or the name of a supply.
  private static func key(of name: String, _ subject: Subject) throws(QuestionError) -> StudyPath? {
    do throws(StudyPathError) {
      let path = try StudyPath(name)
      let study = try? subject.written()
      if StudySource.isSection(path), study?.chain.process(name) == nil { return path }
      guard let supplies = study?.campus?.supplies, study?.chain.process(name) == nil else {
        return nil
      }
      return supplies.contains { $0.name == name } ? try StudyPath("supplies.\"\(name)\"") : nil
    } catch {
      throw .words("error: \(error)")
    }
  }

  func apply(to chain: inout Chain) throws(QuestionError) {
    let own = try ChainWords(words).changes(of: chain)
    do throws(ChainError) {
      chain = try chain.applying(own.before)
      for scale in own.scales { try scale.apply(to: &chain) }
      chain = try chain.applying(own.after)
    } catch {
      throw .words("error: \(error)")
    }
  }
}
