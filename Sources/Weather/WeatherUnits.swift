extension Quantity {
  /// Factor and shift that turn a number in `unit` into the unit of this package; `nil` for a unit
  /// that does not measure the quantity.
  func toSI(from unit: String) -> (scale: Double, shift: Double)? {
    let name = unit.trimmed.lowercased()
    switch self {
    case .ghi, .dni, .dhi:
      switch name {
      case "w/m2", "w/m²", "w/m^2", "w/m**2", "wh/m2": return (1, 0)
      case "kw/m2", "kw/m²", "kw/m^2", "kw/m**2": return (1000, 0)
      default: return nil
      }
    case .relativeHumidity:
      switch name {
      case "%", "percent": return (1, 0)
      case "1", "fraction": return (100, 0)
      default: return nil
      }
    case .dryBulb, .temperature, .dewPoint:
      switch name {
      case "c", "°c", "degc", "celsius", "degree celsius": return (1, 0)
      case "k", "kelvin": return (1, -273.15)
      case "f", "°f", "degf": return (5.0 / 9, -160.0 / 9)
      default: return nil
      }
    case .pressure, .pressureAt:
      switch name {
      case "pa": return (1, 0)
      case "hpa", "mbar", "mb", "millibar": return (100, 0)
      case "kpa": return (1000, 0)
      case "atm": return (101_325, 0)
      default: return nil
      }
    case .windSpeed:
      switch name {
      case "m/s", "ms-1", "m s-1": return (1, 0)
      case "km/h", "kmh", "kph": return (1 / 3.6, 0)
      // One knot is 1852 m an hour, one mile is 1609.344 m.
      case "kn", "kt", "knots": return (1852.0 / 3600, 0)
      case "mph", "mp/h": return (1609.344 / 3600, 0)
      default: return nil
      }
    }
  }
}
