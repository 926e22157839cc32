"""Checks that the parts of exported networks are the whole: the same rows and columns, and the same bounds.

usage: parts_check.py [--gigawatt PATH] [--hours N] STUDY...

With --hours only the programs are compared, in the first snapshots of the network, for networks whose program as a whole does
not fit in memory. Exit code 1: something differs.
"""

import argparse
import logging
import os
import subprocess
import sys
import tempfile
import time
import warnings

try:
    import highspy  # noqa: F401
    import pypsa
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(0)

import equivalent
import parts
import proof

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)


class Undivided:
    """A network as its only part."""

    def __init__(self, whole):
        self.n, self.index, self.piece = whole.network.n, whole.network.index, whole.piece

    def pieces(self):
        yield "all", self.piece


def solved(n):
    """PyPSA's own solution at the sizes of the network, as tables of its columns."""
    proof.dispatch(n, 600)
    tables = {}
    for name in n.model.variables:
        values = n.model.variables[name].solution.fillna(0)
        components = n.c[name.split("-")[0]].static.index
        at = components.get_indexer(values.indexes["name"])
        if "snapshot" in values.dims:
            tables[name] = parts.np.zeros((len(n.snapshots), len(components)))
            tables[name][:, at] = values.transpose("snapshot", "name").values
        else:
            tables[name] = parts.np.zeros(len(components))
            tables[name][at] = values.values
    return tables


def check(gigawatt, study, folder, hours):
    network = os.path.join(folder, "network")
    subprocess.run([gigawatt, "export", "pypsa", study, "--out", network], check=True, capture_output=True)
    n = pypsa.Network(network)
    ours, sizes, prices = proof.plan(gigawatt, study, folder, 1e-6)
    plan = equivalent.Plan(os.path.join(folder, "plan", "plan.sqlite"))
    if hours:
        n = parts.shortened(n, hours)
    divided = parts.Network(n, parts.by_node(n, plan.nodes))
    whole = parts.Whole(divided)
    differences = whole.differences()
    text = f"{len(whole.piece.b)} rows and {len(whole.piece.c)} columns in {len(divided.groups)} parts; differ: {differences}"
    if hours or any(differences.values()):
        return not any(differences.values()), text
    if equivalent.is_equivalent(n):
        x, y = proof.point_and_duals(equivalent.Equivalent(n), plan)
        most = ours
    else:
        fixed = n.copy()
        proof.fix(fixed, sizes)
        x = solved(fixed)
        most = fixed.objective + fixed.objective_constant
        _, y = proof.bound(n, prices, most)
    both = [parts.Weighed(own, x, y) for own in (Undivided(whole), divided)]
    costs = [own.cost for own in both]
    bounds = [own.bound(most, proof.LARGEST_BY_PARTS)[0] for own in both]
    scale = max(1, abs(ours))
    agrees = abs(costs[0] - costs[1]) <= 1e-12 * scale and abs(bounds[0] - bounds[1]) <= 1e-12 * scale
    return agrees, f"{text}; cost {costs[0]:.15g} whole, {costs[1]:.15g} by parts (plan {ours:.15g}); bound {bounds[0]:.15g}, {bounds[1]:.15g}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gigawatt", default=".build/release/gigawatt")
    parser.add_argument("--hours", type=int, default=0)
    parser.add_argument("studies", nargs="+")
    arguments = parser.parse_args()
    bad = 0
    for study in arguments.studies:
        started = time.time()
        with tempfile.TemporaryDirectory() as folder:
            agrees, text = check(arguments.gigawatt, study, folder, arguments.hours)
        bad += not agrees
        print(f"{'agrees' if agrees else 'DIFFERS':7} {study}: {text}; {time.time() - started:.1f} s", flush=True)
    print(f"{bad} differ")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
