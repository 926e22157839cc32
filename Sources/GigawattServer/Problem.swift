import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Planning
import Reporting
import Studies

/// What a request gets instead of an answer: one clear sentence, and the places in the study where there
/// are some, in the words of the command line.
struct Problem: Error, HTTPResponseError {
  var status: HTTPResponse.Status
  var headers: HTTPFields = [:]
  var body: Body

  struct Body: Codable, Sendable {
    /// The sentence that the command line prints.
    var error: String
    /// What is wrong in the study, with its places.
    var diagnostics: [Diagnostic]?
    /// What the study says now, where somebody else changed it.
    var revision: String?
    /// The plan takes longer than a live answer may; a run makes it.
    var takesLonger: Bool?
    /// What of the request is meant, where one part of it is: `sweep.columns.0`.
    var field: String?
  }

  init(_ status: HTTPResponse.Status, _ sentence: String, diagnostics: [Diagnostic]? = nil) {
    self.status = status
    body = Body(error: sentence, diagnostics: diagnostics)
  }

  /// The same, said of one part of the request.
  func at(_ field: String) -> Problem {
    var problem = self
    problem.body.field = field
    return problem
  }

  func response(from request: Request, context: some RequestContext) throws -> Response {
    var response = try JSON.response(body, status: status)
    response.headers.append(contentsOf: headers)
    return response
  }

  static func notFound(_ what: String) -> Problem { Problem(.notFound, what) }

  static func badRequest(_ what: String) -> Problem { Problem(.badRequest, what) }
}

extension Problem {
  /// A study that cannot be read.
  init(_ error: StudyError, in folder: StudyFolder) {
    let diagnostics = error.diagnostics.map(folder.shown)
    let sentences = diagnostics.filter { $0.severity == .error }.map(\.description)
    self.init(
      .unprocessableContent, sentences.joined(separator: "\n"), diagnostics: diagnostics)
  }

  /// An edit that cannot be made.
  init(_ error: TextEditError) {
    self.init(.unprocessableContent, "\(error)")
  }

  /// A chain without a plan.
  init(_ error: PlanningError, file: String) {
    self.init(.unprocessableContent, "\(file): \(error)")
  }
}

/// JSON as `--json` prints it, without line breaks.
enum JSON {
  static func data(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(value)
  }

  static func decoder() -> JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    decoder.dateDecodingStrategy = .iso8601
    return decoder
  }

  static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws
    -> Response
  {
    response(data: try data(value), status: status)
  }

  static func response(data: Data, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
  }

  /// The body of a request as a value.
  static func read<Value: Decodable>(_ type: Value.Type, _ request: Request, limit: Int)
    async throws
    -> Value
  {
    guard let kind = request.headers[.contentType], kind.lowercased().hasPrefix("application/json")
    else { throw Problem(.unsupportedMediaType, "expected a body of type application/json") }
    if let length = request.headers[.contentLength].flatMap(Int.init), length > limit {
      throw Self.tooLarge(limit)
    }
    let buffer: ByteBuffer
    do {
      buffer = try await request.body.collect(upTo: limit)
    } catch is NIOTooManyBytesError {
      throw Self.tooLarge(limit)
    }
    do {
      return try decoder().decode(Value.self, from: Data(buffer.readableBytesView))
    } catch let error as DecodingError {
      throw Problem.badRequest(error.sentence)
    }
  }

  private static func tooLarge(_ limit: Int) -> Problem {
    Problem(.contentTooLarge, "expected a body of at most \(limit / 1024) kB")
  }
}

extension DecodingError {
  /// Where the body is not what was expected, in a sentence.
  fileprivate var sentence: String {
    func place(_ context: Context, _ key: (any CodingKey)? = nil) -> String {
      let path = (context.codingPath + (key.map { [$0] } ?? [])).map {
        $0.intValue.map { "no. \($0 + 1)" } ?? $0.stringValue
      }
      return path.isEmpty ? "the body" : "“\(path.joined(separator: ", "))”"
    }
    switch self {
    case .keyNotFound(let key, let context): return "\(place(context, key)) is missing"
    case .typeMismatch(let type, let context):
      return "\(place(context)): expected \(Self.words(type))"
    case .valueNotFound(let type, let context):
      return "\(place(context)): expected \(Self.words(type)), found nothing"
    case .dataCorrupted: return "the body is not JSON of the expected form"
    @unknown default: return "the body is not JSON of the expected form"
    }
  }

  private static func words(_ type: Any.Type) -> String {
    switch "\(type)" {
    case "String": "a text"
    case "Int": "a whole number"
    case "Double": "a number"
    case "Bool": "true or false"
    case let name where name.hasPrefix("Array"): "a list"
    default: "an object"
    }
  }
}
