"""Solves cases of the agreement page with other programs; see README.md."""

import json
import logging
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pypsa

import sam

PROGRAM = f"PyPSA {version('pypsa')} with HiGHS {version('highspy')}"


def annuity(rate, years):
    return rate / (1 - (1 + rate) ** -years)


def bench_a(data):
    """One bus, 100 MW flat: sun, gas and a battery with power and energy sized apart."""
    sun = pd.read_csv(data / "bench/solar_1y.csv")["solar"]
    n = pypsa.Network()
    n.set_snapshots(range(len(sun)))
    n.add("Bus", "site")
    n.add("Bus", "store")
    n.add("Load", "load", bus="site", p_set=100)
    n.add("Generator", "solar", bus="site", p_nom_extendable=True, p_max_pu=sun.values,
          capital_cost=900e3 * annuity(0.07, 30) + 18e3)
    n.add("Generator", "gas", bus="site", p_nom_extendable=True, marginal_cost=90,
          capital_cost=1300e3 * annuity(0.07, 30) + 15e3)
    n.add("Store", "energy", bus="store", e_nom_extendable=True, e_cyclic=True, standing_loss=1e-4,
          capital_cost=90e3 * annuity(0.07, 15) + 1e3)
    # The rating holds on the side of the site both ways: the charger's cost counts, the discharger's
    # output may be no larger than the charger's input.
    n.add("Link", "charge", bus0="site", bus1="store", efficiency=0.95, p_nom_extendable=True,
          capital_cost=150e3 * annuity(0.07, 15) + 2e3)
    n.add("Link", "discharge", bus0="store", bus1="site", efficiency=0.95, p_nom_extendable=True)

    def one_rating(n, _):
        m = n.model
        p = m.variables["Link-p_nom"]
        m.add_constraints(
            p.sel(name="charge") - 0.95 * p.sel(name="discharge") == 0, name="one-rating")

    started = time.perf_counter()
    status = n.optimize(solver_name="highs", extra_functionality=one_rating)
    seconds = time.perf_counter() - started
    if status != ("ok", "optimal"):
        raise RuntimeError(f"bench-a: {status}")
    return seconds, n.objective


def network(name):
    """A network of the data, as it is; the time is that of `optimize` alone."""

    def solve(data):
        n = pypsa.Network(data / "pypsa_networks" / name)
        started = time.perf_counter()
        status = n.optimize(solver_name="highs")
        seconds = time.perf_counter() - started
        if status != ("ok", "optimal"):
            raise RuntimeError(f"{name}: {status}")
        return seconds, n.objective

    return [f"pypsa_networks/{name}/network.csv"], solve


CASES = {
    "bench-a": (["bench/solar_1y.csv"], bench_a),
    "pypsa-ac-dc-meshed": network("ac-dc-meshed"),
    "pypsa-storage-hvdc": network("storage-hvdc"),
    "pypsa-A_island_unconstrained": network("gigawatt_bench/A_island_unconstrained"),
    "pypsa-B_island_co2_20pct": network("gigawatt_bench/B_island_co2_20pct"),
    "pypsa-C_grid500MW_ercot2023price": network("gigawatt_bench/C_grid500MW_ercot2023price"),
}


def main(data, target):
    logging.disable(logging.INFO)
    cases = {}
    for name, (needs, solve) in CASES.items():
        if not all((data / file).exists() for file in needs):
            print(f"skipped {name}: needs {', '.join(needs)}", file=sys.stderr)
            continue
        seconds, value = solve(data)
        cases[name] = {"program": PROGRAM, "seconds": seconds, "value": value}
    for name, edit in sam.CASES.items():
        seconds, value = sam.price(edit)
        cases[name] = {"program": sam.PROGRAM, "seconds": seconds, "value": value}
    target.write_text(json.dumps({"cases": cases}, indent=2) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: measure.py DATA TIMES.json")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
