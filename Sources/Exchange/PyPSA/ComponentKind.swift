/// The kinds of component of a PyPSA network, with the attributes that matter to its optimisation.
///
/// Names and defaults are those of PyPSA 1.4 (docs.pypsa.org, “Components”). Outputs and descriptive
/// attributes are known so that they are told apart from a misspelt input.
enum ComponentKind: String, CaseIterable {
  case buses, carriers, generators, loads, links, processes, lines, transformers
  case storageUnits = "storage_units"
  case stores
  case globalConstraints = "global_constraints"
  case lineTypes = "line_types"
  case transformerTypes = "transformer_types"

  /// What one is called in a sentence.
  var noun: String {
    switch self {
    case .buses: "bus"
    case .processes: "process"
    default: String(rawValue.dropLast()).replacing("_", with: " ")
    }
  }

  /// The name of the capacity: `p_nom`, `s_nom`, `e_nom`.
  var nominal: String? {
    switch self {
    case .generators, .links, .processes, .storageUnits: "p_nom"
    case .lines, .transformers: "s_nom"
    case .stores: "e_nom"
    default: nil
    }
  }

  /// Attributes that name a bus which must exist.
  var buses: [String] {
    switch self {
    case .generators, .loads, .storageUnits, .stores: ["bus"]
    case .links, .processes, .lines, .transformers: ["bus0", "bus1"]
    default: []
    }
  }

  var attributes: [Attribute] {
    switch self {
    case .buses: [.number("v_nom", 1), .text("carrier", "AC"), .text("unit")]
    case .carriers:
      [
        .number("co2_emissions", 0), .number("max_growth", .infinity),
        .number("max_relative_growth", 0),
      ]
    case .generators:
      Self.controllable + Self.commitment + [
        .text("bus"), .number("sign", 1), .series("efficiency", 1),
        .number("e_sum_min", -.infinity),
        .number("e_sum_max", .infinity),
      ]
    case .loads: [.text("bus"), .series("p_set", 0), .number("sign", -1), .flag("active", true)]
    case .links:
      Self.controllable + Self.commitment + [
        .text("bus0"), .text("bus1"), .series("efficiency", 1), .number("length", 0),
        .number("delay", 0), .flag("cyclic_delay", true),
      ]
    case .processes:
      Self.controllable + Self.commitment + [
        .text("bus0"), .text("bus1"), .series("rate0", -1), .series("rate1", 1),
        .number("delay0", 0), .number("delay1", 0), .flag("cyclic_delay0", true),
        .flag("cyclic_delay1", true),
      ]
    case .lines:
      Self.branch + [.text("type"), .number("length", 0), .number("num_parallel", 1)]
    case .transformers:
      Self.branch + [
        .text("type"), .number("num_parallel", 1), .number("tap_ratio", 1),
        .number("tap_position", 0), .series("phase_shift", 0), .number("phase_shift_min", 0),
        .number("phase_shift_max", 0),
      ]
    case .storageUnits:
      Self.controllable.filter { !["p_min_pu"].contains($0.name) } + [
        .series("p_min_pu", -1), .text("bus"), .number("sign", 1), .series("p_dispatch_set", nil),
        .series("p_store_set", nil), .series("spill_cost", 0), .series("marginal_cost_storage", 0),
        .number("state_of_charge_initial", 0), .flag("state_of_charge_initial_per_period", false),
        .series("state_of_charge_set", nil), .flag("cyclic_state_of_charge", false),
        .flag("cyclic_state_of_charge_per_period", false), .number("max_hours", 1),
        .series("efficiency_store", 1), .series("efficiency_dispatch", 1),
        .series("standing_loss", 0), .series("inflow", 0),
      ]
    case .stores:
      Self.expansion("e_nom") + [
        .text("bus"), .number("sign", 1), .series("e_min_pu", 0), .series("e_max_pu", 1),
        .number("e_initial", 0), .flag("e_initial_per_period", false), .flag("e_cyclic", false),
        .flag("e_cyclic_per_period", false), .series("p_set", nil), .series("e_set", nil),
        .series("marginal_cost", 0), .series("marginal_cost_storage", 0),
        .series("standing_loss", 0), Self.quadratic,
      ]
    case .globalConstraints:
      [
        .text("type", "primary_energy"), .number("investment_period", nil), .text("bus"),
        .text("carrier_attribute", "co2_emissions"), .text("sense", "=="), .number("constant", 0),
      ]
    case .lineTypes: [.number("r_per_length", 0), .number("x_per_length", 0)]
    case .transformerTypes:
      [
        .number("s_nom", 0), .number("vsc", 0), .number("vscr", 0), .number("phase_shift", 0),
        .number("tap_neutral", 0), .number("tap_step", 0),
      ]
    }
  }

  private static let quadratic = Attribute.refused(
    "marginal_cost_quadratic", "0", "a quadratic marginal cost")

  private static func expansion(_ nominal: String) -> [Attribute] {
    [
      .number(nominal, 0), .number(nominal + "_mod", 0), .flag(nominal + "_extendable", false),
      .number(nominal + "_min", 0), .number(nominal + "_max", .infinity),
      .number(nominal + "_set", nil), .number("capital_cost", 0), .number("overnight_cost", nil),
      .number("discount_rate", nil), .number("fom_cost", 0), .flag("active", true),
      .number("build_year", 0), .number("lifetime", .infinity), .text("carrier"),
    ]
  }

  private static let controllable =
    expansion("p_nom") + [
      .series("p_min_pu", 0), .series("p_max_pu", 1), .series("p_set", nil),
      .series("marginal_cost", 0), quadratic,
    ]

  private static let commitment: [Attribute] = [
    .number("p_init", nil), .flag("committable", false), .series("start_up_cost", 0),
    .series("shut_down_cost", 0), .series("stand_by_cost", 0), .number("min_up_time", 0),
    .number("min_down_time", 0), .number("up_time_before", 1), .number("down_time_before", 0),
    .series("ramp_limit_up", nil), .series("ramp_limit_down", nil),
    .number("ramp_limit_start_up", nil), .number("ramp_limit_shut_down", nil),
    .refused("maintainable", "False", "maintenance scheduling"),
  ]

  private static let branch =
    expansion("s_nom") + [
      .text("bus0"), .text("bus1"), .number("x", 0), .number("r", 0), .series("s_max_pu", 1),
      .number("v_ang_max", .infinity),
    ]

  /// Outputs of PyPSA, and inputs that its optimisation does not read.
  static let silent: Set<String> = [
    "p", "q", "p0", "p1", "p2", "p3", "p4", "q0", "q1", "e", "s", "status", "start_up", "shut_down",
    "p_nom_opt", "s_nom_opt", "e_nom_opt", "mu_upper", "mu_lower", "mu_p_set", "mu_ramp_limit_up",
    "mu_ramp_limit_down", "mu_state_of_charge_set", "mu_energy_balance", "mu", "marginal_price",
    "v_ang", "v_mag_pu", "state_of_charge", "spill", "p_dispatch", "p_store", "maintenance",
    "maintenance_start", "capital_cost_piecewise_opt", "marginal_cost_piecewise_opt",
    "phase_shift_opt", "x_pu", "r_pu", "g_pu", "b_pu", "x_pu_eff", "r_pu_eff", "v_nom",
    "sub_network", "slack_bus", "generator", "n_mod", "name", "scenario",
    "x", "y", "color", "nice_name", "location", "country", "unit", "control", "weight", "length",
    "terrain_factor", "v_mag_pu_set", "v_mag_pu_min", "v_mag_pu_max", "q_set", "g", "b", "model",
    "tap_side", "v_ang_min", "maintenance_duration", "maintenance_pu", "maintenance_events", "type",
    "cyclic_delay", "cyclic_delay0", "cyclic_delay1", "f_nom", "c_per_length", "i_nom", "mounting",
    "cross_section", "references", "v_nom_0", "v_nom_1", "pfe", "i0", "tap_min", "tap_max",
    "carrier", "lat", "lon", "geometry", "tags", "underground", "under_construction",
  ]
}

/// One attribute of a component, its kind of value and PyPSA's default.
struct Attribute {
  enum Value {
    case text(String)
    /// `nil`: absent means that there is none.
    case number(Double?)
    case flag(Bool)
    /// Any value but the default is refused, with this reason.
    case refused(String, because: String)
  }

  var name: String
  var value: Value
  /// May differ by snapshot.
  var varies = false

  static let largest = 1e15

  /// Sizes, their limits and times may be without end.
  static func mayBeInfinite(_ name: String) -> Bool {
    ["p_nom", "s_nom", "e_nom", "lifetime", "e_sum_min", "e_sum_max", "v_ang_max", "max_growth"]
      .contains(name) || name.hasSuffix("_nom_max")
  }

  static func text(_ name: String, _ otherwise: String = "") -> Attribute {
    Attribute(name: name, value: .text(otherwise))
  }
  static func number(_ name: String, _ otherwise: Double?) -> Attribute {
    Attribute(name: name, value: .number(otherwise))
  }
  static func series(_ name: String, _ otherwise: Double?) -> Attribute {
    Attribute(name: name, value: .number(otherwise), varies: true)
  }
  static func flag(_ name: String, _ otherwise: Bool) -> Attribute {
    Attribute(name: name, value: .flag(otherwise))
  }
  static func refused(_ name: String, _ otherwise: String, _ why: String) -> Attribute {
    Attribute(name: name, value: .refused(otherwise, because: why), varies: true)
  }
}
