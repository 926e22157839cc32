import HourlyDispatch

/// Buffers of one thread for the evaluation of blocks.
final class BlockWorkspace {
  let kernel = DispatchKernel()
}
