"""Networks as strangers build them: shapes of PyPSA's own examples and tutorials, with invented numbers.

Each function returns a network, or a network and (alpha, omega) of its aversion to risk, as in `feature_networks`.
"""

import numpy as np
import pandas as pd
import pypsa

from feature_networks import base, mesh, periods

strangers = []


def stranger(function):
    strangers.append(function)
    return function


SUN = [0, 0, 0.1, 0.6, 0.9, 0.7, 0.2, 0]
WIND = [0.8, 0.5, 0.1, 0.05, 0.3, 0.6, 0.9, 0.4]
LOAD = [50, 45, 60, 80, 90, 85, 100, 70]


def hours(count=8, freq="3h", weight=3.0, start="2019-01-01"):
    n = pypsa.Network()
    n.set_snapshots(pd.date_range(start, periods=count, freq=freq))
    n.snapshot_weightings = n.snapshot_weightings.astype(float)
    n.snapshot_weightings.loc[:, :] = weight
    return n


# Whole systems


@stranger
def electricity_and_hydrogen_in_steps_of_three_hours():
    n = hours()
    n.add("Carrier", ["wind", "solar", "hydrogen", "battery storage", "load shedding", "electrolysis", "turbine", "electricity"],
          co2_emissions=0.0)
    n.add("Bus", "electricity", carrier="electricity")
    n.add("Bus", "hydrogen", carrier="hydrogen")
    n.add("Load", "demand", bus="electricity", p_set=LOAD)
    n.add("Generator", "load shedding", bus="electricity", carrier="load shedding", marginal_cost=2000, p_nom=100)
    n.add("Generator", "wind", bus="electricity", carrier="wind", p_max_pu=WIND, capital_cost=900, marginal_cost=0.015,
          p_nom_extendable=True)
    n.add("Generator", "solar", bus="electricity", carrier="solar", p_max_pu=SUN, capital_cost=400, marginal_cost=0.01,
          p_nom_extendable=True)
    n.add("StorageUnit", "battery storage", bus="electricity", carrier="battery storage", max_hours=6, capital_cost=300,
          efficiency_store=0.95, efficiency_dispatch=0.95, p_nom_extendable=True, cyclic_state_of_charge=True)
    n.add("Link", "electrolysis", bus0="electricity", bus1="hydrogen", carrier="electrolysis", p_nom_extendable=True, efficiency=0.7,
          capital_cost=100)
    n.add("Link", "turbine", bus0="hydrogen", bus1="electricity", carrier="turbine", p_nom_extendable=True, efficiency=0.5,
          capital_cost=120 * 0.5)
    n.add("Store", "hydrogen storage", bus="hydrogen", carrier="hydrogen", capital_cost=0.2, e_nom_extendable=True, e_cyclic=True)
    return n


@stranger
def synthetic_fuels_and_carbon():
    n = hours()
    n.add("Carrier", "gas", co2_emissions=0.2)
    n.add("Carrier", ["co2", "biomass", "hydrogen", "heat", "AC", "gas process"])
    n.add("Bus", "electricity", carrier="AC")
    n.add("Bus", "co2 atmosphere", carrier="co2", unit="t_co2")
    n.add("Bus", "co2 stored", carrier="co2", unit="t_co2")
    n.add("Bus", "biomass", carrier="biomass", unit="MWh_LHV")
    n.add("Bus", "gas", carrier="gas")
    n.add("Bus", "hydrogen", carrier="hydrogen")
    n.add("Bus", "heat", carrier="heat")
    n.add("Load", "demand", bus="electricity", p_set=LOAD)
    n.add("Load", "heat", bus="heat", p_set=20.0)
    n.add("Store", "co2 atmosphere", bus="co2 atmosphere", carrier="co2", e_nom=1000, e_min_pu=-1)
    n.add("Store", "co2 stored", bus="co2 stored", carrier="co2", e_nom_extendable=True, e_nom_max=300, marginal_cost=-2.0)
    n.add("Store", "biomass", bus="biomass", carrier="biomass", e_nom=900, e_initial=900)
    n.add("Generator", "fossil", bus="gas", carrier="gas", p_nom_extendable=True, marginal_cost=20)
    n.add("Generator", "wind", bus="electricity", p_max_pu=WIND, p_nom_extendable=True, capital_cost=1100)
    n.add("Generator", "sun", bus="electricity", p_max_pu=SUN, p_nom=60)
    n.add("Link", "OCGT", bus0="gas", bus1="electricity", bus2="co2 atmosphere", efficiency=0.5, efficiency2=0.2,
          p_nom_extendable=True, capital_cost=40)
    n.add("Link", "biomass CHP with capture", bus0="biomass", bus1="electricity", bus2="heat", bus3="co2 stored", bus4="co2 atmosphere",
          efficiency=0.3, efficiency2=0.4, efficiency3=0.3, efficiency4=-0.3, p_nom_extendable=True, p_nom_max=60, capital_cost=90)
    n.add("Link", "electrolysis", bus0="electricity", bus1="hydrogen", efficiency=0.7, p_nom_extendable=True, capital_cost=50)
    n.add("Link", "methanation", bus0="hydrogen", bus1="gas", bus2="co2 stored", efficiency=0.8, efficiency2=-0.16, p_nom_extendable=True)
    n.add("Link", "direct air capture", bus0="electricity", bus1="co2 stored", bus2="co2 atmosphere", efficiency=2.0, efficiency2=-2.0,
          p_nom_extendable=True, capital_cost=10)
    n.add("Link", "boiler", bus0="gas", bus1="heat", bus2="co2 atmosphere", efficiency=0.9, efficiency2=0.2, p_nom=40)
    n.add("GlobalConstraint", "fossil", type="operational_limit", carrier_attribute="gas", sense="<=", constant=1400)
    n.add("GlobalConstraint", "co2", type="primary_energy", carrier_attribute="co2_emissions", sense="<=", constant=250)
    return n


@stranger
def carbon_store_without_a_limit():
    n = synthetic_fuels_and_carbon()
    n.remove("GlobalConstraint", "co2")
    n.stores.loc["co2 atmosphere", ["e_nom", "e_min_pu"]] = [100.0, -0.5]
    n.stores.loc["co2 stored", "e_nom_max"] = np.inf
    n.stores.loc["co2 stored", "capital_cost"] = 3.0
    return n


@stranger
def chain_of_rivers():
    n = hours(freq="h", weight=1.0)
    n.add("Carrier", ["reservoir", "AC", "rain"])
    n.add("Bus", "electricity", carrier="AC")
    n.add("Bus", ["upper", "lower", "sea"], carrier="reservoir")
    n.add("Load", "demand", bus="electricity", p_set=[v / 4 for v in LOAD])
    n.add("Generator", "dear", bus="electricity", p_nom=100, marginal_cost=80)
    n.add("Generator", "rain upper", bus="upper", carrier="rain", p_nom=1, p_set=[30, 20, 10, 0, 0, 5, 20, 60])
    n.add("Load", "rain lower", bus="lower", p_set=[-2, -3, -4, -1, 0, 0, -8, -1])
    n.generators.loc["rain upper", "p_nom"] = 60.0
    n.add("Store", ["upper", "lower"], bus=["upper", "lower"], e_nom=[80.0, 40.0], e_cyclic=[True, False], e_initial=[0.0, 12.0])
    n.add("Store", "sea", bus="sea", e_nom=np.inf, e_nom_extendable=False)
    n.add("Link", "spill upper", bus0="upper", bus1="lower", p_nom_extendable=True)
    n.add("Link", "spill lower", bus0="lower", bus1="sea", p_nom_extendable=True)
    n.add("Link", "turbine upper", bus0="upper", bus1="electricity", bus2="lower", efficiency=0.9, efficiency2=1, p_nom_extendable=True,
          capital_cost=1, p_nom_max=25, delay2=2, cyclic_delay2=True)
    n.add("Link", "turbine lower", bus0="lower", bus1="electricity", bus2="sea", efficiency=0.5, efficiency2=1, p_nom=30)
    return n


@stranger
def cars_that_drive():
    n = hours(freq="h", weight=1.0)
    n.add("Bus", ["electricity", "car"])
    n.add("Load", "demand", bus="electricity", p_set=LOAD)
    n.add("Load", "driving", bus="car", p_set=[0, 0, 0, 15, 0, 0, 20, 0])
    n.add("Generator", "sun", bus="electricity", p_nom_extendable=True, capital_cost=60, p_max_pu=SUN)
    n.add("Generator", "grid", bus="electricity", p_nom=300, marginal_cost=[10, 12, 30, 60, 20, 30, 90, 40])
    at_home = [1, 1, 1, 0, 0.5, 0.5, 0, 1]
    n.add("Link", "charger", bus0="electricity", bus1="car", p_nom=30, p_max_pu=at_home, efficiency=0.9)
    n.add("Link", "V2G", bus0="car", bus1="electricity", p_nom=30, p_max_pu=at_home, efficiency=0.9, marginal_cost=1)
    n.add("Store", "battery", bus="car", e_nom_extendable=True, capital_cost=0.5, e_cyclic=True,
          e_min_pu=[0, 0, 0.75, 0, 0, 0, 0, 0])
    return n


@stranger
def heat_pump_with_tank_and_boiler():
    n = base(LOAD)
    n.add("Bus", "heat", carrier="heat")
    n.add("Bus", "tank", carrier="water")
    n.add("Load", "heat", bus="heat", p_set=[40, 50, 60, 30, 20, 20, 40, 45])
    n.add("Link", "heat pump", bus0="bus", bus1="heat", p_nom_extendable=True, capital_cost=20, efficiency=[2.2, 2.3, 2.5, 3, 3.4, 3.2, 2.8, 2.4])
    n.add("Link", "resistive", bus0="bus", bus1="heat", p_nom=10, p_min_pu=0.1, efficiency=0.98)
    n.add("Link", "into", bus0="heat", bus1="tank", p_nom_extendable=True)
    n.add("Link", "out", bus0="tank", bus1="heat", p_nom_extendable=True, efficiency=0.95)
    n.add("Store", "tank", bus="tank", e_nom_extendable=True, e_nom_min=5, e_nom_max=120, capital_cost=0.4, standing_loss=0.02, e_cyclic=True)
    return n


@stranger
def redispatch_with_signs_down_and_up():
    n = mesh()
    n.add("Line", "cd", bus0="c", bus1="d", x=3, s_nom=50)
    n.generators["p_min_pu"] = [0.0, 0.1, 0.05]
    market = {"gas": 50.0, "coal": 60.0, "wind": 40.0}
    for name, power in market.items():
        n.add("Generator", f"{name} ramp up", bus=n.generators.bus[name], p_nom=30, marginal_cost=n.generators.marginal_cost[name] + 5)
        n.add("Generator", f"{name} ramp down", bus=n.generators.bus[name], p_nom=power, p_min_pu=-0.5, p_max_pu=0.0,
              marginal_cost=n.generators.marginal_cost[name] - 2)
    return n


@stranger
def control_and_voltages_that_optimisation_does_not_read():
    n = mesh()
    n.add("Line", "cd", bus0="c", bus1="d", x=3, s_nom=50)
    n.generators["control"] = ["Slack", "PV", "PQ"]
    n.generators["q_set"] = 3.0
    n.buses["v_mag_pu_set"] = 1.02
    n.loads["q_set"] = 5.0
    n.add("ShuntImpedance", "shunt", bus="c", g=0.01, b=0.02)
    n.lines["terrain_factor"] = 1.3
    n.lines["b"] = 1e-4
    return n


@stranger
def inactive_stores_links_and_limits():
    n = base(LOAD)
    n.add("Bus", "island")
    n.add("Generator", "cheap", bus="island", p_nom=100, marginal_cost=3)
    n.add("Link", "on", bus0="island", bus1="bus", p_nom=20)
    n.add("Link", "off", bus0="island", bus1="bus", p_nom_extendable=True, active=False)
    n.add("Store", "off", bus="bus", e_nom=500, e_initial=500, active=False)
    n.add("StorageUnit", "off too", bus="bus", p_nom=500, state_of_charge_initial=500, active=False)
    n.add("Generator", "off committed", bus="bus", p_nom=500, committable=True, p_min_pu=0.5, active=False)
    n.add("Process", "off", bus0="island", bus1="bus", p_nom=50, active=False)
    return n


# Commitment


@stranger
def commitment_with_availability_and_several_units():
    n = base([200, 420, 90, 300, 120, 380, 60, 200])
    n.add("Generator", "steam", bus="bus", p_nom=300, committable=True, p_min_pu=0.3, p_max_pu=[1, 1, 0.4, 0.9, 1, 0.8, 1, 1],
          marginal_cost=20, start_up_cost=900, min_up_time=3, up_time_before=2, min_down_time=2, ramp_limit_up=0.5, ramp_limit_start_up=0.6)
    n.add("Generator", "old", bus="bus", p_nom=120, committable=True, p_min_pu=0.5, marginal_cost=31, shut_down_cost=400, min_down_time=4,
          up_time_before=0, down_time_before=2)
    n.add("Generator", "flexible", bus="bus", p_nom=90, committable=True, marginal_cost=44, start_up_cost=10)
    return n


@stranger
def commitment_that_begins_as_it_was():
    n = base([200, 420, 90, 300, 120, 380])
    n.add("Generator", "steam", bus="bus", p_nom=300, committable=True, p_min_pu=0.3, marginal_cost=20, start_up_cost=900, p_init=150,
          up_time_before=1, ramp_limit_up=0.2, ramp_limit_down=0.2, ramp_limit_start_up=0.5, ramp_limit_shut_down=0.35, min_up_time=4)
    return n


@stranger
def committed_link_with_costs_of_running():
    n = base([200, 420, 90, 300, 120, 380])
    n.add("Bus", ["fuel", "heat"])
    n.add("Generator", "fuel", bus="fuel", p_nom=2000, marginal_cost=10)
    n.add("Load", "heat", bus="heat", p_set=20)
    n.add("Generator", "boiler", bus="heat", p_nom=60, marginal_cost=70)
    n.add("Link", "plant", bus0="fuel", bus1="bus", bus2="heat", efficiency=0.45, efficiency2=0.05, p_nom=600, committable=True, p_min_pu=0.35,
          start_up_cost=700, shut_down_cost=90, stand_by_cost=40, min_down_time=2, down_time_before=1, up_time_before=0,
          ramp_limit_up=0.5, ramp_limit_start_up=0.5, ramp_limit_shut_down=0.7)
    return n


@stranger
def committed_process():
    n = base([200, 420, 90, 300, 120, 380])
    n.add("Bus", ["fuel", "heat"])
    n.add("Generator", "fuel", bus="fuel", p_nom=2000, marginal_cost=10)
    n.add("Store", "heat", bus="heat", e_nom=1e4)
    n.add("Process", "plant", bus0="fuel", bus1="bus", bus2="heat", rate0=-2.2, rate1=1, rate2=0.4, p_nom=250, committable=True, p_min_pu=0.4,
          start_up_cost=1200, min_up_time=2)
    return n


@stranger
def must_run_and_negative_prices():
    n = base([60, 80, 40, 90])
    n.add("Generator", "nuclear", bus="bus", p_nom=70, p_min_pu=1.0, marginal_cost=9)
    n.add("Generator", "subsidised", bus="bus", p_nom=50, p_max_pu=[0.5, 0.1, 1, 0.3], marginal_cost=-15)
    n.add("Generator", "export", bus="bus", p_nom=80, p_min_pu=-1, p_max_pu=0, marginal_cost=[5, -3, 8, 2])
    return n


@stranger
def extendable_must_run_and_bounds():
    n = base([60, 80, 40, 90])
    n.add("Generator", "nuclear", bus="bus", p_nom_extendable=True, p_nom_min=20, p_nom_max=70, p_min_pu=[0.9, 0.5, 0.9, 0.9], capital_cost=30,
          marginal_cost=9)
    n.add("Generator", "equal", bus="bus", p_nom_extendable=True, p_nom=12, p_nom_min=15, p_nom_max=15, capital_cost=30, marginal_cost=11)
    n.add("Generator", "none", bus="bus", p_nom_extendable=True, p_nom_max=0, capital_cost=1)
    n.add("Generator", "there already", bus="bus", p_nom_extendable=True, p_nom=40, p_nom_min=40, capital_cost=7, marginal_cost=30)
    return n


@stranger
def ramps_of_links_and_of_what_is_built():
    n = base(LOAD)
    n.add("Bus", "island")
    n.add("Generator", "cheap", bus="island", p_nom=300, marginal_cost=3)
    n.add("Link", "slow", bus0="island", bus1="bus", p_nom=60, ramp_limit_up=0.05, ramp_limit_down=0.1, p_init=30)
    n.add("Link", "built", bus0="island", bus1="bus", p_nom_extendable=True, p_nom_max=40, capital_cost=15, efficiency=0.95,
          ramp_limit_up=0.2, ramp_limit_down=[0.1, 0.1, 0.3, 0.1, 0.2, 0.1, 0.1, 0.1])
    n.add("Link", "both ways", bus0="bus", bus1="island", p_nom=20, p_min_pu=-1, efficiency=1.0, ramp_limit_up=0.3)
    return n


# Stores


@stranger
def storage_with_inflow_that_is_built():
    n = base(LOAD)
    n.add("StorageUnit", "dam", bus="bus", p_nom_extendable=True, p_nom_max=70, capital_cost=40, max_hours=2, p_min_pu=0,
          inflow=[30, 40, 10, 0, 0, 5, 60, 20], cyclic_state_of_charge=True, spill_cost=0.5, efficiency_dispatch=0.9)
    n.add("StorageUnit", "pumped", bus="bus", p_nom=20, max_hours=5, p_min_pu=-0.8, inflow=[3, 0, 1, 0, 0, 5, 6, 2],
          state_of_charge_initial=70, efficiency_store=0.85, efficiency_dispatch=0.9, marginal_cost=[1, 2, 1, 1, 3, 1, 1, 1])
    n.add("Generator", "sun", bus="bus", p_nom=150, p_max_pu=SUN)
    return n


@stranger
def storage_both_cyclic_and_with_a_beginning():
    n = base(LOAD, weights=dict(objective=3.0, stores=3.0, generators=3.0))
    n.add("Generator", "sun", bus="bus", p_nom=250, p_max_pu=SUN)
    n.add("StorageUnit", "one", bus="bus", p_nom=30, max_hours=4, cyclic_state_of_charge=True, state_of_charge_initial=77, standing_loss=0.01)
    n.add("Store", "two", bus="bus", e_nom=80, e_cyclic=True, e_initial=50, standing_loss=0.005, marginal_cost_storage=0.02)
    n.add("StorageUnit", "three", bus="bus", p_nom_extendable=True, capital_cost=9, p_nom_max=30, max_hours=3, state_of_charge_initial=20,
          marginal_cost_storage=[0.1, 0, 0, 0.2, 0, 0, 0, 0])
    return n


@stranger
def weights_that_differ_for_everything():
    n = base(LOAD, weights=dict(objective=[1.0, 2, 3, 4, 0, 2, 1, 5], stores=[2.0, 1, 3, 1, 2, 2, 1, 1], generators=[1.0, 1, 5, 2, 3, 0, 1, 2]))
    n.add("Generator", "wind", bus="bus", carrier="wind", p_nom_extendable=True, capital_cost=90, p_max_pu=WIND, e_sum_max=700)
    n.add("StorageUnit", "battery", bus="bus", p_nom_extendable=True, capital_cost=6, max_hours=3, cyclic_state_of_charge=True,
          standing_loss=0.02, inflow=1.0)
    n.add("Store", "tank", bus="bus", e_nom=60, e_initial=10, standing_loss=0.01, marginal_cost=0.3)
    n.add("GlobalConstraint", "co2", type="primary_energy", sense="<=", constant=300)
    return n


@stranger
def store_whose_least_grows_with_it():
    n = base(LOAD)
    n.add("Generator", "sun", bus="bus", p_nom=250, p_max_pu=SUN)
    n.add("Store", "built", bus="bus", e_nom_extendable=True, e_nom_max=200, e_min_pu=0.2, e_max_pu=0.9, capital_cost=0.5, e_initial=20)
    n.add("Store", "modules", bus="bus", e_nom_extendable=True, e_nom_mod=25, e_nom_max=100, capital_cost=1.1, e_cyclic=True)
    return n


@stranger
def store_that_the_load_fills():
    n = base(LOAD)
    n.add("Bus", "carbon", unit="t")
    n.add("Load", "industry", bus="carbon", p_set=-3.0)
    n.add("Store", "cave", bus="carbon", e_nom_extendable=True, capital_cost=2, marginal_cost=0.7)
    n.add("Link", "use", bus0="carbon", bus1="bus", efficiency=4.0, p_nom=2)
    return n


# Networks


@stranger
def lines_built_in_a_mesh_of_types():
    n = mesh()
    n.add("Line", "cd", bus0="c", bus1="d", x=3, s_nom=20, s_nom_extendable=True, capital_cost=2, s_nom_min=20, s_max_pu=0.7)
    n.add("Line", "typed", bus0="bus", bus1="c", type="Al/St 240/40 4-bundle 380.0", length=80, s_nom_extendable=True, s_nom=30,
          capital_cost=6, s_nom_max=200)
    n.add("Transformer", "t", bus0="b", bus1="d", type="160 MVA 380/110 kV", s_nom=40)
    return n


@stranger
def two_voltages_with_built_transformer():
    n = mesh()
    n.add("Transformer", "one", bus0="c", bus1="d", x=0.1, r=0.01, s_nom=100, s_nom_extendable=True, s_nom_min=0, s_nom_max=120, capital_cost=8,
          tap_ratio=1.02, phase_shift=3.0)
    n.add("Transformer", "two", bus0="bus", bus1="d", x=0.2, s_nom=40, tap_ratio=0.98, num_parallel=2)
    return n


@stranger
def lines_with_ratings_by_the_hour():
    n = mesh()
    n.add("Line", "cd", bus0="c", bus1="d", x=3, s_nom=50, s_max_pu=[0.5, 1.2, 0.8, 0.0])
    n.add("Line", "radial", bus0="c", bus1="d", x=9, s_nom=10, s_nom_extendable=True, capital_cost=3, s_max_pu=[0.9, 0.7, 1, 1.1])
    return n


@stranger
def links_in_a_triangle():
    n = base([60, 80, 40, 90])
    n.add("Bus", ["b", "c"])
    n.add("Generator", "wind", bus="b", carrier="wind", p_nom_extendable=True, capital_cost=60, p_max_pu=[0.9, 0.1, 0.6, 0.4])
    n.add("Load", "c", bus="c", p_set=[20, 30, 10, 40])
    for a, b in (("bus", "b"), ("b", "c"), ("c", "bus")):
        n.add("Link", f"{a}-{b}", bus0=a, bus1=b, carrier="DC", p_min_pu=-1, efficiency=1.0, p_nom_extendable=True, length=30, capital_cost=10)
    n.add("GlobalConstraint", "lv", type="transmission_volume_expansion_limit", carrier_attribute="DC", sense="<=", constant=2500)
    return n


@stranger
def a_link_to_its_own_bus():
    n = base([60, 80, 40, 90])
    n.add("Link", "losses", bus0="bus", bus1="bus", p_nom=10, p_min_pu=0.5, efficiency=0.9)
    n.add("Generator", "coal", bus="bus", p_nom=70, marginal_cost=12)
    return n


# Limits


@stranger
def limits_per_bus_and_carrier():
    n = mesh()
    n.add("Line", "cd", bus0="c", bus1="d", x=3, s_nom=90)
    for bus in ("bus", "b", "d"):
        n.add("Generator", f"wind {bus}", bus=bus, carrier="wind", p_nom_extendable=True, capital_cost=6, p_max_pu=[0.9, 0.1, 0.6, 0.4])
    n.buses.loc["bus", "nom_max_wind"] = 13.0
    n.buses.loc["b", "nom_max_wind"] = 4.0
    n.buses.loc["d", "nom_min_wind"] = 35.0
    return n


@stranger
def limit_with_storage_units_of_a_carrier():
    n = base(LOAD)
    n.add("StorageUnit", "reserve", bus="bus", carrier="coal", p_nom=40, max_hours=10, state_of_charge_initial=300, p_min_pu=0, marginal_cost=4)
    n.add("Store", "heap", bus="bus", carrier="gas", e_nom=100, e_initial=90)
    n.add("GlobalConstraint", "co2", type="primary_energy", sense="<=", constant=290)
    n.add("GlobalConstraint", "coal", type="operational_limit", carrier_attribute="coal", sense="<=", constant=120)
    return n


@stranger
def capacity_limit_over_kinds():
    n = base([60, 80, 40, 90])
    n.add("Carrier", "battery")
    n.add("Generator", "coal", bus="bus", carrier="coal", p_nom_extendable=True, capital_cost=8, marginal_cost=20, efficiency=0.4)
    n.add("Generator", "wind", bus="bus", carrier="wind", p_nom=150, p_max_pu=[0.9, 0.1, 0.6, 0.4])
    n.add("StorageUnit", "a", bus="bus", carrier="battery", p_nom_extendable=True, capital_cost=2, cyclic_state_of_charge=True, max_hours=2)
    n.add("Store", "b", bus="bus", carrier="battery", e_nom_extendable=True, capital_cost=1.5, e_cyclic=True)
    n.add("GlobalConstraint", "batteries", type="tech_capacity_expansion_limit", carrier_attribute="battery", sense="==", constant=31)
    n.add("GlobalConstraint", "co2", type="primary_energy", sense="<=", constant=80)
    n.add("GlobalConstraint", "co2 at least", type="primary_energy", sense=">=", constant=75)
    return n


# Time


@stranger
def operational_limit_in_periods():
    n = periods(per=(5.0, 10.0, 10.0))
    for year in (2030, 2035, 2045):
        n.add("Generator", f"wind {year}", bus="bus", carrier="wind", p_nom_extendable=True, capital_cost=60, build_year=year, lifetime=14,
              p_max_pu=np.tile([0.9, 0.1, 0.6, 0.4], 3))
    n.add("GlobalConstraint", "gas ever", type="operational_limit", carrier_attribute="gas", sense="<=", constant=5200)
    n.add("GlobalConstraint", "gas later", type="operational_limit", carrier_attribute="gas", sense="<=", constant=1900,
          investment_period=2045)
    return n


@stranger
def volume_limit_in_periods():
    n = periods()
    n.add("Bus", "b", carrier="AC")
    n.add("Generator", "cheap", bus="b", carrier="wind", p_nom=300, marginal_cost=3)
    for year in (2030, 2035):
        n.add("Line", f"line {year}", bus0="bus", bus1="b", x=1, s_nom_extendable=True, capital_cost=20, build_year=year, lifetime=9, length=10,
              carrier="AC")
    n.add("GlobalConstraint", "lv", type="transmission_volume_expansion_limit", carrier_attribute="AC", sense="<=", constant=400,
          investment_period=2035)
    n.add("GlobalConstraint", "money", type="transmission_expansion_cost_limit", carrier_attribute="AC", sense="<=", constant=9000)
    return n


@stranger
def sums_and_delays_in_periods():
    n = periods()
    n.add("Bus", "port", carrier="AC")
    n.add("Generator", "far", bus="port", p_nom=80, marginal_cost=5, p_max_pu=np.tile([1, 0.2, 0.9, 0.1], 3), e_sum_max=500, e_sum_min=100)
    n.add("Link", "ship", bus0="port", bus1="bus", p_nom=60, efficiency=0.9, delay=1)
    n.add("Link", "late ship", bus0="port", bus1="bus", p_nom=40, efficiency=0.8, delay=2, cyclic_delay=False, build_year=2035, lifetime=9)
    n.add("Generator", "modules", bus="bus", p_nom_extendable=True, p_nom_mod=15, capital_cost=70, marginal_cost=6, build_year=2035,
          lifetime=30)
    return n


@stranger
def periods_of_decades_with_storage():
    n = periods(years=(2020, 2030, 2040), objective=(9.1, 7.4, 6.0), per=(10, 10, 10))
    for year in (2020, 2030, 2040):
        n.add("Generator", f"sun {year}", bus="bus", p_nom_extendable=True, capital_cost=40 - (year - 2020), build_year=year, lifetime=20,
              p_max_pu=np.tile([1, 0, 0.8, 0.2], 3))
        n.add("StorageUnit", f"storage {year}", bus="bus", p_nom_extendable=True, capital_cost=10 - 0.1 * (year - 2020), build_year=year,
              lifetime=15, max_hours=2, cyclic_state_of_charge=True, cyclic_state_of_charge_per_period=True)
        n.add("Store", f"store {year}", bus="bus", e_nom_extendable=True, capital_cost=4, build_year=year, lifetime=11,
              e_cyclic=True, e_cyclic_per_period=True)
    return n


@stranger
def periods_of_different_length():
    n = pypsa.Network()
    stamps = pd.MultiIndex.from_tuples(
        [(2030, t) for t in pd.date_range("2030-01-01", periods=3, freq="h")]
        + [(2040, t) for t in pd.date_range("2040-01-01", periods=5, freq="h")], names=["period", "timestep"])
    n.set_snapshots(stamps)
    n.investment_periods = [2030, 2040]
    n.add("Bus", "bus")
    n.add("Load", "load", bus="bus", p_set=[60, 80, 40, 90, 50, 100, 80, 70])
    n.add("Generator", "gas", bus="bus", p_nom=200, marginal_cost=50)
    n.add("Generator", "wind", bus="bus", p_nom_extendable=True, capital_cost=70, build_year=2040, lifetime=20, p_max_pu=WIND)
    n.add("StorageUnit", "battery", bus="bus", p_nom=20, max_hours=2, cyclic_state_of_charge=True)
    return n


@stranger
def numbers_for_snapshots_and_names():
    n = pypsa.Network()
    n.set_snapshots([3, 1, 2])
    n.add("Bus", "0")
    n.add("Bus", "1")
    n.add("Load", "0", bus="0", p_set=[3.0, 5, 4])
    n.add("Generator", "0", bus="1", p_nom=4, marginal_cost=2)
    n.add("Generator", "1", bus="0", p_nom=4, marginal_cost=7)
    n.add("Line", "0", bus0="0", bus1="1", x=0.1, s_nom=3)
    n.add("Link", "1", bus0="1", bus1="0", p_nom=1, efficiency=0.5)
    return n


# Scenarios


@stranger
def scenarios_of_a_system_with_network_and_stores():
    n = mesh()
    n.add("Line", "cd", bus0="c", bus1="d", x=3, s_nom=20, s_nom_extendable=True, capital_cost=4)
    n.add("StorageUnit", "battery", bus="d", p_nom_extendable=True, capital_cost=5, max_hours=2, cyclic_state_of_charge=True)
    n.add("Store", "tank", bus="b", e_nom=40, e_initial=20)
    n.add("Generator", "sun", bus="d", p_nom_extendable=True, p_nom=5, p_nom_min=5, capital_cost=30, p_max_pu=[1, 0, 0.8, 0], e_sum_max=150)
    n.set_scenarios({"low": 0.2, "mid": 0.5, "high": 0.3})
    n.loads_t.p_set[("high", "load")] *= 1.5
    n.generators.loc[("low", "coal"), "marginal_cost"] = 60.0
    n.generators_t.p_max_pu[("mid", "sun")] *= 0.5
    return n


@stranger
def scenarios_with_commitment_and_links():
    n = base([200, 420, 90, 300])
    n.add("Bus", "fuel")
    n.add("Generator", "fuel", bus="fuel", p_nom=2000, marginal_cost=10)
    n.add("Link", "plant", bus0="fuel", bus1="bus", efficiency=0.45, p_nom_extendable=True, capital_cost=30)
    n.add("Generator", "steam", bus="bus", p_nom=200, committable=True, p_min_pu=0.4, marginal_cost=12, start_up_cost=700)
    n.set_scenarios({"a": 0.4, "b": 0.6})
    n.generators.loc[("b", "fuel"), "marginal_cost"] = 31.0
    n.loads_t.p_set[("a", "load")] *= 0.7
    n.set_risk_preference(alpha=0.5, omega=0.3)
    return n, (0.5, 0.3)


@stranger
def scenarios_whose_limit_differs():
    n = base([60, 80, 40, 90])
    n.add("Generator", "wind", bus="bus", carrier="wind", p_nom_extendable=True, capital_cost=60, p_max_pu=[0.9, 0.1, 0.6, 0.4])
    n.add("GlobalConstraint", "co2", type="primary_energy", sense="<=", constant=90)
    n.set_scenarios({"strict": 0.3, "loose": 0.7})
    n.global_constraints.loc[("strict", "co2"), "constant"] = 50.0
    return n


@stranger
def one_scenario():
    n = base([60, 80, 40, 90])
    n.add("Generator", "wind", bus="bus", carrier="wind", p_nom_extendable=True, p_nom=10, capital_cost=60, p_max_pu=[0.9, 0.1, 0.6, 0.4])
    n.set_scenarios({"only": 1.0})
    return n


@stranger
def scenarios_over_periods():
    n = periods(years=(2030, 2040), objective=(5.0, 8.0), per=(10, 10))
    for year in (2030, 2040):
        n.add("Generator", f"wind {year}", bus="bus", carrier="wind", p_nom_extendable=True, capital_cost=70, build_year=year, lifetime=25,
              p_max_pu=np.tile([0.9, 0.1, 0.6, 0.4], 2))
    n.add("StorageUnit", "battery", bus="bus", p_nom_extendable=True, capital_cost=9, max_hours=2, build_year=2030, lifetime=30,
          cyclic_state_of_charge_per_period=True)
    n.set_scenarios({"calm": 0.4, "windy": 0.6})
    n.generators_t.p_max_pu[("calm", "wind 2030")] *= 0.6
    n.generators.loc[("windy", "gas"), "marginal_cost"] = 70.0
    return n


@stranger
def scenarios_with_sums_sets_and_ramps():
    n = base(LOAD)
    n.add("Generator", "coal", bus="bus", p_nom_extendable=True, capital_cost=9, marginal_cost=15, ramp_limit_up=0.2, ramp_limit_down=0.3)
    n.add("Generator", "river", bus="bus", p_nom=40, e_sum_max=120, e_sum_min=20)
    n.add("Generator", "contract", bus="bus", p_nom=30, p_set=[np.nan, 10, np.nan, 0, np.nan, np.nan, 20, np.nan])
    n.add("Bus", "port")
    n.add("Generator", "far", bus="port", p_nom=20, marginal_cost=2)
    n.add("Link", "ship", bus0="port", bus1="bus", p_nom=15, delay=2, efficiency=0.9)
    n.set_scenarios({"a": 0.3, "b": 0.7})
    n.generators.loc[("b", "river"), "e_sum_max"] = 60.0
    n.loads_t.p_set[("b", "load")] *= 1.2
    return n


# Corners


@stranger
def ports_beyond_nine():
    n = base([60, 80, 40, 90])
    n.add("Bus", [f"b{k}" for k in range(12)])
    for k in range(12):
        n.add("Store", f"b{k}", bus=f"b{k}", e_nom=1e4, marginal_cost=-0.1 * k if k else 0)
    n.add("Link", "plain", bus0="bus", bus1="b0", p_nom=10)
    n.add("Link", "refinery", bus0="bus", bus1="b1", p_nom=20, efficiency=0.5,
          **{f"bus{k}": f"b{k}" for k in range(2, 12)}, **{f"efficiency{k}": 0.05 * k for k in range(2, 12)})
    return n


@stranger
def signs_of_stores():
    n = base(LOAD)
    n.add("Generator", "sun", bus="bus", p_nom=200, p_max_pu=SUN)
    n.add("StorageUnit", "one", bus="bus", p_nom=20, max_hours=3, sign=0.5, cyclic_state_of_charge=True)
    n.add("Store", "two", bus="bus", e_nom=40, sign=0.8, e_initial=10)
    return n


@stranger
def efficiency_by_snapshot_under_a_cap():
    n = base([60, 80, 40, 90])
    n.add("Generator", "coal", bus="bus", carrier="coal", p_nom=90, marginal_cost=20, efficiency=[0.3, 0.4, 0.45, 0.35])
    n.add("GlobalConstraint", "co2", type="primary_energy", sense="<=", constant=150)
    return n


@stranger
def storage_whose_efficiencies_differ_by_snapshot():
    n = base(LOAD)
    n.add("Generator", "sun", bus="bus", p_nom=250, p_max_pu=SUN)
    n.add("StorageUnit", "heat", bus="bus", p_nom=40, max_hours=4, cyclic_state_of_charge=True,
          efficiency_store=[0.9, 0.8, 0.95, 0.9, 0.7, 0.9, 0.9, 0.9], efficiency_dispatch=[0.9, 0.8, 0.9, 0.9, 0.9, 0.6, 0.9, 0.9],
          standing_loss=[0, 0.1, 0, 0.02, 0, 0, 0.05, 0])
    return n


@stranger
def committed_and_built_with_all_limits():
    n = base([200, 420, 90, 300, 120, 380])
    n.add("Bus", "fuel")
    n.add("Generator", "fuel", bus="fuel", p_nom=2000, marginal_cost=10)
    n.add("Link", "plant", bus0="fuel", bus1="bus", efficiency=0.45, p_nom_extendable=True, p_nom_max=500, capital_cost=20, committable=True,
          p_min_pu=0.35, start_up_cost=700, min_up_time=2, ramp_limit_up=0.5, ramp_limit_start_up=0.6)
    n.add("Generator", "modules", bus="bus", p_nom_extendable=True, p_nom_mod=40, p_nom_max=160, capital_cost=25, marginal_cost=15)
    return n


@stranger
def stores_without_an_end():
    n = base([60, 80, 40, 90])
    n.add("Generator", "sun", bus="bus", p_nom=200, p_max_pu=[1, 0, 0.8, 0])
    n.add("Store", "wide", bus="bus", e_nom=np.inf, e_cyclic=True, standing_loss=0.05)
    return n


@stranger
def snapshots_that_are_words():
    n = pypsa.Network()
    n.set_snapshots(["winter, night", "winter day", "summer"])
    n.snapshot_weightings = n.snapshot_weightings.astype(float)
    n.snapshot_weightings.loc[:, :] = 1000.0
    n.add("Bus", "bus")
    n.add("Load", "load", bus="bus", p_set=[70, 90, 40])
    n.add("Generator", "sun", bus="bus", p_nom_extendable=True, capital_cost=30000, p_max_pu=[0, 0.3, 1])
    n.add("Generator", "gas", bus="bus", p_nom=200, marginal_cost=50)
    return n


@stranger
def nothing_to_decide():
    n = pypsa.Network()
    n.set_snapshots(range(2))
    n.add("Bus", "bus")
    n.add("Generator", "gas", bus="bus", p_nom=5, marginal_cost=50)
    return n


@stranger
def capacity_without_cost_and_equal_choices():
    n = base([60, 80, 40, 90])
    for name in ("a", "b"):
        n.add("Generator", name, bus="bus", p_nom_extendable=True, p_nom_max=20, marginal_cost=5)
        n.add("Link", name, bus0="bus", bus1="bus", p_nom_extendable=True, p_nom_max=10)
    return n


@stranger
def limits_per_bus_in_periods():
    n = periods()
    for year in (2030, 2035, 2045):
        n.add("Generator", f"wind {year}", bus="bus", carrier="wind", p_nom_extendable=True, capital_cost=60, build_year=year, lifetime=12,
              p_max_pu=np.tile([0.9, 0.1, 0.6, 0.4], 3))
    n.buses["nom_max_wind_2035"] = 17.0
    n.buses["nom_min_wind"] = 30.0
    return n


# Names and cells


@stranger
def names_that_are_no_words():
    n = base([60, 80, 40, 90])
    for number, name in enumerate(["null", "nan", "NA", "None", "n/a", "<NA>", "true", "No", "~", "1e3", "1000", "1000.0", "007", "7", "-1",
                                   "inf", " lead", "trail ", "a  b", "tab\tname", "quote\"d", "it's", "comma, and; more", "back\\slash", "#hash", "@at", "%p",
                                   "[list]", "{map}", "*star", "&and", "!tag", "|bar", ">fold", "?", "é", "é", "东京", "🌞", "a/b", "..", "=1+1",
                                   "Name", "name", "USD", "MW", "now", "study", "x" * 200]):
        n.add("Bus", name)
        n.add("Load", name, bus=name, p_set=[1.0 + number % 7, 2, 3, 4])
        n.add("Generator", name, bus=name, p_nom=2, marginal_cost=1 + 0.01 * number, p_max_pu=[0.3, 0.5, 1, 0.2])
        n.add("Link", name, bus0="bus", bus1=name, efficiency=0.9, p_nom=50, marginal_cost=0.1 * number)
    n.add("Carrier", "NA", co2_emissions=0.3)
    n.generators.loc["nan", "carrier"] = "NA"
    return n


@stranger
def names_that_others_could_be_made_of():
    n = base([60, 80, 40, 90])
    n.add("Generator", ["sun", "build sun", "sun capacity", "sun back", "spill sun", "start sun", "sun running"], bus="bus",
          p_nom_extendable=True, p_max_pu=0.5, p_min_pu=-0.1, capital_cost=[30, 31, 29, 40, 45, 46, 47], p_nom_max=15)
    n.add("StorageUnit", ["sun charge", "sun discharge", "sun stored"], bus="bus", p_nom=10, inflow=1.0, cyclic_state_of_charge=True)
    n.add("Generator", ["unit", "unit running", "start unit", "stop unit"], bus="bus", p_nom=20, committable=True, p_min_pu=0.5, start_up_cost=10,
          marginal_cost=[20, 21, 22, 23])
    return n


@stranger
def series_and_numbers_mixed():
    n = base([60, 80, 40, 90])
    n.add("Generator", "a", bus="bus", p_nom=30, p_max_pu=0.5, marginal_cost=[1, 2, 3, 4])
    n.add("Generator", "b", bus="bus", p_nom=30, p_max_pu=[0.1, 0.2, 0.3, 1], marginal_cost=9)
    n.add("Load", "flat", bus="bus", p_set=7)
    n.add("Load", "nothing", bus="bus")
    n.add("StorageUnit", "dam", bus="bus", p_nom=10, max_hours=4, inflow=2, p_max_pu=[1, 0.5, 1, 1], state_of_charge_initial=3)
    n.add("Store", "tank", bus="bus", e_nom=10, marginal_cost=[0.1, 0.2, 0.3, 0.1])
    return n
