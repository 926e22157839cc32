/// A lower bound on the cost of a block that holds whatever is decided in the master:
///
///     cost >= constant + Σ slope x link + Σ worth x coupling
///
/// A coupling is what the block's columns put into a row of the master (or claim to). A cut of
/// feasibility has no cost: its right side may not be above 0, or some rule of the block cannot be kept.
struct BlockCut: Sendable {
  var isFeasibility = false
  /// Found with some hours taken as one.
  var isCoarse = false
  /// By what a cut of feasibility was multiplied to bring its slopes to about 1.
  var unit = 1.0
  var constant: Double
  /// By link of the block.
  var slopes: [Double]
  /// By coupling of the block.
  var worths: [Double]
  /// Where the cut was found: the prices of its hours are found there again.
  var links: [Double]
  var couplings: [Double]
  /// Prices of the hours and worths of stored energy, while there is room for them.
  var known: KernelPrices?
  /// Duals of the block's rows, where they cannot be found again cheaply.
  var duals: [Double]?
}

/// What a dispatch says of each hour: money per MWh, and per stored MWh at its end.
struct KernelPrices: Sendable {
  var prices: [Double]
  var worths: [Double]
  /// By what both are multiplied.
  var factor = 1.0

  /// Prices and worths with the factor in them.
  var whole: (prices: [Double], worths: [Double]) {
    factor == 1 ? (prices, worths) : (prices.map { $0 * factor }, worths.map { $0 * factor })
  }
}

/// The answer of a block to what the master decides.
struct BlockAnswer: Sendable {
  /// Least cost; infinite where some rule cannot be kept, save that only couplings are not reached: then what it costs to
  /// come as near as can be.
  var cost: Double
  /// How much of a rule is broken, relative to the sizes in it (at least 1, as where plans are
  /// verified); 0 for a block that can be run.
  var violation: Double
  var cuts: [BlockCut]
  /// How what is short could be made good, where that is known.
  var remedy: Remedy?
}

/// What would make good all that a block is short of.
struct Remedy: Sendable {
  /// MW of the hour that lacks most.
  var shortage: Double
  /// MW that a unit more of each link gives at least (a unit less, of a load) in every hour that lacks something.
  var gives: [Double]
  /// What the hours can put into each coupling as things stand, where that is less than what they are asked for.
  var reached: [Double] = []
}

/// In which direction a link may move without harm to a block that can be run.
enum Harmless: Sendable {
  case more, less, neither
}

/// Quantities and duals of a block, in the order of its column and row blocks.
struct BlockDetail {
  var columns: [[Double]]
  var rows: [[Double]]
}

/// Where an evaluation may keep its buffers: one for each thread that evaluates.
protocol BlockOracle: Sendable {
  var block: Blocks.Block { get }

  /// MW of load in the largest hour per unit of each link; 0 for links that are no load.
  var loads: [Double] { get }

  /// In which direction each link may move while what can be run stays so.
  var harmless: [Harmless] { get }

  /// How large a capacity it makes sense to look at first, by link; nothing for links that are none.
  ///
  /// - Parameter linked: MW of load that the links may ask for, beside what they cannot change.
  func reaches(linked: Double) -> [Double?]

  /// Least cost where the links have these values and the block gives so much to its couplings, with cuts
  /// that hold everywhere. Where a rule cannot be kept, the cost is infinite, and the cuts may be those of
  /// a block that buys what is missing at a price beyond all others: it costs less than one that may not.
  ///
  /// - Parameter tolerance: how far cost and cuts may lie apart, relative to the cost. The cost is that of
  ///   a way to run the block, and the cuts hold, whatever the tolerance.
  func evaluate(
    links: [Double], couplings: [Double], tolerance: Double, _ workspace: BlockWorkspace
  ) throws(PlanningError) -> BlockAnswer

  /// Whether there is a cheaper answer to begin with: see ``coarse(links:couplings:_:)``.
  var hasCoarse: Bool { get }

  /// An answer for a look from afar: about the least cost, which is no bound in either direction, and
  /// a cut that holds but need not touch.
  func coarse(links: [Double], couplings: [Double], _ workspace: BlockWorkspace)
    throws(PlanningError) -> BlockAnswer

  /// Cuts that show why some rule cannot be kept where the links and couplings have these values, for blocks
  /// whose ordinary cuts may not: those whose ``evaluate`` puts a price on what is missing.
  func feasibility(links: [Double], couplings: [Double], _ workspace: BlockWorkspace)
    throws(PlanningError) -> [BlockCut]

  /// A cut of another block with the same shape, found again with the numbers of this one.
  func adapted(_ cut: BlockCut, _ workspace: BlockWorkspace) throws(PlanningError) -> BlockCut?

  /// Quantities of the best way to run the block.
  func quantities(links: [Double], couplings: [Double], _ workspace: BlockWorkspace)
    throws(PlanningError) -> [[Double]]

  /// Adds the duals of the block's rows behind a cut, times a share, to sums by row block.
  func addDuals(
    of cut: BlockCut, times share: Double, to sums: inout [[Double]], _ workspace: BlockWorkspace
  ) throws(PlanningError)
}
