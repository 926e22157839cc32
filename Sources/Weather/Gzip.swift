/// Reads gzip data (RFC 1952) by inflating its DEFLATE blocks (RFC 1951), so that weather and price
/// archives need not be unpacked by hand. Written here because the package has no other use for a
/// compression library, whose headers not every machine has.
enum Gzip {
  struct Failure: Error { var text: String }

  static func isGzip(_ data: [UInt8]) -> Bool { data.starts(with: [0x1F, 0x8B]) }

  /// The content of all members of a file.
  ///
  /// - Parameter limit: bytes beyond which the file is refused: a few bytes may claim to be a
  ///   thousand times as many.
  static func content(_ data: [UInt8], limit: Int = 1 << 29) throws(Failure) -> [UInt8] {
    var input = BitInput(data)
    var output: [UInt8] = []
    output.reserveCapacity(min(limit, data.count * 6))
    repeat {
      try skipHeader(&input)
      let start = output.count
      try inflate(&input, &output, limit: limit)
      input.align()
      guard let sum = input.word(), let size = input.word() else {
        throw Failure(text: "a gzip file that ends too early")
      }
      guard UInt32(truncatingIfNeeded: output.count - start) == size,
        checksum(output[start...]) == sum
      else { throw Failure(text: "a gzip file whose checksum does not fit") }
    } while !input.isAtEnd
    return output
  }

  private static func skipHeader(_ input: inout BitInput) throws(Failure) {
    let early = Failure(text: "a gzip file that ends too early")
    var head: [UInt8] = []
    for _ in 0..<10 {
      guard let byte = input.byte() else { throw early }
      head.append(byte)
    }
    guard head[0] == 0x1F, head[1] == 0x8B, head[2] == 8 else {
      throw Failure(text: "gzip data of an unknown method")
    }
    let flags = head[3]
    if flags & 4 != 0 {
      guard let low = input.byte(), let high = input.byte() else { throw early }
      for _ in 0..<(Int(low) | Int(high) << 8) where input.byte() == nil { throw early }
    }
    for flag in [UInt8(8), 16] where flags & flag != 0 {
      while true {
        guard let byte = input.byte() else { throw early }
        if byte == 0 { break }
      }
    }
    if flags & 2 != 0 { _ = (input.byte(), input.byte()) }
  }

  // MARK: DEFLATE

  private static let lengthBase = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  private static let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBase = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
    3073, 4097, 6145, 8193, 12_289, 16_385, 24_577,
  ]
  private static let distanceBits = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13,
    13,
  ]
  private static let codeOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]
  private static let fixedLengths = Huffman(
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
  private static let fixedDistances = Huffman(Array(repeating: 5, count: 30))

  private static func inflate(
    _ input: inout BitInput, _ output: inout [UInt8], limit: Int
  ) throws(Failure) {
    let broken = Failure(text: "damaged gzip data")
    var isLast = false
    while !isLast {
      guard let last = input.bits(1), let kind = input.bits(2) else { throw broken }
      isLast = last == 1
      switch kind {
      case 0:
        input.align()
        guard let low = input.bits(16), let inverse = input.bits(16), low == ~inverse & 0xFFFF
        else {
          throw broken
        }
        for _ in 0..<low {
          guard let byte = input.byte() else { throw broken }
          output.append(byte)
        }
      case 1: try block(&input, &output, fixedLengths, fixedDistances, limit)
      case 2:
        guard let tables = tables(&input) else { throw broken }
        try block(&input, &output, tables.0, tables.1, limit)
      default: throw broken
      }
      if output.count > limit { throw Failure(text: "a gzip file of more than 512 MB of text") }
    }
  }

  private static func block(
    _ input: inout BitInput, _ output: inout [UInt8], _ lengths: Huffman, _ distances: Huffman,
    _ limit: Int
  ) throws(Failure) {
    let broken = Failure(text: "damaged gzip data")
    while true {
      guard let symbol = lengths.next(&input), output.count <= limit else { throw broken }
      if symbol < 256 {
        output.append(UInt8(symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol - 257 < lengthBase.count, let extra = input.bits(lengthBits[symbol - 257]),
        let code = distances.next(&input), code < distanceBase.count,
        let far = input.bits(distanceBits[code])
      else { throw broken }
      let distance = distanceBase[code] + far
      guard distance <= output.count else { throw broken }
      for _ in 0..<(lengthBase[symbol - 257] + extra) {
        output.append(output[output.count - distance])
      }
    }
  }

  private static func tables(_ input: inout BitInput) -> (Huffman, Huffman)? {
    guard let literals = input.bits(5), let distances = input.bits(5), let codes = input.bits(4)
    else { return nil }
    var lengths = Array(repeating: 0, count: 19)
    for index in 0..<(codes + 4) {
      guard let length = input.bits(3) else { return nil }
      lengths[codeOrder[index]] = length
    }
    let table = Huffman(lengths)
    let total = literals + 257 + distances + 1
    var found: [Int] = []
    while found.count < total {
      guard let symbol = table.next(&input) else { return nil }
      switch symbol {
      case 0..<16: found.append(symbol)
      case 16:
        guard let last = found.last, let count = input.bits(2) else { return nil }
        found += Array(repeating: last, count: count + 3)
      case 17:
        guard let count = input.bits(3) else { return nil }
        found += Array(repeating: 0, count: count + 3)
      default:
        guard let count = input.bits(7) else { return nil }
        found += Array(repeating: 0, count: count + 11)
      }
    }
    guard found.count == total else { return nil }
    return (Huffman(Array(found[..<(literals + 257)])), Huffman(Array(found[(literals + 257)...])))
  }

  /// A canonical Huffman code: symbols by length, then by value (RFC 1951, 3.2.2).
  private struct Huffman {
    private var counts = Array(repeating: 0, count: 16)
    private var symbols: [Int] = []

    init(_ lengths: [Int]) {
      for length in lengths { counts[length] += 1 }
      counts[0] = 0
      for length in 1...15 {
        for (symbol, own) in lengths.enumerated() where own == length { symbols.append(symbol) }
      }
    }

    func next(_ input: inout BitInput) -> Int? {
      var (code, first, index) = (0, 0, 0)
      for length in 1...15 {
        guard let bit = input.bits(1) else { return nil }
        code |= bit
        let count = counts[length]
        if code - count < first { return symbols[index + code - first] }
        index += count
        first = (first + count) << 1
        code <<= 1
      }
      return nil
    }
  }

  /// Bits of a byte stream, least significant first.
  private struct BitInput {
    private let data: [UInt8]
    private var position = 0
    private var buffer = 0
    private var filled = 0

    init(_ data: [UInt8]) { self.data = data }

    var isAtEnd: Bool { position >= data.count }

    mutating func bits(_ count: Int) -> Int? {
      while filled < count {
        guard position < data.count else { return nil }
        buffer |= Int(data[position]) << filled
        position += 1
        filled += 8
      }
      let value = buffer & ((1 << count) - 1)
      buffer >>= count
      filled -= count
      return value
    }

    mutating func align() {
      buffer >>= filled % 8
      filled -= filled % 8
    }

    mutating func byte() -> UInt8? { bits(8).map { UInt8($0) } }

    mutating func word() -> UInt32? { bits(32).map { UInt32($0) } }
  }

  /// CRC-32 of RFC 1952, section 8.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes { sum = table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
    return sum ^ 0xFFFF_FFFF
  }

  private static let table: [UInt32] = (0..<256).map { index in
    var value = UInt32(index)
    for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    return value
  }
}
