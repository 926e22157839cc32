"""One small network per feature of PyPSA 1.4, each so that leaving the feature out changes the cost.

Each function returns a network, or a network and (alpha, omega) of its aversion to risk. `refused` holds the networks
that cannot be imported, with a word of the reason.
"""

import numpy as np
import pandas as pd
import pypsa

features = []
refusals = []


def feature(function):
    features.append(function)
    return function


def refused(word):
    def keep(function):
        refusals.append((function, word))
        return function

    return keep


def base(load, weights=None, **attributes):
    """A bus with a load and dear gas that is always enough."""
    n = pypsa.Network()
    n.set_snapshots(range(len(load)))
    n.snapshot_weightings = n.snapshot_weightings.astype(float)
    if weights:
        for column, values in weights.items():
            n.snapshot_weightings[column] = values
    n.add("Carrier", ["AC", "gas", "wind", "coal"], co2_emissions=[0, 0.2, 0, 0.35])
    n.add("Bus", "bus", carrier="AC", **attributes)
    n.add("Load", "load", bus="bus", p_set=load)
    n.add("Generator", "gas", bus="bus", carrier="gas", p_nom=500, marginal_cost=50, efficiency=0.5)
    return n


# Links


@feature
def heat_and_power():
    n = base([60, 80, 40, 90])
    n.add("Bus", ["fuel", "heat", "air"])
    n.add("Generator", "fuel", bus="fuel", p_nom=900, marginal_cost=10)
    n.add("Store", "air", bus="air", e_nom=1e6)
    n.add("GlobalConstraint", "nothing", type="primary_energy", sense="<=", constant=1e6)
    n.add("Load", "heat", bus="heat", p_set=[20, 50, 30, 10])
    n.add("Generator", "boiler", bus="heat", p_nom=100, marginal_cost=33)
    n.add("Link", "chp", bus0="fuel", bus1="bus", bus2="heat", bus3="air", efficiency=0.4, efficiency2=[0.3, 0.35, 0.2, 0.3],
          efficiency3=0.2, p_nom_extendable=True, p_nom_max=150, capital_cost=12, marginal_cost=1)
    return n


@feature
def link_with_a_second_input():
    n = base([60, 80, 40, 90])
    n.add("Bus", ["hydrogen", "carbon", "methane"])
    n.add("Generator", "hydrogen", bus="hydrogen", p_nom=200, marginal_cost=3)
    n.add("Generator", "carbon", bus="carbon", p_nom=200, marginal_cost=7)
    n.add("Link", "methanation", bus0="hydrogen", bus1="methane", bus2="carbon", efficiency=0.8, efficiency2=-0.2, p_nom=120)
    n.add("Link", "engine", bus0="methane", bus1="bus", efficiency=0.5, p_nom=100, p_min_pu=[0, 0.2, 0, 0.1])
    return n


@feature
def link_both_ways_with_losses_in_one():
    n = base([60, 80, 40, 90])
    n.add("Bus", "island")
    n.add("Load", "island", bus="island", p_set=[10, 60, 5, 20])
    n.add("Generator", "wind", bus="island", carrier="wind", p_nom=80, p_max_pu=[1, 0.1, 0.9, 0.2])
    n.add("Generator", "oil", bus="island", p_nom=100, marginal_cost=90)
    n.add("Link", "cable", bus0="island", bus1="bus", p_min_pu=-0.6, p_nom=50, efficiency=1.0, marginal_cost=0.3)
    return n


@feature
def link_that_goes_backward_only():
    n = base([60, 80, 40, 90])
    n.add("Bus", "island")
    n.add("Generator", "sun", bus="bus", p_nom=150, p_max_pu=[1, 0, 1, 0])
    n.add("Load", "island", bus="island", p_set=30)
    n.add("Generator", "oil", bus="island", p_nom=100, marginal_cost=90)
    n.add("Link", "cable", bus0="island", bus1="bus", p_min_pu=-1, p_max_pu=-0.1, p_nom=25, efficiency=1.0)
    return n


@feature
def link_with_a_set_flow():
    n = base([60, 80, 40, 90])
    n.add("Bus", "island")
    n.add("Generator", "oil", bus="island", p_nom=100, marginal_cost=20)
    n.add("Link", "cable", bus0="island", bus1="bus", p_nom=50, efficiency=0.9, p_set=[np.nan, 10, np.nan, 0])
    return n


@feature
def process_component():
    n = base([60, 80, 40, 90])
    n.add("Bus", ["fuel", "heat"])
    n.add("Generator", "fuel", bus="fuel", p_nom=900, marginal_cost=10)
    n.add("Load", "heat", bus="heat", p_set=[20, 50, 30, 10])
    n.add("Generator", "boiler", bus="heat", p_nom=100, marginal_cost=33)
    n.add("Process", "chp", bus0="fuel", bus1="bus", bus2="heat", rate0=-2.5, rate1=1, rate2=0.7, p_nom_extendable=True,
          capital_cost=12, marginal_cost=1)
    return n


@feature
def delayed_link():
    n = base([60, 80, 40, 90, 70, 30])
    n.add("Bus", "port")
    n.add("Generator", "far", bus="port", p_nom=80, marginal_cost=5, p_max_pu=[1, 0.2, 0.9, 0.1, 1, 0.5])
    n.add("Link", "ship", bus0="port", bus1="bus", p_nom=60, efficiency=0.9, delay=2)
    return n


@feature
def delayed_link_without_a_circle():
    n = base([60, 80, 40, 90, 70, 30], weights=dict(objective=2.0, stores=2.0, generators=2.0))
    n.add("Bus", ["port", "harbour"])
    n.add("Generator", "far", bus="port", p_nom=80, marginal_cost=5, p_max_pu=[1, 0.2, 0.9, 0.1, 1, 0.5])
    n.add("Load", "harbour", bus="harbour", p_set=[5, 6, 7, 3, 2, 1])
    n.add("Generator", "diesel", bus="harbour", p_nom=80, marginal_cost=95)
    n.add("Link", "ship", bus0="port", bus1="bus", bus2="harbour", p_nom=60, efficiency=0.8, efficiency2=[0.1, 0.1, 0.2, 0.1, 0.1, 0.05],
          delay=3, delay2=4, cyclic_delay=False)
    return n


# Networks with voltage


def mesh():
    n = base([60, 80, 40, 90], v_nom=380.0)
    for name, v_nom in (("b", 380.0), ("c", 380.0), ("d", 220.0)):
        n.add("Bus", name, v_nom=v_nom, carrier="AC")
    n.add("Generator", "coal", bus="b", carrier="coal", p_nom=200, marginal_cost=20, efficiency=0.4)
    n.add("Generator", "wind", bus="d", carrier="wind", p_nom=120, p_max_pu=[0.9, 0.1, 0.6, 0.4])
    n.add("Load", "c", bus="c", p_set=[20, 50, 30, 40])
    n.add("Line", "ab", bus0="bus", bus1="b", x=4, r=0.4, s_nom=45)
    n.add("Line", "bc", bus0="b", bus1="c", x=6, r=0.5, s_nom=40)
    n.add("Line", "ca", bus0="c", bus1="bus", x=9, r=0.5, s_nom=30)
    return n


@feature
def loop():
    n = mesh()
    n.add("Line", "cd", bus0="c", bus1="d", x=3, s_nom=50)
    return n


@feature
def transformer_with_tap_and_shift():
    n = mesh()
    n.add("Transformer", "t1", bus0="c", bus1="d", x=0.12, s_nom=70, tap_ratio=1.05, phase_shift=2.0)
    n.add("Transformer", "t2", bus0="b", bus1="d", x=0.1, s_nom=60, tap_ratio=0.95, phase_shift=-1.0)
    return n


@feature
def transformer_types():
    n = mesh()
    n.add("Transformer", "t1", bus0="c", bus1="d", type="160 MVA 380/110 kV", s_nom=160, tap_position=3, tap_side=0)
    n.add("Transformer", "t2", bus0="b", bus1="d", type="100 MVA 220/110 kV", s_nom=50, tap_position=-2, tap_side=1, num_parallel=2)
    return n


@feature
def line_types_in_parallel():
    n = mesh()
    n.add("Line", "typed", bus0="bus", bus1="c", type="Al/St 240/40 4-bundle 380.0", length=120, num_parallel=2, s_nom=40)
    n.add("Transformer", "t1", bus0="c", bus1="d", x=0.12, s_nom=70)
    return n


@feature
def shifter_that_is_chosen():
    n = mesh()
    n.add("Transformer", "t1", bus0="c", bus1="d", x=0.12, s_nom=70, phase_shift_min=-6.0, phase_shift_max=3.0)
    n.add("Transformer", "t2", bus0="b", bus1="d", x=0.1, s_nom=60)
    return n


@feature
def phase_shift_by_snapshot():
    n = mesh()
    n.add("Transformer", "t1", bus0="c", bus1="d", x=0.12, s_nom=70, phase_shift=[0.0, 2.0, -1.0, 1.0])
    n.add("Transformer", "t2", bus0="b", bus1="d", x=0.1, s_nom=60)
    return n


@feature
def angle_limits_and_ratings():
    n = mesh()
    n.add("Line", "ad", bus0="bus", bus1="c", x=5, s_nom=80, v_ang_max=0.1)
    n.add("Transformer", "t1", bus0="c", bus1="d", x=0.12, s_nom=70, s_max_pu=[0.3, 1, 0.5, 0.7])
    return n


@feature
def lines_that_grow_in_modules():
    n = mesh()
    n.add("Transformer", "t1", bus0="c", bus1="d", x=0.12, s_nom=10, s_nom_extendable=True, s_nom_min=5, capital_cost=4)
    n.lines.loc["ca", ["s_nom_extendable", "s_nom_mod", "s_nom_max", "capital_cost"]] = [True, 15.0, 90.0, 9.0]
    n.lines.loc["ab", ["s_nom_extendable", "s_nom_max", "capital_cost", "length"]] = [True, 140.0, 5.0, 70.0]
    return n


@feature
def dc_lines_and_converters():
    n = mesh()
    for name in ("x", "y", "z"):
        n.add("Bus", name, v_nom=200.0, carrier="DC")
    n.add("Line", "xy", bus0="x", bus1="y", r=3, s_nom=40)
    n.add("Line", "yz", bus0="y", bus1="z", r=2, s_nom=30)
    n.add("Line", "zx", bus0="z", bus1="x", r=5, s_nom=30)
    n.add("Link", "cx", bus0="c", bus1="x", p_min_pu=-1, p_nom=60)
    n.add("Link", "dy", bus0="d", bus1="y", p_min_pu=-1, p_nom=60)
    n.add("Generator", "dc", bus="z", p_nom=30, marginal_cost=11)
    return n


@feature
def two_separate_networks_and_parallel_lines():
    n = mesh()
    n.add("Line", "ab2", bus0="b", bus1="bus", x=8, s_nom=30)
    n.add("Bus", ["p", "q"], v_nom=110.0, carrier="AC")
    n.add("Line", "pq", bus0="p", bus1="q", x=2, s_nom=20)
    n.add("Line", "pq2", bus0="q", bus1="p", x=3, s_nom=10)
    n.add("Generator", "p", bus="p", p_nom=90, marginal_cost=9)
    n.add("Generator", "q", bus="q", p_nom=90, marginal_cost=29)
    n.add("Load", "q", bus="q", p_set=[10, 40, 26, 50])
    n.add("Transformer", "t1", bus0="c", bus1="d", x=0.12, s_nom=70)
    return n


@feature
def inactive_components():
    n = mesh()
    n.add("Line", "off", bus0="bus", bus1="c", x=1, s_nom=500, active=False)
    n.add("Generator", "off", bus="bus", p_nom=500, active=False)
    n.add("Load", "off", bus="bus", p_set=500, active=False)
    n.add("Transformer", "t1", bus0="c", bus1="d", x=0.12, s_nom=70)
    return n


# Commitment


@feature
def ramps_with_commitment():
    n = base([200, 420, 90, 300, 120, 380])
    n.add("Generator", "steam", bus="bus", p_nom=300, committable=True, p_min_pu=0.3, marginal_cost=20, start_up_cost=900,
          shut_down_cost=300, ramp_limit_up=0.2, ramp_limit_down=0.25, ramp_limit_start_up=0.5, ramp_limit_shut_down=0.4,
          min_up_time=2, min_down_time=2)
    return n


@feature
def off_before_and_stand_by():
    n = base([200, 420, 90, 300, 120, 380])
    n.add("Generator", "steam", bus="bus", p_nom=300, committable=True, p_min_pu=0.3, marginal_cost=20, start_up_cost=1800,
          stand_by_cost=[100, 200, 900, 200, 700, 200], up_time_before=0, down_time_before=1, min_down_time=3)
    return n


@feature
def start_up_costs_by_snapshot():
    n = base([200, 420, 90, 300, 120, 380])
    n.add("Generator", "steam", bus="bus", p_nom=300, committable=True, p_min_pu=[0.3, 0.3, 0.5, 0.2, 0.5, 0.3], marginal_cost=20,
          start_up_cost=[100, 200, 300, 4000, 500, 600], shut_down_cost=[10, 20, 700, 40, 50, 60])
    return n


@feature
def commitment_that_is_built():
    n = base([200, 420, 90, 300, 120, 380])
    n.add("Generator", "steam", bus="bus", p_nom_extendable=True, p_nom_max=400, capital_cost=40, committable=True, p_min_pu=0.5,
          marginal_cost=20, start_up_cost=500)
    return n


@feature
def modules_that_commit():
    n = base([200, 420, 90, 300, 120, 380])
    n.add("Generator", "engines", bus="bus", p_nom_extendable=True, p_nom_mod=50, p_nom_max=300, capital_cost=30, committable=True,
          p_min_pu=0.7, marginal_cost=25, start_up_cost=150, min_up_time=2)
    return n


@feature
def committed_link_with_ramps():
    n = base([200, 420, 90, 300, 120, 380])
    n.add("Bus", "fuel")
    n.add("Generator", "fuel", bus="fuel", p_nom=2000, marginal_cost=10)
    n.add("Link", "plant", bus0="fuel", bus1="bus", efficiency=0.45, p_nom=600, committable=True, p_min_pu=0.35, start_up_cost=700,
          min_up_time=3, ramp_limit_up=0.4)
    return n


@feature
def weights_and_commitment():
    n = base([200, 420, 90, 300, 120, 380], weights=dict(objective=[3.0, 1, 2, 4, 1, 2], stores=3.0, generators=3.0))
    n.add("Generator", "steam", bus="bus", p_nom=300, committable=True, p_min_pu=0.3, marginal_cost=20, start_up_cost=900, stand_by_cost=50)
    return n


# Stores


@feature
def store_limits_by_snapshot():
    n = base([60, 80, 40, 90])
    n.add("Generator", "sun", bus="bus", p_nom=200, p_max_pu=[1, 0, 0.8, 0])
    n.add("Store", "tank", bus="bus", e_nom=70, e_cyclic=True, e_min_pu=[0.2, 0.1, 0.3, 0.15], e_max_pu=[0.9, 1, 0.7, 0.8],
          standing_loss=[0.01, 0.02, 0.0, 0.05], marginal_cost=[1, 2, 1, 0.5], marginal_cost_storage=0.01)
    return n


@feature
def store_set_and_sign():
    n = base([60, 80, 40, 90])
    n.add("Generator", "sun", bus="bus", p_nom=200, p_max_pu=[1, 0, 0.8, 0])
    n.add("Store", "tank", bus="bus", e_nom=70, e_initial=20, e_set=[np.nan, 15, np.nan, 33])
    return n


@feature
def store_below_zero():
    n = base([60, 80, 40, 90])
    n.add("Bus", "co2")
    n.add("Store", "atmosphere", bus="co2", e_nom=100, e_min_pu=-1, e_initial=10)
    n.add("Bus", "fuel")
    n.add("Generator", "fuel", bus="fuel", p_nom=900, marginal_cost=10)
    n.add("Link", "plant", bus0="fuel", bus1="bus", bus2="co2", efficiency=0.5, efficiency2=0.4, p_nom=200)
    n.add("Link", "capture", bus0="bus", bus1="co2", efficiency=-1.0, p_nom=30)
    return n


@feature
def store_that_is_built_with_weights():
    n = base([60, 80, 40, 90], weights=dict(objective=[1.0, 2, 3, 4], stores=[2.0, 1, 3, 1], generators=[1.0, 1, 5, 2]))
    n.add("Generator", "sun", bus="bus", p_nom_extendable=True, capital_cost=60, p_max_pu=[1, 0, 0.8, 0], carrier="wind")
    n.add("Store", "tank", bus="bus", e_nom_extendable=True, e_nom_max=150, capital_cost=3, e_cyclic=True, standing_loss=0.02)
    n.add("GlobalConstraint", "co2", type="primary_energy", sense="<=", constant=150)
    return n


@feature
def store_in_the_carbon_limit():
    n = base([60, 80, 40, 90], weights=dict(objective=2.0, stores=2.0, generators=2.0))
    n.add("Bus", "coal")
    n.add("Store", "heap", bus="coal", carrier="coal", e_nom=900, e_initial=800, e_max_pu=1, standing_loss=0)
    n.add("Link", "plant", bus0="coal", bus1="bus", efficiency=0.4, p_nom=200, marginal_cost=4)
    n.add("GlobalConstraint", "co2", type="primary_energy", sense="<=", constant=330)
    return n


@feature
def reservoir_with_spill():
    n = base([60, 80, 40, 90, 60, 50])
    n.add("StorageUnit", "dam", bus="bus", p_nom=40, max_hours=3, p_min_pu=0, inflow=[90, 80, 10, 0, 70, 5], spill_cost=[3, 1, 0, 0, 2, 0],
          state_of_charge_initial=60, efficiency_dispatch=0.9, standing_loss=0.01, marginal_cost=0.2)
    return n


@feature
def storage_with_set_points():
    n = base([60, 80, 40, 90, 60, 50])
    n.add("Generator", "sun", bus="bus", p_nom=200, p_max_pu=[1, 0, 0.8, 0, 0.1, 0])
    n.add("StorageUnit", "one", bus="bus", p_nom=40, max_hours=3, cyclic_state_of_charge=True, p_set=[np.nan, 12, np.nan, np.nan, 3, np.nan],
          efficiency_store=0.9, efficiency_dispatch=0.8)
    n.add("StorageUnit", "two", bus="bus", p_nom=40, max_hours=3, cyclic_state_of_charge=True,
          p_dispatch_set=[np.nan, 9, np.nan, np.nan, np.nan, 4], p_store_set=[7, np.nan, np.nan, np.nan, np.nan, 0])
    n.add("StorageUnit", "three", bus="bus", p_nom=40, max_hours=3, cyclic_state_of_charge=True,
          state_of_charge_set=[np.nan, 20, np.nan, 1, np.nan, np.nan])
    return n


@feature
def storage_that_is_built_with_limits():
    n = base([60, 80, 40, 90, 60, 50])
    n.add("Generator", "sun", bus="bus", p_nom_extendable=True, capital_cost=30, p_max_pu=[1, 0, 0.8, 0, 0.1, 0])
    n.add("StorageUnit", "battery", bus="bus", p_nom_extendable=True, p_nom_max=60, max_hours=2, p_max_pu=[1, 0.5, 1, 1, 0.8, 1],
          p_min_pu=[-1, -0.4, -1, -0.6, -1, -1], cyclic_state_of_charge=True, efficiency_store=0.95, capital_cost=9,
          marginal_cost_storage=0.01, p_nom_mod=7)
    return n


# Sums, set points, signs


@feature
def energy_sums():
    n = base([60, 80, 40, 90], weights=dict(objective=1.0, stores=1.0, generators=[2.0, 1, 1, 3]))
    n.add("Generator", "least", bus="bus", p_nom=50, marginal_cost=80, e_sum_min=120)
    n.add("Generator", "most", bus="bus", p_nom_extendable=True, capital_cost=1, marginal_cost=5, e_sum_max=90)
    return n


@feature
def signs():
    n = base([60, 80, 40, 90])
    n.add("Generator", "export", bus="bus", p_nom=30, sign=-1, marginal_cost=-60)
    n.add("Load", "source", bus="bus", p_set=[5, 0, 10, 2], sign=1)
    return n


@feature
def set_power_of_what_is_built():
    n = base([60, 80, 40, 90])
    n.add("Generator", "hydro", bus="bus", p_nom_extendable=True, capital_cost=5, marginal_cost=1, p_nom_max=60,
          p_set=[20, np.nan, 15, np.nan])
    n.add("Generator", "fixed size", bus="bus", p_nom_extendable=True, capital_cost=5, p_nom_set=25, marginal_cost=2)
    return n


@feature
def ramps_by_snapshot_and_before():
    n = base([60, 80, 40, 90, 20, 100])
    n.add("Generator", "coal", bus="bus", carrier="coal", p_nom=100, marginal_cost=10, ramp_limit_up=[0.1, 0.2, np.nan, 0.3, 0.1, 0.2],
          ramp_limit_down=0.15, p_init=30)
    n.add("Generator", "new", bus="bus", carrier="coal", p_nom_extendable=True, p_nom_max=50, capital_cost=8, marginal_cost=9, ramp_limit_up=0.3)
    return n


# Limits


@feature
def every_kind_of_limit():
    n = mesh()
    n.add("Line", "cd", bus0="c", bus1="d", x=3, s_nom=10, s_nom_extendable=True, capital_cost=2, length=60)
    n.add("Link", "hvdc", bus0="d", bus1="bus", p_nom_extendable=True, capital_cost=3, length=90, carrier="DC", p_min_pu=-1)
    n.add("Generator", "more wind", bus="d", carrier="wind", p_nom_extendable=True, capital_cost=6, p_max_pu=[0.9, 0.1, 0.6, 0.4])
    n.add("GlobalConstraint", "co2", type="primary_energy", carrier_attribute="co2_emissions", sense="<=", constant=80)
    n.add("GlobalConstraint", "volume", type="transmission_volume_expansion_limit", carrier_attribute="AC, DC", sense="<=", constant=4500)
    n.add("GlobalConstraint", "money", type="transmission_expansion_cost_limit", carrier_attribute="AC,DC", sense="<=", constant=170)
    n.add("GlobalConstraint", "wind", type="tech_capacity_expansion_limit", carrier_attribute="wind", sense="<=", constant=60)
    n.add("GlobalConstraint", "coal", type="operational_limit", carrier_attribute="coal", sense="<=", constant=90)
    return n


@feature
def equal_and_least_limits():
    n = base([60, 80, 40, 90])
    n.add("Generator", "wind", bus="bus", carrier="wind", p_nom_extendable=True, capital_cost=80, p_max_pu=[0.9, 0.1, 0.6, 0.4])
    n.add("Generator", "coal", bus="bus", carrier="coal", p_nom_extendable=True, capital_cost=8, marginal_cost=20, efficiency=0.4)
    n.add("GlobalConstraint", "wind", type="tech_capacity_expansion_limit", carrier_attribute="wind", sense=">=", constant=30)
    n.add("GlobalConstraint", "coal", type="operational_limit", carrier_attribute="coal", sense="==", constant=45)
    return n


@feature
def limit_of_technology_at_a_bus():
    n = mesh()
    n.add("Line", "cd", bus0="c", bus1="d", x=3, s_nom=90)
    for bus in ("bus", "d"):
        n.add("Generator", f"wind {bus}", bus=bus, carrier="wind", p_nom_extendable=True, capital_cost=6, p_max_pu=[0.9, 0.1, 0.6, 0.4])
    n.add("GlobalConstraint", "here", type="tech_capacity_expansion_limit", carrier_attribute="wind", bus="bus", sense="<=", constant=13)
    return n


@feature
def another_attribute_of_carriers():
    n = base([60, 80, 40, 90])
    n.carriers["water"] = [0.0, 0.5, 0.0, 1.5]
    n.add("Generator", "coal", bus="bus", carrier="coal", p_nom=90, marginal_cost=20, efficiency=0.4)
    n.add("GlobalConstraint", "river", type="primary_energy", carrier_attribute="water", sense="<=", constant=420)
    return n


# Time


def dates(snapshots):
    n = base([60, 80, 40, 90])
    loads = n.loads_t.p_set["load"].to_numpy()
    n.remove("Load", "load")
    n.set_snapshots(snapshots)
    n.add("Load", "load", bus="bus", p_set=loads)
    return n


@feature
def dates_every_three_hours():
    n = dates(pd.date_range("2013-03-31 00:00", periods=4, freq="3h"))
    n.snapshot_weightings.loc[:, :] = 3.0
    n.add("StorageUnit", "battery", bus="bus", p_nom=20, max_hours=5, cyclic_state_of_charge=True, standing_loss=0.01)
    n.add("Generator", "sun", bus="bus", p_nom=200, p_max_pu=[1, 0, 0.8, 0])
    return n


@feature
def half_hours():
    n = dates(pd.date_range("2013-03-31 00:00", periods=4, freq="30min"))
    n.snapshot_weightings = n.snapshot_weightings.astype(float)
    n.snapshot_weightings.loc[:, :] = 0.5
    n.add("Store", "battery", bus="bus", e_nom=20, e_cyclic=True, standing_loss=0.01)
    n.add("Generator", "sun", bus="bus", p_nom=200, p_max_pu=[1, 0, 0.8, 0], ramp_limit_up=0.9)
    return n


@feature
def one_snapshot():
    n = pypsa.Network()
    n.add("Bus", "bus")
    n.add("Load", "load", bus="bus", p_set=10)
    n.add("Generator", "gas", bus="bus", p_nom_extendable=True, capital_cost=3, marginal_cost=50)
    return n


def periods(load=(60, 80, 40, 90), years=(2030, 2035, 2045), objective=(5.0, 8.0, 4.0), per=(5, 10, 10)):
    n = pypsa.Network()
    n.set_snapshots(range(len(load)))
    n.investment_periods = list(years)
    n.snapshot_weightings = n.snapshot_weightings.astype(float)
    n.investment_period_weightings = n.investment_period_weightings.astype(float)
    n.investment_period_weightings["objective"] = objective[: len(years)]
    n.investment_period_weightings["years"] = per[: len(years)]
    n.add("Carrier", ["AC", "gas", "wind"], co2_emissions=[0, 0.2, 0])
    n.add("Bus", "bus", carrier="AC")
    loads = np.concatenate([np.array(load) * (1 + 0.3 * k) for k in range(len(years))])
    n.add("Load", "load", bus="bus", p_set=loads)
    n.add("Generator", "gas", bus="bus", carrier="gas", p_nom=900, marginal_cost=50, efficiency=0.5)
    return n


@feature
def vintages():
    n = periods()
    for year in (2020, 2030, 2035, 2045):
        n.add("Generator", f"wind {year}", bus="bus", carrier="wind", p_nom_extendable=year > 2020, p_nom=30, capital_cost=90 - (year - 2030),
              build_year=year, lifetime=12, p_max_pu=np.tile([0.9, 0.1, 0.6, 0.4], 3))
    n.add("StorageUnit", "battery", bus="bus", p_nom_extendable=True, capital_cost=4, max_hours=2, build_year=2035, lifetime=30,
          cyclic_state_of_charge_per_period=True)
    return n


@feature
def growth():
    n = periods()
    n.carriers.loc["wind", "max_growth"] = 20.0
    n.carriers.loc["wind", "max_relative_growth"] = 1.3
    for year in (2030, 2035, 2045):
        n.add("Generator", f"wind {year}", bus="bus", carrier="wind", p_nom_extendable=True, capital_cost=20, build_year=year, lifetime=100,
              p_max_pu=np.tile([0.9, 0.1, 0.6, 0.4], 3))
    return n


@feature
def overnight_costs_in_periods():
    n = periods()
    n.add("Generator", "wind", bus="bus", carrier="wind", p_nom_extendable=True, overnight_cost=6e5, discount_rate=0.07, fom_cost=3,
          build_year=2035, lifetime=25, p_max_pu=np.tile([0.9, 0.1, 0.6, 0.4], 3))
    n.add("Generator", "coal", bus="bus", p_nom_extendable=True, overnight_cost=9e4, discount_rate=0.0, build_year=2030, lifetime=15, marginal_cost=20)
    return n


@feature
def limits_in_periods():
    n = periods(per=(1, 1, 1))
    for year in (2030, 2035, 2045):
        n.add("Generator", f"wind {year}", bus="bus", carrier="wind", p_nom_extendable=True, capital_cost=60, build_year=year, lifetime=100,
              p_max_pu=np.tile([0.9, 0.1, 0.6, 0.4], 3))
    n.add("GlobalConstraint", "co2 later", type="primary_energy", sense="<=", constant=70, investment_period=2045)
    n.add("GlobalConstraint", "co2 ever", type="primary_energy", sense="<=", constant=330)
    n.add("GlobalConstraint", "wind now", type="tech_capacity_expansion_limit", carrier_attribute="wind", sense=">=", constant=12,
          investment_period=2030)
    return n


@feature
def stores_over_periods():
    n = periods()
    n.add("Generator", "wind", bus="bus", carrier="wind", p_nom=160, p_max_pu=np.tile([0.9, 0.1, 0.6, 0.4], 3))
    n.add("Store", "one", bus="bus", e_nom=40, e_initial=10, e_initial_per_period=True, standing_loss=0.02)
    n.add("Store", "two", bus="bus", e_nom=40, e_cyclic_per_period=True)
    n.add("Store", "three", bus="bus", e_nom=40, e_initial=15, standing_loss=0.01)
    n.add("StorageUnit", "four", bus="bus", p_nom=10, max_hours=4, cyclic_state_of_charge=True)
    return n


@feature
def commitment_in_periods():
    n = periods(load=(200, 420, 90, 300), years=(2030, 2035))
    n.add("Generator", "steam", bus="bus", p_nom=300, committable=True, p_min_pu=0.4, marginal_cost=20, start_up_cost=1900, ramp_limit_up=0.4)
    return n


@feature
def ramps_in_periods():
    n = periods(load=(200, 420, 90, 300), years=(2030, 2035))
    n.add("Generator", "steam", bus="bus", p_nom=300, marginal_cost=20, ramp_limit_up=0.2, ramp_limit_down=0.3)
    n.add("Generator", "new", bus="bus", p_nom_extendable=True, capital_cost=20, build_year=2035, marginal_cost=10, ramp_limit_up=0.2)
    return n


@feature
def links_and_lines_that_come_later():
    n = periods()
    n.add("Bus", "island", carrier="AC")
    n.add("Generator", "cheap", bus="island", p_nom=300, marginal_cost=5)
    n.add("Line", "one", bus0="island", bus1="bus", x=1, s_nom=20)
    n.add("Line", "two", bus0="island", bus1="bus", x=2, s_nom_extendable=True, capital_cost=30, build_year=2035, lifetime=20)
    n.add("Link", "three", bus0="island", bus1="bus", p_nom_extendable=True, capital_cost=50, build_year=2030, lifetime=6)
    return n


# Scenarios


@feature
def scenarios():
    n = base([60, 80, 40, 90])
    n.add("Generator", "wind", bus="bus", carrier="wind", p_nom_extendable=True, capital_cost=60, p_max_pu=[0.9, 0.1, 0.6, 0.4])
    n.add("GlobalConstraint", "co2", type="primary_energy", sense="<=", constant=90)
    n.set_scenarios({"calm": 0.3, "windy": 0.7})
    n.generators_t.p_max_pu[("calm", "wind")] *= 0.5
    return n


@feature
def scenarios_and_risk():
    n = base([60, 80, 40, 90])
    n.add("Generator", "coal", bus="bus", p_nom_extendable=True, capital_cost=90, marginal_cost=20)
    n.set_scenarios({"cheap": 0.5, "fair": 0.3, "dear": 0.2})
    n.generators.loc[("dear", "gas"), "marginal_cost"] = 140.0
    n.generators.loc[("cheap", "gas"), "marginal_cost"] = 30.0
    n.set_risk_preference(alpha=0.7, omega=0.6)
    return n, (0.7, 0.6)


@feature
def scenarios_with_storage_and_modules():
    n = base([60, 80, 40, 90])
    n.add("Generator", "sun", bus="bus", p_nom_extendable=True, p_nom_mod=20, p_nom_max=200, capital_cost=25, p_max_pu=[1, 0, 0.8, 0])
    n.add("Store", "tank", bus="bus", e_nom_extendable=True, capital_cost=4, e_cyclic=True)
    n.set_scenarios({"a": 0.25, "b": 0.75})
    n.loads_t.p_set[("b", "load")] *= 1.4
    return n


# Names and cells


@feature
def strange_names():
    n = base([60, 80, 40, 90])
    n.add("Bus", ['Köln, "Süd"', "东京", "a: b # c", "USD", "- x", "yes", "1e3", "007", " "][:8])
    for number, bus in enumerate([b for b in n.buses.index if b != "bus"]):
        n.add("Load", f'last {bus}', bus=bus, p_set=[1.0 + number, 2, 3, 4])
        n.add("Link", f"{bus} → bus, 'both ways'", bus0="bus", bus1=bus, efficiency=0.9 + 0.01 * number, p_nom=50, marginal_cost=number)
    n.add("Generator", "null", bus="USD", p_nom=3, marginal_cost=2, p_max_pu=[0.1, 1, 0.5, 0])
    return n


@feature
def the_same_name_everywhere():
    n = base([60, 80, 40, 90])
    n.add("Generator", "bus", bus="bus", p_nom=20, marginal_cost=4)
    n.add("Store", "bus", bus="bus", e_nom=20, e_cyclic=True)
    n.add("StorageUnit", "bus", bus="bus", p_nom=20, cyclic_state_of_charge=True)
    n.add("Bus", "gas")
    n.add("Link", "bus", bus0="gas", bus1="bus", p_nom=10)
    n.add("Generator", "gas running", bus="gas", p_nom=5, marginal_cost=3)
    n.add("Line", "bus", bus0="gas", bus1="bus", x=1, s_nom=2)
    n.add("GlobalConstraint", "bus", type="operational_limit", carrier_attribute="gas", sense="<=", constant=200)
    return n


@feature
def columns_of_the_users_own():
    n = base([60, 80, 40, 90])
    n.generators["owner"] = "Müller, GmbH"
    n.generators["note"] = 'said "no"'
    n.buses["country"] = "DE"
    return n


@feature
def nothing_but_costs_of_building():
    n = pypsa.Network()
    n.set_snapshots(range(3))
    n.add("Bus", "bus")
    n.add("Load", "load", bus="bus", p_set=[3.0, 5, 4])
    n.add("Generator", "sun", bus="bus", p_nom_extendable=True, capital_cost=7, p_max_pu=[0.5, 0.9, 1])
    return n


@feature
def tiny_and_huge():
    n = base([6e-3, 8e-3, 4e-3, 9e-3])
    n.add("Generator", "sun", bus="bus", p_nom_extendable=True, capital_cost=25, p_max_pu=[1, 0, 0.8, 1e-7])
    n.add("Bus", "big")
    n.add("Load", "big", bus="big", p_set=[4e6, 6e6, 3e6, 5e6])
    n.add("Generator", "big", bus="big", p_nom_extendable=True, p_nom_max=1e9, capital_cost=12, marginal_cost=0.02)
    return n


@feature
def infinite_sizes():
    n = base([60, 80, 40, 90])
    n.add("Generator", "market", bus="bus", p_nom=np.inf, marginal_cost=[40, 60, 20, 70])
    n.add("Bus", "b")
    n.add("Load", "b", bus="b", p_set=4)
    n.add("Link", "wide", bus0="bus", bus1="b", p_nom=np.inf, efficiency=0.97)
    return n


@feature
def nan_in_the_cells():
    n = base([60, 80, 40, 90])
    n.add("Generator", "coal", bus="bus", carrier=np.nan, p_nom=30, marginal_cost=12, ramp_limit_up=np.nan, p_nom_set=np.nan)
    n.add("Generator", "wind", bus="bus", p_nom_extendable=True, capital_cost=8, overnight_cost=np.nan, discount_rate=np.nan,
          p_max_pu=[0.9, 0.1, 0.6, 0.4])
    return n


@feature
def no_loads_but_a_market():
    n = pypsa.Network()
    n.set_snapshots(range(3))
    n.add("Bus", "bus")
    n.add("Generator", "buyer", bus="bus", sign=-1, p_nom=10, marginal_cost=[-50, -10, -80])
    n.add("Generator", "coal", bus="bus", p_nom=20, marginal_cost=30)
    return n


# Refused


@refused("quadratic")
def quadratic():
    n = base([60, 80, 40, 90])
    n.generators.loc["gas", "marginal_cost_quadratic"] = 0.1
    return n


@refused("maintenance")
def maintenance():
    n = base([60, 80, 40, 90])
    n.add("Generator", "coal", bus="bus", p_nom=30, marginal_cost=12, committable=True, maintainable=True, maintenance_duration=2)
    return n


@refused("type")
def an_unknown_limit():
    n = base([60, 80, 40, 90])
    n.add("GlobalConstraint", "mine", type="my own", sense="<=", constant=1)
    return n
