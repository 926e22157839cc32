import Foundation
import Synchronization
import Weather

/// The files of a study for a program that reads it again and again, or on behalf of others: what was
/// read is kept while it does not change, and nothing outside of one folder is read.
///
/// It is in force within ``reading(_:)``. Without it every file is read anew from wherever the study says.
package final class StudyFiles: Sendable {
  @TaskLocal private static var current: StudyFiles?

  /// The folder outside of which nothing is read, with its links resolved.
  package let root: String
  private let kept: Mutex<Kept>

  /// - Parameters:
  ///   - root: an existing folder.
  ///   - limit: how many files and outputs are kept; the one that was not used for longest goes first.
  package init(root: String, limit: Int = 48) {
    self.root = Self.resolved(root)
    kept = Mutex(Kept(limit: limit))
  }

  /// Runs something that reads studies from these files.
  package func reading<Value, Failure: Error>(_ body: () throws(Failure) -> Value)
    throws(Failure) -> Value
  {
    let result: Result<Value, Failure> = Self.$current.withValue(self) {
      do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// Whether a path, once its links are followed, is in the folder.
  package func contains(_ path: String) -> Bool {
    let found = Self.resolved(path)
    return found == root || found.hasPrefix(root == "/" ? "/" : root + "/")
  }

  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }

  // MARK: What readers of studies ask

  /// The path itself, or one that no file has and that says why.
  static func allowed(_ path: String, named name: String) -> String {
    guard let current, !current.contains(path) else { return path }
    return name + " (outside of the folder of studies, from which nothing is read here)"
  }

  static func weather(_ path: String, _ options: WeatherOptions) throws(WeatherError) -> WeatherYear
  {
    try keep(Key.weather(Stamp(path), options)) { () throws(WeatherError) in
      try WeatherFile.read(path, options)
    }
  }

  static func content(
    _ path: String, _ options: SeriesOptions, local: Double
  ) throws(WeatherError) -> SeriesFile.Content {
    try keep(Key.content(Stamp(path), options, local)) { () throws(WeatherError) in
      try SeriesFile.content(path, options, local: local)
    }
  }

  static func table(_ path: String) throws(WeatherError) -> SeriesTable {
    try keep(Key.table(Stamp(path))) { () throws(WeatherError) in try SeriesTable(path: path) }
  }

  static func solar(_ year: WeatherYear, _ system: PVSystem) throws(WeatherError) -> [Double] {
    try keep(Key.solar(year, system)) { () throws(WeatherError) in try year.solarOutput(system).ac }
  }

  static func wind(_ year: WeatherYear, _ farm: WindFarm) throws(WeatherError) -> [Double] {
    try keep(Key.wind(year, farm)) { () throws(WeatherError) in try year.windOutput(farm) }
  }

  // MARK: What is kept

  /// A file as it was when it was read.
  private struct Stamp: Hashable {
    var path: String
    var changed: Date?
    var size: Int?

    init(_ path: String) {
      self.path = path
      let found = try? FileManager.default.attributesOfItem(atPath: path)
      changed = found?[.modificationDate] as? Date
      size = found?[.size] as? Int
    }
  }

  private enum Key: Hashable {
    case weather(Stamp, WeatherOptions)
    case content(Stamp, SeriesOptions, Double)
    case table(Stamp)
    case solar(WeatherYear, PVSystem)
    case wind(WeatherYear, WindFarm)
  }

  private struct Kept {
    let limit: Int
    var values: [Key: (value: any Sendable, used: Int)] = [:]
    var clock = 0

    mutating func value(_ key: Key) -> (any Sendable)? {
      guard let found = values[key] else { return nil }
      clock += 1
      values[key] = (found.value, clock)
      return found.value
    }

    mutating func keep(_ value: any Sendable, as key: Key) {
      clock += 1
      values[key] = (value, clock)
      guard values.count > limit, let oldest = values.min(by: { $0.value.used < $1.value.used })
      else { return }
      values[oldest.key] = nil
    }
  }

  private static func keep<Value: Sendable>(
    _ key: @autoclosure () -> Key, _ make: () throws(WeatherError) -> Value
  ) throws(WeatherError) -> Value {
    guard let current else { return try make() }
    let key = key()
    if let known = current.kept.withLock({ $0.value(key) }) as? Value { return known }
    let value = try make()
    current.kept.withLock { $0.keep(value, as: key) }
    return value
  }
}
