"""Networks with known optima.

Unit commitment and storage: the cases of PyPSA's own tests (test_lopf_unit_commitment.py,
test_lopf_storage.py), their numbers only. 9-bus DC power flow: GenX test/DCOPF, numbers only.
Bench: single-bus expansion of `GIGAWATT_BENCH` (a folder with solar_1y.csv, solar_3y.csv.gz, costs.csv).
"""

import csv
import gzip
import os

import numpy as np
import pypsa


def all_networks():
    yield "start-up costs", start_up(), False, 359000.0
    yield "shut-down costs", shut_down(), False, 358000.0
    yield "committed link", link(), False, 267333.0
    yield "minimum up time", up_time(0, 3), False, None
    yield "minimum up time, on before", up_time(1, 4), False, None
    yield "minimum down time", down_time(1, 2), False, None
    yield "minimum down time, off before", down_time(2, 3), False, None
    yield "ramps of an outage", outage(), False, None
    yield "9 buses", nine_buses(), False, 395.171391
    folder = os.environ.get("GIGAWATT_BENCH")
    if folder:
        yield "bench a", bench(folder, "solar_1y.csv", 1), False, 75297937.1268
        yield "bench b", bench(folder, "solar_3y.csv.gz", 1 / 3), False, 76436920.1333


def _units(load, **generators):
    n = pypsa.Network()
    n.set_snapshots(range(len(load)))
    n.add("Bus", "bus")
    for name, attributes in generators.items():
        n.add("Generator", name, bus="bus", committable=True, **attributes)
    n.add("Load", "load", bus="bus", p_set=load)
    return n


def start_up():
    return _units(
        [4000, 6000, 5000, 800],
        coal=dict(p_min_pu=0.1, up_time_before=0, marginal_cost=20, start_up_cost=3000, p_nom=10000),
        gas=dict(p_min_pu=0.0, up_time_before=1, marginal_cost=70, start_up_cost=1000, p_nom=10000))


def shut_down():
    return _units(
        [4000, 6000, 5000, 800],
        coal=dict(p_min_pu=0.3, marginal_cost=20, shut_down_cost=1000, p_nom=10000),
        gas=dict(p_min_pu=0.1, marginal_cost=70, shut_down_cost=1000, p_nom=1000))


def up_time(before, least):
    return _units(
        [4000, 800, 5000, 3000], coal=dict(p_min_pu=0.3, marginal_cost=20, p_nom=10000),
        gas=dict(p_min_pu=0.1, marginal_cost=70, up_time_before=before, min_up_time=least, p_nom=1000))


def down_time(before, least):
    return _units(
        [3000, 800, 3000, 8000],
        coal=dict(p_min_pu=0.3, marginal_cost=20, min_down_time=least, down_time_before=before, p_nom=10000),
        gas=dict(p_min_pu=0.1, marginal_cost=70, p_nom=4000))


def link():
    n = pypsa.Network()
    n.set_snapshots(range(4))
    n.add("Bus", ["gas", "electricity"])
    n.add("Generator", "gas", bus="gas", marginal_cost=10, p_nom=20000)
    n.add("Link", "OCGT", bus0="gas", bus1="electricity", committable=True, p_min_pu=0.1, efficiency=0.5, up_time_before=0,
          min_up_time=3, start_up_cost=3333, p_nom=12000)
    n.add("Generator", "wind", bus="electricity", p_nom=800)
    n.add("Load", "load", bus="electricity", p_set=[4000, 6000, 800, 5000])
    return n


def outage():
    n = pypsa.Network()
    n.set_snapshots(range(15))
    n.add("Bus", "bus")
    n.add("Load", "load", bus="bus", p_set=100)
    cost, share = np.full(15, 100.0), np.ones(15)
    cost[[4, 5, 6, 10, 11, 12]], share[:6] = 200, 0.5
    n.add("Generator", "first", bus="bus", p_nom=100, p_max_pu=share, ramp_limit_up=0.8 * share, ramp_limit_down=share,
          marginal_cost=cost)
    n.add("Generator", "second", bus="bus", p_nom=100, marginal_cost=150)
    return n


def nine_buses():
    n = pypsa.Network()
    for bus in range(1, 10):
        n.add("Bus", f"BUS{bus}", v_nom=345)
    for bus, size, fixed in ((1, 250, 5), (2, 300, 1.2), (3, 270, 1)):
        n.add("Generator", f"gas {bus}", bus=f"BUS{bus}", p_nom_extendable=True, p_nom_min=10, p_nom_max=size,
              capital_cost=fixed, marginal_cost=0.1 + 0.1 * 0.05306)
    lines = [(1, 4, 250, 68.5584), (4, 5, 250, 109.503), (5, 6, 150, 202.3425), (3, 6, 300, 69.74865), (6, 7, 150, 119.9772),
             (7, 8, 250, 85.698), (8, 2, 250, 74.390625), (8, 9, 250, 191.63025), (9, 4, 250, 101.17125)]
    for a, b, size, x in lines:
        n.add("Line", f"BUS{a} to BUS{b}", bus0=f"BUS{a}", bus1=f"BUS{b}", s_nom=size, x=x, v_ang_max=45)
    for bus, load in ((5, 90), (7, 100), (9, 125)):
        n.add("Load", f"load {bus}", bus=f"BUS{bus}", p_set=load)
    return n


def bench(folder, profile, weight):
    path = os.path.join(folder, profile)
    with (gzip.open(path, "rt") if path.endswith(".gz") else open(path)) as file:
        rows = list(csv.reader(file))
    solar = [float(row[-1]) for row in rows if row[-1].replace(".", "").replace("e-", "").isdigit()]
    with open(os.path.join(folder, "costs.csv")) as file:
        costs = {row["technology" if "technology" in row else "name"]: row for row in csv.DictReader(file)}
    n = pypsa.Network()
    n.set_snapshots(range(len(solar)))
    n.snapshot_weightings = n.snapshot_weightings.astype(float)
    n.snapshot_weightings["objective"] = weight
    n.add("Bus", ["site", "battery"])
    n.add("Load", "load", bus="site", p_set=100)
    yearly = lambda name: float(costs[name]["annual_per_mw_y"])  # noqa: E731
    n.add("Generator", "solar", bus="site", p_nom_extendable=True, p_max_pu=solar, capital_cost=yearly("solar"))
    n.add("Generator", "gas", bus="site", p_nom_extendable=True, capital_cost=yearly("gas"),
          marginal_cost=float(costs["gas"]["marginal_per_mwh"]))
    # The power rating holds on the side of the site both ways: charging takes up to P, discharging gives up to P.
    n.add("StorageUnit", "battery", bus="site")
    n.remove("StorageUnit", "battery")
    n.add("Store", "energy", bus="battery", e_nom_extendable=True, e_cyclic=True, standing_loss=0.0001,
          capital_cost=yearly("battery_energy"))
    n.add("Link", "charge", bus0="site", bus1="battery", efficiency=0.95, p_nom_extendable=True,
          capital_cost=yearly("battery_power"))
    n.add("Link", "discharge", bus0="battery", bus1="site", efficiency=0.95, p_nom_extendable=True)
    return n
