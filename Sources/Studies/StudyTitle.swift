import Yams

extension Study {
  /// The title that a text says it has, as YAML means it, without reading the rest: for lists of studies.
  ///
  /// `nil` where there is none or it cannot be read.
  package static func title(in text: String) -> String? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.firstIndex(where: { $0.hasPrefix("title:") }) else { return nil }
    // A long title goes on in lines that stand further in.
    let more = lines[(first + 1)...].prefix { $0.isEmpty || $0.first == " " }
    let own = ([lines[first]] + more).joined(separator: "\n")
    guard case .mapping(let mapping)? = try? compose(yaml: own),
      let title = mapping["title"]?.string?.onOneLine, !title.isEmpty
    else { return nil }
    return title
  }
}

extension String {
  /// A title in a block of lines, as a list shows it.
  var onOneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
