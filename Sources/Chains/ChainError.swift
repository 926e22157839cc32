/// What makes a chain not a chain. Every case carries the names that the author of it wrote.
public enum ChainError: Error, Sendable, Equatable {
  case emptyFuture
  case badDiscount(Double)
  case duplicateNode(String)
  case badProbability(node: String, Double)
  case badYears(node: String, Double)
  case secondRoot(String, first: String)
  case parentNotBefore(String)
  case probabilitiesDoNotAdd(parent: String, children: [String], sum: Double)
  case duplicateResource(String)
  case duplicateProcess(String)
  case unknownResource(String, in: String)
  case unknownNode(String, in: String)
  case unknownProcess(String)
  case valueHasBalance(String)
  case hoursDiffer(process: String, String, String)
  case seriesLength(in: String, found: Int, expected: Int)
  case seriesWithoutHours(in: String)
  case notFinite(in: String)
  case outOfRange(in: String, Double, expected: String)
  case holdsHourly(String, resource: String)
  case cannotHoldValue(String)
  case increasingReturns(
    process: String, step: Int, resource: String, before: Double, after: Double)
  case openStepNotLast(process: String, step: Int)
  case retireWithoutKeeping(process: String, resource: String)
  case hourlyDelay(process: String)
  case hourlyWhole(process: String)
  case needsHours(process: String, what: String)
  case rampWithoutHold(process: String)
  case steppedHold(process: String)
  case boundWithoutStock(resource: String, what: String)
  case unevenLaps(resource: String, steps: Int, lap: Int)
}

extension ChainError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .emptyFuture: "the future has no node"
    case .badDiscount(let rate): "a discount rate must be above -100 %, found \(rate * 100) %"
    case .duplicateNode(let name): "the node “\(name)” is declared twice"
    case .badProbability(let node, let value):
      "the probability of node “\(node)” must lie between 0 and 1, found \(value)"
    case .badYears(let node, let value):
      "node “\(node)” must last more than 0 years, found \(value)"
    case .secondRoot(let name, let first):
      "node “\(name)” has no `after`, but the future already begins with “\(first)”"
    case .parentNotBefore(let name):
      "node “\(name)” comes after a node that is not declared, or after itself"
    case .probabilitiesDoNotAdd(let parent, let children, let sum):
      "the probabilities of \(children.map { "“\($0)”" }.joined(separator: ", ")) after “\(parent)” "
        + "must add up to 1, found \(sum)"
    case .duplicateResource(let name): "the resource “\(name)” is declared twice"
    case .duplicateProcess(let name): "the process “\(name)” is declared twice"
    case .unknownResource(let name, let place): "\(place): there is no resource “\(name)”"
    case .unknownNode(let name, let place): "\(place): there is no node “\(name)”"
    case .unknownProcess(let name): "there is no process “\(name)”"
    case .valueHasBalance(let name):
      "“\(name)” is what the plan maximises; it cannot keep, have hours, terminal, holds or upkeep"
    case .hoursDiffer(let process, let first, let second):
      "process “\(process)” touches “\(first)” and “\(second)”, whose hours differ"
    case .seriesLength(let place, let found, let expected):
      "\(place): the series has \(found) values, expected \(expected)"
    case .seriesWithoutHours(let place): "\(place): a series needs a resource with hours"
    case .notFinite(let place): "\(place): a number is not finite"
    case .outOfRange(let place, let value, let expected):
      "\(place): expected \(expected), found \(value)"
    case .holdsHourly(let place, let resource):
      "\(place) holds “\(resource)”, which has hours; what can be held is a stock: one per node, or that of a "
        + "resource with the same hours and `keep`"
    case .cannotHoldValue(let place): "\(place) holds the value; money is taken, not held"
    case .increasingReturns(let process, let step, let resource, let before, let after):
      "process “\(process)”: step \(step) brings \(after) “\(resource)” after \(before); returns that "
        + "increase need binaries, which this version does not have"
    case .openStepNotLast(let process, let step):
      "process “\(process)”: step \(step) has no width; only the last step may be open"
    case .retireWithoutKeeping(let process, let resource):
      "process “\(process)” lasts for some stages, but “\(resource)” does not keep"
    case .hourlyDelay(let process):
      "process “\(process)” works by the hour and cannot give with a delay in stages"
    case .hourlyWhole(let process):
      "process “\(process)” works by the hour and cannot be whole-numbered in this version"
    case .needsHours(let process, let what):
      "process “\(process)”: \(what) makes sense only for a process with hours"
    case .rampWithoutHold(let process):
      "process “\(process)”: a ramp or a least use is a share of what it holds, but it holds nothing"
    case .boundWithoutStock(let name, let what):
      "resource “\(name)”: \(what) is about a stock, but “\(name)” does not keep"
    case .unevenLaps(let name, let steps, let lap):
      "resource “\(name)”: \(steps) steps do not fall into laps of \(lap)"
    case .steppedHold(let process):
      "process “\(process)”: steps cannot be combined with a ramp or a least use"
    }
  }
}
