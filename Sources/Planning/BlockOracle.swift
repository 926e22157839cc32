/// A lower bound on the cost of a block that holds whatever is decided in the master:
///
///     cost >= constant + Σ slope x link + Σ worth x coupling
///
/// A coupling is what the block's columns put into a row of the master (or claim to).
struct BlockCut: Sendable {
  var constant: Double
  /// By link of the block.
  var slopes: [Double]
  /// By coupling of the block.
  var worths: [Double]
  /// Where the cut was found: the prices of its hours are found there again.
  var links: [Double]
  var couplings: [Double]
  /// Duals of the block's rows, where they cannot be found again cheaply.
  var duals: [Double]?
}

/// The answer of a block to what the master decides.
struct BlockAnswer: Sendable {
  /// Least cost, with a penalty on every rule that cannot be kept.
  var cost: Double
  /// How much of a rule is broken, relative to the sizes in it; 0 for a block that can be run.
  var violation: Double
  var cuts: [BlockCut]
}

/// Quantities and duals of a block, in the order of its column and row blocks.
struct BlockDetail {
  var columns: [[Double]]
  var rows: [[Double]]
}

/// Where an evaluation may keep its buffers: one for each thread that evaluates.
protocol BlockOracle: Sendable {
  var block: Blocks.Block { get }
  /// What solves the block: for people.
  var method: String { get }

  /// Least cost where the links have these values and the block gives so much to its couplings, with cuts
  /// that hold everywhere.
  func evaluate(links: [Double], couplings: [Double], _ workspace: BlockWorkspace)
    throws(PlanningError) -> BlockAnswer

  /// Quantities of the best way to run the block.
  func quantities(links: [Double], couplings: [Double], _ workspace: BlockWorkspace)
    throws(PlanningError) -> [[Double]]

  /// Duals of the block's rows behind a cut.
  func duals(of cut: BlockCut, _ workspace: BlockWorkspace) throws(PlanningError) -> [[Double]]
}
