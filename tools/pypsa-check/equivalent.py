"""Quantities and prices of a plan in the terms of its deterministic equivalent as a PyPSA network.

Such a network writes the linear program itself: a bus for each balance and limit at each node of the future, a link for each
decision. Links whose size is built flow with that size in every snapshot: they are decided once, the others by the
hour. The plan says what flows and what each resource is worth by the hour. What a capacity is worth by the hour is
what its best holder earns; what is balanced once is worth what a small linear program over the sizes says. Any dual values
give a bound, so nothing here needs to be trusted.
"""

import sqlite3

import highspy
import numpy as np

import parts

FREE = "nothing"


def is_equivalent(n):
    return FREE in n.buses.index and FREE in parts.free_buses(n)


class Plan:
    """Quantities and hourly dual values of a plan, by name in the network."""

    def __init__(self, database):
        self.amounts, self.hourly, self.stocks, self.prices, self.nodes = {}, {}, {}, {}, []
        with sqlite3.connect(database) as tables:
            weights = self._weights(tables)
            self.nodes = list(weights)
            for kind, name, node, amount, hourly in tables.execute("select kind, name, node, amount, hourly from quantities"):
                at = name if len(weights) == 1 else f"{name} at {node}"
                values = None if hourly is None else np.frombuffer(hourly, dtype="<f8")
                if kind == "activity":
                    self.amounts[at] = amount if values is None else values
                elif kind == "stock":
                    self.amounts[f"stock of {at}"] = amount if values is None else values
                elif values is not None:
                    self.prices[at] = values * weights[node]

    @staticmethod
    def _weights(tables):
        """What a price at a node weighs in the value: its probability, and its years discounted."""
        rows = {row[0]: row[1:] for row in tables.execute("select name, parent, probability, discount_factor, years from nodes")}
        yearly = {1.0} if len(rows) == 1 else {
            (own[2] / rows[own[0]][2]) ** (1 / rows[own[0]][3]) for own in rows.values() if own[0] is not None}
        factor = sorted(yearly)[len(yearly) // 2]
        annuity = lambda years: years if factor == 1 else (1 - factor**years) / (1 - factor)  # noqa: E731
        return {name: own[1] * own[2] * annuity(own[3]) for name, own in rows.items()}


class Equivalent:
    """The links of an equivalent network by port, and which of its buses count once and which by the hour."""

    def __init__(self, n):
        self.n, self.hours = n, len(n.snapshots)
        if any(len(n.c[kind].static) for kind in ("Store", "StorageUnit", "Line", "Transformer", "Process")):
            raise ValueError("hours are added up over the year")
        links = n.links
        if (links.p_nom_mod.fillna(0) != 0).any() or links.committable.any():
            raise ValueError("whole units")
        # In a network of one snapshot everything is decided once.
        self.once = links.p_nom_extendable.to_numpy(bool) | (self.hours == 1)
        extendable = links[links.p_nom_extendable]
        if (extendable.p_min_pu != 1).any() or (extendable.p_max_pu != 1).any():
            raise ValueError("a link whose size is built is not used throughout")
        self.bus = {bus: place for place, bus in enumerate(n.buses.index)}
        self.free = {self.bus[bus] for bus in parts.free_buses(n)}
        self.ports = [self._ports(place) for place in range(len(links))]
        self.by_hour = np.zeros(len(self.bus), bool)
        for place in np.flatnonzero(~self.once):
            for bus, _, _, _ in self.ports[place]:
                self.by_hour[bus] = True
        self.slack = {}
        for name, own in n.generators.iterrows():
            place = self.bus[own.bus]
            if place not in self.free:
                if place in self.slack:
                    raise ValueError(f"two generators at “{own.bus}”")
                self.slack[place] = (n.generators.index.get_loc(name), own.sign)
        self.load = np.zeros((self.hours, len(self.bus)))
        for name, own in n.loads.iterrows():
            self.load[:, self.bus[own.bus]] += n.loads_t.p_set[name].to_numpy() if name in n.loads_t.p_set else own.p_set
        self.cost = [self._series("marginal_cost", place) for place in range(len(links))]

    def _series(self, attribute, place):
        links, name = self.n.links, self.n.links.index[place]
        table = self.n.links_t.get(attribute)
        return table[name].to_numpy(float) if table is not None and name in table else float(links[attribute].iloc[place])

    def _ports(self, place):
        """(bus, what a unit of flow gives to it, hours until it arrives, whether the year is a circle)."""
        links = self.n.links
        found = [(self.bus[links.bus0.iloc[place]], -1.0, 0, True)]
        for column in parts.ports(links)[1:]:
            bus = links[column].iloc[place]
            if bus == "":
                continue
            number = column[3:] if column != "bus1" else ""
            delay = int(links[f"delay{number}"].iloc[place]) if f"delay{number}" in links else 0
            circle = bool(links[f"cyclic_delay{number}"].iloc[place]) if f"cyclic_delay{number}" in links else True
            found.append((self.bus[bus], self._series(f"efficiency{number}", place), delay, circle))
        return [port for port in found if port[0] not in self.free]

    def _worth(self, port, prices):
        """What a port earns by the hour in which the link takes."""
        bus, gives, delay, circle = port
        earned = np.broadcast_to(gives * prices[:, bus], self.hours)
        if delay == 0:
            return earned
        earned = np.roll(earned, -delay)
        if not circle:
            earned[self.hours - delay:] = 0
        return earned

    def _given(self, port, flow):
        bus, gives, delay, circle = port
        flow = np.broadcast_to(flow, self.hours)
        if delay:
            flow = np.roll(flow, delay)
            if not circle:
                flow[:delay] = 0
        return gives * flow

    # Quantities

    def point(self, plan):
        """The plan's quantities as tables of the network's columns."""
        links, flows = self.n.links, np.zeros((self.hours, len(self.n.links)))
        for place, name in enumerate(links.index):
            if name not in plan.amounts:
                raise ValueError(f"the plan has no quantity for “{name}”")
            flows[:, place] = np.maximum(0, plan.amounts[name])
        return self.tables(flows)

    def tables(self, flows):
        """Flows of the links, and what is left over or missing at the buses, as tables of columns."""
        generators = self.n.generators
        left = -self.load
        for place, ports in enumerate(self.ports):
            for port in ports:
                left[:, port[0]] += self._given(port, flows[:, place])
        supply = np.zeros((self.hours, len(generators)))
        for bus, (place, sign) in self.slack.items():
            supply[:, place] = np.maximum(0, -sign * left[:, bus])
        return {
            "Link-p": flows, "Link-p_nom": flows[0] * self.n.links.p_nom_extendable.to_numpy(float), "Generator-p": supply,
            "Generator-p_nom": generators.p_nom_min.to_numpy(float) * generators.p_nom_extendable.to_numpy(float)}

    # Dual values

    def duals(self, plan, largest):
        """Dual values of the network's rows, and the flows of the program over what is decided once."""
        prices = np.zeros((self.hours, len(self.bus)))
        priced = np.zeros(len(self.bus), bool)
        for name, values in plan.prices.items():
            place = self.bus.get(name)
            if place is not None and self.by_hour[place] and len(values) == self.hours:
                # One hour of a year that has more of them than snapshots.
                prices[:, place], priced[place] = values, True
        disputed = self._price_rooms(prices, priced)
        flows = self._price_once(prices, disputed, largest)
        y = {parts.BALANCE: prices}
        if self.hours > 1:
            lower = np.zeros((self.hours, len(self.ports)))
            for place in np.flatnonzero(self.once):
                lower[:, place] = self.cost[place] - sum((self._worth(port, prices) for port in self.ports[place]), np.zeros(self.hours))
            y["Link-ext-p-upper"] = np.minimum(lower, 0)
            y["Link-ext-p-lower"] = np.maximum(lower, 0, out=lower)
        return y, flows

    def _price_rooms(self, prices, priced):
        """A capacity is worth what its best holder earns in the hour.

        A holder with a limit of its own may owe what it earns to either. Such rooms are returned, as the holder and what it earns: how
        much of it is the capacity's is said with the sizes.
        """
        links = self.n.links
        best, holders = {}, {}
        for place in np.flatnonzero(~self.once):
            rooms = [port for port in self.ports[place] if self.by_hour[port[0]] and not priced[port[0]]]
            if not rooms:
                continue
            if len(rooms) > 1 or rooms[0][2] or np.ndim(rooms[0][1]) or rooms[0][1] == 0:
                raise ValueError(f"“{links.index[place]}” holds more than one capacity by the hour")
            bus, gives = rooms[0][0], rooms[0][1]
            left = self.cost[place] - sum((self._worth(p, prices) for p in self.ports[place] if p[0] != bus), np.zeros(self.hours))
            # Below what any holder would pay if flows give to it, above if they take from it.
            best[bus] = (np.minimum if gives > 0 else np.maximum)(best.get(bus, 0.0), left / gives)
            holders.setdefault(bus, []).append(place)
        disputed = {}
        for bus, values in best.items():
            sign = self.slack.get(bus, (0, 0))[1]
            prices[:, bus] = np.minimum(values, 0) if sign > 0 else np.maximum(values, 0) if sign < 0 else values
            own = holders[bus]
            if len(own) == 1 and np.isfinite(links.p_nom.iloc[own[0]]) and sign > 0 and not np.ndim(self._series("p_max_pu", own[0])):
                disputed[bus] = own[0], float(prices[:, bus].sum())
        return disputed

    def _price_once(self, prices, disputed, largest):
        """The dual values of what is balanced once: the linear program over sizes, at these prices of the hours.

        A holder of a disputed room is a column more, which earns what it does in all hours, up to its limit and to what is built.
        """
        links, columns = self.n.links, np.flatnonzero(self.once)
        rows = np.array([bus for bus in range(len(self.bus)) if not self.by_hour[bus] and bus not in self.free], int)
        rows = np.append(rows, np.array(sorted(disputed), int))
        row_of = {bus: row for row, bus in enumerate(rows)}
        lp = highspy.HighsLp()
        start, index, value, cost = [0], [], [], []
        for place in columns:
            own = float(np.sum(np.broadcast_to(self.cost[place], self.hours)))
            if links.p_nom_extendable.iloc[place]:
                own += links.capital_cost.iloc[place]
            entries = {}
            for port in self.ports[place]:
                if port[0] not in row_of:
                    own -= float(self._worth(port, prices).sum())
                    continue
                if np.ndim(port[1]) and np.ptp(port[1]) > 0 or port[2]:
                    raise ValueError(f"“{links.index[place]}” differs by the hour where nothing else does")
                entries[row_of[port[0]]] = entries.get(row_of[port[0]], 0.0) + float(np.max(port[1]))
            index += entries.keys()
            value += entries.values()
            start.append(len(index))
            cost.append(own)
        limits = []
        for bus, (place, earned) in disputed.items():
            gives = next(port[1] for port in self.ports[place] if port[0] == bus)
            index.append(row_of[bus])
            value.append(gives)
            start.append(len(index))
            cost.append(gives * earned)
            limits.append(links.p_nom.iloc[place] * links.p_max_pu.iloc[place])
        table = links.iloc[columns]
        extendable = table.p_nom_extendable.to_numpy(bool)
        upper = np.where(extendable, table.p_nom_max, table.p_nom * table.p_max_pu)
        # A size without an end has no least flow.
        lower = np.where(extendable, table.p_nom_min, np.where(np.isinf(table.p_nom), 0, table.p_nom.replace(np.inf, 0) * table.p_min_pu))
        lp.num_col_, lp.num_row_ = len(cost), len(rows)
        lp.col_cost_ = np.array(cost)
        lp.col_lower_ = np.append(lower, np.zeros(len(limits)))
        lp.col_upper_ = np.minimum(np.append(upper, limits), largest)
        load = self.load[0, rows]
        signs = np.array([self.slack.get(bus, (0, 0))[1] for bus in rows])
        lp.row_lower_ = np.where(signs > 0, -np.inf, load)
        lp.row_upper_ = np.where(signs < 0, np.inf, load)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = start, index, value
        solver = highspy.Highs()
        solver.silent()
        solver.setOptionValue("dual_feasibility_tolerance", 1e-9)
        solver.setOptionValue("primal_feasibility_tolerance", 1e-9)
        solver.passModel(lp)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ValueError(f"the prices of what is decided once: {solver.modelStatusToString(solver.getModelStatus())}")
        duals = np.asarray(solver.getSolution().row_dual)
        duals = np.where(signs > 0, np.minimum(duals, 0), np.where(signs < 0, np.maximum(duals, 0), duals))
        for row, bus in enumerate(rows):
            if bus not in disputed:
                prices[:, bus] = duals[row] / self.hours
            elif disputed[bus][1] < 0:
                prices[:, bus] *= min(1.0, duals[row] / disputed[bus][1])
        self.once_value = solver.getInfo().objective_function_value
        flows = np.zeros((self.hours, len(links)))
        flows[:, columns] = np.asarray(solver.getSolution().col_value)[: len(columns)]
        return flows
