import Foundation
import TestSupport
import Testing

@testable import Weather

/// Damage to weather and price files as it happens: every case must be refused at a line, or leave
/// a warning, or change nothing. 50 cases by default, 400 with GIGAWATT_SLOW=1 (traces have their
/// own 110).
@Suite("damage to files", .tags(.fuzz))
struct MutationTests {
  enum Damage: CaseIterable, Sendable {
    case dropped, doubled, swapped, notANumber, text, empty, inserted, removed, cut, units, shifted
  }

  static let slow = ProcessInfo.processInfo.environment["GIGAWATT_SLOW"] != nil

  /// Line of the first row and column of a number that is read, for each CSV format.
  static let formats: [(name: String, header: Int, column: Int)] = [
    ("epw", 8, 13), ("nsrdb", 3, 7), ("tmy3", 2, 3), ("pvgis", 7, 3), ("srw", 5, 2), ("wtk", 2, 8),
    ("nrel", 3, 2), ("meteo", 4, 5),
  ]

  static let clean: [String: WeatherYear] = {
    var years: [String: WeatherYear] = [:]
    for (name, _, _) in formats { years[name] = try? Fixture.read(Written.text(name)) }
    return years
  }()

  @Test("weather", arguments: 0..<(slow ? 200 : 24))
  func weather(seed: Int) throws {
    var dice = Dice(seed: UInt64(seed) + 31_000)
    let format = Self.formats[seed % Self.formats.count]
    let damage = Damage.allCases[seed / Self.formats.count % Damage.allCases.count]
    var lines = Written.text(format.name).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    let last = format.name == "pvgis" ? lines.count - 4 : lines.count - 2
    // Noon of some day, where a number of the sun is not 0; not in the days beyond the year.
    let row = format.header + 24 * Int.random(in: 3..<360, using: &dice) + 12
    try #require(row < last)
    guard apply(damage, to: &lines, row, format, &dice) else { return }
    let clean = try #require(Self.clean[format.name])
    do throws(WeatherError) {
      let year = try Fixture.read(lines.joined(separator: "\n"))
      let isSame =
        year.irradiance == clean.irradiance && year.dryBulb == clean.dryBulb
        && year.wind == clean.wind && year.pressure == clean.pressure
      let warned = year.notes.contains { note in note.isWarning && !clean.notes.contains(note) }
      #expect(isSame || warned, "\(format.name), \(damage), line \(row + 1): read without a word")
    } catch {
      #expect(error.line != nil, "\(error)")
      #expect(!error.expected.isEmpty && !error.found.isEmpty)
    }
  }

  /// False where the damage cannot be told from weather: rows without stamps may change places.
  private func apply(
    _ damage: Damage, to lines: inout [String], _ row: Int,
    _ format: (name: String, header: Int, column: Int), _ dice: inout Dice
  ) -> Bool {
    var cells = lines[row].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let column = format.column
    switch damage {
    case .dropped: lines.remove(at: row)
    case .doubled: lines.insert(lines[row], at: row)
    case .swapped:
      if format.name == "srw" { return false }
      lines.swapAt(row, row + 1)
    case .notANumber:
      cells[column] = "NaN"
      lines[row] = cells.joined(separator: ",")
    case .text:
      cells[column] = "n.d."
      lines[row] = cells.joined(separator: ",")
    case .empty:
      cells[column] = ""
      lines[row] = cells.joined(separator: ",")
    case .inserted:
      cells.insert("1", at: Int.random(in: 0..<min(3, cells.count), using: &dice))
      lines[row] = cells.joined(separator: ",")
    case .removed:
      cells.remove(at: Int.random(in: 0..<min(3, cells.count), using: &dice))
      lines[row] = cells.joined(separator: ",")
    case .cut: lines.removeSubrange(row...)
    case .units:
      // A column a hundred times too large, or every number of the sun a thousandth: kW for W.
      if format.column == 13 || format.name == "tmy3" {
        scaleSun(&lines, format.header, format.column..<(format.column + 3))
        return true
      }
      for index in format.header..<lines.count {
        var cells = lines[index].split(separator: ",", omittingEmptySubsequences: false)
          .map(String.init)
        guard cells.count > column, let value = cells[column].decimal else { continue }
        cells[column] = "\(value * 100)"
        lines[index] = cells.joined(separator: ",")
      }
    case .shifted:
      // The sun's numbers slip by three hours against their stamps.
      if ["srw", "wtk", "nrel"].contains(format.name) { return false }
      if format.name == "nsrdb" { return false }
      shift(&lines, format.header, columns: format.column..<(format.column + 3), by: 3)
    }
    return true
  }

  private func scaleSun(_ lines: inout [String], _ header: Int, _ columns: Range<Int>) {
    for index in header..<lines.count {
      var cells = lines[index].split(separator: ",", omittingEmptySubsequences: false)
        .map(String.init)
      for column in columns where cells.count > column {
        if let value = cells[column].decimal { cells[column] = "\(value / 1000)" }
      }
      lines[index] = cells.joined(separator: ",")
    }
  }

  private func shift(
    _ lines: inout [String], _ header: Int, columns: Range<Int>, by hours: Int
  ) {
    let rows = (header..<lines.count).filter { lines[$0].split(separator: ",").count > 3 }
    let cells = rows.map {
      lines[$0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    for (index, row) in rows.enumerated() {
      var own = cells[index]
      let other = cells[(index + rows.count - hours) % rows.count]
      for column in columns { own[column] = other[column] }
      lines[row] = own.joined(separator: ",")
    }
  }

  static let prices: [String] = StampedSeriesTests.rows(
    year: 2023, zone: .fixed(minutes: -360), style: StampedSeriesTests.utc)

  @Test("prices", arguments: 0..<(slow ? 200 : 26))
  func prices(seed: Int) throws {
    var dice = Dice(seed: UInt64(seed) + 77_000)
    var rows = Self.prices
    let row = Int.random(in: 40..<8700, using: &dice)
    let parts = rows[row].split(separator: ",").map(String.init)
    let damage = seed % 13
    var line: Int? = row + 2
    switch damage {
    case 0:
      rows.remove(at: row)
    case 1:
      rows.insert(rows[row], at: row)
      line = row + 3
    case 2: rows[row] = parts[0] + ",NaN"
    case 3: rows[row] = parts[0] + ",dear"
    case 4: rows[row] = parts[0] + ","
    case 5: rows[row] = parts[0] + ",1," + parts[1]
    case 6: rows[row] = parts[0]
    case 7: rows[row] = parts[1] + "," + parts[0]
    case 8: rows[row] = parts[0].replacing("2023", with: "2O23") + "," + parts[1]
    case 9: rows[row] = parts[0].replacing(":00:00Z", with: ":17:00Z") + "," + parts[1]
    case 10:
      rows.removeSubrange(row...)
      line = row + 1
    case 11: rows[row] = parts[0] + ",$" + parts[1]
    default: rows[row] = parts[0].replacing("2023", with: "1823") + "," + parts[1]
    }
    let error = failure {
      try StampedSeriesTests.read(rows).year(2023, on: SeriesClock(utcOffset: -6))
    }
    #expect(error != nil, "damage \(damage) read without a word")
    #expect(error?.line == line, "damage \(damage): \(error?.description ?? "")")
  }
}
