"""Exports studies as PyPSA networks, lets PyPSA optimise them and compares the cost with the plan's.

usage: round_trip.py [--gigawatt PATH] [--time SECONDS] [--proof] STUDY...

Needs pypsa 1.4 and highspy; without them it says so and stops with exit code 0. Exit code 1: a cost differs by more
than 1e-6 (relative). Where PyPSA finds no optimum within the time, or with --proof, its optimum is bounded from both
sides instead (proof.py); a study for which that cannot be done is said to be open.
"""

import argparse
import json
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

import proof

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

TOLERANCE = 1e-6


def pypsa_cost(folder, seconds):
    n = pypsa.Network(folder)
    status, condition = n.optimize(
        solver_name="highs", multi_investment_periods=len(n.investment_periods) > 0, include_objective_constant=True,
        output_flag=False, log_to_console=False, mip_rel_gap=0, time_limit=seconds)
    return n.objective + n.objective_constant if (status, condition) == ("ok", "optimal") else f"PyPSA: {status}, {condition}"


def our_cost(gigawatt, study, seconds):
    try:
        done = subprocess.run(
            [gigawatt, "plan", study, "--json", "--quiet", "--engine", "direct", "--gap", "0"], capture_output=True, text=True,
            timeout=seconds)
    except subprocess.TimeoutExpired:
        return "gigawatt: out of time"
    if done.returncode:
        return f"gigawatt: {(done.stderr or done.stdout).strip()[:300]}"
    return -json.loads(done.stdout)["objective"]


def prove(arguments, study, target, folder, why):
    """Prints what is proven of PyPSA's optimum; false where it contradicts the plan."""
    started = time.time()
    try:
        ours, above, below, rest, how = proof.prove(arguments.gigawatt, study, target, folder, arguments.time)
    except ValueError as error:
        print(f"open    {study}: {why}; {error}", flush=True)
        return True
    scale = max(1, abs(ours))
    agrees = abs(above - ours) <= TOLERANCE * scale and ours - TOLERANCE * scale <= below <= above + TOLERANCE * scale
    print(
        f"{'proven' if agrees else 'DIFFERS':7} {study}: PyPSA {above:.13g} at the sizes of the plan, which costs {ours:.13g}; no sizes "
        f"below {below:.13g} (relative {(above - below) / scale:.1e}, with {abs(rest) / scale:.0e} from the bounds of columns); {how}; in {time.time() - started:.1f} s",
        flush=True)
    return agrees


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gigawatt", default=".build/release/gigawatt")
    parser.add_argument("--time", type=float, default=600)
    parser.add_argument("--proof", action="store_true", help="bound PyPSA's optimum instead of finding it")
    parser.add_argument("studies", nargs="+")
    arguments = parser.parse_args()
    bad = 0
    for study in arguments.studies:
        with tempfile.TemporaryDirectory() as folder:
            target = os.path.join(folder, "network")
            done = subprocess.run([arguments.gigawatt, "export", "pypsa", study, "--out", target], capture_output=True, text=True)
            if done.returncode:
                bad += 1
                print(f"DIFFERS {study}: not exported: {done.stderr.strip().splitlines()[0]}", flush=True)
                continue
            started = time.time()
            theirs = "not tried" if arguments.proof else pypsa_cost(target, arguments.time)
            if isinstance(theirs, str):
                bad += not prove(arguments, study, target, folder, theirs)
                continue
            middle = time.time()
            ours = our_cost(arguments.gigawatt, study, arguments.time)
            ended = time.time()
            if isinstance(ours, str):
                print(f"open    {study}: {ours}", flush=True)
                continue
            agrees = abs(theirs - ours) <= TOLERANCE * max(1, abs(ours))
            bad += not agrees
            print(
                f"{'agrees' if agrees else 'DIFFERS':7} {study}: PyPSA {theirs:.10g} in {middle - started:.1f} s, "
                f"gigawatt {ours:.10g} in {ended - middle:.1f} s", flush=True)
    print(f"{bad} differ")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
