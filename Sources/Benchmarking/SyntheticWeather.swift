import Foundation

/// Weather from a formula, the same on every machine: for benchmarks that anybody can repeat.
///
/// Sun: the elevation of the sun at a latitude, times a clearness that wanders from day to day (a first
/// order process, as clouds do). Wind: the same with a memory of a day and a half, through a power curve.
/// Prices: a daily and weekly shape around a level that wanders, lower where there is much sun, with rare
/// spikes. None of them is meant to be any place.
public struct SyntheticWeather: Sendable {
  /// Capacity factors by hour.
  public var solar: [Double]
  public var wind: [Double]
  /// USD/MWh by hour.
  public var price: [Double]

  public init(seed: UInt64, hours: Int = 8760, latitude: Double = 32) {
    var noise = Noise(seed: seed)
    solar = []
    wind = []
    price = []
    var cloud = 0.0
    var gust = 0.0
    var level = 0.0
    for hour in 0..<hours {
      if hour % 24 == 0 { cloud = 0.6 * cloud + 0.8 * noise.normal() }
      gust = 0.972 * gust + 0.235 * noise.normal()
      level = 0.995 * level + 0.1 * noise.normal()
      let day = Double(hour / 24 % 365)
      let clock = Double(hour % 24) + 0.5
      let declination: Double = 23.45 * sin(2 * .pi * (284 + day) / 365)
      let angle: Double = (clock - 12) * 15
      let height: Double =
        Self.sine(latitude) * Self.sine(declination)
        + Self.cosine(latitude) * Self.cosine(declination) * Self.cosine(angle)
      let clearness: Double = 0.35 + 0.6 / (1 + exp(-1.2 * (cloud + 0.9)))
      let sun: Double = max(0, height) > 0 ? min(1, 1.15 * pow(height, 0.8) * clearness) : 0
      let speed: Double = max(0, 8.2 + 3.6 * gust + 0.8 * cos(2 * .pi * (clock - 2) / 24))
      let power: Double = speed < 3 ? 0 : min(1, pow((speed - 3) / 9.5, 2.2))
      solar.append(Self.rounded(sun))
      wind.append(Self.rounded(0.93 * power))
      let evening: Double = exp(-pow((clock - 19.5) / 2.5, 2))
      let spike: Double = noise.uniform() > 0.9985 ? 400 + 900 * noise.uniform() : 0
      let base: Double = 38 + 14 * level + 22 * evening - 30 * sun
      price.append((100 * (base + spike)).rounded() / 100)
    }
  }

  private static func sine(_ degrees: Double) -> Double { sin(degrees * .pi / 180) }
  private static func cosine(_ degrees: Double) -> Double { cos(degrees * .pi / 180) }
  private static func rounded(_ value: Double) -> Double { (1e4 * value).rounded() / 1e4 }
}

/// SplitMix64 (Steele, Lea and Flood 2014), and normal numbers by the polar method.
struct Noise {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / Double(1 << 53)
  }

  mutating func normal() -> Double {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let size = x * x + y * y
      if size > 0, size < 1 { return x * (-2 * log(size) / size).squareRoot() }
    }
  }
}
