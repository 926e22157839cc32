import Foundation

/// What came of a case.
public struct AgreementResult: Sendable, Codable {
  public struct Number: Sendable, Codable {
    public var name: String
    public var unit: String
    public var expected: Double
    public var ours: Double
    public var tolerance: String
    public var agrees: Bool
  }

  public var identifier: String
  public var group: String
  public var title: String
  public var source: String
  public var numbers: [Number]
  /// Why it was not run, or why it failed.
  public var skipped: String?
  public var failed: String?
  /// Ours, this run.
  public var seconds: Double?
  /// Theirs: stated by the source, or measured on this machine.
  public var theirSeconds: Double?
  public var isMeasured: Bool

  public var agrees: Bool { failed == nil && numbers.allSatisfy(\.agrees) }
}

/// Times and values of other programs, measured on the same machine.
public struct PeerTimes: Sendable, Codable {
  public struct Entry: Sendable, Codable {
    /// Such as `pypsa 1.4.0, highspy 1.15.1`.
    public var program: String
    public var seconds: Double
    public var value: Double?

    public init(program: String, seconds: Double, value: Double? = nil) {
      self.program = program
      self.seconds = seconds
      self.value = value
    }
  }

  /// By identifier of the case.
  public var cases: [String: Entry]

  public init(cases: [String: Entry]) { self.cases = cases }
}

extension AgreementCase {
  /// Computes the case; what cannot be read or solved is told in the result.
  public func run(_ data: AgreementData, peers: PeerTimes? = nil) -> AgreementResult {
    let peer = peers?.cases[identifier]
    var result = AgreementResult(
      identifier: identifier, group: group, title: title, source: source, numbers: [],
      theirSeconds: peer?.seconds ?? theirSeconds, isMeasured: peer != nil)
    if let missing = missing(data) {
      result.skipped = missing
      return result
    }
    let started = ContinuousClock.now
    do {
      let values = try compute(data)
      result.seconds = (ContinuousClock.now - started) / .seconds(1)
      guard values.count == numbers.count else {
        result.failed = "gave \(values.count) numbers for \(numbers.count)"
        return result
      }
      result.numbers = zip(numbers, values).map { number, ours in
        AgreementResult.Number(
          name: number.name, unit: number.unit, expected: number.expected, ours: ours,
          tolerance: number.tolerance.words,
          agrees: number.tolerance.allows(ours, number.expected))
      }
      if let value = peer?.value, let first = numbers.first,
        !first.tolerance.allows(value, first.expected)
      {
        result.failed = "\(peer?.program ?? "the peer") gives \(value) here, not \(first.expected)"
      }
    } catch {
      result.failed = "\(error)"
    }
    return result
  }

  private func missing(_ data: AgreementData) -> String? {
    let files = FileManager.default
    if !needs.isEmpty {
      guard data.folder != nil else { return "needs \(needs[0]): say where with --data" }
      if let name = needs.first(where: { !files.fileExists(atPath: data.path($0)) }) {
        return "needs \(name), which is not in the folder of data"
      }
    }
    if let name = needsExamples.first(where: { !files.fileExists(atPath: data.example($0)) }) {
      return "needs \(name), which is not in the folder of examples"
    }
    return nil
  }
}
