import Foundation

/// A plane: tilt from the horizontal and azimuth of its normal, clockwise from north [deg].
public struct Orientation: Sendable, Hashable {
  public var tilt: Double
  public var azimuth: Double

  public init(tilt: Double, azimuth: Double) {
    self.tilt = tilt
    self.azimuth = azimuth
  }

  /// Cosine of the angle of incidence; negative when the sun is behind the plane.
  public func cosIncidence(_ sun: SunPosition) -> Double {
    cosd(tilt) * cosd(sun.apparentZenith)
      + sind(tilt) * sind(sun.apparentZenith) * cosd(sun.azimuth - azimuth)
  }
}

/// Irradiance on a tilted plane by origin [W/m2].
public struct PlaneIrradiance: Sendable, Hashable {
  /// Direct beam.
  public var beam: Double
  /// Diffuse light of the sky.
  public var sky: Double
  /// Light reflected by the ground.
  public var ground: Double
  /// Cosine of the angle of incidence of the beam, at least 0.
  public var cosIncidence: Double
  /// Sum of the parts.
  public var total: Double { beam + sky + ground }
}

/// How diffuse sky light is carried from the horizontal to a tilted plane.
public enum Transposition: String, Sendable, Hashable, Codable, CaseIterable {
  /// Perez, Ineichen, Seals, Michalsky, Stewart (1990), Solar Energy 44(5), 271-289, with
  /// the coefficients “all sites composite”.
  case perez
  /// Hay and Davies (1980): isotropic sky with a circumsolar share of DNI / extraterrestrial.
  case hayDavies
  /// Uniform sky (Liu and Jordan 1960); the lower bound of the three for sunny places.
  case isotropic

  /// Sky brightness coefficients F11 F12 F13 F21 F22 F23 per clearness class (Perez 1990).
  private static let coefficients: [[Double]] = [
    [-0.008, 0.588, -0.062, -0.060, 0.072, -0.022],
    [0.130, 0.683, -0.151, -0.019, 0.066, -0.029],
    [0.330, 0.487, -0.221, 0.055, -0.064, -0.026],
    [0.568, 0.187, -0.295, 0.109, -0.152, -0.014],
    [0.873, -0.392, -0.362, 0.226, -0.462, 0.001],
    [1.132, -1.237, -0.412, 0.288, -0.823, 0.056],
    [1.060, -1.600, -0.359, 0.264, -1.127, 0.131],
    [0.678, -0.327, -0.250, 0.156, -1.377, 0.251],
  ]
  /// Upper limits of the clearness classes 1 to 7 (Perez 1990).
  private static let classLimits: [Double] = [1.065, 1.230, 1.500, 1.950, 2.800, 4.500, 6.200]

  /// Diffuse sky irradiance on the plane [W/m2].
  func sky(
    on plane: Orientation, sun: SunPosition, dni: Double, dhi: Double, extraterrestrial: Double
  ) -> Double {
    let isotropic: Double = dhi * (1 + cosd(plane.tilt)) / 2
    // Below the horizon there is no sun to brighten its surroundings.
    guard dhi > 0, sun.apparentZenith < 90 else { return max(0, isotropic) }
    let incidence: Double = max(0, plane.cosIncidence(sun))
    switch self {
    case .isotropic:
      return isotropic
    case .hayDavies:
      let share: Double = dni / extraterrestrial
      let ratio: Double = incidence / max(cosd(sun.apparentZenith), 0.01745)
      return max(0, isotropic * (1 - share)) + max(0, dhi * share * ratio)
    case .perez:
      return perez(plane, sun, dni, dhi, extraterrestrial, incidence)
    }
  }

  private func perez(
    _ plane: Orientation, _ sun: SunPosition, _ dni: Double, _ dhi: Double,
    _ extraterrestrial: Double, _ incidence: Double
  ) -> Double {
    let z: Double = sun.apparentZenith * .pi / 180
    let k: Double = 1.041 * z * z * z
    let clearness: Double = ((dhi + dni) / dhi + k) / (1 + k)
    let row = Self.classLimits.firstIndex { clearness < $0 } ?? 7
    let f = Self.coefficients[row]
    let brightness: Double = dhi * AirMass.relative(sun.apparentZenith) / extraterrestrial
    let f1: Double = max(0, f[0] + f[1] * brightness + f[2] * z)
    let f2: Double = f[3] + f[4] * brightness + f[5] * z
    let b: Double = max(cosd(85), cosd(sun.apparentZenith))
    let dome: Double = (1 - f1) * (1 + cosd(plane.tilt)) / 2
    return max(0, dhi * (dome + f1 * incidence / b + f2 * sind(plane.tilt)))
  }

  /// All irradiance on the plane.
  ///
  /// Ground: `GHI * albedo * (1 - cos tilt) / 2`.
  public func irradiance(
    on plane: Orientation, sun: SunPosition, ghi: Double, dni: Double, dhi: Double,
    dayOfYear: Int, albedo: Double = 0.2
  ) -> PlaneIrradiance {
    let up = sun.apparentZenith < 90
    let incidence: Double = up ? max(0, plane.cosIncidence(sun)) : 0
    let extraterrestrial = ExtraterrestrialIrradiance.normal(dayOfYear: dayOfYear)
    return PlaneIrradiance(
      beam: dni * incidence,
      sky: sky(on: plane, sun: sun, dni: dni, dhi: dhi, extraterrestrial: extraterrestrial),
      ground: ghi * albedo * (1 - cosd(plane.tilt)) / 2,
      cosIncidence: incidence)
  }
}

/// Relative optical air mass (Kasten and Young 1989, Applied Optics 28, 4735).
enum AirMass {
  static func relative(_ apparentZenith: Double) -> Double {
    let z: Double = min(apparentZenith, 90)
    return 1 / (cosd(z) + 0.50572 * pow(96.07995 - z, -1.6364))
  }
}

/// Irradiance outside the atmosphere at normal incidence (Spencer 1971), solar constant 1366.1 W/m2
/// (ASTM E-490).
enum ExtraterrestrialIrradiance {
  static func normal(dayOfYear: Int) -> Double {
    let b: Double = 2 * .pi * Double(dayOfYear - 1) / 365
    let first: Double = 0.034221 * cos(b) + 0.00128 * sin(b)
    let second: Double = 0.000719 * cos(2 * b) + 0.000077 * sin(2 * b)
    return 1366.1 * (1.00011 + first + second)
  }
}
