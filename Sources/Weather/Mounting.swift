import Foundation

/// How modules are held.
public enum Mounting: Sendable, Hashable, Codable {
  /// Fixed: tilt from the horizontal and azimuth clockwise from north [deg]; 180 faces south.
  case fixed(tilt: Double, azimuth: Double)
  /// Turning about one axis.
  case singleAxis(Tracker)

  /// The plane of the modules for a sun position. Trackers lie flat at night.
  public func orientation(_ sun: SunPosition) -> Orientation {
    switch self {
    case .fixed(let tilt, let azimuth): Orientation(tilt: tilt, azimuth: azimuth)
    case .singleAxis(let tracker): tracker.orientation(tracker.rotation(sun))
    }
  }
}

/// A single-axis tracker.
///
/// Formulas: Anderson and Mikofski (2020), *Slope-Aware Backtracking for Single-Axis Trackers*,
/// NREL/TP-5K00-76626, true tracking, and eqs. 14-16 for backtracking on level ground; module
/// orientation: Marion and Dobos (2013), NREL/TP-6A20-58891.
public struct Tracker: Sendable, Hashable, Codable {
  /// Tilt of the axis from the horizontal [deg].
  public var axisTilt: Double
  /// Direction of the axis, clockwise from north [deg]; 0 or 180 for north-south rows.
  public var axisAzimuth: Double
  /// Largest rotation to either side [deg].
  public var maxAngle: Double
  /// True to turn back at low sun so that no row shades the next.
  public var backtracking: Bool
  /// Ground coverage ratio: module width over row distance.
  public var gcr: Double

  public init(
    axisTilt: Double = 0, axisAzimuth: Double = 180, maxAngle: Double = 60,
    backtracking: Bool = true, gcr: Double = 0.3
  ) {
    self.axisTilt = axisTilt
    self.axisAzimuth = axisAzimuth
    self.maxAngle = maxAngle
    self.backtracking = backtracking
    self.gcr = gcr
  }

  /// The sun's zenith angle projected into the plane across the axis [deg], signed.
  public func projectedZenith(_ sun: SunPosition) -> Double {
    let z = sun.apparentZenith
    let x: Double = sind(z) * sind(sun.azimuth)
    let y: Double = sind(z) * cosd(sun.azimuth)
    let across: Double = x * cosd(axisAzimuth) - y * sind(axisAzimuth)
    let along: Double = x * sind(axisAzimuth) + y * cosd(axisAzimuth)
    let up: Double = along * sind(axisTilt) + cosd(z) * cosd(axisTilt)
    return atan2d(across, up)
  }

  /// Rotation about the axis [deg]; 0 is flat across the axis, right-handed about the axis
  /// direction. 0 at night.
  public func rotation(_ sun: SunPosition) -> Double {
    guard sun.apparentZenith <= 90 else { return 0 }
    let ideal = projectedZenith(sun)
    var angle = ideal
    if backtracking && gcr > 0 {
      let clearance: Double = abs(cosd(ideal)) / gcr
      if clearance < 1 { angle -= (ideal < 0 ? -1 : 1) * acosd(clearance) }
    }
    return min(maxAngle, max(-maxAngle, angle))
  }

  /// The module plane at a rotation.
  public func orientation(_ rotation: Double) -> Orientation {
    // Unit normal of the module: rotate about the axis, tilt the axis, turn to its azimuth.
    let across: Double = sind(rotation)
    let along: Double = cosd(rotation) * sind(axisTilt)
    let x: Double = across * cosd(axisAzimuth) + along * sind(axisAzimuth)
    let y: Double = -across * sind(axisAzimuth) + along * cosd(axisAzimuth)
    let azimuth: Double = atan2d(x, y)
    return Orientation(
      tilt: acosd(cosd(rotation) * cosd(axisTilt)), azimuth: azimuth < 0 ? azimuth + 360 : azimuth)
  }
}
