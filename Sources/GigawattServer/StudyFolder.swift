import Foundation
import HTTPTypes
import Studies
import Synchronization

/// The studies that a server shows: the YAML files of a folder, each under a name made from its place.
///
/// Names of requests are looked up among the files that are there and never become paths.
final class StudyFolder: Sendable {
  /// The folder with its links resolved.
  let root: String
  let files: StudyFiles
  /// The only file shown, relative to the folder; `nil` shows all.
  private let only: String?
  let isReadOnly: Bool
  private let writing = Mutex(())
  /// Of the last look at the folder: a live plan does not look at all of it again.
  private let known = Mutex<[String: Entry]>([:])

  static let most = 500
  static let deepest = 4
  /// A study is a text that a person wrote.
  static let largest = 4 << 20

  struct Entry: Codable, Sendable, Equatable {
    var id: String
    /// The file, relative to the folder.
    var file: String
    var title: String
    var changed: Date?
  }

  struct Text: Codable, Sendable {
    var id: String
    var file: String
    var text: String
    /// Changes with the text.
    var revision: String
    var isReadOnly: Bool
  }

  /// - Parameter path: a folder, or one study in it.
  convenience init(_ path: String, isReadOnly: Bool = false) throws(ServerError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .noStudies(path)
    }
    let url = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath()
    if isFolder.boolValue {
      self.init(root: url.path, only: nil, isReadOnly: isReadOnly)
    } else {
      self.init(
        root: url.deletingLastPathComponent().path, only: url.lastPathComponent,
        isReadOnly: isReadOnly)
    }
  }

  // What may fail stays out of this: the optimizer of Swift 6.3.1 does not get over an error among the
  // members of a class that cannot be copied.
  private init(root: String, only: String?, isReadOnly: Bool) {
    self.root = root
    self.only = only
    self.isReadOnly = isReadOnly
    files = StudyFiles(root: root)
  }

  // MARK: What is there

  func entries() -> [Entry] {
    var found: [Entry] = []
    visit("", depth: 0, &found)
    let all = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    known.withLock { $0 = all }
    return found.sorted { ($0.file) < ($1.file) }
  }

  private func visit(_ folder: String, depth: Int, _ found: inout [Entry]) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []
    for name in names.sorted() where !name.hasPrefix(".") && found.count < Self.most {
      let file = folder.isEmpty ? name : "\(folder)/\(name)"
      var isFolder: ObjCBool = false
      guard files.contains(path(file)),
        FileManager.default.fileExists(atPath: path(file), isDirectory: &isFolder)
      else { continue }
      if isFolder.boolValue {
        if depth < Self.deepest, only == nil { visit(file, depth: depth + 1, &found) }
      } else if only == nil || only == file, let entry = entry(file) {
        found.append(entry)
      }
    }
  }

  private func entry(_ file: String) -> Entry? {
    guard file.hasSuffix(".yaml") || file.hasSuffix(".yml"), let text = try? read(file),
      text.split(separator: "\n").contains(where: { $0.hasPrefix("gigawatt:") })
    else { return nil }
    let title = Study.title(in: text) ?? ""
    let found = try? FileManager.default.attributesOfItem(atPath: path(file))
    return Entry(
      id: Self.id(file), file: file, title: title.isEmpty ? file : title,
      changed: found?[.modificationDate] as? Date)
  }

  /// `el-paso/study.yaml` is `el-paso`, `raw/farmer.yaml` is `raw.farmer`.
  static func id(_ file: String) -> String {
    var name = file
    for ending in [".yaml", ".yml"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
    if name.hasSuffix("/study") { name.removeLast(6) }
    let allowed = CharacterSet(
      charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
    return name.unicodeScalars.map { scalar in
      if scalar == "/" { return "." }
      return allowed.contains(scalar) ? String(scalar) : "~" + String(scalar.value, radix: 16) + "~"
    }.joined()
  }

  func entry(id: String) throws(Problem) -> Entry {
    if let found = known.withLock({ $0[id] }), files.contains(path(found.file)),
      FileManager.default.fileExists(atPath: path(found.file))
    {
      return found
    }
    guard let found = entries().first(where: { $0.id == id }) else {
      throw .notFound("there is no study “\(id.prefix(80))”")
    }
    return found
  }

  private func path(_ file: String) -> String { file.isEmpty ? root : "\(root)/\(file)" }

  /// The folder of a study with its slash, for the files that it names.
  func folder(of file: String) -> String {
    let path = path(file)
    return path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  // MARK: Text

  private func read(_ file: String) throws(Problem) -> String {
    let path = path(file)
    let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
    guard files.contains(path), size <= Self.largest,
      let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else {
      throw Problem(
        .unprocessableContent, "\(file): expected a study, found no text that can be read")
    }
    return text
  }

  func text(id: String) throws(Problem) -> Text {
    let entry = try entry(id: id)
    let text = try read(entry.file)
    return Text(
      id: id, file: entry.file, text: text, revision: Self.revision(text), isReadOnly: isReadOnly)
  }

  /// FNV-1a of the text: it tells versions apart and protects nothing.
  static func revision(_ text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }

  /// Writes a text that reads well in place of the one with the given revision.
  func save(id: String, text: String, revision: String) throws(Problem) -> Text {
    guard !isReadOnly else { throw Problem(.forbidden, "this server does not change studies") }
    guard text.utf8.count <= Self.largest else {
      throw Problem(.contentTooLarge, "expected a study of at most \(Self.largest >> 20) MB")
    }
    let entry = try entry(id: id)
    _ = try study(text, file: entry.file)
    let result = writing.withLock { _ -> Result<Text, Problem> in
      do throws(Problem) {
        let now = try self.text(id: id)
        guard now.revision == revision else {
          var problem = Problem(
            .conflict, "“\(entry.file)” was changed meanwhile; read it again before saving")
          problem.body.revision = now.revision
          return .failure(problem)
        }
        do {
          try Data(text.utf8).write(to: URL(fileURLWithPath: path(entry.file)), options: .atomic)
        } catch {
          return .failure(Problem(.internalServerError, "cannot write “\(entry.file)”"))
        }
        return .success(try self.text(id: id))
      } catch { return .failure(error) }
    }
    return try result.get()
  }

  // MARK: Reading studies

  /// Reads a text as a study; nothing outside of the folder is read.
  func study(_ text: String, file: String) throws(Problem) -> Study {
    do throws(StudyError) {
      return try files.reading { () throws(StudyError) in
        try Study.parse(text, file: file, folder: folder(of: file))
      }
    } catch { throw Problem(error, in: self) }
  }

  func form(_ text: String, file: String) -> StudyForm {
    var form = files.reading { StudyForm(text, file: file, folder: folder(of: file)) }
    form.diagnostics = form.diagnostics.map(shown)
    return form
  }

  func edited(_ text: String, _ edits: [TextEdit]) throws(Problem) -> String {
    guard edits.count <= 200 else { throw .badRequest("expected at most 200 edits") }
    do throws(TextEditError) { return try Study.edited(text, by: edits) } catch {
      throw Problem(error)
    }
  }

  /// Without the folders of whoever runs the server.
  func shown(_ diagnostic: Diagnostic) -> Diagnostic {
    var own = diagnostic
    own.message = own.message.replacing(root + "/", with: "")
    return own
  }
}
