import Chains
import Optimization

/// A chain taken apart, with somebody to answer for each block.
final class Split: Sendable {
  let chain: Chain
  let layout: Layout
  let blocks: Blocks
  let oracles: [any BlockOracle]

  init(chain: Chain, layout: Layout, options: PlanningOptions) throws(PlanningError) {
    self.chain = chain
    self.layout = layout
    blocks = Blocks(layout)
    var oracles: [any BlockOracle] = []
    for block in blocks.blocks {
      do throws(NotForKernel) {
        oracles.append(try KernelOracle(chain: chain, layout: layout, block: block))
      } catch {
        guard !block.columns.contains(where: { layout.columns[$0].whole }) else {
          throw .failed("whole numbers by the hour are for the direct engine")
        }
        oracles.append(
          try ProgramOracle(layout: layout, block: block, options: options.solver))
      }
    }
    self.oracles = oracles
  }
}
