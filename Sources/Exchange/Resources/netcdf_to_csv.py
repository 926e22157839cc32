"""Writes a PyPSA network in netCDF as a folder of CSV files.

usage: netcdf_to_csv.py NETWORK.nc FOLDER

A network with scenarios becomes one folder per scenario beside scenarios.csv.
Exit codes: 0 done, 1 not a PyPSA network or not covered, 3 the package netCDF4 is missing.
"""

import csv
import os
import sys

try:
    import netCDF4
    import numpy
except ImportError as error:
    print(f"{sys.executable}: {error}", file=sys.stderr)
    sys.exit(3)

KINDS = [
    "buses", "carriers", "generators", "loads", "links", "processes", "lines", "transformers", "storage_units",
    "stores", "shunt_impedances", "global_constraints", "line_types", "transformer_types",
]


def fail(message):
    print(message, file=sys.stderr)
    sys.exit(1)


def cell(value, is_name=False):
    """A value as pandas writes it to CSV: nothing for NaN, numbers with all their digits.

    PyPSA writes a text that is not there as "nan", but a component may be called so.
    """
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bytes):
        value = value.decode()
    if isinstance(value, str):
        return value if is_name or value != "nan" else ""
    if value is None or value != value:
        return ""
    return repr(value)


def write(path, header, rows):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def values(variable, scenario):
    """The array of a variable, for one scenario if it has that dimension; NaN where nothing is given."""
    array = variable[:]
    if isinstance(array, numpy.ma.MaskedArray) and array.mask.any():
        array = array.astype(object).filled(float("nan"))
    array = numpy.asarray(array)
    if "scenario" in variable.dimensions:
        array = array.take(scenario or 0, axis=variable.dimensions.index("scenario"))
    return array


def write_network(data, folder, scenario):
    write(os.path.join(folder, "network.csv"), ["name"], [[str(getattr(data, "network_name", ""))]])
    write_table(data, folder, "snapshots", "snapshots.csv", "")
    if "investment_periods" in data.variables and len(data.variables["investment_periods"]):
        write_table(data, folder, "investment_periods", "investment_periods.csv", "period")
    for kind in KINDS:
        if f"{kind}_i" in data.variables:
            write_kind(data, folder, kind, scenario)


def write_table(data, folder, stem, name, index):
    """The variables of one prefix as columns beside their index."""
    header, columns = [index], [values(data.variables[stem], None)]
    for variable in data.variables:
        if variable.startswith(stem + "_"):
            header.append(variable[len(stem) + 1:])
            columns.append(values(data.variables[variable], None))
    write(os.path.join(folder, name), header, ([cell(v) for v in row] for row in zip(*columns)))


def write_kind(data, folder, kind, scenario):
    names = values(data.variables[f"{kind}_i"], None)
    header, columns, named = ["name"], [names], [True]
    for variable in data.variables:
        if not variable.startswith(f"{kind}_") or variable.endswith("_i"):
            continue
        attribute = variable[len(kind) + 1:]
        if attribute.startswith("t_"):
            write_series(data, folder, kind, attribute[2:], variable, scenario)
        elif attribute.startswith("pw_") or attribute.endswith("_pw"):
            fail(f"piecewise linear attributes ({variable}) are not imported")
        elif data.variables[variable].dimensions[-1:] == (f"{kind}_i",):
            header.append(attribute)
            columns.append(values(data.variables[variable], scenario))
            named.append(is_reference(data, attribute))
    write(os.path.join(folder, f"{kind}.csv"), header, ([cell(*pair) for pair in zip(row, named)] for row in zip(*columns)))


def is_reference(data, attribute):
    """Whether "nan" in a column is the name of a bus or of a carrier."""
    stem = attribute.rstrip("0123456789")
    index = {"bus": "buses_i", "carrier": "carriers_i"}.get(stem)
    return index in data.variables and "nan" in values(data.variables[index], None).tolist()


def write_series(data, folder, kind, attribute, variable, scenario):
    owners = data.variables.get(f"{variable}_i")
    if owners is None:
        return
    rows = ([number] + [cell(v) for v in row] for number, row in enumerate(values(data.variables[variable], scenario)))
    write(os.path.join(folder, f"{kind}-{attribute}.csv"), [""] + [cell(v, True) for v in owners[:]], rows)


def main(path, folder):
    try:
        data = netCDF4.Dataset(path)
    except OSError as error:
        fail(f"expected a netCDF file: {error}")
    if "buses_i" not in data.variables or "snapshots" not in data.variables:
        fail("expected a PyPSA network with buses and snapshots, found none")
    if "scenario" not in data.variables:
        write_network(data, folder, None)
        return
    names = [cell(v) for v in data.variables["scenario"][:]]
    weights = data.variables["scenario_weight"][:]
    write(os.path.join(folder, "scenarios.csv"), ["name", "weight"], zip(names, map(cell, weights)))
    for index, name in enumerate(names):
        if "/" in name or name in ("", ".", ".."):
            fail(f"expected scenarios with plain names, found “{name}”")
        write_network(data, os.path.join(folder, name), index)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    main(sys.argv[1], sys.argv[2])
