"""Seeded PyPSA networks over all features that are imported, small enough to solve in a moment."""

import numpy as np
import pypsa


def network(seed):
    """A network with a random choice of features; unserved load at a price keeps it solvable."""
    rng = np.random.default_rng(seed)
    n = pypsa.Network(name=f"random {seed}")
    chance = lambda p: rng.random() < p  # noqa: E731
    steps = int(rng.integers(4, 9))
    periods = [2030, 2040, 2050][: int(rng.integers(2, 4))] if chance(0.3) else []
    n.set_snapshots(range(steps))
    n.snapshot_weightings = n.snapshot_weightings.astype(float)
    if chance(0.5):
        n.snapshot_weightings.loc[:, :] = float(rng.choice([0.5, 2, 3]))
    if chance(0.25):
        for column in ("objective", "stores", "generators"):
            n.snapshot_weightings[column] = rng.choice([1, 2, 3], steps).astype(float)
    if periods:
        n.investment_periods = periods
        n.snapshot_weightings = n.snapshot_weightings.astype(float)
        n.investment_period_weightings = n.investment_period_weightings.astype(float)
        n.investment_period_weightings["objective"] = rng.choice([1, 5, 10, 7.5], len(periods))
        n.investment_period_weightings["years"] = rng.choice([1, 10], len(periods)) if chance(0.3) else 1
    n_sns = len(n.snapshots)

    def series(low, high):
        return np.round(rng.uniform(low, high, n_sns), 3)

    n.add("Carrier", ["AC", "DC", "heat"])
    growth = {"max_growth": 400.0} if chance(0.3) else {}
    n.add("Carrier", "gas", co2_emissions=0.2, **growth)
    if growth and chance(0.5):
        n.carriers.loc["gas", "max_relative_growth"] = 0.5
    n.add("Carrier", "wind")
    n.add("Carrier", "oil", co2_emissions=0.3)
    n.add("Carrier", "battery")
    buses = [f"bus {i}" for i in range(int(rng.integers(2, 6)))]
    for bus in buses:
        n.add("Bus", bus, v_nom=float(rng.choice([110, 220, 380])), carrier="AC")
    n.add("Bus", "heat", carrier="heat")
    dates = lambda: (  # noqa: E731
        {"build_year": int(rng.choice([2020, 2030, 2040])), "lifetime": float(rng.choice([15, 25, 100]))} if periods else {}
    )
    for bus in buses:
        n.add("Load", f"load {bus}", bus=bus, p_set=series(20, 120))
        n.add("Generator", f"unserved {bus}", bus=bus, p_nom=1e4, marginal_cost=float(rng.choice([500, 2000])))
    n.add("Load", "heat load", bus="heat", p_set=series(5, 30))
    n.add("Generator", "boiler", bus="heat", p_nom=200, marginal_cost=25, carrier="gas", efficiency=0.9)

    def money(extendable):
        if not extendable:
            return {}
        if chance(0.25):
            return {"overnight_cost": float(rng.uniform(2e4, 2e5)), "discount_rate": float(rng.choice([0, 0.05, 0.1])),
                    "fom_cost": float(rng.choice([0, 2]))} | ({} if periods else {"lifetime": float(rng.choice([10, 20]))})
        return {"capital_cost": float(rng.uniform(1, 80))}

    for i in range(int(rng.integers(3, 7))):
        kind = rng.choice(["thermal", "wind", "committed", "ramped", "two-way", "sum", "fixed", "com-ext", "modular"])
        bus = str(rng.choice(buses))
        name = f"{kind} {i}"
        extendable = bool(chance(0.5))
        size = {"p_nom_extendable": extendable, "p_nom": float(rng.integers(40, 150))}
        if extendable and chance(0.3):
            size["p_nom_min"] = 10.0
        if extendable and chance(0.5):
            size["p_nom_max"] = float(rng.integers(60, 300))
        common = dict(bus=bus, marginal_cost=float(rng.uniform(1, 60)), **dates())
        if chance(0.2):
            common["marginal_cost"] = series(1, 60)
        if kind == "wind":
            n.add("Generator", name, carrier="wind", p_max_pu=series(0, 1), **common, **size, **money(extendable))
        elif kind == "thermal":
            n.add("Generator", name, carrier=str(rng.choice(["gas", "oil"])), efficiency=float(rng.uniform(0.3, 0.6)),
                  p_min_pu=float(rng.choice([0, 0, 0.2])) if extendable else 0.0, **common, **size, **money(extendable))
        elif kind == "ramped":
            n.add("Generator", name, carrier="gas", efficiency=0.5, ramp_limit_up=float(rng.choice([0.1, 0.3])),
                  ramp_limit_down=float(rng.choice([0.2, 0.5, np.nan])), **common, **size, **money(extendable))
            if chance(0.3):
                n.generators.loc[name, "p_init"] = 20.0
                n.generators.loc[name, "p_nom_min"] = 40.0
            if chance(0.2):
                n.generators_t.ramp_limit_up[name] = series(0.1, 0.5)
        elif kind == "two-way":
            n.add("Generator", name, p_min_pu=-0.4, p_max_pu=series(0.1, 0.9), **common, **size, **money(extendable))
        elif kind == "sum":
            n.add("Generator", name, carrier="gas", e_sum_max=float(rng.uniform(50, 400)), e_sum_min=10.0, **common, **size,
                  **money(extendable))
        elif kind == "fixed":
            values = series(5, 30)
            if chance(0.5):
                values[::2] = np.nan
            n.add("Generator", name, p_set=values, **common, p_nom=40.0)
        elif kind in ("committed", "com-ext", "modular"):
            commitment = dict(
                committable=True, start_up_cost=float(rng.choice([0, 200, 900])), shut_down_cost=float(rng.choice([0, 100])),
                stand_by_cost=float(rng.choice([0, 5])), p_min_pu=float(rng.choice([0.1, 0.3, 0.5])))
            if not periods:
                commitment |= dict(
                    min_up_time=int(rng.integers(0, 4)), min_down_time=int(rng.integers(0, 4)),
                    up_time_before=int(rng.integers(0, 3)), down_time_before=int(rng.integers(0, 3)))
            else:
                common.pop("build_year", None), common.pop("lifetime", None)
            if chance(0.5):
                commitment |= dict(ramp_limit_up=0.5, ramp_limit_start_up=float(rng.choice([0.6, 0.8])))
            if chance(0.5):
                commitment |= dict(ramp_limit_down=0.5, ramp_limit_shut_down=float(rng.choice([0.6, 0.9])))
            if kind == "committed":
                size = {"p_nom": float(rng.integers(40, 150))}
                extendable = False
            elif kind == "com-ext":
                size = {"p_nom_extendable": True, "p_nom_max": float(rng.integers(80, 200))}
                extendable = True
            else:
                extendable = bool(chance(0.5))
                size = ({"p_nom_extendable": True, "p_nom_mod": 25.0, "p_nom_max": 150.0} if extendable
                        else {"p_nom": 100.0, "p_nom_mod": 25.0})
                if not extendable:
                    size["p_nom_extendable"] = False
                commitment["min_down_time"] = 0
                for key in list(commitment):
                    if key.startswith("ramp"):
                        commitment.pop(key)
            n.add("Generator", name, **common, **size, **commitment, **money(extendable))
    for i in range(int(rng.integers(0, 3))):
        extendable = bool(chance(0.5))
        mode = rng.choice(["cyclic", "initial", "set", "per period"])
        extra = {"cyclic_state_of_charge": True} if mode == "cyclic" else {"state_of_charge_initial": 30.0}
        if mode == "set":
            values = np.full(n_sns, np.nan)
            values[n_sns // 2] = 40.0
            extra = {"state_of_charge_set": values}
        if mode == "per period" and periods:
            extra = {"cyclic_state_of_charge_per_period": bool(chance(0.5)), "state_of_charge_initial_per_period": True,
                     "state_of_charge_initial": 20.0}
        if chance(0.4):
            extra |= {"inflow": series(0, 20), "spill_cost": float(rng.choice([0, 1]))}
        n.add("StorageUnit", f"storage {i}", bus=str(rng.choice(buses)), carrier="battery", p_nom=50.0, p_nom_min=40.0,
              p_nom_extendable=extendable, max_hours=float(rng.choice([2, 4])), efficiency_store=0.9, efficiency_dispatch=0.95,
              standing_loss=float(rng.choice([0, 0.01])), marginal_cost=float(rng.choice([0, 0.5])),
              marginal_cost_storage=float(rng.choice([0, 0.02])), **extra, **money(extendable))
    if chance(0.6):
        n.add("Bus", "tank", carrier="oil")
        extendable = bool(chance(0.5))
        extra = dict([("e_cyclic", True)] if chance(0.5) else [("e_initial", 80.0)])
        if chance(0.3):
            extra["e_max_pu"] = series(0.8, 1)
        n.add("Store", "tank", bus="tank", carrier="oil", e_nom=200.0, e_nom_min=200.0, e_nom_extendable=extendable,
              e_min_pu=float(rng.choice([0, 0.1, 0.2])), standing_loss=float(rng.choice([0, 0.005])),
              marginal_cost=float(rng.choice([0, 1])), **extra, **money(extendable))
        n.add("Link", "oil plant", bus0="tank", bus1=buses[0], bus2="heat", efficiency=0.4, efficiency2=0.3, p_nom=80.0,
              marginal_cost=2.0)
        n.add("Generator", "oil supply", bus="tank", carrier="oil", p_nom=60.0, marginal_cost=20.0, **dates())
    for i in range(int(rng.integers(0, 3))):
        a, b = rng.choice(buses, 2, replace=False)
        extendable = bool(chance(0.5))
        kind = rng.choice(["plain", "two-way", "committed", "ramped"])
        extra = {}
        if kind == "two-way":
            extra = {"p_min_pu": float(rng.choice([-1, -0.7])), "efficiency": 1.0}
        if kind == "ramped":
            extra = {"p_min_pu": -1.0, "ramp_limit_up": 0.3, "ramp_limit_down": 0.4, "p_nom_max": 90.0}
        if kind == "committed":
            extendable = False
            extra = {"committable": True, "p_min_pu": 0.3, "start_up_cost": 50.0,
                     "min_up_time": 0 if periods else int(rng.integers(0, 4))}
        n.add("Link", f"link {i}", bus0=a, bus1=b, p_nom=60.0, p_nom_extendable=extendable, length=float(rng.integers(10, 90)),
              marginal_cost=float(rng.choice([0, 0.1])), **({"efficiency": 0.97} | extra), **money(extendable))
    n.add("Link", "heat pump", bus0=buses[-1], bus1="heat", efficiency=series(2.5, 3.5), p_nom_extendable=True, capital_cost=5.0)
    if len(buses) > 1:
        for i, bus in enumerate(buses):
            if len(buses) == 2 and i == 1 and chance(0.5):
                continue
            other = buses[(i + 1) % len(buses)]
            extendable = bool(chance(0.4))
            dated = dates() if chance(0.3) else {}
            n.add("Line", f"line {i}", bus0=bus, bus1=other, x=float(rng.uniform(1, 9)), r=0.5, s_nom=float(rng.integers(20, 90)),
                  s_nom_extendable=extendable, s_max_pu=float(rng.choice([0.7, 1])), length=float(rng.integers(10, 90)),
                  **dated, **money(extendable))
        if chance(0.3):
            n.add("Line", "typed", bus0=buses[0], bus1=buses[1], type="Al/St 240/40 2-bundle 220.0", length=30.0, s_nom=60.0)
        if chance(0.4):
            n.add("Transformer", "transformer", bus0=buses[0], bus1=buses[1], x=0.1, s_nom=80.0, tap_ratio=float(rng.choice([1, 1.1])),
                  phase_shift=float(rng.choice([0, 3])))
        if chance(0.2):
            n.add("Transformer", "shifter", bus0=buses[0], bus1=buses[-1], x=0.1, s_nom=60.0, phase_shift_min=-10.0,
                  phase_shift_max=15.0)
        if chance(0.2):
            n.lines.loc["line 0", "v_ang_max"] = 1.0
    constrain(n, rng, periods)
    return n, bool(periods)


def constrain(n, rng, periods):
    chance = lambda p: rng.random() < p  # noqa: E731
    weights = n.snapshot_weightings.generators.sum()
    if chance(0.5):
        period = {"investment_period": periods[0]} if periods and chance(0.3) else {}
        stores = n.stores[~n.stores.e_cyclic] if len(n.stores) else n.stores
        plain = not periods or not len(stores) or (n.investment_period_weightings.years == 1).all()
        if plain and not (period and len(stores)):
            n.add("GlobalConstraint", "co2", type="primary_energy", sense="<=", constant=float(weights * rng.uniform(5, 60)), **period)
    if chance(0.2) and not periods:
        n.add("GlobalConstraint", "wind share", type="operational_limit", carrier_attribute="gas", sense="<=",
              constant=float(weights * rng.uniform(5, 60)))
    if chance(0.2):
        n.add("GlobalConstraint", "volume", type="transmission_volume_expansion_limit", carrier_attribute="AC", sense="<=",
              constant=float(rng.uniform(500, 5000)))
    if chance(0.2):
        n.add("GlobalConstraint", "line cost", type="transmission_expansion_cost_limit", carrier_attribute="AC", sense="<=",
              constant=float(rng.uniform(500, 50000)))
    if chance(0.2):
        n.add("GlobalConstraint", "gas capacity", type="tech_capacity_expansion_limit", carrier_attribute="gas", sense="<=",
              constant=float(rng.uniform(100, 300)))


def stochastic(seed):
    """A network with scenarios, perhaps with aversion to risk; returns its preference too."""
    rng = np.random.default_rng(seed)
    n, _ = _without_periods(seed)
    names = ["dry", "mean", "wet"][: int(rng.integers(2, 4))]
    shares = rng.dirichlet(np.ones(len(names))).round(3)
    shares[-1] = 1 - shares[:-1].sum()
    n.set_scenarios(dict(zip(names, shares)))
    for name in names:
        factor = float(rng.uniform(0.6, 1.5))
        columns = [c for c in n.loads_t.p_set.columns if c[0] == name]
        n.loads_t.p_set[columns] = (n.loads_t.p_set[columns] * factor).round(3)
        mask = n.generators.index.get_level_values("scenario") == name
        n.generators.loc[mask, "marginal_cost"] *= round(float(rng.uniform(0.5, 2)), 2)
    risk = None
    if rng.random() < 0.5:
        risk = (float(rng.choice([0.5, 0.8, 0.95])), float(rng.choice([0.2, 0.5, 1])))
        n.set_risk_preference(alpha=risk[0], omega=risk[1])
    return n, risk


def _without_periods(seed):
    for shift in range(50):
        n, has_periods = network(seed + 1000 * shift)
        limits = len(n.global_constraints[n.global_constraints.type == "tech_capacity_expansion_limit"])
        if not has_periods and not limits:
            return n, False
    raise ValueError(seed)
