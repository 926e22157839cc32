import Foundation
import Studies

/// A netCDF file as a folder of CSV files.
///
/// netCDF-4 is HDF5, which only its own library reads. PyPSA's users have it in Python, so a short
/// script of the program's own does the reading there; the program itself needs no library.
struct NetCDF {
  let path: String
  /// What the user named; another path where the files were made from it.
  let source: String

  private var isTemporary: Bool { source != path }

  /// A diagnostic under the user's own name: `network.nc/links.csv:2`.
  func named(_ diagnostic: Diagnostic) -> Diagnostic {
    var named = diagnostic
    if isTemporary, named.file.hasPrefix(path) {
      named.file = source + named.file.dropFirst(path.count)
    }
    return named
  }

  static func folder(for path: String) throws(ExchangeError) -> NetCDF {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw ExchangeError(
        path, "expected a PyPSA network (a folder of CSV files or a .nc file), found nothing")
    }
    if isFolder.boolValue { return NetCDF(path: path, source: path) }
    let data =
      (try? FileHandle(forReadingFrom: URL(filePath: path)))?.readData(ofLength: 8) ?? Data()
    let isNetCDF =
      data.starts(with: [0x89, 0x48, 0x44, 0x46]) || data.starts(with: [0x43, 0x44, 0x46])
    guard isNetCDF else {
      throw ExchangeError(
        path, "expected a folder of CSV files or a netCDF file, found another file")
    }
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "gigawatt-\(UUID().uuidString)")
    let result = NetCDF(path: folder.path(), source: path)
    do throws(ExchangeError) {
      try convert(path, to: result.path)
    } catch {
      result.remove()
      throw error
    }
    return result
  }

  func remove() {
    if isTemporary { try? FileManager.default.removeItem(atPath: path) }
  }

  /// Python with the package netCDF4: the one that is named, the one that set-up made, any other.
  private static var pythons: [String] {
    var all: [String] = []
    if let own = ProcessInfo.processInfo.environment["GIGAWATT_PYTHON"] { all.append(own) }
    var folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    for _ in 0..<6 {
      folder.deleteLastPathComponent()
      all.append(folder.appending(path: ".deps/netcdf/bin/python3").path())
    }
    all.append(FileManager.default.currentDirectoryPath + "/.deps/netcdf/bin/python3")
    return all.filter { FileManager.default.isExecutableFile(atPath: $0) } + ["python3"]
  }

  private static func convert(_ path: String, to folder: String) throws(ExchangeError) {
    guard let script = Bundle.module.url(forResource: "netcdf_to_csv", withExtension: "py") else {
      throw ExchangeError(path, "the script that reads netCDF is missing from this installation")
    }
    var last = "no python3 was found"
    for python in pythons {
      let run = try Subprocess.run(python, [script.path(), path, folder], for: path)
      if run.status == 0 { return }
      last = run.firstError
      // 3: this Python has no netCDF4; the next one may.
      if run.status != 3, run.status != 127 { throw ExchangeError(path, last) }
    }
    throw ExchangeError(
      path,
      "reading netCDF needs Python with the package netCDF4 (\(last)); `make netcdf` installs it, or "
        + "name a Python that has it in GIGAWATT_PYTHON, or export the network as a folder of CSV files"
    )
  }
}
