import ArgumentParser
import Questions

/// Changes made to a study before it is planned.
struct ChangeOptions: ParsableArguments {
  @Option(
    name: .customLong("add"),
    help: ArgumentHelp("Add the keys of a YAML file to the study.", valueName: "file"))
  var adds: [String] = []

  @Option(
    name: .customLong("drop"),
    help: ArgumentHelp(
      "Leave out a key of the study, such as 'grid' or 'supplies.wind', a supply or a process.",
      valueName: "name"))
  var drops: [String] = []

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Set a key of the study, such as 'supplies.smr.overnight cost=3000 USD/kW' or 'load=50 MW', or a number "
        + "of a chain, such as 'sell wheat.gives.USD=200', 'land.endowment@now=400', 'make.limit=150'.",
      valueName: "key=value"))
  var sets: [String] = []

  @Option(
    name: .customLong("scale"),
    help: ArgumentHelp(
      "Multiply the number of a key, such as 'supplies.battery.energy cost=0.5'.",
      valueName: "key=factor"))
  var scales: [String] = []

  @Option(
    name: .customLong("fix"),
    help: ArgumentHelp(
      "Fix an activity, such as 'plant wheat=120' or 'sell wheat@good=0'.",
      valueName: "process[@node]=value"))
  var fixes: [String] = []

  @Option(
    name: [.customLong("reveal"), .customLong("node")],
    help: ArgumentHelp("The future is known to pass through this node.", valueName: "node"))
  var reveal: String?

  @Flag(help: "Plan for the mean of the futures instead of all of them.")
  var mean = false

  static let none: ChangeOptions = {
    var options = ChangeOptions()
    options.adds = []
    options.drops = []
    options.sets = []
    options.scales = []
    options.fixes = []
    options.reveal = nil
    options.mean = false
    return options
  }()

  var words: ChangeWords {
    var words = ChangeWords()
    words.adds = adds
    words.drops = drops
    words.sets = sets
    words.scales = scales
    words.fixes = fixes
    words.reveal = reveal
    words.mean = mean
    return words
  }
}
