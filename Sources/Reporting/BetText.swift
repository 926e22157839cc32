import Foundation
import Quantities
public import Questions

extension QuestionText {
  /// Seven digits: these numbers are compared with textbooks.
  private func precise(_ value: Double) -> String {
    value.formatted(
      .number.precision(.significantDigits(1...7)).locale(Locale(identifier: "en_US"))
        .grouping(.automatic))
  }

  public func page(_ bet: Bet) -> String {
    var lines = summary(bet)
    lines += leaves(bet)
    lines += commitments(bet)
    lines += stranded(bet)
    lines += alternatives(bet)
    lines.append("")
    if bet.accuracy > 1e-9 * max(1, abs(bet.recourse)) {
      lines += wrap(
        "Plans are known to \(Self.money(bet.accuracy, bet.valueUnit)): differences smaller than that are none. "
          + "\(bet.plans) plans were made."
          + (hasDoubts(bet) ? " A smaller --gap tells them apart." : ""))
    } else {
      lines.append("\(bet.plans) plans were made.")
    }
    return page(lines)
  }

  /// Whether what foresight or hedging is worth is less than ten times what plans are known to.
  private func hasDoubts(_ bet: Bet) -> Bool {
    [bet.perfectInformation, bet.stochasticSolution].compactMap(\.self)
      .contains { $0 < 10 * bet.accuracy }
  }

  private func summary(_ bet: Bet) -> [String] {
    let share = "\(format(100 * bet.tail)) %"
    var table = TextTable(["", bet.valueUnit, ""], rightAligned: [1])
    table.add(["best plan on the tree (RP)", precise(bet.recourse), "expected"])
    table.add([
      "with foresight (WS)", precise(bet.waitAndSee),
      "every future known before the first decision",
    ])
    let foresight = bet.perfectInformation > 1e-9 * abs(bet.recourse) ? bet.perfectInformation : 0
    table.add(["worth of foresight (EVPI)", precise(foresight), "WS - RP"])
    if let mean = bet.meanPlan {
      table.add([
        "what the mean promises (EV)", precise(mean), "the plan for the mean, if the mean came",
      ])
    }
    if let result = bet.meanResult {
      table.add([
        "what planning for it gives (EEV)", precise(result),
        "expected, planning again at every node",
      ])
    }
    if let worth = bet.stochasticSolution {
      table.add(["worth of hedging (VSS)", precise(worth), "RP - EEV"])
    }
    if let worth = bet.nearestStochasticSolution, let loss = bet.nearestLoss {
      table.add([
        "  mean plans nearest to the best", precise(worth),
        loss > 1e-7 ? "as good in the mean to \(format(100 * loss)) %" : "just as good in the mean",
      ])
    }
    if let first = bet.firstStageResult {
      table.add(
        [
          "  only the first decisions", precise(bet.recourse - first),
          "worth of hedging the first stage alone",
        ])
    }
    table.add([
      "mean of the worst \(share) (CVaR)", precise(bet.tailResult), "of the best plan on the tree",
    ])
    table.add(["largest regret", precise(bet.largestRegret), "of the best plan on the tree"])
    var lines = table.lines(width: width)
    if let why = bet.meanFailure { lines += wrap("No worth of hedging: \(why).") }
    if let why = bet.alternativeFailure { lines += wrap("There is \(why).") }
    return lines
  }

  private func leaves(_ bet: Bet) -> [String] {
    var table = TextTable(
      ["Future", "probability", "earns", "with foresight", "regret", "planned for the mean"],
      rightAligned: [1, 2, 3, 4, 5])
    for leaf in bet.leaves.prefix(Self.longest) {
      table.add([
        leaf.leaf, "\(format(100 * leaf.probability)) %", precise(leaf.result),
        precise(leaf.foresight), precise(leaf.regret), leaf.meanResult.map { precise($0) } ?? "–",
      ])
    }
    return [""] + table.lines(width: width)
  }

  private func commitments(_ bet: Bet) -> [String] {
    guard !bet.commitments.isEmpty else { return ["", "Nothing is decided beyond the hours."] }
    let shown = bet.commitments.filter { counts($0, bet.commitments) }
    var table = TextTable(
      ["Decided now", "amount", "\(bet.valueUnit) then"], rightAligned: [1, 2])
    let now = shown.filter { $0.when == .now }
    for item in now { table.add([item.process, format(item.amount), format(item.money)]) }
    var lines = [""]
    lines += now.isEmpty ? ["Nothing is decided now."] : table.lines(width: width)
    let later = shown.filter { $0.when == .waits }
    guard !later.isEmpty else { return lines }
    // One line for each thing: what it may come to, and where.
    var wait = TextTable(["What waits", "least", "most", "at"], rightAligned: [1, 2])
    var names: [String] = []
    for item in later where !names.contains(thing(item)) { names.append(thing(item)) }
    for name in names.prefix(Self.longest) {
      let own = later.filter { thing($0) == name }
      let amounts = own.map(\.amount)
      let places = own.map(\.node)
      wait.add([
        name, format(amounts.min() ?? 0), format(amounts.max() ?? 0),
        places.count > 4
          ? "\(places.prefix(3).joined(separator: ", ")) and \(places.count - 3) more"
          : places.joined(separator: ", "),
      ])
    }
    return lines + [""] + wait.lines(width: width)
  }

  /// What is decided, without the node that stands in its name.
  private func thing(_ item: Bet.Commitment) -> String {
    let suffix = " in \(item.node)"
    return item.process.hasSuffix(suffix)
      ? String(item.process.dropLast(suffix.count)) : item.process
  }

  /// Plans in numbers have slivers: a hundred-thousandth of the largest amount of money, or of what costs nothing a
  /// millionth of the largest amount of such, is not shown.
  private func counts(_ item: Bet.Commitment, _ all: [Bet.Commitment]) -> Bool {
    guard item.money == 0 else {
      return abs(item.money) > 1e-5 * (all.map { abs($0.money) }.max() ?? 0)
    }
    let most = all.filter { $0.money == 0 }.map { abs($0.amount) }.max() ?? 0
    return abs(item.amount) > 1e-6 * max(1, most)
  }

  private func stranded(_ bet: Bet) -> [String] {
    let least = max(1e-6, 1e-9 * abs(bet.recourse))
    let some = bet.strandedByLeaf.filter {
      $0.idleCapital > least || ($0.unearned ?? 0) > max(least, bet.accuracy)
    }
    guard !some.isEmpty else { return ["", "Nothing is left stranded in any future."] }
    var table = TextTable(
      ["Stranded in", "idle capital", "unearned", "most of it"], rightAligned: [1, 2])
    for leaf in some.prefix(Self.longest) {
      let worst = leaf.items.max {
        max($0.idleCapital ?? 0, $0.unearned ?? 0) < max($1.idleCapital ?? 0, $1.unearned ?? 0)
      }
      table.add([
        leaf.leaf, format(leaf.idleCapital > least ? leaf.idleCapital : 0),
        Text.number(leaf.unearned),
        worst.map { "\($0.process), decided at \($0.node)" } ?? "",
      ])
    }
    return [""] + table.lines(width: width)
      + wrap(
        "Idle: paid for and never used. Unearned: paid for and not earned back in that future. Both in "
          + "\(bet.valueUnit) of today.", indent: 2)
  }

  private func alternatives(_ bet: Bet) -> [String] {
    let share = format(100 * bet.tail)
    var table = TextTable(
      ["Other plans", "expected", "worst \(share) %", "worst future", "largest regret"],
      rightAligned: [1, 2, 3, 4])
    table.add([
      "best expected value", precise(bet.recourse), precise(bet.tailResult),
      precise(bet.leaves.map(\.result).min() ?? 0), precise(bet.largestRegret),
    ])
    func add(_ name: String, _ plan: Bet.Alternative) {
      table.add([
        name, precise(plan.expected), precise(plan.tailResult), precise(plan.worst),
        precise(plan.largestRegret),
      ])
    }
    if let plan = bet.riskPlan {
      add("the tail counts \(format(100 * (plan.weight ?? 0))) %", plan)
    }
    if let plan = bet.regretPlan { add("least largest regret", plan) }
    guard bet.riskPlan != nil || bet.regretPlan != nil else { return [] }
    return [""] + table.lines(width: width) + firstDecisions(bet)
  }

  /// How the first decisions of the plans differ.
  private func firstDecisions(_ bet: Bet) -> [String] {
    let plans = [bet.riskPlan, bet.regretPlan].compactMap(\.self)
    let all = bet.commitments + plans.flatMap(\.commitments)
    let now = bet.commitments.filter { $0.when == .now && counts($0, all) }
    var names = now.map(\.process)
    for item in plans.flatMap(\.commitments)
    where !names.contains(item.process) && counts(item, all) {
      names.append(item.process)
    }
    guard !names.isEmpty else { return [] }
    var heads = ["Decided now", "best expected"]
    if bet.riskPlan != nil { heads.append("tail counts") }
    if bet.regretPlan != nil { heads.append("least regret") }
    var table = TextTable(heads, rightAligned: Set(1..<heads.count))
    for name in names.prefix(Self.longest) {
      let amounts = ([now] + plans.map(\.commitments)).map { own in
        own.first { $0.process == name }?.amount ?? 0
      }
      table.add([name] + amounts.map { format($0) })
    }
    return [""] + table.lines(width: width)
  }
}

extension QuestionText {
  public func page(_ answer: Alternatives) -> String {
    let isCost = answer.value < 0
    var lines = wrap(
      "The best plan \(isCost ? "costs" : "is worth") "
        + "\(Self.money(abs(answer.value), answer.valueUnit)). Plans that are hardly worse may have so much:"
    )
    let heads = answer.slacks.sorted().flatMap {
      ["least, \(format(100 * $0)) %", "most, \(format(100 * $0)) %"]
    }
    var table = TextTable(
      ["", "unit", "best"] + heads, rightAligned: Set(2..<(3 + heads.count)))
    for range in answer.ranges {
      let amounts = [range.best] + range.ends.flatMap { [$0.least, $0.most] }
      // A solver leaves slivers: less than a millionth, also of what there may be, is nothing.
      let sliver = 1e-6 * max(1, amounts.map(abs).max() ?? 1)
      table.add([range.name, range.unit] + amounts.map { format(abs($0) < sliver ? 0 : $0) })
    }
    lines += [""] + table.lines(width: max(width, 200))
    let doubts = answer.ranges.filter { range in
      let size =
        answer.ranges.filter { $0.unit == range.unit }.flatMap(\.ends).map(\.most).max() ?? 1
      return range.ends.contains {
        max(abs($0.mostBound - $0.most), abs($0.leastBound - $0.least)) > 0.01 * max(1e-9, size)
      }
    }
    if !doubts.isEmpty {
      lines += wrap(
        "Of \(doubts.map(\.name).joined(separator: ", ")) no more than shown was found, and somewhat more is "
          + "not excluded (see --json).", indent: 2)
    }
    if !answer.isDone { lines.append("Stopped before all ranges were found.") }
    return page(lines)
  }
}
