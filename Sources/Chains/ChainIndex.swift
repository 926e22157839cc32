/// Where the names of a chain stand, for whoever asks often: chains have thousands of names.
package struct ChainIndex: Sendable {
  /// Index of each resource by its name; of equal names the first.
  package let resources: [String: Int]
  /// The hours of each process, in the order of the chain.
  package let clocks: [Clock?]
  /// Index of each process by its name; of equal names the first.
  package let processes: [String: Int]

  package init(_ chain: Chain) {
    let resources = Dictionary(
      chain.resources.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.resources = resources
    processes = Dictionary(
      chain.processes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    clocks = chain.processes.map { process in
      for name in Chain.touched(by: process) {
        if let index = resources[name], let clock = chain.resources[index].clock { return clock }
      }
      return nil
    }
  }
}
