import Chains
import Quantities
import Weather
import Yams

/// The weather of a site: one year, or several that one decision must stand.
struct WeatherSource {
  /// One year: a file for all, or one for the sun and one for the wind.
  struct Year {
    var name: String
    var solar: WeatherYear?
    var wind: WeatherYear?
    /// How much it counts beside the other years.
    var weight = 1.0

    /// The calendar year; `nil` for typical years, which have none.
    var calendarYear: Int? {
      let years = Set([solar, wind].compactMap(\.self).flatMap(\.years))
      return years.count == 1 ? years.first : nil
    }
  }

  var years: [Year] = []
  var hasLeapDay = false
  /// The section has errors of its own.
  var isBroken = false

  var place: Place? { years.first?.solar?.place ?? years.first?.wind?.place }

  /// The longest step of any file [minutes].
  var stepMinutes: Int? {
    years.flatMap { [$0.solar, $0.wind] }.compactMap { $0?.stepMinutes }.max()
  }
}

extension CampusSection {
  private static let yearKeys = ["file", "solar", "wind", "gaps", "year", "years", "leap day"]

  func readWeather(_ source: inout WeatherSource, at site: Campus.Site) {
    guard let field = entries["weather"] else { return }
    if field.isList {
      if field.list().isEmpty { field.expected("a weather file") }
      for member in field.list() {
        source.years += weatherYears(member, at: site, &source, isListed: true)
      }
    } else {
      source.years = weatherYears(field, at: site, &source, isListed: false)
    }
    // Supplies that then lack weather are not at fault.
    source.isBroken = reading.hasErrors(within: field)
    if !source.isBroken { compare(source, field) }
    checkDistance(source, site, field)
  }

  /// A file, a pair of files, or the years of a file.
  private func weatherYears(
    _ field: Field, at site: Campus.Site, _ source: inout WeatherSource, isListed: Bool
  ) -> [WeatherSource.Year] {
    var options = WeatherOptions(
      utcOffset: site.utcOffset ?? source.place?.utcOffset, latitude: site.latitude,
      longitude: site.longitude)
    guard field.isMapping, let own = field.map() else {
      guard let year = weatherFile(field, options) else { return [] }
      return [named(year, year)]
    }
    if isByStage(own) {
      field.error(
        "weather by the stage of a pathway is not supported: every stage meets the same weather "
          + "years; write a list of files for several")
      return []
    }
    own.only(Self.yearKeys + (isListed ? ["weight"] : []))
    if let limit = own["gaps"],
      let hours = limit.quantity(in: .hour, "the longest gap to fill", atLeast: 1)
    {
      options.gaps = .interpolate(maxHours: Int(min(hours, 8784)))
    }
    if let word = own["leap day"]?.choice(["drop", "keep"], "what becomes of 29 February"),
      word == "keep"
    {
      if isListed || own["years"] != nil {
        own["leap day"]?.expected("drop: several weather years are of equal length")
      } else {
        options.leapDay = .keep
      }
    }
    var weight = 1.0
    if let inner = own["weight"] {
      guard let value = inner.quantity(in: .one, "a weight", atLeast: 0), value > 0 else {
        inner.expected("a weight above 0")
        return []
      }
      weight = value
    }
    let chosen = calendarYears(own)
    guard let chosen else { return [] }
    var found: [WeatherSource.Year] = []
    for year in chosen.isEmpty ? [nil] : chosen.map(Optional.some) {
      options.year = year
      guard var one = pair(own, field, options) else { continue }
      one.weight = weight
      found.append(one)
    }
    if options.leapDay == .keep {
      let kept = found.flatMap { [$0.solar, $0.wind] }.compactMap { $0?.hasLeapDay }
      source.hasLeapDay = kept.contains(true)
      if kept.contains(true), kept.contains(false) {
        own["leap day"]?.error(
          "one of the files for sun and wind has a 29 February and the other has none")
      } else if !kept.isEmpty, !source.hasLeapDay {
        own["leap day"]?.warn("the weather has no 29 February; `keep` has no effect")
      }
    }
    return found
  }

  private func pair(
    _ own: Entries, _ field: Field, _ options: WeatherOptions
  ) -> WeatherSource.Year? {
    if let file = own["file"] {
      for key in ["solar", "wind"] where own[key] != nil {
        own[key]?.error("expected either `file` or `\(key)`, found both")
      }
      return weatherFile(file, options).map { named($0, $0) }
    }
    if own["solar"] == nil, own["wind"] == nil {
      field.expected("a weather file")
      return nil
    }
    var options = options
    let solar = own["solar"].flatMap { weatherFile($0, options, for: .solar) }
    // Sun and wind live on one clock.
    options.utcOffset = options.utcOffset ?? solar?.place.utcOffset
    let wind = own["wind"].flatMap { weatherFile($0, options, for: .wind) }
    guard solar != nil || wind != nil else { return nil }
    return named(solar, wind)
  }

  private func named(_ solar: WeatherYear?, _ wind: WeatherYear?) -> WeatherSource.Year {
    var year = WeatherSource.Year(
      name: "", solar: solar.flatMap { hasSun($0) ? $0 : nil },
      wind: wind.flatMap { hasWind($0) ? $0 : nil })
    let any = solar ?? wind
    let file = any?.source.split(separator: "/").last.map(String.init) ?? "weather"
    year.name = any.flatMap { $0.isTypicalYear ? nil : $0.years.first.map(String.init) } ?? file
    return year
  }

  /// `year: 2021` or `years: [2020, 2021]`; an empty list where nothing is said.
  private func calendarYears(_ own: Entries) -> [Int]? {
    if own["year"] != nil, own["years"] != nil {
      own["years"]?.error("expected either `year` or `years`, found both")
      return nil
    }
    guard let field = own["years"] ?? own["year"] else { return [] }
    let list = own["years"] == nil ? [field] : field.list()
    let years = list.compactMap { $0.integer("a calendar year such as 2021", in: 1900...2200) }
    guard years.count == list.count, !years.isEmpty else { return nil }
    guard Set(years).count == years.count else {
      field.error("expected each year once")
      return nil
    }
    return years
  }

  private func isByStage(_ own: Entries) -> Bool {
    !own.entries.isEmpty && own.entries.allSatisfy { Int($0.name) != nil }
  }

  private enum Need { case solar, wind }

  private func hasSun(_ year: WeatherYear) -> Bool { year.irradiance != nil }

  private func hasWind(_ year: WeatherYear) -> Bool {
    (year.wind.last?.height ?? 0) >= WindFarm.lowestUsefulWind
  }

  private func weatherFile(
    _ field: Field, _ options: WeatherOptions, for need: Need? = nil
  ) -> WeatherYear? {
    guard let name = field.text("the name of a weather file") else { return nil }
    do throws(WeatherError) {
      let key = SeriesCache.WeatherKey(path: Study.path(name, in: folder), options: options)
      let year = try files.weatherYear(key)
      for note in year.notes where note.isWarning {
        reading.warn("\(name): \(note)", at: field.mark)
      }
      switch need {
      case .solar where !hasSun(year):
        field.error("expected a file with irradiance, found “\(name)”, which has none")
        return nil
      case .wind where !hasWind(year):
        field.error(
          "expected a file with wind speeds at \(format(WindFarm.lowestUsefulWind)) m or more, found "
            + "“\(name)”, which has none")
        return nil
      default: return year
      }
    } catch {
      field.error("\(error)")
      return nil
    }
  }

  /// Weather years must offer the same: a plant cannot be without sun in one of them.
  private func compare(_ source: WeatherSource, _ field: Field) {
    guard let first = source.years.first, source.years.count > 1 else { return }
    for year in source.years.dropFirst() {
      for (what, own, other) in [
        ("irradiance", year.solar, first.solar), ("wind", year.wind, first.wind),
      ] where (own == nil) != (other == nil) {
        field.error(
          "“\(own == nil ? year.name : first.name)” has no \(what), which "
            + "“\(own == nil ? first.name : year.name)” has")
      }
    }
    let names = source.years.map(\.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      field.warn("the weather year “\(twice)” stands more than once in the list")
    }
    let weights = source.years.map(\.weight)
    let sum = weights.reduce(0, +)
    for year in source.years {
      note(
        "weather \(year.name), weight",
        Traced(year.weight / sum, "of a year", .study(line: field.line ?? 0)))
    }
  }

  /// Sun and wind of different years or places do not belong together.
  private func checkDistance(_ source: WeatherSource, _ site: Campus.Site, _ field: Field) {
    for year in source.years {
      guard let solar = year.solar, let wind = year.wind else { continue }
      if !solar.isTypicalYear, !wind.isTypicalYear, solar.years != wind.years {
        field.warn(
          "the sun is of \(solar.years[0]), the wind of \(wind.years[0]): their still and dark hours "
            + "need not fall together as they do here")
      }
      if isFar(solar.place, wind.place, degrees: 0.5) {
        field.warn("the files for sun and wind are of places more than about 50 km apart")
      }
    }
    let places = source.years.compactMap { $0.solar?.place ?? $0.wind?.place }
    if let first = places.first, places.contains(where: { isFar($0, first, degrees: 0.5) }) {
      field.warn("the weather years are of places more than about 50 km apart")
    }
    if let place = source.place, let latitude = site.latitude, let longitude = site.longitude,
      abs(place.latitude - latitude) > 1 || abs(place.longitude - longitude) > 1
    {
      field.warn(
        "the weather is of \(format(place.latitude)), \(format(place.longitude)), more than about "
          + "100 km from the site")
    }
  }

  private func isFar(_ one: Place, _ other: Place, degrees: Double) -> Bool {
    abs(one.latitude - other.latitude) > degrees || abs(one.longitude - other.longitude) > degrees
  }
}
