/// Names of the resources and processes of a campus; the answer is read back by the same names.
///
/// Where a study has several sites, each name ends with that of its site.
struct CampusNames: Sendable, Equatable {
  /// Empty, or such as ` at Abilene`.
  var suffix = ""
  /// True where the cap on emissions is one for all sites.
  var sharesCap = false

  var electricity: String { "electricity" + suffix }
  var allowance: String { "emission cap" + (sharesCap ? "" : suffix) }
  var clean: String { "clean energy" + suffix }
  var notClean: String { "energy that need not be clean" + suffix }
  var maySkip: String { "load that may go unserved" + suffix }
  var unserved: String { "leave load unserved" + suffix }
  var dump: String { "throw electricity away" + suffix }
  var buy: String { "buy from grid" + suffix }
  var sell: String { "sell to grid" + suffix }
  var connection: String { "grid connection" + suffix }
  var connectionRoom: String { "largest grid connection" + suffix }
  func capacity(_ supply: String) -> String { "\(supply) capacity" + suffix }
  func energy(_ supply: String) -> String { "\(supply) energy capacity" + suffix }
  func level(_ supply: String) -> String { "\(supply) level" + suffix }
  func room(_ supply: String) -> String { "largest \(supply)" + suffix }
  func energyRoom(_ supply: String) -> String { "largest \(supply) energy" + suffix }
  func run(_ supply: String) -> String { "run \(supply)" + suffix }
  func charge(_ supply: String) -> String { "charge \(supply)" + suffix }
  func discharge(_ supply: String) -> String { "discharge \(supply)" + suffix }
  func curtail(_ step: Int) -> String { "curtail load, step \(step + 1)" + suffix }
  func curtailRoom(_ step: Int) -> String { "yearly curtailment, step \(step + 1)" + suffix }
  func need(_ supply: String) -> String { "least \(supply)" + suffix }
  func crews(_ what: String) -> String { "crews for \(what)" + suffix }
  func reach(_ what: String) -> String { "reach of \(what)" + suffix }
  func shown(_ what: String) -> String { "\(what) that stands" + suffix }
  func show(_ what: String) -> String { "grow \(what)" + suffix }
  /// The stage of the order is named where what starts in a year is ordered in several.
  func order(_ what: String, for year: Int, in stage: Int?) -> String {
    "order \(what)" + suffix + " for \(year)" + (stage.map { " in \($0)" } ?? "")
  }
  func build(_ what: String, in stage: String?) -> String {
    "build \(what)" + suffix + (stage.map { " in \($0)" } ?? "")
  }
}
