import Chains
import Foundation
import Yams

/// A study to be read again and again with edits: for questions, sliders and sweeps.
///
/// Files that the study names are read once; what is read anew is the study's own text and what follows
/// from it.
public final class StudySource {
  public let file: String
  private let text: String
  private let folder: String
  private let files: SeriesCache
  private let warnings: [Diagnostic]
  private var known: Study?

  /// A study from a YAML file, or from `study.yaml` in a folder.
  ///
  /// - Throws: ``StudyError`` when there is no such file or it is not text.
  public convenience init(_ path: String) throws(StudyError) {
    var file = path
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      file = (path.hasSuffix("/") ? path : path + "/") + "study.yaml"
    }
    guard let data = FileManager.default.contents(atPath: file) else {
      throw StudyError([
        Diagnostic(.error, file: file, "expected a study, found no file that can be read")
      ])
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw StudyError([Diagnostic(.error, file: file, line: 1, "expected text in UTF-8")])
    }
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    self.init(text: text, file: file, folder: folder)
  }

  /// A study from its text; the files that it names are relative to `folder` (with its slash).
  public init(text: String, file: String, folder: String = "") {
    self.text = text
    self.file = file
    self.folder = folder
    files = SeriesCache()
    warnings = []
  }

  /// A study that another program's files became.
  ///
  /// - Parameters:
  ///   - file: those files, for messages.
  ///   - series: the series that the text names, by file and column; none of them is read from a disk.
  ///   - warnings: what is to be said about those files.
  public init(
    text: String, file: String, series: [String: [String: [Double]]], warnings: [Diagnostic]
  ) {
    self.text = text
    self.file = file
    folder = ""
    files = SeriesCache(series)
    self.warnings = warnings
  }

  /// The study as it is written.
  public func study() throws(StudyError) -> Study {
    if let known { return known }
    let study = try study([])
    known = study
    return study
  }

  /// The study after some edits, made one after the other.
  ///
  /// - Throws: ``StudyError`` with every error found; what is wrong with an edit stands at the edit's own
  ///   place.
  public func study(_ edits: [StudyEdit]) throws(StudyError) -> Study {
    let reading = Reading(file: file)
    guard let root = YAMLText.compose(text, reading: reading) else {
      throw StudyError(reading.diagnostics)
    }
    var node = root.node
    var next = 1 + text.count { $0.isNewline } + 1
    for edit in edits {
      reading.overlays.append(Reading.Overlay(firstLine: next, place: edit.place, edit: edit))
      let inputs = try needsInputs(edit) ? self.inputs() : []
      node = try TreeEditor(edit: edit, line: next, inputs: inputs).edited(node)
      if case .add(let piece) = edit.action { next += piece.count { $0.isNewline } }
      next += 1
    }
    let what = "a study: keys such as `gigawatt: 1`, `site`, `load`, `supplies`"
    guard let entries = Field(node: node, path: "", reading: reading).map(what) else {
      throw StudyError(reading.diagnostics)
    }
    let study = StudyReader(entries: entries, folder: folder, files: files).study()
    guard var study, !reading.hasErrors else { throw StudyError(reading.sorted) }
    study.warnings = warnings + study.warnings
    return study
  }

  /// The sections that a study can have.
  public static var sections: [String] { Study.sections }

  /// Whether the first word of a path is a section that a study can have.
  public static func isSection(_ path: StudyPath) -> Bool {
    path.first.map { Study.sections.contains($0) } ?? false
  }

  /// The numbers that the study uses, of all sites and of what runs there.
  private func inputs() throws(StudyError) -> [Input] {
    let study = try study()
    return study.campuses.flatMap(\.inputs) + (study.fleet?.inputs ?? [])
  }

  private func needsInputs(_ edit: StudyEdit) -> Bool {
    if case .scale = edit.action { true } else { false }
  }
}

extension Reading {
  /// Lines beyond those of the study, which belong to an edit.
  struct Overlay {
    var firstLine: Int
    var place: String
    var edit: StudyEdit
  }

  /// The edit in which a line stands; `nil` for the study itself.
  func overlay(at line: Int) -> Overlay? { overlays.last { $0.firstLine <= line } }

  /// The place of a mark in words of its own: a line of the study, of a file of edits, or an edit.
  func place(of mark: Mark?) -> (file: String, line: Int?, column: Int?) {
    guard let mark, let overlay = overlay(at: mark.line) else {
      return (file, mark?.line, mark?.column)
    }
    guard case .add = overlay.edit.action else { return (overlay.place, nil, nil) }
    return (overlay.place, mark.line - overlay.firstLine + 1, mark.column)
  }
}
