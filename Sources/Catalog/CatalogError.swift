/// Why a fact cannot be given. It carries what the user wrote.
public enum CatalogError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The shipped file is missing or broken; lines count from 1.
  case file(line: Int?, String)
  /// A table of operating points is missing or broken; lines count from 1.
  case table(file: String, line: Int?, String)
  /// No operating points for that kind of work.
  case unknownWork(String, nearest: String?, known: [String])
  /// No operating points for that model.
  case unknownModel(String, work: String, nearest: String?, known: [String])
  /// The model has operating points, on other accelerators.
  case noOperatingPoint(
    accelerator: String, model: String, work: String, nearest: String?, known: [String])
  /// No technology of that name.
  case unknownTechnology(String, nearest: String?, known: [String])
  /// The technology has no such number: a typing error, or something the catalog leaves unset.
  case unset(technology: String, parameter: String, nearest: String?)
  /// The number depends on the year and no year was given.
  case yearNeeded(technology: String, parameter: String, years: ClosedRange<Int>)
  /// The price index does not reach this year.
  case noPriceIndex(Int, known: ClosedRange<Int>)

  /// One sentence without a full stop.
  public var description: String {
    switch self {
    case .file(let line?, let what): "catalog.csv, line \(line): \(what)"
    case .file(nil, let what): "catalog.csv: \(what)"
    case .table(let file, let line?, let what): "\(file), line \(line): \(what)"
    case .table(let file, nil, let what): "\(file): \(what)"
    case .unknownWork(let name, let nearest?, _):
      "the catalog has no work “\(name)”; did you mean “\(nearest)”?"
    case .unknownWork(let name, nil, let known):
      "the catalog has no work “\(name)”; it has \(known.joined(separator: ", "))"
    case .unknownModel(let name, let work, let nearest?, _):
      "the catalog has no model “\(name)” for \(work); did you mean “\(nearest)”?"
    case .unknownModel(let name, let work, nil, let known):
      "the catalog has no model “\(name)” for \(work); it has \(known.joined(separator: ", "))"
    case .noOperatingPoint(let accelerator, let model, let work, let nearest, let known):
      "nobody has measured \(work) with \(model) on “\(accelerator)”"
        + (nearest.map { "; did you mean “\($0)”?" }
          ?? ": the catalog has it on \(known.joined(separator: ", "))")
    case .unknownTechnology(let name, let nearest?, _):
      "the catalog has no “\(name)”; did you mean “\(nearest)”?"
    case .unknownTechnology(let name, nil, let known):
      "the catalog has no “\(name)”; it has \(known.joined(separator: ", "))"
    case .unset(let technology, let parameter, let nearest?):
      "the catalog has no “\(parameter)” of \(technology); did you mean “\(nearest)”?"
    case .unset(let technology, let parameter, nil):
      "the catalog has no “\(parameter)” of \(technology): give it in the study"
    case .yearNeeded(let technology, let parameter, let years):
      "“\(parameter)” of \(technology) depends on the year: "
        + "say which, from \(years.lowerBound) to \(years.upperBound)"
    case .noPriceIndex(let year, let known):
      "no price index for \(year): it is known from \(known.lowerBound) to \(known.upperBound)"
    }
  }
}
