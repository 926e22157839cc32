import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Reporting

/// The web app: files of the program's own, read once, found by name in a list and never by path.
struct PageRoutes: Sendable {
  struct Page: Sendable {
    var type: String
    var data: Data
    var tag: String
  }

  private let pages: [String: Page]

  private static let types = [
    "html": "text/html", "js": "text/javascript", "css": "text/css", "svg": "image/svg+xml",
    "json": "application/json",
  ]

  init() throws(ServerError) {
    var pages: [String: Page] = [:]
    for (name, data) in try Self.resources() { pages[name] = Page(name, data) }
    do throws(ReportError) {
      let assets = try ChartAssets.find()
      pages["plotly.js"] = Page("plotly.js", Data(assets.library.utf8))
      pages["charts.js"] = Page("charts.js", Data(assets.charts.utf8))
      pages["palette.css"] = Page("palette.css", Data(assets.palette.utf8))
      if !assets.land.isEmpty { pages["land.js"] = Page("land.js", Data(assets.land.utf8)) }
    } catch { throw .charts(error) }
    self.pages = pages
  }

  subscript(name: String) -> Page? { pages[name] }

  func add(to router: Router<BasicRequestContext>) {
    for (name, page) in pages where name != "openapi.json" {
      router.get("/app/\(name)") { request, _ in page.response(to: request) }
    }
    if let index = pages["index.html"] {
      router.get("/") { request, _ in index.response(to: request) }
    }
    router.get("/favicon.ico") { _, _ in Response(status: .noContent) }
  }

  /// A folder named `Resources` is what Foundation takes for the place of a bundle's resources.
  private static func resources() throws(ServerError) -> [(String, Data)] {
    let tops = [Bundle.module.resourceURL, Bundle.module.bundleURL].compactMap(\.self)
    let folders = tops.flatMap { [$0, $0.appendingPathComponent("Resources")] }
      .map { $0.appendingPathComponent("web").path }
    guard let folder = folders.first(where: { FileManager.default.fileExists(atPath: $0) }),
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    else { throw .incomplete }
    return names.compactMap { name in
      FileManager.default.contents(atPath: folder + "/" + name).map { (name, $0) }
    }
  }
}

extension PageRoutes.Page {
  init(_ name: String, _ data: Data) {
    let ending = name.split(separator: ".").last.map(String.init) ?? ""
    let type = PageRoutes.type(ending)
    self.type = "\(type); charset=utf-8"
    self.data = data
    tag = "\"\(StudyFolder.revision(String(decoding: data, as: UTF8.self)))\""
  }

  func response(to request: Request) -> Response {
    // Kept by the browser, asked for again, sent again only after a change.
    let headers: HTTPFields = [.cacheControl: "no-cache", .eTag: tag, .contentType: type]
    if request.headers[.ifNoneMatch] == tag {
      return Response(status: .notModified, headers: headers)
    }
    return Response(
      status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
  }
}

extension PageRoutes {
  fileprivate static func type(_ ending: String) -> String {
    types[ending] ?? "application/octet-stream"
  }
}
