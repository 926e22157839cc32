import ArgumentParser
import Questions
import Reporting
import Studies

struct BreakevenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "breakeven",
    abstract: "The value of a number at which a condition becomes true.",
    discussion: """
      The key is one of the study, such as 'supplies.smr.overnight cost', or a number of a chain, such as \
      'plant wheat.takes.USD'. A condition is “NAME enters”, or a measure, one of >= <= > < =, and a number with \
      its unit or another measure. Measures: value, cost, cost per MWh, emissions, unserved, clean share, capacity \
      of X, energy of X, share of X, activity of X, stock of X, price of X; each may end with “in NODE”.

        gigawatt breakeven Examples/el-paso 'supplies.solar.overnight cost' --where 'solar enters' \\
          --between '500 USD/kW' '4000 USD/kW'
        gigawatt breakeven Examples/el-paso 'fuels.natural gas.price' --where 'share of solar >= 50 %' \\
          --between '2 USD/MMBtu' '12 USD/MMBtu'
      """)

  @Argument(help: "A study: a YAML file, or a folder with a study.yaml.")
  var study: String

  @Argument(help: "The key of a number.")
  var key: String

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("The condition, such as 'smr enters'.", valueName: "condition"))
  var condition: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The two values between which to look.", valueName: "values"))
  var between: [String]

  @Flag(help: "The values are factors on the number that is there.")
  var factor = false

  @Option(
    help: ArgumentHelp("How close to come; a thousandth of the larger value.", valueName: "value"))
  var tolerance: String?

  @Option(help: "Probes across the range before the bisection.")
  var probes = 5

  @OptionGroup var changes: ChangeOptions
  @OptionGroup var solving: SolvingOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    guard between.count == 2 else {
      throw ValidationError(
        "expected two values after --between, such as '2000 USD/kW' '8000 USD/kW', found \(between.count)"
      )
    }
    guard (2...1000).contains(probes) else {
      throw ValidationError("expected from 2 to 1000 probes, found \(probes)")
    }
  }

  func run() throws {
    let question = try question()
    let asking = try Asking(study, changes, solving)
    let read = try asking.read()
    let answer = try asking.ask { (inquiry) throws(QuestionError) in try question.answer(inquiry) }
    Terminal.print(json ? try JSONText.encode(answer) : asking.text(read).page(answer))
    if !answer.isDone {
      throw Failure(code: .stopped, message: "stopped before the bracket was as narrow as asked")
    }
  }

  private func question() throws(Failure) -> Breakeven {
    do throws(QuestionError) {
      let (first, unit) = try Knob.parse(between[0])
      let (second, other) = try Knob.parse(between[1])
      guard unit == other || unit.isEmpty || other.isEmpty else {
        throw .words("error: --between: expected one unit, found \(unit) and \(other)")
      }
      let width = try tolerance.map { (text) throws(QuestionError) in try Knob.parse(text).value }
      var question = try Breakeven(
        knob: Knob(key: key, unit: other.isEmpty ? unit : other, isFactor: factor),
        between: min(first, second)...max(first, second), condition: try Condition(condition),
        tolerance: width)
      question.first = probes
      return question
    } catch {
      throw Failure(error)
    }
  }
}
