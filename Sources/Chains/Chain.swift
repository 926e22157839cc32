/// Resources and processes on a future: everything that a plan is made from.
///
/// A chain is a value. It is checked by ``validated()`` and solved by the room Planning; questions
/// about it are differences between the plans of two chains (see ``Change``).
public struct Chain: Sendable, Equatable {
  public var title: String
  /// The resource whose expected discounted sum is maximised.
  public var value: String
  public var future: Future
  public var resources: [Resource]
  public var processes: [Process]

  public init(
    title: String = "", value: String, future: Future = .now, resources: [Resource] = [],
    processes: [Process] = []
  ) {
    self.title = title
    self.value = value
    self.future = future
    self.resources = resources
    self.processes = processes
  }

  public func resource(_ name: String) -> Resource? { resources.first { $0.name == name } }
  public func process(_ name: String) -> Process? { processes.first { $0.name == name } }

  /// The nodes, as indices into the future, at which a process exists.
  public func nodes(of process: Process) -> [Int] {
    guard let names = process.nodes else { return Array(future.nodes.indices) }
    let wanted = Set(names)
    return future.nodes.indices.filter { wanted.contains(future.nodes[$0].name) }
  }

  /// The hours of a process: those of the hourly resources that it touches, `nil` if it has none.
  ///
  /// Looks names up one by one; whoever asks for many processes uses a ``ChainIndex``.
  public func clock(of process: Process) -> Clock? {
    for name in Self.touched(by: process) {
      if let clock = resource(name)?.clock { return clock }
    }
    return nil
  }

  /// The names of all resources that a process takes, gives or holds.
  static func touched(by process: Process) -> [String] {
    var names: [String] = []
    for step in process.steps.isEmpty ? [nil] : process.steps.indices.map({ $0 as Int? }) {
      let recipe = process.recipe(step: step)
      names += (recipe.takes + recipe.gives).map(\.resource)
    }
    names += process.holds.map(\.resource)
    return names
  }
}
