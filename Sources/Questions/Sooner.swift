import Chains
import Quantities
import Studies

/// What it is worth that something may run a month earlier: the value of the best plan with a shorter
/// lead time, less that of the study as it is.
///
/// In stages of one year what comes within the year counts from its month on, and the lead time is made
/// one month shorter. In longer stages a month changes nothing until the next stage is reached: there the
/// lead time is made just short enough for the stage before, and the gain is spread over those months.
public struct Sooner: Sendable, Codable, Equatable {
  /// The supply, `grid` or `halls`.
  public var name: String
  /// Where the lead time is made shorter.
  public var sites: [String]
  /// The change, as it would be typed.
  public var change: String
  /// How many months earlier.
  public var months: Double
  /// USD at the start of the plan, for all these months.
  public var worth: Double
  /// The worth is known to this: plans are known to a gap.
  public var uncertainty: Double

  public var perMonth: Double { worth / months }

  /// Everything of a study that waits for its lead time.
  ///
  /// - Throws: ``QuestionError`` when the study itself has no plan.
  public static func answers(_ inquiry: Inquiry) throws(QuestionError) -> [Sooner] {
    let before = try inquiry.outcome()
    var answers: [Sooner] = []
    let waits = Wait.all(in: before.study)
    for wait in waits {
      if inquiry.mustStop { break }
      let isKnown = answers.contains { $0.name == wait.name && $0.sites.contains(wait.site) }
      guard !isKnown, let earlier = wait.earlier else { continue }
      for place in wait.places {
        var words = ChangeWords()
        words.sets = ["\(place)=\(earlier.text)"]
        // A key that the site does not read changes nothing there.
        guard let study = try? inquiry.study(words) else { continue }
        // Sites that come then anyway have not moved.
        let moved = Wait.all(in: study).filter { other in
          other.name == wait.name && abs(other.years - earlier.years) < 1e-9
            && !waits.contains {
              $0.name == other.name && $0.site == other.site
                && abs($0.years - other.years) < 1e-9
            }
        }
        guard moved.contains(where: { $0.site == wait.site }) else { continue }
        let after = try inquiry.outcome(words)
        answers.append(
          Sooner(
            name: wait.name, sites: moved.map(\.site), change: words.description,
            months: earlier.months, worth: after.plan.value - before.plan.value,
            uncertainty: after.plan.certificate.bound - after.plan.value
              + before.plan.certificate.bound - before.plan.value))
        break
      }
    }
    return answers
  }
}

/// Something that waits: how long, and where the study says so.
private struct Wait {
  var name: String
  var site: String
  /// The key within the study or the site.
  var key: String
  var today: Int
  /// From today to the first use.
  var years: Double
  var stages: [Campus.Stage]
  /// In a stage of one year it may come within the year.
  var comesWithin: Bool
  /// The year stands in the study instead of a lead time.
  var isYear = false

  static func all(in study: Study) -> [Wait] {
    study.campuses.enumerated().flatMap { index, campus -> [Wait] in
      guard let today = campus.today else { return [] }
      func wait(_ name: String, _ key: String, _ years: Double, within: Bool = true) -> Wait {
        Wait(
          name: name, site: campus.site.name, key: key, today: today, years: years,
          stages: campus.stages, comesWithin: within)
      }
      var waits = campus.supplies.compactMap { supply in
        supply.leadTime.map {
          wait(
            supply.name, "supplies.\(supply.name).lead time", $0, within: supply.existing == 0)
        }
      }
      if let grid = campus.grid {
        if let lead = grid.leadTime {
          waits.append(wait("grid", "grid.lead time", lead))
        } else if let year = grid.firstYear {
          var own = wait("grid", "grid.from", Double(year - today))
          own.isYear = true
          waits.append(own)
        }
      }
      if let hall = study.fleet?.halls[index] {
        if let lead = hall.leadTime {
          waits.append(wait("halls", "halls.lead time", lead, within: false))
        } else if let year = hall.firstYear, year > today {
          var own = wait("halls", "halls.from", Double(year - today), within: false)
          own.isYear = true
          waits.append(own)
        }
      }
      return waits
    }
  }

  /// The study's own key, and that of the site.
  var places: [String] { [key, "sites.\(site).\(key)"] }

  /// How long it would wait if it came a month, or a stage, earlier; `nil` if it need not wait.
  var earlier: (years: Double, months: Double, text: String)? {
    let first = stages[0].year
    let start = Double(today) + years
    guard start > Double(first) + 1e-9 else { return nil }
    let month = 1.0 / 12
    let reached = stages.filter { Double($0.year) < start - 1e-9 }.max { $0.year < $1.year }
    guard let stage = reached else { return nil }
    var shorter = Double(stage.year - today)
    if comesWithin, !isYear, stage.years == 1, start < Double(stage.year + 1) + 1e-9 {
      shorter = max(shorter, years - month)
    }
    let text = isYear ? "\(stage.year)" : "\(shorter * 12) months"
    return (shorter, 12 * (years - shorter), text)
  }
}
