/// A question to which others have published a number, and how we compute it.
///
/// To add a case, write one value and put it into ``Agreement/cases``.
public struct AgreementCase: Sendable {
  /// One number of the case.
  public struct Number: Sendable {
    public var name: String
    public var unit: String
    public var expected: Double
    public var tolerance: Tolerance

    public init(
      _ name: String, _ expected: Double, _ unit: String = "", _ tolerance: Tolerance
    ) {
      self.name = name
      self.unit = unit
      self.expected = expected
      self.tolerance = tolerance
    }
  }

  /// How far two numbers may differ and still be called the same.
  public enum Tolerance: Sendable, Hashable {
    /// In the unit of the number, such as half a unit of the last printed digit.
    case absolute(Double)
    case relative(Double)
    /// Ours must be no larger: theirs is not the optimum.
    case atMost

    func allows(_ ours: Double, _ expected: Double) -> Bool {
      switch self {
      case .absolute(let most): abs(ours - expected) <= most
      case .relative(let most): abs(ours - expected) <= most * abs(expected)
      // One part in a million is the solver's own tolerance.
      case .atMost: ours <= expected + 1e-6 * abs(expected)
      }
    }

    /// Such as `±0.01` or `1e-06 of it`.
    var words: String {
      switch self {
      case .absolute(let most): "±\(AgreementPage.short(most))"
      case .relative(let most): "±\(AgreementPage.short(100 * most)) %"
      case .atMost: "at most"
      }
    }
  }

  /// Short and stable; names the case in files of measured times.
  public var identifier: String
  /// What the page groups by.
  public var group: String
  public var title: String
  /// Where the number was published, or the program that gives it.
  public var source: String
  public var numbers: [Number]
  /// Files that it reads, relative to the folder of data; without them the case is skipped.
  public var needs: [String]
  /// Files that it reads, relative to the folder of examples.
  public var needsExamples: [String]
  /// Run time that the source states, in seconds.
  public var theirSeconds: Double?
  /// Takes more than a few seconds.
  public var isSlow: Bool
  /// Our values, in the order of `numbers`.
  public var compute: @Sendable (AgreementData) throws -> [Double]

  public init(
    _ identifier: String, group: String, title: String, source: String, numbers: [Number],
    needs: [String] = [], needsExamples: [String] = [], theirSeconds: Double? = nil,
    isSlow: Bool = false, compute: @escaping @Sendable (AgreementData) throws -> [Double]
  ) {
    self.identifier = identifier
    self.group = group
    self.title = title
    self.source = source
    self.numbers = numbers
    self.needs = needs
    self.needsExamples = needsExamples
    self.theirSeconds = theirSeconds
    self.isSlow = isSlow
    self.compute = compute
  }
}

/// Where the files of the cases are.
public struct AgreementData: Sendable {
  /// Folder with data that does not come with the program; `nil`: none.
  public var folder: String?
  /// Folder with the examples of the program.
  public var examples: String

  public init(folder: String?, examples: String = "Examples") {
    self.folder = folder.map { Self.closed($0) }
    self.examples = Self.closed(examples)
  }

  private static func closed(_ folder: String) -> String {
    folder.hasSuffix("/") ? folder : folder + "/"
  }

  /// The path of a file in the folder of data.
  public func path(_ name: String) -> String { (folder ?? "") + name }

  /// The path of a file in the folder of examples.
  public func example(_ name: String) -> String { examples + name }
}

/// All cases, by group.
public enum Agreement {
  public static let cases: [AgreementCase] =
    FinanceCases.all + SAMCases.all + OffgridAICases.all + BenchCases.all
    + PublishedNetworks.all + PyPSACases.all + TextbookCases.all
}
