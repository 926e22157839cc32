"""Proves that an exported network has the optimum of the plan, where PyPSA's solver does not find it in time.

From above: the sizes of the network are set to the plan's, and PyPSA dispatches every year; its optimum is no dearer.
From below: the plan's hourly prices are put on the balances of the buses, the other dual values follow hour by hour, and
weak duality on linopy's own matrices bounds the cost of every plan of the network, whatever its sizes.
"""

import json
import os
import re
import sqlite3
import subprocess

import highspy
import numpy as np
import pypsa
import scipy.sparse

import equivalent
import parts

# Sizes and flows beyond this, in MW or MWh, are not considered: it weighs what rounding leaves of dual values.
LARGEST = 1e6
# The same by parts, where chips and work have units of their own.
LARGEST_BY_PARTS = 1e9
# Prices of the hours are taken this much lower, so that no size without an end earns a hair more than it costs.
HAIR = 1e-8
# Worst relative violation of a row by the plan's quantities.
TOLERANCE = 1e-6
KINDS = (("generators", "p_nom"), ("links", "p_nom"), ("stores", "e_nom"), ("storage_units", "p_nom"))


def plan(gigawatt, study, folder, gap):
    """The plan's cost, sizes by name of the build, and hourly prices by node and resource."""
    done = subprocess.run(
        [gigawatt, "plan", study, "--json", "--quiet", "--gap", str(gap), "--out", os.path.join(folder, "plan")],
        capture_output=True, text=True)
    if done.returncode:
        raise ValueError(f"gigawatt: {(done.stderr or done.stdout).strip()[:300]}")
    document = json.loads(done.stdout)
    sizes = {}
    for activity in document["activities"]:
        sizes[activity["name"]] = activity["amount"]
        sizes[f"{activity['name']} in {activity['node']}"] = activity["amount"]
    prices = {}
    query = "select name, node, hourly from quantities where kind = 'price' and hourly is not null"
    with sqlite3.connect(os.path.join(folder, "plan", "plan.sqlite")) as database:
        for name, node, hourly in database.execute(query):
            prices[node, name] = np.frombuffer(hourly, dtype="<f8")
    return -document["objective"], sizes, prices


def fix(n, sizes):
    """Sets every size that may be chosen to the plan's."""
    for kind, nominal in KINDS:
        table = getattr(n, kind)
        for name in table.index[table[f"{nominal}_extendable"]]:
            build = name.rsplit(", ", 1)[-1]
            if build not in sizes:
                raise ValueError(f"no build of the plan is called “{build}”")
            table.loc[name, [f"{nominal}_min", f"{nominal}_max"]] = max(0.0, sizes[build])


def dispatch(n, seconds):
    """PyPSA's cost at the sizes of the network."""
    parts.model(n)
    status = n.optimize.solve_model(
        solver_name="highs", output_flag=False, log_to_console=False, time_limit=seconds)
    if tuple(status) != ("ok", "optimal"):
        raise ValueError(f"PyPSA: {', '.join(status)}")
    return n.objective + n.objective_constant


class Matrices:
    """The linear program of a network as linopy writes it, with the rows of a constraint by its labels."""

    def __init__(self, m):
        self.m, own = m, m.matrices
        self.A = scipy.sparse.csc_matrix(own.A)
        self.A.eliminate_zeros()
        self.b, self.c = np.asarray(own.b, float), np.asarray(own.c, float)
        self.sense = np.asarray(own.sense).astype(str)
        self.lower, self.upper = np.array(own.lb, float), np.array(own.ub, float)
        self.row = self._places(own.clabels)
        self.column = self._places(own.vlabels)
        self._tighten()

    def _tighten(self):
        """PyPSA writes the bounds of a variable as rows."""
        rows = scipy.sparse.csr_matrix(self.A)
        for row in np.flatnonzero((np.diff(rows.indptr) == 1) & np.isfinite(self.b)):
            place = rows.indptr[row]
            column, value = rows.indices[place], self.b[row] / rows.data[place]
            rises = (self.sense[row] == ">") == (rows.data[place] > 0)
            if self.sense[row] == "=" or rises:
                self.lower[column] = max(self.lower[column], value)
            if self.sense[row] == "=" or not rises:
                self.upper[column] = min(self.upper[column], value)

    @staticmethod
    def _places(labels):
        labels = np.asarray(labels)
        places = np.full(labels.max() + 2, -1)
        places[labels] = np.arange(len(labels))
        return places

    def rows(self, name):
        """Rows by snapshot and component; -1 where there is none."""
        if name not in self.m.constraints:
            return None
        labels = self.m.constraints[name].labels
        others = [d for d in labels.dims if d != "snapshot"]
        labels = labels.transpose("snapshot", *others)
        return labels.indexes[others[0]], self.row[labels.values]

    def tables(self, n, y):
        """Dual values by constraint: snapshots by components of the network."""
        found = {}
        for name in self.m.constraints:
            labels = self.m.constraints[name].labels
            table = re.sub(r"^Bus-meshed-\d+-", "Bus-", name)
            values = np.where(labels.values >= 0, y[self.row[labels.values]], 0.0)
            if name.startswith("GlobalConstraint"):
                found[table] = float(values.ravel()[0])
                continue
            other = next(d for d in labels.dims if d != "snapshot")
            components = n.c[table.split("-")[0]].static.index
            at = components.get_indexer(labels.indexes[other])
            if "snapshot" not in labels.dims:
                found.setdefault(table, np.zeros(len(components)))[at] += values
                continue
            values = values if labels.dims[0] == "snapshot" else values.T
            time = n.snapshots.get_indexer(labels.indexes["snapshot"])
            found.setdefault(table, np.zeros((len(n.snapshots), len(components))))[np.ix_(time, at)] += values
        return found

    def columns(self, name):
        return self.column[self.m.variables[name].labels.transpose("snapshot", "name").values]

    def sizes(self):
        """Columns that do not belong to one snapshot."""
        found = [v.labels.values.ravel() for v in (self.m.variables[k] for k in self.m.variables) if "snapshot" not in v.dims]
        return self.column[np.concatenate(found)] if found else np.array([], int)


def bound(n, prices, most):
    """A cost that no plan of the network is below, from prices by node and bus, what the bounds of columns give to it, and the dual values.

    `most` is the cost of some plan: one with a dearer size is of no interest.
    """
    matrices = Matrices(parts.model(n))
    y = np.zeros(len(matrices.b))
    known = np.zeros(len(matrices.b), bool)
    put_prices(n, matrices, prices, y, known)
    put_stores(matrices, y, known)
    complete(matrices, y, known)
    # Rows without an end say nothing; the others push one way only.
    endless = ~np.isfinite(matrices.b)
    wrong = endless | (matrices.sense == "<") & (y > 0) | (matrices.sense == ">") & (y < 0)
    y[wrong] = 0
    columns = [(matrices.c, matrices.c - matrices.A.T @ y, matrices.lower, matrices.upper)]
    return parts.bound(columns, np.where(endless, 0, matrices.b) @ y, most, LARGEST), matrices.tables(n, y)


def put_prices(n, matrices, prices, y, known):
    """The plan's price of a bus is the dual value of its balance, per unit of weight."""
    buses, rows = matrices.rows("Bus-nodal_balance")
    weights = n.snapshot_weightings.objective.to_numpy(dtype=float).copy()
    periods = [(None, slice(None))]
    if len(n.investment_periods):
        years = n.snapshots.get_level_values("period")
        weights *= n.investment_period_weightings.objective.loc[years].to_numpy()
        periods = [(str(year), np.asarray(years == year)) for year in n.investment_periods]
    nodes = {node for node, _ in prices}
    for place, bus in enumerate(buses):
        for year, hours in periods:
            node = year if year is not None else next(iter(nodes)) if len(nodes) == 1 else None
            if (node, bus) in prices:
                own = rows[hours, place]
                y[own] = prices[node, bus] * weights[hours]
                known[own] = True


def put_stores(matrices, y, known):
    """What a store holds is worth what it gives to its bus: its flow has no bounds, so nothing may be left of it."""
    found = matrices.rows("Store-energy_balance")
    if found is None:
        return
    own, columns = found[1].ravel(), matrices.columns("Store-p").ravel()
    there = own >= 0
    own, columns = own[there], columns[there]
    left = matrices.c[columns] - (matrices.A.T @ y)[columns]
    y[own] = left / np.asarray(matrices.A[own, columns]).ravel()
    known[own] = True


def complete(matrices, y, known):
    """The other dual values: those of the hours at some sizes, each hour by itself once balances and stores have prices."""
    sizes = matrices.sizes()
    keep = np.flatnonzero(~known & np.isfinite(matrices.b))
    cost = matrices.c - matrices.A.T @ y
    # One size for all that can be had: where there is none, nothing would be worth anything.
    rest = scipy.sparse.csc_matrix(matrices.A[keep])
    free = np.setdiff1d(np.arange(len(cost)), sizes)
    at = np.where(np.isfinite(matrices.upper[sizes]), np.minimum(matrices.upper[sizes], 1.0), 1.0)
    right = matrices.b[keep] - rest[:, sizes] @ at
    own = scipy.sparse.csc_matrix(rest[:, free])
    used = np.diff(scipy.sparse.csr_matrix(own).indptr) > 0
    own = scipy.sparse.csc_matrix(own[used])
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = own.shape[1], own.shape[0]
    lp.col_cost_ = cost[free]
    lp.col_lower_, lp.col_upper_ = matrices.lower[free], matrices.upper[free]
    sense = matrices.sense[keep][used]
    lp.row_lower_ = np.where(sense == "<", -np.inf, right[used])
    lp.row_upper_ = np.where(sense == ">", np.inf, right[used])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = own.indptr, own.indices, own.data
    solver = highspy.Highs()
    solver.silent()
    solver.passModel(lp)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ValueError(f"the dual values of the hours: {solver.modelStatusToString(solver.getModelStatus())}")
    y[keep[used]] = np.asarray(solver.getSolution().row_dual)


def prove(gigawatt, study, network, folder, seconds, gap=None):
    """The plan's cost, PyPSA's at its sizes, the bound from its prices, what the bounds of columns give to it, and how it was done."""
    n = pypsa.Network(network)
    if equivalent.is_equivalent(n):
        return prove_by_parts(gigawatt, study, n, folder, gap or 2e-7)
    ours, sizes, prices = plan(gigawatt, study, folder, gap or 1e-7)
    fix(n, sizes)
    above = dispatch(n, seconds)
    (below, rest), _ = bound(pypsa.Network(network), prices, above)
    return ours, above, below, rest, "PyPSA dispatched the plan's sizes"


def prove_by_parts(gigawatt, study, n, folder, gap):
    """The same for a deterministic equivalent, whose program is written node by node and never as a whole."""
    ours, _, _ = plan(gigawatt, study, folder, gap)
    own = equivalent.Equivalent(n)
    quantities = equivalent.Plan(os.path.join(folder, "plan", "plan.sqlite"))
    point, y = point_and_duals(own, quantities)
    network = parts.Network(n, parts.by_node(n, quantities.nodes))
    weighed = parts.Weighed(network, point, y)
    if weighed.worst[0] > TOLERANCE:
        raise ValueError(f"the plan's quantities break {weighed.worst[1]} of PyPSA's program by {weighed.worst[0]:.1e}")
    below, rest = weighed.bound(weighed.cost, LARGEST_BY_PARTS)
    rows = sum(weighed.counts.values())
    how = f"the plan's quantities in PyPSA's {rows} rows, which {len(network.groups)} parts hold, break none by more than {weighed.worst[0]:.0e}"
    return ours, weighed.cost, below, rest, how


def point_and_duals(own, quantities):
    quantities.prices = {name: (1 - HAIR) * values for name, values in quantities.prices.items()}
    y, flows = own.duals(quantities, LARGEST_BY_PARTS)
    # What is decided in one snapshot is decided by the same linear program.
    return own.tables(flows) if own.hours == 1 else own.point(quantities), y
