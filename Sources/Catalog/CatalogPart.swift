import Synchronization

extension Catalog {
  /// The part of the shipped catalog from which one number comes: its rows, and the price index where it is money.
  ///
  /// Gives the same number as ``standard``, which reads and checks some hundred rows more: a plan needs few of
  /// them. Empty where the catalog leaves the number unset.
  ///
  ///     let cost = try Catalog.standard("solar", "overnight cost").number("solar", "overnight cost", year: 2032)
  ///
  /// - Parameters:
  ///   - technology: the name of a technology, or an alias.
  ///   - parameter: the parameter, as in `overnight cost`.
  /// - Throws: `CatalogError.file` where the file is missing or one of these rows is wrong.
  public static func standard(
    _ technology: String, _ parameter: String
  ) throws(CatalogError) -> Catalog {
    let wanted = technology.lowercased()
    let found = Technology.all.first { $0.name == wanted || $0.aliases.contains(wanted) }
    let key = CatalogLines.Key(technology: found?.name ?? wanted, parameter: parameter)
    if let known = parts.withLock({ $0[key] }) { return known }
    let lines = try lines.get()
    var rows = try lines.rows(key)
    if key != .priceIndex, rows.contains(where: { $0.moneyYear != nil }) {
      rows += try priceIndex.rows
    }
    let part = Catalog(rows: rows)
    parts.withLock { $0[key] = part }
    return part
  }

  /// The part by which money of one year becomes money of another.
  public static var priceIndex: Catalog {
    get throws(CatalogError) {
      let key = CatalogLines.Key.priceIndex
      return try standard(key.technology, key.parameter)
    }
  }

  private static let parts = Mutex<[CatalogLines.Key: Catalog]>([:])

  private static let lines = Result<CatalogLines, CatalogError> { () throws(CatalogError) in
    CatalogLines(try CatalogFile.standardText())
  }
}

/// The lines of the shipped file by the number that they are about, not read yet.
struct CatalogLines {
  struct Key: Hashable {
    let technology: String
    let parameter: String

    static let priceIndex = Key(technology: "inflation", parameter: "price index")
  }

  /// Lines that stand together.
  private struct Run {
    var first: Int
    var text: Substring
  }

  private let header: Substring
  private var runs: [Key: [Run]] = [:]

  /// Only the first two cells are looked at, and where quotation marks leave a cell open.
  init(_ text: String) {
    let bytes = text.utf8
    var start = bytes.firstIndex(of: UInt8(ascii: "\n")).map(bytes.index(after:)) ?? bytes.endIndex
    header = text[..<start]
    var line = 2
    var run: (key: Key, start: String.Index, line: Int)?
    while start < bytes.endIndex {
      var end = start
      var isOpen = false
      var lines = 0
      while end < bytes.endIndex {
        let byte = bytes[end]
        bytes.formIndex(after: &end)
        if byte == UInt8(ascii: "\"") { isOpen.toggle() }
        guard byte == UInt8(ascii: "\n") else { continue }
        lines += 1
        if !isOpen { break }
      }
      let cells = bytes[start..<end].split(
        separator: UInt8(ascii: ","), maxSplits: 2, omittingEmptySubsequences: false)
      let key = Key(
        technology: String(Substring(cells[0])),
        parameter: cells.count > 1 ? String(Substring(cells[1])) : "")
      if let known = run, known.key != key {
        runs[known.key, default: []].append(Run(first: known.line, text: text[known.start..<start]))
        run = nil
      }
      if run == nil { run = (key, start, line) }
      start = end
      line += lines
    }
    if let run {
      runs[run.key, default: []].append(Run(first: run.line, text: text[run.start...]))
    }
  }

  func rows(_ key: Key) throws(CatalogError) -> [CatalogRow] {
    var rows: [CatalogRow] = []
    for run in runs[key] ?? [] {
      rows += try CatalogFile.rows(String(header + run.text), first: run.first)
    }
    return rows
  }
}
