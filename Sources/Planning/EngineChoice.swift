package import Chains

extension Engine {
  /// The engine that `auto` takes for a chain, for whoever keeps a ``Replanner`` for it.
  package static func choice(for chain: Chain) throws(PlanningError) -> Engine {
    try Choice(chain).engine
  }
}
