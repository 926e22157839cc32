"""The program of a network in parts, for networks whose program as a whole does not fit in memory.

A part is some buses with all that touches them. It holds the balances of its buses and the rows of the components that
it owns; a link that ends at buses of several parts is owned by one and a guest of the others, where its other ends hang on a
bus “elsewhere” and its own rows are left out. PyPSA writes the program of each part; every row of the whole program is
then in one part, with the same entries, and columns may be in several. `Whole.differences` compares both entry for
entry. Global constraints join parts: each part writes the terms of its own components.

Weak duality needs no more than this: what prices leave of the cost of a column is a sum over its rows.
"""

import gc
import re

import numpy as np
import scipy.sparse

ELSEWHERE = "elsewhere"
BALANCE = "Bus-nodal_balance"
SINGLE = ("Generator", "Load", "Store", "StorageUnit")
PORTED = ("Link", "Process")
REFUSED = ("Line", "Transformer")


def model(n):
    return n.optimize.create_model(multi_investment_periods=len(n.investment_periods) > 0, include_objective_constant=True)


def ports(table):
    """Columns of a table of components that name a bus."""
    return [column for column in table.columns if re.fullmatch(r"bus\d*", column)]


def free_buses(n):
    """Buses that give and take without limit or cost: their balances are no rule."""
    table = n.generators
    free = table[np.isinf(table.p_nom) & ~table.p_nom_extendable & (table.p_min_pu == 0) & (table.p_max_pu == 1) & (table.marginal_cost == 0)]
    by_hour = {name for series in n.generators_t.values() for name in series.columns}
    free = free[~free.index.isin(by_hour)]
    loads = set(n.loads.bus)
    return sorted((set(free.bus[free.sign > 0]) & set(free.bus[free.sign < 0])) - loads)


def by_node(n, nodes):
    """Buses by the node of the future that their names end with; by themselves where it is none."""
    endings = sorted((f" at {node}" for node in nodes), key=len, reverse=True)
    groups = {}
    for bus in n.buses.index:
        node = next((ending for ending in endings if bus.endswith(ending)), f" at {bus}")
        groups.setdefault(node[4:], []).append(bus)
    return groups


class Network:
    """A network whose buses are divided into parts."""

    def __init__(self, n, groups):
        self.n, self.groups = n, groups
        for kind in REFUSED:
            if len(n.c[kind].static):
                raise ValueError(f"a network with components of the kind {kind} is not divided")
        self.part_of = {bus: part for part, buses in groups.items() for bus in buses}
        if ELSEWHERE in self.part_of or ELSEWHERE in n.generators.index:
            raise ValueError(f"something is called “{ELSEWHERE}”")
        self.index = {kind: n.c[kind].static.index for kind in ("Bus", *SINGLE, *PORTED)}
        self.free = set(free_buses(n))
        self.owner, self.touched = {}, {}
        for kind in (*SINGLE, *PORTED):
            table = n.c[kind].static
            columns = ["bus"] if kind in SINGLE else ports(table)
            at = [[bus for bus in row if bus != ""] for row in table[columns].to_numpy()]
            # What ends at a bus that is no rule belongs to the part of another end.
            binding = [[bus for bus in own if bus not in self.free] or own for own in at]
            self.owner[kind] = np.array([self.part_of[own[0]] for own in binding], dtype=object)
            self.touched[kind] = [{self.part_of[bus] for bus in own} for own in binding]

    def part(self, name):
        """The network of a part, and which components it owns."""
        own = set(self.groups[name]) - self.free
        n = self.n.copy()
        owned = {"Bus": own}
        for kind in (*SINGLE, *PORTED):
            index = self.index[kind]
            stays = np.array([name in parts for parts in self.touched[kind]], bool)
            owned[kind] = set(index[self.owner[kind] == name])
            n.remove(kind, index[~stays])
            table = n.c[kind].static
            for column in ["bus"] if kind in SINGLE else ports(table):
                away = (table[column] != "") & ~table[column].isin(own)
                table.loc[away, column] = ELSEWHERE
        n.remove("Bus", n.buses.index[~n.buses.index.isin(own)])
        n.add("Bus", ELSEWHERE)
        # PyPSA refuses a program in which nothing costs anything; this is in no row that the part owns.
        n.add("Generator", ELSEWHERE, bus=ELSEWHERE, p_nom=1.0, marginal_cost=1.0)
        return n, owned

    def pieces(self):
        for name in self.groups:
            n, owned = self.part(name)
            yield name, Piece(self, model(n), owned)
            # A model and its network hold each other.
            del n
            gc.collect()


class Piece:
    """The rows of a program that a part owns, and their place in the whole.

    `rows` and `columns` are blocks (table, places here, snapshots, components of the whole); snapshots is None where a table
    has one entry per component. `joint` are rows of global constraints: (table, entries of own columns, right side, sense).
    """

    def __init__(self, network, m, owned=None):
        own = m.matrices
        if (own.vtypes != "C").any():
            raise ValueError("a program with whole numbers is not bounded by prices")
        self.A = scipy.sparse.csr_matrix(own.A)
        self.A.eliminate_zeros()
        self.b, self.sense = np.asarray(own.b, float), np.asarray(own.sense).astype(str)
        self.c, self.lower, self.upper = (np.array(values, float) for values in (own.c, own.lb, own.ub))
        self.snapshots = network.n.snapshots
        self.owns = np.zeros(len(self.c), bool)
        self.columns = []
        places = self._places(own.vlabels)
        for name in m.variables:
            at, snapshots, components, mine = self._block(network, name, m.variables[name].labels, places, owned)
            self.columns.append((name, at, snapshots, components))
            self.owns[at[mine]] = True
        self.rows, self.joint = [], []
        self.owned_rows = np.zeros(len(self.b), bool)
        places = self._places(own.clabels)
        for name in m.constraints:
            labels = m.constraints[name].labels
            table = re.sub(r"^Bus-meshed-\d+-", "Bus-", name)
            if name.startswith("GlobalConstraint"):
                if labels.size != 1:
                    raise ValueError(f"the constraint “{name}” has several rows")
                row = places[int(labels.values.ravel()[0])]
                entries = np.where(self.owns, self.A[[row]].toarray()[0], 0.0)
                self.joint.append((table, entries, self.b[row], self.sense[row]))
                continue
            at, snapshots, components, mine = self._block(network, table, labels, places, owned)
            at, snapshots, components = at[mine], None if snapshots is None else snapshots[mine], components[mine]
            self.rows.append((table, at, snapshots, components))
            self.owned_rows[at] = True

    @staticmethod
    def _places(labels):
        labels = np.asarray(labels)
        places = np.full(labels.max() + 2 if len(labels) else 1, -1)
        places[labels] = np.arange(len(labels))
        return places

    def _block(self, network, table, labels, places, owned):
        kind = table.split("-")[0]
        others = [d for d in labels.dims if d != "snapshot"]
        if len(others) != 1 or kind not in network.index:
            raise ValueError(f"“{table}” is not by component")
        names = labels.indexes[others[0]]
        components = network.index[kind].get_indexer(names)
        mine = np.ones(len(names), bool) if owned is None else np.array([name in owned[kind] for name in names], bool)
        # What stands for the other parts is in none.
        known = components >= 0
        if (~known).any() and (owned is None or set(names[~known]) != {ELSEWHERE}):
            raise ValueError(f"“{table}” is not by component")
        if "snapshot" not in labels.dims:
            values = labels.values
            there = (values >= 0) & known
            return places[values[there]], None, components[there], mine[there]
        values = labels.transpose("snapshot", others[0])
        snapshots = self.snapshots.get_indexer(values.indexes["snapshot"])
        values = values.values
        time, place = np.nonzero((values >= 0) & known)
        return places[values[time, place]], snapshots[time].astype(np.int32), components[place].astype(np.int32), mine[place]

    def gather(self, blocks, tables, length):
        """Entries of tables in the order of this piece; 0 where there is no table."""
        values = np.zeros(length)
        for name, at, snapshots, components in blocks:
            if name in tables:
                values[at] = tables[name][components] if snapshots is None else tables[name][snapshots, components]
        return values

    def scatter(self, values, tables, network, only=None, add=False):
        """Puts entries of the columns of this piece into tables."""
        for name, at, snapshots, components in self.columns:
            if name not in tables:
                width = len(network.index[name.split("-")[0]])
                tables[name] = np.zeros(width if snapshots is None else (len(self.snapshots), width))
            if only is not None:
                there = only[at]
                at, components = at[there], components[there]
                snapshots = None if snapshots is None else snapshots[there]
            place = components if snapshots is None else (snapshots, components)
            if add:
                tables[name][place] += values[at]
            else:
                tables[name][place] = values[at]

    def tightened(self):
        """Bounds of the columns with those that PyPSA writes as rows."""
        lower, upper = self.lower.copy(), self.upper.copy()
        rows = np.flatnonzero((np.diff(self.A.indptr) == 1) & np.isfinite(self.b) & self.owned_rows)
        places = self.A.indptr[rows]
        columns, entries = self.A.indices[places], self.A.data[places]
        values = self.b[rows] / entries
        rises = (self.sense[rows] == ">") == (entries > 0)
        same = self.sense[rows] == "="
        np.maximum.at(lower, columns[same | rises], values[same | rises])
        np.minimum.at(upper, columns[same | ~rises], values[same | ~rises])
        return lower, upper


class Weighed:
    """What quantities cost and break, and what prices prove, summed over the parts of a network.

    Quantities `x` and dual values `y` are tables by variable and by constraint: snapshots by components of the whole.
    """

    def __init__(self, network, x, y, say=lambda text: None):
        self.network = network
        self.counts, self.cost, self.worst, self.right = {}, 0.0, (0.0, ""), 0.0
        self.costs, self.reduced, self.lower, self.upper = {}, {}, {}, {}
        joint = {}
        for name, piece in network.pieces():
            self._add(piece, x, y, joint)
            del piece
            say(name)
        for table, (activity, right, sense) in joint.items():
            constant = float(network.n.global_constraints.constant[table.removeprefix("GlobalConstraint-")])
            self.right += self._usable(np.array([right + constant]), np.array([sense]), np.array([y.get(table, 0.0)])) @ [right + constant]
            self._judge(np.array([activity]), np.array([right + constant]), np.array([sense]), np.array([1.0]), lambda _, table=table: table)
            self.counts[table] = 1

    @staticmethod
    def _usable(b, sense, y):
        """Rows without an end say nothing; the others push one way only."""
        return np.where(~np.isfinite(b) | (sense == "<") & (y > 0) | (sense == ">") & (y < 0), 0, y)

    def _add(self, piece, x, y, joint):
        own, network = piece.owned_rows, self.network
        prices = self._usable(piece.b, piece.sense, piece.gather(piece.rows, y, len(piece.b)))
        self.right += np.where(prices == 0, 0, piece.b) @ prices
        left = np.where(piece.owns, piece.c, 0) - piece.A.T @ prices
        quantities = piece.gather(piece.columns, x, len(piece.c))
        self.cost += np.where(piece.owns, piece.c, 0) @ quantities
        for table, entries, right, sense in piece.joint:
            price = self._usable(np.array([right]), np.array([sense]), np.array([y.get(table, 0.0)]))[0]
            left -= price * entries
            activity, sum_, _ = joint.get(table, (0.0, 0.0, sense))
            constant = float(network.n.global_constraints.constant[table.removeprefix("GlobalConstraint-")])
            joint[table] = (activity + entries @ quantities, sum_ + right - constant, sense)
        piece.scatter(left, self.reduced, network, add=True)
        piece.scatter(piece.c, self.costs, network, only=piece.owns)
        lower, upper = piece.tightened()
        piece.scatter(lower, self.lower, network, only=piece.owns)
        piece.scatter(upper, self.upper, network, only=piece.owns)
        rows = np.flatnonzero(own)
        size = abs(piece.A) @ np.abs(quantities)
        self._judge(
            (piece.A @ quantities)[rows], piece.b[rows], piece.sense[rows], np.maximum(1, size[rows]),
            lambda worst: self._name(piece, rows[worst]))
        outside = np.maximum(piece.lower - quantities, quantities - piece.upper)[piece.owns]
        if len(outside) and outside.max() > self.worst[0]:
            self.worst = (outside.max(), "a bound")
        for table, at, _, _ in piece.rows:
            self.counts[table] = self.counts.get(table, 0) + len(at)

    def _judge(self, activity, b, sense, size, name):
        if not len(b):
            return
        above, below = activity - b, b - activity
        broken = np.where(sense == "<", above, np.where(sense == ">", below, np.abs(above))) / size
        broken[~np.isfinite(b)] = 0
        worst = int(np.argmax(broken))
        if broken[worst] > self.worst[0]:
            self.worst = (float(broken[worst]), name(worst))

    def _name(self, piece, row):
        for table, at, _, components in piece.rows:
            found = np.flatnonzero(at == row)
            if len(found):
                return f"{table} of {self.network.index[table.split('-')[0]][components[found[0]]]}"
        return "?"

    def columns(self):
        """Cost, what prices leave of it, and bounds of every column, once each."""
        for name in self.costs:
            there = np.isfinite(self.lower[name]) | np.isfinite(self.upper[name]) | (self.upper[name] > self.lower[name])
            yield tuple(table[name][there] for table in (self.costs, self.reduced, self.lower, self.upper))

    def bound(self, most, largest):
        return bound(list(self.columns()), self.right, most, largest)


def bound(columns, right, most, largest):
    """The cost that no plan is below, and how much of it bounds of the columns give.

    `columns` are (cost, reduced cost, lower, upper), `right` is b'y, `most` the cost of some plan: one with a dearer column is of
    no interest. Columns beyond `largest` are not considered.
    """
    least = 0.0
    for cost, _, lower, upper in columns:
        with np.errstate(invalid="ignore"):
            least += np.minimum(np.where(cost == 0, 0, cost * lower), np.where(cost == 0, 0, cost * upper)).sum()
    best = (-np.inf, 0.0)
    for less in (0.0, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 3e-8, 1e-7, 3e-7):
        rest = 0.0
        for cost, left, lower, upper in columns:
            own = cost - (1 - less) * (cost - left)
            top, bottom = np.minimum(upper, largest), np.maximum(lower, -largest)
            if np.isfinite(least):
                paid = (cost > 0) & (lower >= 0)
                top[paid] = np.minimum(top[paid], lower[paid] + (most - least) / cost[paid])
            rest += np.where(own >= 0, own * bottom, own * top).sum()
        best = max(best, ((1 - less) * right + rest, rest))
    return best


class Whole:
    """The program of a network in one, to hold the parts against."""

    def __init__(self, network):
        self.network, self.piece = network, Piece(network, model(network.n))

    def differences(self):
        """Counts of entries, right sides, costs and bounds in which the parts together are not the whole."""
        network, whole = self.network, self.piece
        row_at, column_at = self._numbers(whole.rows), self._numbers(whole.columns)
        rows, places, entries = [], [], []
        seen = np.zeros(len(whole.b), int)
        wrong = dict(rows=0, entries=0, sides=0, columns=0, joint=0)
        owned = np.zeros(len(whole.c), int)
        joint = {}
        for _, piece in network.pieces():
            at = np.full(len(piece.b), -1)
            for block in piece.rows:
                at[block[1]] = row_at[block[0]][block[3] if block[2] is None else (block[2], block[3])]
            to = np.full(len(piece.c), -1)
            for block in piece.columns:
                to[block[1]] = column_at[block[0]][block[3] if block[2] is None else (block[2], block[3])]
            own = np.flatnonzero(piece.owned_rows)
            np.add.at(seen, at[own], 1)
            wrong["sides"] += int((piece.b[own] != whole.b[at[own]]).sum() + (piece.sense[own] != whole.sense[at[own]]).sum())
            part = piece.A[own].tocoo()
            rows.append(at[own][part.row])
            places.append(to[part.col])
            entries.append(part.data)
            mine = np.flatnonzero(piece.owns)
            np.add.at(owned, to[mine], 1)
            for name in ("c", "lower", "upper"):
                wrong["columns"] += int((getattr(piece, name)[mine] != getattr(whole, name)[to[mine]]).sum())
            for table, values, right, sense in piece.joint:
                sum_, side = joint.get(table, (np.zeros(len(whole.c)), 0.0))
                np.add.at(sum_, to, values)
                constant = float(network.n.global_constraints.constant[table.removeprefix("GlobalConstraint-")])
                joint[table] = (sum_, side + right - constant)
        # The balances of free buses are no rule and in no part.
        free = np.zeros(len(whole.b), bool)
        for table, at, _, components in whole.rows:
            if table == BALANCE:
                free[at] = [network.index["Bus"][k] in network.free for k in components]
        expected = whole.owned_rows & ~free
        wrong["rows"] = int((seen != expected).sum())
        wrong["columns"] += int((owned != 1).sum())
        union = scipy.sparse.csr_matrix((np.concatenate(entries), (np.concatenate(rows), np.concatenate(places))), shape=whole.A.shape)
        keep = scipy.sparse.diags(expected.astype(float)).tocsr()
        difference = (union - keep @ whole.A).tocsr()
        wrong["entries"] = int((difference.data != 0).sum())
        for table, entries, right, _ in whole.joint:
            sum_, side = joint.get(table, (0, 0.0))
            constant = float(network.n.global_constraints.constant[table.removeprefix("GlobalConstraint-")])
            wrong["joint"] += int((sum_ != entries).sum() + (abs(side + constant - right) > 1e-9 * max(1, abs(right))))
        return wrong

    def _numbers(self, blocks):
        numbers = {}
        for name, at, snapshots, components in blocks:
            width = len(self.network.index[name.split("-")[0]])
            table = numbers.setdefault(name, np.full(width if snapshots is None else (len(self.network.n.snapshots), width), -1))
            table[components if snapshots is None else (snapshots, components)] = at
        return numbers


def shortened(n, hours):
    """The first snapshots of a network."""
    short = n.copy()
    short.set_snapshots(n.snapshots[:hours])
    return short
