import Foundation

/// A comma separated file with a header, every cell with its line.
///
/// SwiftCSV pads short rows and forgets lines; files of other programs are checked for both, so the
/// splitting is done here: RFC 4180, quotes doubled inside quotes, LF or CRLF, UTF-8.
struct DelimitedText {
  let path: String
  /// The names of the first line, without blanks around them.
  let header: [String]
  /// The same as they stand there: a component's own name may begin or end with a blank.
  let owners: [String]
  let rows: [Row]

  struct Row {
    /// Counted from 1.
    var line: Int
    var cells: [String]
  }

  /// Reads a plain or gzip-compressed file.
  init(path: String) throws(ExchangeError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw ExchangeError(path, "expected a readable file, found no such file or no access")
    }
    let bytes = data.starts(with: [0x1F, 0x8B]) ? try Gunzip.bytes(path) : [UInt8](data)
    try self.init(bytes: bytes, path: path)
  }

  init(bytes raw: [UInt8], path: String) throws(ExchangeError) {
    self.path = path
    var bytes = raw[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
      throw ExchangeError(
        path, line: 1, "expected comma separated text in UTF-8, found other bytes")
    }
    var rows = try Self.split(bytes, path)
    guard !rows.isEmpty else {
      throw ExchangeError(path, line: 1, "expected a line of column names, found an empty file")
    }
    let first = rows.removeFirst()
    let header = first.cells.map { $0.trimmingCharacters(in: .whitespaces) }
    self.header = header
    owners = first.cells
    if header.count == 1, let other = [";", "\t"].first(where: { header[0].contains($0) }) {
      let name = other == ";" ? "semicolons" : "tabs"
      throw ExchangeError(
        path, line: first.line, "expected columns separated by commas, found \(name)")
    }
    var seen: Set<String> = []
    for name in owners.dropFirst() where !seen.insert(name).inserted {
      throw ExchangeError(path, line: first.line, "the column “\(name)” stands twice")
    }
    for row in rows where row.cells.count != header.count {
      throw ExchangeError(
        path, line: row.line,
        "expected \(header.count) cells as in the first line, found \(row.cells.count)")
    }
    self.rows = rows
  }

  func column(_ name: String) -> Int? { header.firstIndex(of: name) }

  private static func split(_ bytes: ArraySlice<UInt8>, _ path: String) throws(ExchangeError)
    -> [Row]
  {
    var scanner = Scanner(bytes: bytes)
    while scanner.place < bytes.endIndex {
      if scanner.isQuoted { scanner.readQuoted() } else { scanner.readPlain() }
    }
    if scanner.isQuoted {
      throw ExchangeError(
        path, line: scanner.begin, "expected a closing quotation mark, found the end")
    }
    scanner.endText()
    return scanner.rows
  }
}

/// Splits text into rows of cells, a stretch of plain bytes at a time.
private struct Scanner {
  let bytes: ArraySlice<UInt8>
  var place: Int
  var rows: [DelimitedText.Row] = []
  /// The line at which the row begins.
  var begin = 1
  var isQuoted = false

  private var line = 1
  private var cells: [String] = []
  /// What the cell has from stretches before the last one: only cells with quotation marks have any.
  private var cell: [UInt8] = []
  private var width = 0

  init(bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  /// Reads what stands between quotation marks, to the mark that ends it or is doubled.
  mutating func readQuoted() {
    let start = place
    while place < bytes.endIndex, bytes[place] != 0x22 {
      if bytes[place] == 0x0A { line += 1 }
      place += 1
    }
    cell += bytes[start..<place]
    guard place < bytes.endIndex else { return }
    place += 1
    if next == 0x22 {
      cell.append(0x22)
      place += 1
    } else {
      isQuoted = false
    }
  }

  /// Reads plain bytes, and what ends them: a comma, the line, or a quotation mark.
  mutating func readPlain() {
    let start = place
    while place < bytes.endIndex {
      let byte = bytes[place]
      if byte == 0x2C || byte == 0x0A || byte == 0x0D { break }
      if byte == 0x22, place == start, cell.isEmpty { break }
      place += 1
    }
    let plain = bytes[start..<place]
    guard place < bytes.endIndex else {
      cell += plain
      return
    }
    let byte = bytes[place]
    place += 1
    switch byte {
    case 0x22: isQuoted = true
    case 0x2C: endCell(plain)
    case 0x0D where next == 0x0A: cell += plain
    default:
      endRow(plain)
      line += 1
      begin = line
    }
  }

  /// The last row, where no line ends it.
  mutating func endText() { if !cell.isEmpty || !cells.isEmpty { endRow([]) } }

  private var next: UInt8? { place < bytes.endIndex ? bytes[place] : nil }

  private mutating func endCell(_ plain: ArraySlice<UInt8>) {
    if cell.isEmpty {
      cells.append(String(decoding: plain, as: UTF8.self))
    } else {
      cells.append(String(decoding: cell + plain, as: UTF8.self))
      cell.removeAll(keepingCapacity: true)
    }
  }

  private mutating func endRow(_ plain: ArraySlice<UInt8>) {
    endCell(plain)
    // A blank line is no row.
    if cells.count > 1 || !cells[0].isEmpty {
      rows.append(DelimitedText.Row(line: begin, cells: cells))
      width = cells.count
    }
    cells = []
    cells.reserveCapacity(width)
  }
}

/// Unpacks a gzip file with the system's own `gzip`, which every Linux and macOS has.
enum Gunzip {
  static func bytes(_ path: String) throws(ExchangeError) -> [UInt8] {
    let result = try Subprocess.run("gzip", ["-dc", path], for: path)
    guard result.status == 0 else {
      throw ExchangeError(path, "expected a gzip file, but gzip says: \(result.firstError)")
    }
    return result.output
  }
}

/// A program of the system that is run to its end.
struct Subprocess {
  var status: Int32
  var output: [UInt8]
  var errors: String

  var firstError: String {
    errors.split(whereSeparator: \.isNewline).last.map(String.init) ?? "nothing"
  }

  static func run(_ name: String, _ arguments: [String], for path: String) throws(ExchangeError)
    -> Subprocess
  {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [name] + arguments
    let output = Pipe()
    // Errors go to a file: a program that fills two pipes at once would wait for ever.
    let errors = FileManager.default.temporaryDirectory.appending(
      path: "gigawatt-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: errors.path(), contents: nil)
    defer { try? FileManager.default.removeItem(at: errors) }
    do {
      process.standardOutput = output
      process.standardError = try FileHandle(forWritingTo: errors)
      try process.run()
      let data = try output.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      let text = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
      return Subprocess(status: process.terminationStatus, output: [UInt8](data), errors: text)
    } catch {
      throw ExchangeError(path, "cannot run \(name): \(error.localizedDescription)")
    }
  }
}
