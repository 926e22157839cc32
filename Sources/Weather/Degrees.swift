import Foundation

// Trigonometry in degrees, which is how the solar literature writes its formulas.

@inline(__always) func sind(_ degrees: Double) -> Double { sin(degrees * .pi / 180) }
@inline(__always) func cosd(_ degrees: Double) -> Double { cos(degrees * .pi / 180) }
@inline(__always) func tand(_ degrees: Double) -> Double { tan(degrees * .pi / 180) }
@inline(__always) func asind(_ x: Double) -> Double { asin(min(1, max(-1, x))) * 180 / .pi }
@inline(__always) func acosd(_ x: Double) -> Double { acos(min(1, max(-1, x))) * 180 / .pi }
@inline(__always) func atan2d(_ y: Double, _ x: Double) -> Double { atan2(y, x) * 180 / .pi }
