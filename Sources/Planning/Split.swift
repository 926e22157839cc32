import Chains
import Optimization

/// A chain taken apart, with somebody to answer for each block.
final class Split: Sendable {
  let chain: Chain
  let layout: Layout
  let blocks: Blocks
  let oracles: [any BlockOracle]
  let twins: Twins
  /// MW of load in the largest hour per unit of each link, by block.
  let loads: [[Double]]
  /// In which direction each link may move without harm, by block.
  let harmless: [[Harmless]]

  convenience init(chain: Chain, layout: Layout, options: PlanningOptions) throws(PlanningError) {
    try self.init(chain: chain, layout: layout, blocks: Blocks(layout), known: [], options: options)
  }

  /// - Parameter known: who answers for each block, as far as that has been found out.
  init(
    chain: Chain, layout: Layout, blocks: Blocks, known: [KernelOracle?], options: PlanningOptions
  ) throws(PlanningError) {
    self.chain = chain
    self.layout = layout
    self.blocks = blocks
    let kernels: [KernelOracle?] = Team.map(blocks.blocks.count) { index in
      if index < known.count, let own = known[index] { return own }
      return try? KernelOracle(chain: chain, layout: layout, block: blocks.blocks[index])
    }
    var oracles: [any BlockOracle] = []
    for (block, kernel) in zip(blocks.blocks, kernels) {
      if let kernel {
        oracles.append(kernel)
        continue
      }
      guard !block.columns.contains(where: { layout.columns[$0].whole }) else {
        throw .failed("whole numbers by the hour are for the direct engine")
      }
      oracles.append(try ProgramOracle(layout: layout, block: block, options: options.solver))
    }
    if oracles.count == 1, let only = oracles[0] as? KernelOracle {
      only.helpers = (0..<Search.threads).map { _ in BlockWorkspace() }
    }
    self.oracles = oracles
    twins = Twins(oracles)
    loads = oracles.map(\.loads)
    harmless = oracles.map(\.harmless)
  }
}
