import Chains
import Quantities
import Studies

/// What the numbers rest on: inputs with their sources, warnings, the certificate, how to do it again.
struct Evidence {
  let document: PlanDocument

  var sections: [ReportSection] {
    [
      ReportSection(identifier: "inputs", title: "Inputs and their sources", body: inputs),
      ReportSection(identifier: "warnings", title: "Warnings", body: warnings),
      ReportSection(identifier: "certificate", title: "How sure this is", body: certificate),
      ReportSection(identifier: "again", title: "How to do it again", body: again),
    ]
  }

  /// Status and gap in one sentence.
  static func verdict(_ document: PlanDocument) -> HTML {
    let gap = Text.difference(document.gap)
    if document.status == Plan.Status.optimal.rawValue {
      let proof = gap == "0" ? "no plan is better" : "no plan is better by more than \(gap)"
      return """
        <strong class="badge good">Best plan</strong> Proven: \(proof) (status \(document.status), \
        gap \(gap)).
        """
    }
    return """
      <strong class="badge warn">Not proven best</strong> The search stopped early: this plan can be \
      carried out, and no plan is better by more than \(gap) (status \(document.status)).
      """
  }

  // MARK: Inputs

  private var inputs: HTML {
    guard !document.inputs.isEmpty else { return "" }
    var table = HTMLTable(
      "Every number that went into the plan", ["Input", "#Value", "Unit", "Source"],
      identifier: "input-table")
    for input in document.inputs {
      let number = input.number
      table.add([
        "\(input.name)", "\(format(number.value))", "\(number.unit)", Self.origin(number.origin),
      ])
    }
    return """
      <div class="toolbar"><label for="input-filter">Find</label>
      <input type="search" id="input-filter" placeholder="solar, catalog, USD/kW …" autocomplete="off">
      <output id="input-count" for="input-filter">\(document.inputs.count) inputs</output></div>
      <div class="scroll">\(table.html)</div>
      """
  }

  private static func origin(_ origin: Traced.Origin) -> HTML {
    switch origin {
    case .study(let line): return "<span class=\"origin\">study</span> line \(line)"
    case .catalog(let row, let source, let confidence):
      return """
        <span class="origin">catalog</span> row \(row), \(confidence) confidence: \(source)
        """
    case .costs(let file, let line, let source):
      return "<span class=\"origin\">\(file)</span> line \(line): \(source)"
    case .program(let words): return "<span class=\"origin\">program</span> \(words)"
    }
  }

  // MARK: Warnings

  private var warnings: HTML {
    guard !document.warnings.isEmpty else { return "" }
    let items = document.warnings.map { warning -> HTML in
      "<li>\(Self.withoutFolders(warning, study: document.study))</li>"
    }
    return "<ul class=\"warnings\">\(items.joined())</ul>"
  }

  /// A warning begins with the study's path; the page shows its short name.
  static func withoutFolders(_ warning: String, study: String) -> String {
    guard warning.hasPrefix(study) else { return warning }
    return ReportPage.shortName(study) + warning.dropFirst(study.count)
  }

  // MARK: Certificate

  private var certificate: HTML {
    let certificate = document.certificate
    let isCampus = document.answer != nil
    var table = HTMLTable("Certificate", ["Check", "#Result", "What it means"])
    let sign = isCampus ? -1.0 : 1.0
    func money(_ amount: Double) -> String {
      guard amount.isFinite else { return format(amount) }
      return document.valueUnit == "USD"
        ? formatMoney(amount) : "\(format(amount)) \(document.valueUnit)"
    }
    table.add([
      "\(isCampus ? "Cost of this plan" : "Value of this plan")",
      "\(money(sign * document.objective))",
      isCampus
        ? "What the plan minimises: \(document.answer?.isAnnual == false ? "the worth of all years' costs" : "the cost of a year")."
        : "What the plan maximises: the expected, discounted sum.",
    ])
    table.add([
      "Bound", "\(money(sign * certificate.bound))",
      isCampus ? "No plan can cost less than this." : "No plan can be worth more than this.",
    ])
    table.add([
      "Gap", "\(Text.difference(certificate.gap))",
      "The distance between the two, relative: how much better a plan could be at most.",
    ])
    let place: HTML =
      certificate.worstPlace.isEmpty ? "" : " The worst is at \(certificate.worstPlace)."
    table.add([
      "Worst broken rule", "\(Text.difference(certificate.worstViolation))",
      """
      All balances and limits were computed again from the quantities; this is the largest miss, relative \
      to the sizes involved.\(place)
      """,
    ])
    table.add([
      "Money", "\(Text.difference(certificate.moneyDifference))",
      "All payments were added up again; this is how far the sum is from the value above.",
    ])
    table.add([
      "Rents against value",
      "\(certificate.dualityDifference.map(Text.difference) ?? Text.none)",
      certificate.dualityDifference == nil
        ? "This plan carries no prices to check."
        : "What all scarce things earn must add up to the value; this is how far it is from that.",
    ])
    return "<p>\(Self.verdict(document))</p>\n\(table.html)"
  }

  // MARK: Again

  private var again: HTML {
    let name = ReportPage.shortName(document.study)
    let folder = name.hasSuffix("/study.yaml") ? String(name.dropLast(11)) : name
    let seconds = document.seconds
    return """
      <p>The study is <code>\(name)</code>. The same study gives the same plan:</p>
      <pre><code>gigawatt plan \(Self.quoted(folder)) --out results</code></pre>
      <p class="note">Engine \(document.engine): read in \(format(seconds.read)) s, built in \
      \(format(seconds.build)) s, solved in \(format(seconds.solve)) s.</p>
      """
  }

  /// A word as a shell reads it.
  private static func quoted(_ word: String) -> String {
    let plain = word.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "._-/+".contains($0))
    }
    return plain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
