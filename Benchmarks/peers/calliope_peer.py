"""Solves a case of the comparison with Calliope and CBC; prints one JSON object on the last line.

usage: calliope_peer.py FOLDER [grid]   series.csv and costs.csv as `gigawatt bench write` makes them
"""

import json
import logging
import sys
import warnings

import calliope
import pandas as pd

# The numbers of `BenchmarkFiles.swift` that are in neither table.
LOAD = 100
EFFICIENCY = 0.95
STANDING_LOSS = 1e-4
GRID_LIMIT = 30


def money(value):
    return {"data": float(value), "index": "monetary", "dims": "costs"}


def model(folder, has_grid):
    """The model and its tables: costs are those of a year already, so the depreciation rate is 1."""
    series = pd.read_csv(f"{folder}/series.csv")
    costs = pd.read_csv(f"{folder}/costs.csv", index_col="technology")
    annual, running = costs["annual_per_mw_y"], costs["marginal_per_mwh"]
    hours = pd.date_range("2030-01-01", periods=len(series), freq="h")

    def supply(name, **more):
        return {
            "base_tech": "supply", "carrier_out": "power", "lifetime": 1,
            "cost_flow_cap": money(annual[name]), "cost_depreciation_rate": money(1),
            "cost_flow_out": money(running[name]), **more}

    techs = {
        "demand": {"base_tech": "demand", "carrier_in": "power"},
        "solar": supply("solar", source_unit="per_cap"),
        "gas": supply("gas"),
        "battery": {
            "base_tech": "storage", "carrier_in": "power", "carrier_out": "power", "lifetime": 1,
            "flow_in_eff": EFFICIENCY, "flow_out_eff": EFFICIENCY, "storage_loss": STANDING_LOSS,
            "cyclic_storage": True, "cost_depreciation_rate": money(1),
            "cost_flow_cap": money(annual["battery_power"]),
            "cost_storage_cap": money(annual["battery_energy"])},
    }
    columns = {
        ("demand", "sink_use_equals", ""): pd.Series(float(LOAD), index=series.index),
        ("solar", "source_use_max", ""): series["solar"]}
    if has_grid:
        techs["wind"] = supply("wind", source_unit="per_cap")
        techs["grid"] = {"base_tech": "supply", "carrier_out": "power", "flow_cap_max": GRID_LIMIT}
        columns[("wind", "source_use_max", "")] = series["wind"]
        columns[("grid", "cost_flow_out", "monetary")] = series["price"]

    tables, frames = {}, {}
    for (tech, parameter, cost), values in columns.items():
        name = f"{tech}_{parameter}"
        frames[name] = pd.DataFrame({tech: values.values}, index=hours)
        tables[name] = {
            "data": name, "rows": "timesteps", "columns": "techs",
            "add_dims": {"parameters": parameter, "nodes": "site"} | ({"costs": cost} if cost else {})}
    return {
        "config": {
            "init": {"name": "benchmark", "calliope_version": calliope.__version__},
            "build": {"ensure_feasibility": False},
            "solve": {"solver": "cbc"}},
        "data_definitions": {"objective_cost_weights": {"data": 1, "index": "monetary", "dims": "costs"}},
        "data_tables": tables,
        "techs": techs,
        "nodes": {"site": {"techs": {name: None for name in techs}}}}, frames


def main(folder, has_grid):
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    definition, frames = model(folder, has_grid)
    solved = calliope.read_dict(definition, data_table_dfs=frames)
    solved.build()
    solved.solve()
    if solved.runtime.termination_condition != "optimal":
        sys.exit(f"Calliope: {solved.runtime.termination_condition}")
    print(json.dumps({"objective": float(solved.results.cost.sum())}))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:] == ["grid"])
