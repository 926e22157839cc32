import Foundation

/// Why a report cannot be made.
public enum ReportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The chart library is in none of the usual places.
  case noChartLibrary(searched: [String])
  /// A file is there, but is not text that can be read.
  case unreadable(String)
  /// A file that belongs to the program is missing.
  case incomplete(String)

  public var description: String {
    switch self {
    case .noChartLibrary(let searched):
      "the chart library plotly.min.js is missing; run `make setup` to fetch it (looked at "
        + searched.prefix(4).joined(separator: ", ") + (searched.count > 4 ? ", …)" : ")")
    case .unreadable(let file): "cannot read “\(file)” as text"
    case .incomplete(let file):
      "“\(file)” is missing from the program's resources; build or install it again"
    }
  }
}

/// What a report carries along so that it opens without a network: the chart library and the page's
/// own style and script.
public struct ChartAssets: Sendable {
  /// The text of `plotly.min.js`, with its licence in the first lines.
  public var library: String
  public var style: String
  public var script: String
  /// What turns a plan into charts, shared by the report and the web app.
  public var charts: String
  /// The colours of both.
  public var palette: String
  /// Outlines of countries for maps, a module that exports `land`; empty where set-up did not bring them.
  public var land = ""

  public init(
    library: String, style: String, script: String, charts: String = "", palette: String = ""
  ) {
    self.library = library
    self.style = style
    self.script = script
    self.charts = charts
    self.palette = palette
  }

  /// Finds the chart library that `make setup` fetched or that an installation carries.
  ///
  /// - Throws: ``ReportError`` with what to do when it is not there.
  public static func find() throws(ReportError) -> ChartAssets {
    try find(
      executable: executable, folder: FileManager.default.currentDirectoryPath)
  }

  static func find(executable: String?, folder: String) throws(ReportError) -> ChartAssets {
    let places = candidates(executable: executable, folder: folder)
    guard let place = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw .noChartLibrary(searched: places)
    }
    var assets = ChartAssets(
      library: try text(place), style: try resource("report.css"),
      script: try resource("report.js"), charts: try resource("charts.js") + resource("hours.js"),
      palette: try resource("palette.css"))
    let land = URL(fileURLWithPath: place).deletingLastPathComponent()
      .appendingPathComponent("land.js").path
    if FileManager.default.fileExists(atPath: land) { assets.land = try text(land) }
    return assets
  }

  /// An installed copy first, then `.deps/web` above the executable, then above the folder.
  static func candidates(executable: String?, folder: String) -> [String] {
    var places: [String] = []
    if let executable {
      let home = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
        .deletingLastPathComponent()
      places.append(
        home.deletingLastPathComponent().appendingPathComponent("share/gigawatt/plotly.min.js").path
      )
      places += parents(home)
    }
    places += parents(URL(fileURLWithPath: folder, isDirectory: true).resolvingSymlinksInPath())
    var seen: Set<String> = []
    return places.filter { seen.insert($0).inserted }
  }

  private static func parents(_ folder: URL) -> [String] {
    var steps = folder.standardizedFileURL.pathComponents
    var places: [String] = []
    while !steps.isEmpty {
      let home = steps.count == 1 ? "" : "/" + steps.dropFirst().joined(separator: "/")
      places.append(home + "/.deps/web/plotly.min.js")
      steps.removeLast()
    }
    return places
  }

  private static var executable: String? {
    let own = "/proc/self/exe"
    if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: own) { return path }
    return Bundle.main.executablePath ?? CommandLine.arguments.first
  }

  /// A file of the program's own. A folder named `Resources` is what Foundation takes for the place of
  /// a bundle's resources, so the file may stand at the top or in that folder.
  static func resource(_ name: String) throws(ReportError) -> String {
    let tops = [Bundle.module.resourceURL, Bundle.module.bundleURL].compactMap(\.self)
    let places = tops.flatMap { [$0, $0.appendingPathComponent("Resources")] }
      .map { $0.appendingPathComponent(name).path }
    guard let file = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw .incomplete(name)
    }
    return try text(file)
  }

  private static func text(_ file: String) throws(ReportError) -> String {
    guard let data = FileManager.default.contents(atPath: file),
      let text = String(data: data, encoding: .utf8)
    else { throw .unreadable(file) }
    return text
  }
}
