import ArgumentParser
import Exchange
import Questions
import Studies

/// What a command's argument names: a study, or a PyPSA network, which becomes one on the way.
enum NamedStudy {
  static let help: ArgumentHelp = """
    A study: a YAML file, or a folder with a study.yaml. Or a PyPSA network: a folder of CSV files, \
    or a .nc file.
    """

  static func source(_ path: String) throws(Failure) -> StudySource {
    if PyPSAImport.isNetwork(path) {
      do throws(ExchangeError) {
        return try PyPSAImport(path: path).source
      } catch {
        throw .badInput(error.description)
      }
    }
    do throws(StudyError) {
      return try StudySource(path)
    } catch {
      throw Failure(.study(error))
    }
  }
}
