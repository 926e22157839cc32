/// Takes an array out of where it is kept, so that it can be written to through a span while its owner
/// is read; it has to be put back.
@inline(__always)
func take<Element>(_ kept: inout [Element]) -> [Element] {
  let array = kept
  kept = []
  return array
}
