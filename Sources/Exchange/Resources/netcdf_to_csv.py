"""Writes a PyPSA network in netCDF as a folder of CSV files.

usage: netcdf_to_csv.py NETWORK.nc FOLDER

A network with scenarios becomes one folder per scenario beside scenarios.csv.
Exit codes: 0 done, 1 not a PyPSA network, 3 the package netCDF4 is missing.
"""

import csv
import os
import re
import sys

try:
    import netCDF4
except ImportError as error:
    print(f"{sys.executable}: {error}", file=sys.stderr)
    sys.exit(3)

KINDS = [
    "sub_networks", "buses", "carriers", "generators", "loads", "links", "processes", "lines", "transformers",
    "storage_units", "stores", "shunt_impedances", "global_constraints", "line_types", "transformer_types", "shapes",
]


def plain(value):
    """A value as pandas writes it to CSV."""
    if isinstance(value, bytes):
        value = value.decode()
    if isinstance(value, str):
        return "" if value == "nan" else value
    if value is None or value is netCDF4.default_fillvals or str(value) == "--":
        return ""
    if hasattr(value, "dtype") and value.dtype.kind == "b":
        return str(bool(value))
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, float) and number != number:
        return ""
    return repr(number)


def columns(variable):
    """The values of a variable; xarray stores booleans as bytes with an attribute."""
    values = variable[:]
    if getattr(values, "mask", False) is not False and values.mask.any():
        values = values.astype(object).filled(float("nan")) if values.dtype.kind != "f" else values.filled(float("nan"))
    is_bool = getattr(variable, "dtype", None) is not None and getattr(variable, "dtype", "") == "bool"
    if is_bool or "bool" in str(variable.__dict__.get("dtype", "")):
        return [[str(bool(v)) for v in row] if hasattr(row, "__len__") else str(bool(row)) for row in values]
    return values


def write(path, header, rows):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main(path, folder):
    data = netCDF4.Dataset(path)
    if "buses_i" not in data.variables:
        print(f"{path}: expected a PyPSA network with buses, found none", file=sys.stderr)
        sys.exit(1)
    scenarios = [plain(v) for v in data.variables["scenarios"][:]] if "scenarios" in data.variables else []
    if scenarios:
        weights = data.variables["scenarios_weight"][:]
        write(os.path.join(folder, "scenarios.csv"), ["name", "weight"], zip(scenarios, map(plain, weights)))
    for index, scenario in enumerate(scenarios or [None]):
        write_network(data, folder if scenario is None else os.path.join(folder, scenario), index if scenarios else None)


def pick(values, dimensions, index):
    """The part of one scenario of an array whose dimensions are named."""
    if index is None or "scenario" not in dimensions and "scenarios" not in dimensions:
        return values, [d for d in dimensions if d not in ("scenario", "scenarios")]
    axis = next(i for i, d in enumerate(dimensions) if d in ("scenario", "scenarios"))
    return values.take(index, axis=axis), [d for i, d in enumerate(dimensions) if i != axis]


def write_network(data, folder, index):
    name = str(getattr(data, "network_name", ""))
    write(os.path.join(folder, "network.csv"), ["name"], [[name]])
    write_snapshots(data, folder)
    for kind in KINDS:
        if f"{kind}_i" in data.variables:
            write_kind(data, folder, kind, index)


def write_snapshots(data, folder):
    names = [v for v in data.variables if v == "snapshots" or v.startswith("snapshots_")]
    count = len(data.dimensions["snapshots"])
    header, series = [""], [range(count)]
    for name in names:
        short = name.removeprefix("snapshots_")
        if name == "snapshots" or short == "snapshot":
            continue
        if short not in ("period", "timestep", "objective", "stores", "generators", "weightings"):
            continue
        header.append(short)
        series.append([plain(v) for v in data.variables[name][:]])
    write(os.path.join(folder, "snapshots.csv"), header, zip(*series))
    if "investment_periods" in data.variables and len(data.variables["investment_periods"][:]):
        header, series = ["period"], [[plain(v) for v in data.variables["investment_periods"][:]]]
        for name in ("objective", "years"):
            if f"investment_periods_{name}" in data.variables:
                header.append(name)
                series.append([plain(v) for v in data.variables[f"investment_periods_{name}"][:]])
        write(os.path.join(folder, "investment_periods.csv"), header, zip(*series))


def write_kind(data, folder, kind, index):
    values, _ = pick(data.variables[f"{kind}_i"][:], data.variables[f"{kind}_i"].dimensions, None)
    names = [plain(v) for v in values]
    prefix = f"{kind}_"
    static, series = {}, {}
    for variable in data.variables:
        if not variable.startswith(prefix) or variable == f"{kind}_i" or variable.endswith("_i"):
            continue
        attribute = variable[len(prefix):]
        if attribute.startswith("pw_") or re.search(r"_(breakpoint|segment)s?$", attribute):
            print(f"{path_of(data)}: piecewise linear attributes ({variable}) are not imported", file=sys.stderr)
            sys.exit(1)
        if attribute.startswith("t_"):
            series[attribute[2:]] = variable
        else:
            static[attribute] = variable
    rows = [[name] for name in names]
    header = ["name"]
    for attribute, variable in static.items():
        values, _ = pick(columns_array(data.variables[variable]), list(data.variables[variable].dimensions), index)
        if len(values) != len(names):
            continue
        header.append(attribute)
        for row, value in zip(rows, values):
            row.append(plain(value))
    write(os.path.join(folder, f"{kind}.csv"), header, rows)
    for attribute, variable in series.items():
        write_series(data, folder, kind, attribute, variable, index)


def columns_array(variable):
    import numpy

    return numpy.array(columns(variable), dtype=object) if variable.dtype == str or "bool" in str(
        variable.__dict__.get("dtype", "")) else numpy.ma.filled(variable[:].astype(object), float("nan"))


def path_of(data):
    return data.filepath()


def write_series(data, folder, kind, attribute, variable, index):
    import numpy

    source = data.variables[variable]
    owners = data.variables.get(f"{variable}_i")
    if owners is None:
        return
    labels = [plain(v) for v in owners[:]]
    values, dimensions = pick(numpy.ma.filled(source[:], float("nan")), list(source.dimensions), index)
    if dimensions and dimensions[0] != "snapshots":
        values = values.T
    rows = ([number] + [plain(v) for v in row] for number, row in enumerate(values))
    write(os.path.join(folder, f"{kind}-{attribute}.csv"), [""] + labels, rows)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    main(sys.argv[1], sys.argv[2])
