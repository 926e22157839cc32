import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Studies

/// Studies: list, text, form, saving.
struct StudyRoutes: Sendable {
  let folder: StudyFolder
  let workers: Workers

  static let bodyLimit = StudyFolder.largest + (1 << 20)

  struct Listing: Codable, Sendable {
    var studies: [StudyFolder.Entry]
    var isReadOnly: Bool
  }

  struct Form: Codable, Sendable {
    var id: String
    var file: String
    var revision: String
    var isReadOnly: Bool
    var form: StudyForm
  }

  struct NewText: Codable, Sendable {
    var text: String
    var revision: String
  }

  struct Edits: Codable, Sendable {
    var edits: [TextEdit]
    var revision: String
  }

  /// A text that is not saved: is it right?
  struct Draft: Codable, Sendable {
    var text: String?
    var edits: [TextEdit]?
  }

  struct Edited: Codable, Sendable {
    var text: String
    var form: StudyForm
  }

  func add(to group: RouterGroup<BasicRequestContext>) {
    let studies = group.group("studies")
    studies.get { _, _ in
      try JSON.response(Listing(studies: folder.entries(), isReadOnly: folder.isReadOnly))
    }
    studies.get(":id/text") { _, context in
      try JSON.response(try folder.text(id: try context.parameters.require("id")))
    }
    studies.get(":id") { _, context in
      let text = try folder.text(id: try context.parameters.require("id"))
      let form = try await workers.run { folder.form(text.text, file: text.file) }
      return try JSON.response(
        Form(
          id: text.id, file: text.file, revision: text.revision, isReadOnly: text.isReadOnly,
          form: form))
    }
    studies.put(":id/text") { request, context in
      let wanted = try await JSON.read(NewText.self, request, limit: Self.bodyLimit)
      return try JSON.response(
        try await save(try context.parameters.require("id"), wanted.text, wanted.revision))
    }
    studies.post(":id/edits") { request, context in
      let wanted = try await JSON.read(Edits.self, request, limit: Self.bodyLimit)
      let text = try folder.text(id: try context.parameters.require("id"))
      let edited = try folder.edited(text.text, wanted.edits)
      return try JSON.response(try await save(text.id, edited, wanted.revision))
    }
    studies.post(":id/draft") { request, context in
      let wanted = try await JSON.read(Draft.self, request, limit: Self.bodyLimit)
      let text = try folder.text(id: try context.parameters.require("id"))
      let edited = try folder.edited(wanted.text ?? text.text, wanted.edits ?? [])
      let form = try await workers.run { folder.form(edited, file: text.file) }
      return try JSON.response(Edited(text: edited, form: form))
    }
  }

  private func save(_ id: String, _ text: String, _ revision: String) async throws(Problem)
    -> StudyFolder.Text
  {
    let folder = folder
    return try await workers.run { () -> Result<StudyFolder.Text, Problem> in
      do throws(Problem) {
        return .success(try folder.save(id: id, text: text, revision: revision))
      } catch { return .failure(error) }
    }.get()
  }
}
