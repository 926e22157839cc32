import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Questions
import Studies

/// Questions: ask, watch, stop, go on, read, take away; and what can be measured of a study.
struct QuestionRoutes: Sendable {
  let questions: QuestionBook
  let folder: StudyFolder
  let workers: Workers

  struct Listing: Codable, Sendable { var questions: [QuestionJob.State] }

  /// A question that makes sense.
  struct Checked: Codable, Sendable {
    /// How many plans it takes; a breakeven finds out on the way.
    var plans: Int?
  }

  struct Measures: Codable, Sendable {
    /// What can be asked for.
    var measures: [Item]
    /// What a sweep shows when nothing is asked for.
    var usual: [String]

    struct Item: Codable, Sendable {
      var name: String
      /// Empty for plain numbers.
      var unit: String
    }
  }

  func add(to group: RouterGroup<BasicRequestContext>) {
    let questions = questions
    let all = group.group("questions")
    all.get { _, _ in try JSON.response(Listing(questions: await questions.states())) }
    all.post { request, _ in
      let wanted = try await JSON.read(QuestionRequest.self, request, limit: RunRoutes.bodyLimit)
      return try JSON.response(try await questions.start(wanted), status: .created)
    }
    all.post("check") { request, _ in
      let wanted = try await JSON.read(QuestionRequest.self, request, limit: RunRoutes.bodyLimit)
      let state = try await questions.check(wanted)
      return try JSON.response(Checked(plans: state.asked))
    }
    all.get(":id") { _, context in
      try JSON.response(try await questions.state(try context.parameters.require("id")))
    }
    all.delete(":id") { _, context in
      try await questions.remove(try context.parameters.require("id"))
      return Response(status: .noContent)
    }
    all.post(":id/stop") { _, context in
      try JSON.response(
        try await questions.stop(try context.parameters.require("id")), status: .accepted)
    }
    all.post(":id/resume") { _, context in
      try JSON.response(
        try await questions.resume(try context.parameters.require("id")), status: .accepted)
    }
    all.get(":id/answer") { _, context in
      JSON.response(data: try await questions.answer(try context.parameters.require("id")))
    }
    all.get(":id/events") { _, context in
      EventStream.response(try await questions.changes(try context.parameters.require("id")))
    }
    group.get("studies/:id/measures") { _, context in
      let (folder, text) = (folder, try folder.text(id: try context.parameters.require("id")))
      let measures = try await workers.run { () -> Result<Measures, Problem> in
        do throws(Problem) {
          return .success(try Measures(try folder.study(text.text, file: text.file)))
        } catch { return .failure(error) }
      }
      return try JSON.response(try measures.get())
    }
  }
}

extension QuestionRoutes.Measures {
  fileprivate init(_ study: Study) throws(Problem) {
    do throws(QuestionError) {
      measures = try Measure.offered(of: study).map {
        Item(name: $0.text, unit: $0.unit(in: study))
      }
      usual = try Sweep.defaultColumns(of: study).map(\.text)
    } catch { throw Problem(error) }
  }
}

/// Server-sent events: `state` with a state, now and after every change, and `end`.
enum EventStream {
  static func response(_ states: AsyncStream<some Encodable & Sendable>) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8"],
      body: ResponseBody { writer in
        try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
        for await state in states {
          let data = String(decoding: try JSON.data(state), as: UTF8.self)
          try await writer.write(ByteBuffer(string: "event: state\ndata: \(data)\n\n"))
        }
        try await writer.write(ByteBuffer(string: "event: end\ndata: {}\n\n"))
        try await writer.finish(nil)
      })
  }
}
