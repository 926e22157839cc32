import Foundation

/// Writes a folder of text files: all of them, or none.
enum FolderWriter {
  static func write(_ files: [(name: String, text: String)], to folder: String)
    throws(ExchangeError)
  {
    let manager = FileManager.default
    if let content = try? manager.contentsOfDirectory(atPath: folder), !content.isEmpty {
      throw ExchangeError(
        folder, "expected a new or empty folder to write to, found one with files")
    }
    let target = URL(filePath: folder).standardizedFileURL
    let draft = target.deletingLastPathComponent().appending(
      path: ".\(target.lastPathComponent).\(UUID().uuidString)")
    do {
      for file in files {
        let place = draft.appending(path: file.name)
        try manager.createDirectory(
          at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.text.utf8).write(to: place)
      }
      if manager.fileExists(atPath: target.path()) { try manager.removeItem(at: target) }
      try manager.moveItem(at: draft, to: target)
    } catch {
      try? manager.removeItem(at: draft)
      throw ExchangeError(folder, "cannot be written: \(error.localizedDescription)")
    }
  }
}
