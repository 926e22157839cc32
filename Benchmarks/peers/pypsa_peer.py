"""Solves a case of the comparison with PyPSA and HiGHS; prints one JSON object on the last line.

usage: pypsa_peer.py FOLDER        series.csv and costs.csv as `gigawatt bench write` makes them
       pypsa_peer.py --network PATH   a PyPSA network (folder of CSV files or netCDF) as it is
"""

import json
import logging
import sys
import warnings

import pandas as pd
import pypsa

# The numbers of `BenchmarkFiles.swift` that are in neither table.
LOAD = 100
EFFICIENCY = 0.95
STANDING_LOSS = 1e-4
GRID_LIMIT = 30


def site(folder, has_grid):
    """One bus: sun, gas and a battery (power and energy sized apart), with `has_grid` wind and a grid too."""
    series = pd.read_csv(f"{folder}/series.csv")
    costs = pd.read_csv(f"{folder}/costs.csv", index_col="technology")
    annual, running = costs["annual_per_mw_y"], costs["marginal_per_mwh"]

    n = pypsa.Network()
    n.set_snapshots(range(len(series)))
    n.add("Bus", "site")
    n.add("Bus", "battery")
    n.add("Load", "load", bus="site", p_set=LOAD)
    for name in ["solar", "wind"] if has_grid else ["solar"]:
        n.add("Generator", name, bus="site", p_nom_extendable=True, p_max_pu=series[name].values,
              capital_cost=annual[name], marginal_cost=running[name])
    n.add("Generator", "gas", bus="site", p_nom_extendable=True, capital_cost=annual["gas"],
          marginal_cost=running["gas"])
    if has_grid:
        n.add("Generator", "grid", bus="site", p_nom=GRID_LIMIT, marginal_cost=series["price"].values)
    n.add("Store", "energy", bus="battery", e_nom_extendable=True, e_cyclic=True,
          standing_loss=STANDING_LOSS, capital_cost=annual["battery_energy"])
    # One rating on the side of the site both ways, paid once: what the charger may take is what the
    # discharger may give.
    n.add("Link", "charge", bus0="site", bus1="battery", efficiency=EFFICIENCY, p_nom_extendable=True,
          capital_cost=annual["battery_power"])
    n.add("Link", "discharge", bus0="battery", bus1="site", efficiency=EFFICIENCY,
          p_nom_extendable=True)
    return n


def one_rating(n, _):
    power = n.model.variables["Link-p_nom"]
    n.model.add_constraints(
        power.sel(name="charge") - EFFICIENCY * power.sel(name="discharge") == 0, name="one-rating")


def main(arguments):
    warnings.filterwarnings("ignore")
    logging.disable(logging.INFO)
    if arguments[0] == "--network":
        n, extra = pypsa.Network(arguments[1]), None
    else:
        n, extra = site(arguments[0], has_grid=arguments[1:] == ["grid"]), one_rating
    # The same for all networks: the total cost, what PyPSA sets apart as a constant included.
    status, condition = n.optimize(
        solver_name="highs", extra_functionality=extra, include_objective_constant=True)
    if (status, condition) != ("ok", "optimal"):
        sys.exit(f"PyPSA: {status}, {condition}")
    print(json.dumps({"objective": n.objective + n.objective_constant}))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(sys.argv[1:])
