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
    var rows: [Row] = []
    var cells: [String] = []
    var cell: [UInt8] = []
    var line = 1
    var begin = 1
    var isQuoted = false
    var place = bytes.startIndex
    func next() -> UInt8? { place + 1 < bytes.endIndex ? bytes[place + 1] : nil }
    func endCell() {
      cells.append(String(decoding: cell, as: UTF8.self))
      cell.removeAll(keepingCapacity: true)
    }
    func endRow() {
      endCell()
      // A blank line is no row.
      if cells.count > 1 || !cells[0].isEmpty { rows.append(Row(line: begin, cells: cells)) }
      cells.removeAll(keepingCapacity: true)
    }
    while place < bytes.endIndex {
      let byte = bytes[place]
      if isQuoted {
        if byte == 0x22, next() == 0x22 {
          cell.append(byte)
          place += 1
        } else if byte == 0x22 {
          isQuoted = false
        } else {
          if byte == 0x0A { line += 1 }
          cell.append(byte)
        }
      } else {
        switch byte {
        case 0x22 where cell.isEmpty: isQuoted = true
        case 0x2C: endCell()
        case 0x0D where next() == 0x0A: break
        case 0x0A, 0x0D:
          endRow()
          line += 1
          begin = line
        default: cell.append(byte)
        }
      }
      place += 1
    }
    if isQuoted {
      throw ExchangeError(path, line: begin, "expected a closing quotation mark, found the end")
    }
    if !cell.isEmpty || !cells.isEmpty { endRow() }
    return rows
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
