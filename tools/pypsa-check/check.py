"""Imports PyPSA networks with gigawatt and compares the cost with PyPSA's own.

usage: check.py [--gigawatt PATH] [--random N] [--seed S] [--only WORD] [--keep FOLDER]

Needs pypsa 1.4 and highspy (`pip install -r requirements.txt` in a venv); without them it says so and
stops with exit code 0. Exit code 1: a cost differs by more than 1e-6 (relative).
"""

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
import warnings

try:
    import highspy  # noqa: F401
    import pypsa
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(0)

import feature_networks
import named_networks
import random_networks
import stranger_networks

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

TOLERANCE = 1e-6


def pypsa_cost(n, has_periods):
    """PyPSA's objective plus what it reports apart, or None when it finds no plan."""
    try:
        status, condition = n.optimize(
            solver_name="highs", multi_investment_periods=has_periods, include_objective_constant=True,
            output_flag=False, mip_rel_gap=0)
    except Exception as error:  # noqa: BLE001
        return f"PyPSA: {type(error).__name__}: {error}"
    return n.objective + n.objective_constant if status == "ok" and condition == "optimal" else condition


def run(gigawatt, *arguments):
    return subprocess.run([gigawatt, *arguments], capture_output=True, text=True)


def our_cost(gigawatt, source, folder, risk=None):
    study = os.path.join(folder, "study")
    options = ["--cvar-alpha", str(risk[0]), "--cvar-omega", str(risk[1])] if risk else []
    done = run(gigawatt, "import", "pypsa", source, "--out", study, *options)
    if done.returncode:
        return f"import {done.returncode}: {done.stderr.strip()[:400]}"
    return plan(gigawatt, study)


def plan(gigawatt, study):
    done = run(gigawatt, "plan", study, "--json", "--quiet", "--engine", "direct", "--gap", "0")
    if done.returncode:
        return f"plan {done.returncode}: {(done.stderr or done.stdout).strip()[:400]}"
    return -json.loads(done.stdout)["objective"]


def differ(a, b):
    if isinstance(a, str) or isinstance(b, str):
        infeasible = isinstance(a, str) and a.startswith("infeasible") and isinstance(b, str) and b.startswith("plan 1")
        return not infeasible
    return abs(a - b) > TOLERANCE * max(1, abs(a))


def cases(arguments):
    for name, n, has_periods, expected in named_networks.all_networks():
        yield name, n, has_periods, None, expected
    for make in feature_networks.features + stranger_networks.strangers:
        name = make.__name__.replace("_", " ")
        if arguments.only and not name.startswith(arguments.only.strip()):
            continue
        made = make()
        n, risk = made if isinstance(made, tuple) else (made, None)
        yield name, n, len(n.investment_periods) > 0, risk, None
    for seed in range(arguments.seed, arguments.seed + arguments.random):
        name = f"random {seed}"
        if arguments.only and arguments.only.strip() != name:
            continue
        if seed % 5 == 4:
            n, risk = random_networks.stochastic(seed)
            yield f"random {seed} with scenarios", n, False, risk, None
        else:
            n, has_periods = random_networks.network(seed)
            yield f"random {seed}" + (" with periods" if has_periods else ""), n, has_periods, None, None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gigawatt", default=".build/release/gigawatt")
    parser.add_argument("--random", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--keep")
    parser.add_argument("--no-export", action="store_true", help="no round trip")
    parser.add_argument("--netcdf", action="store_true", help="import each network from netCDF too")
    arguments = parser.parse_args()
    os.environ.setdefault("GIGAWATT_PYTHON", sys.executable)
    bad = 0
    for name, n, has_periods, risk, expected in cases(arguments):
        if arguments.only and not name.startswith(arguments.only.strip()):
            continue
        with tempfile.TemporaryDirectory() as temporary:
            folder = os.path.join(arguments.keep, name.replace(" ", "-")) if arguments.keep else temporary
            os.makedirs(folder, exist_ok=True)
            if n.has_scenarios:
                source = os.path.join(folder, "network.nc")
                n.export_to_netcdf(source)
            else:
                source = os.path.join(folder, "network")
                n.export_to_csv_folder(source)
                by_netcdf = os.path.join(folder, "network.nc")
                n.export_to_netcdf(by_netcdf)
            theirs = pypsa_cost(n, has_periods)
            ours = our_cost(arguments.gigawatt, source, folder, risk)
            wrong = differ(theirs, ours) or expected is not None and differ(expected, ours)
            if not n.has_scenarios and arguments.netcdf:
                other = our_cost(arguments.gigawatt, by_netcdf, os.path.join(folder, "by-netcdf"), risk)
                if other != ours and not (isinstance(other, str) and isinstance(ours, str)):
                    wrong = True
                    print(f"         netCDF gives {other}")
            back = "" if arguments.no_export or isinstance(ours, str) else round_trip(arguments.gigawatt, folder, has_periods, ours)
            wrong = wrong or back.startswith("DIFFERS")
            bad += wrong
            print(f"{'DIFFERS' if wrong else 'agrees':8} {name:34} PyPSA {theirs}  gigawatt {ours}" + (f"  published {expected}" if expected is not None else "") + f"  {back}", flush=True)
    bad += refusals(arguments)
    print(f"{bad} differ")
    sys.exit(1 if bad else 0)


def refusals(arguments):
    """Networks that cannot be imported must be refused, with the reason."""
    bad = 0
    for make, word in feature_networks.refusals:
        name = make.__name__.replace("_", " ")
        if arguments.only and not name.startswith(arguments.only.strip()):
            continue
        with tempfile.TemporaryDirectory() as folder:
            make().export_to_csv_folder(os.path.join(folder, "network"))
            done = run(arguments.gigawatt, "import", "pypsa", os.path.join(folder, "network"), "--out", os.path.join(folder, "study"))
            right = done.returncode == 2 and word in done.stderr and ".csv:" in done.stderr
            bad += not right
            print(f"{'refused' if right else 'DIFFERS':8} {name:34} {done.stderr.strip()[:120]}", flush=True)
    return bad


def round_trip(gigawatt, folder, has_periods, ours):
    """Exports the study again; PyPSA must find the same cost in it."""
    target = os.path.join(folder, "exported")
    done = run(gigawatt, "export", "pypsa", os.path.join(folder, "study"), "--out", target)
    if done.returncode:
        return "not exported: " + done.stderr.strip().splitlines()[0][:160]
    n = pypsa.Network(target)
    cost = pypsa_cost(n, len(n.investment_periods) > 0)
    return f"{'DIFFERS' if differ(cost, ours) else 'and back'} {cost}"


if __name__ == "__main__":
    main()
