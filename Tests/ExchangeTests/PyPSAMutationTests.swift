import Exchange
import Foundation
import Studies
import TestSupport
import Testing

/// A network with every kind of file, to be damaged.
private let rich: [String: String] = {
  var files = Networks.plain
  files["buses.csv"] =
    "name,v_nom,carrier\nLeipzig,380,AC\nHalle,380,AC\nGera,380,AC\nheat,1,heat\n"
  files["links.csv"] =
    "name,bus0,bus1,bus2,efficiency,efficiency2,p_nom,marginal_cost\nchp,Leipzig,Halle,heat,0.4,0.3,20,1\n"
  files["lines.csv"] =
    "name,bus0,bus1,x,s_nom,s_nom_extendable,capital_cost\na,Leipzig,Halle,0.1,20,False,0\nb,Halle,Gera,0.1,20,True,3\nc,Gera,Leipzig,0.2,20,False,0\n"
  files["storage_units.csv"] =
    "name,bus,p_nom,max_hours,efficiency_store,cyclic_state_of_charge\npumped,Gera,10,4,0.9,True\n"
  files["stores.csv"] = "name,bus,e_nom,e_initial\ntank,heat,50,20\n"
  files["global_constraints.csv"] =
    "name,type,carrier_attribute,sense,constant\nco2,primary_energy,co2_emissions,<=,500\n"
  files["loads-p_set.csv"] = ",city\n0,30\n1,31\n2,29\n"
  files["generators.csv"]? +=
    "unit,Halle,gas,20,False,0,40,0.4\nboiler,heat,gas,50,False,0,20,0.9\nsink,heat,,500,False,0,0,1\n"
  return files
}()

/// 100 of them take a second or two; all 500 run with the slow tests.
private let blocks = ProcessInfo.processInfo.environment["GIGAWATT_SLOW"] == nil ? 2 : 10

@Suite("Damaged PyPSA files")
struct PyPSAMutationTests {
  /// Every damage is refused with a file and, where one is to blame, a line; or the import says what it
  /// left out; or the network still means something and the study that was written reads well.
  @Test(
    "500 mutations: refused with a place, warned of, or read as PyPSA reads it",
    arguments: 0..<blocks)
  func mutations(block: Int) throws {
    for seed in block * 50..<(block + 1) * 50 {
      var dice = Dice(seed: UInt64(seed))
      var files = rich
      let damage = Damage.random(&dice, &files)
      let folder = try NetworkFolder(files)
      defer { folder.remove() }
      let out = folder.path + "/study"
      let imported: PyPSAImport
      do throws(ExchangeError) {
        imported = try PyPSAImport(path: folder.path)
      } catch {
        #expect(!error.diagnostics.isEmpty, "\(damage) gave no reason")
        for diagnostic in error.diagnostics {
          #expect(diagnostic.file.hasPrefix(folder.path), "\(damage): \(diagnostic)")
          let isAboutAll = diagnostic.file == folder.path || diagnostic.line != nil
          #expect(isAboutAll || damage.isWhole, "\(damage): \(diagnostic) has no line")
        }
        continue
      }
      if damage.mustBeSeen {
        #expect(
          !imported.warnings.isEmpty, "seed \(seed): \(damage) was neither refused nor warned of")
      }
      try imported.write(to: out)
      let read = try Study.read(out)
      #expect(try imported.source.study().chain == read.chain, "\(damage)")
    }
  }
}

/// One thing that may happen to a file.
struct Damage: CustomStringConvertible {
  var description: String
  /// Nobody could mean it: it must be refused or warned of.
  var mustBeSeen: Bool
  /// It concerns a file as a whole, which has no line.
  var isWhole = false

  static func random(_ dice: inout Dice, _ files: inout [String: String]) -> Damage {
    let name = files.keys.sorted().randomElement(using: &dice) ?? ""
    var lines = (files[name] ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    if lines.last == "" { lines.removeLast() }
    let row = Int.random(in: 1..<max(2, lines.count), using: &dice)
    var cells = lines[row].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let column = Int.random(in: 0..<cells.count, using: &dice)
    let header = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let place = "\(name):\(row + 1) “\(header[column])”"
    var damage = Damage(description: "", mustBeSeen: false)
    switch Int.random(in: 0..<14, using: &dice) {
    case 0:
      damage.description = "text for a number at \(place)"
      damage.mustBeSeen = Double(cells[column]) != nil && column > 0 && header[column] != "snapshot"
      cells[column] = "about 7"
    case 1:
      damage.description = "NaN at \(place)"
      cells[column] = "NaN"
    case 2:
      damage.description = "one cell too few in \(name):\(row + 1)"
      damage.mustBeSeen = true
      cells.removeLast()
    case 3:
      damage.description = "one cell too many in \(name):\(row + 1)"
      damage.mustBeSeen = true
      cells.append("1")
    case 4:
      damage.description = "semicolons in \(name)"
      damage.mustBeSeen = true
      files[name] = files[name]?.replacing(",", with: ";")
      return damage
    case 5:
      damage.description = "row \(row + 1) twice in \(name)"
      damage.mustBeSeen = true
      lines.insert(lines[row], at: row)
      cells = lines[row].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    case 6:
      damage.description = "row \(row + 1) of \(name) is gone"
      damage.mustBeSeen = name.contains("-") || name == "buses.csv" && row < 4
      lines.remove(at: row)
      files[name] = lines.joined(separator: "\n") + "\n"
      return damage
    case 7:
      damage.description = "unknown name in the header of \(name): \(header[column])"
      damage.mustBeSeen = column > 0
      var names = header
      names[column] += "zz"
      lines[0] = names.joined(separator: ",")
    case 8:
      damage.description = "\(name) ends in the middle"
      let text = lines.joined(separator: "\n")
      files[name] = String(text.prefix(Int.random(in: 0..<text.count, using: &dice)))
      return damage
    case 9:
      damage.description = "an open quotation mark at \(place)"
      damage.mustBeSeen = true
      cells[column] = "\"" + cells[column]
    case 10:
      damage.description = "a negative number at \(place)"
      cells[column] = "-" + cells[column]
    case 11:
      damage.description = "an infinite number at \(place)"
      cells[column] = "inf"
    case 12:
      damage.description = "\(name) is gone"
      damage.isWhole = true
      files[name] = nil
      return damage
    default:
      damage.description = "the number of \(place) is huge"
      cells[column] = "1e300"
    }
    lines[row] = cells.joined(separator: ",")
    files[name] = lines.joined(separator: "\n") + "\n"
    return damage
  }
}
