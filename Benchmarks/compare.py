#!/usr/bin/env python3
"""Runs the same input through Gigawatt and through other programs, and measures every process.

Writes the input, makes virtual environments for the other programs under .deps/benchmarks, runs
one process after another, checks that all objectives agree, prints a table and writes it to docs/benchmark.md.
Exit code 1: objectives differ, or Gigawatt failed.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import page
from measure import Run, least, run

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DEPS = ROOT / ".deps/benchmarks"

NETWORKS = {
    "A": "A_island_unconstrained", "B": "B_island_co2_20pct", "C": "C_grid500MW_ercot2023price"}
WHAT = {
    "site": "100 MW, 8,760 h: sun, gas, battery with power and energy sized apart and a standing loss",
    "grid": "the same with wind and a 30 MW grid whose price changes by the hour",
    "A": "PyPSA network: 1,000 MW, 8,760 h, sun, wind, two gas plants, a 4 h battery, unserved load",
    "B": "the same with at most 20 % of the CO2",
    "C": "the same as A with a 500 MW grid at hourly prices",
}

# The decomposed engine stops at a relative gap of 1e-4: its plan may cost that much more than the best, and the
# objective of a peer has an error of its own; twice the gap covers both. Exact solvers stop at residuals
# of 1e-7; 1e-6 is what the field asks of equal models.
WITHIN_GAP = 2e-4
EXACT = 1e-6


@dataclass
class Row:
    case: str
    program: str
    run: Run | None = None
    cost: float | None = None
    gap: float | None = None
    # A lower bound of the cost, from Gigawatt's certificate.
    bound: float | None = None
    tolerance: float = EXACT
    note: str = ""
    difference: float | None = None
    problems: list = field(default_factory=list)


def main():
    options = arguments()
    peers = [] if options.skip_peers else [peer for peer in (pypsa_peer(), calliope_peer()) if peer]
    rows, notes = [], []
    for case in options.cases:
        source = inputs(case, options, notes)
        if source is None:
            continue
        print(f"case {case}", file=sys.stderr)
        rows += case_rows(case, source, peers, options)
    check(rows)
    header, cells = table(rows)
    print(page.aligned(header, cells))
    problems = [f"{row.case}, {row.program}: {text}" for row in rows for text in row.problems]
    for text in notes + problems:
        print(text)
    if options.skip_peers or list(options.cases) != list(WHAT):
        print("The page is written when all cases and peers run.")
    else:
        page.replace(options.page, "comparison", section(rows, header, cells, notes + problems, peers, options))
    sys.exit(1 if problems else 0)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigawatt", default=str(ROOT / ".build/release/gigawatt"), help="the program (default: %(default)s)")
    parser.add_argument("--cases", default=",".join(WHAT), help="cases, parted by commas (default: %(default)s)")
    parser.add_argument("--skip-peers", action="store_true", help="Gigawatt alone")
    parser.add_argument("--limit", type=float, default=600, help="seconds that a process may take (default: 600)")
    parser.add_argument("--repeat", type=int, default=3,
                        help="runs of a process of less than 10 s; the least CPU counts (default: 3)")
    parser.add_argument("--inputs", help="folder with the cases site and grid, instead of writing them")
    parser.add_argument("--data", default=os.environ.get("GIGAWATT_DATA") or str(ROOT.parent / "shared/data"),
                        help="folder with pypsa_networks/gigawatt_bench for A, B, C (default: GIGAWATT_DATA)")
    parser.add_argument("--page", default=str(ROOT / "docs/benchmark.md"), help="the page to write")
    options = parser.parse_args()
    options.cases = options.cases.split(",")
    for case in options.cases:
        if case not in WHAT:
            parser.error(f"no case {case!r}; expected some of {', '.join(WHAT)}")
    if not os.access(options.gigawatt, os.X_OK):
        parser.error(f"no program at {options.gigawatt}; make build")
    return options


# MARK: Input

def inputs(case, options, notes):
    """The folder of a case: a study with tables, or a PyPSA network."""
    if case in NETWORKS:
        source = Path(options.data) / "pypsa_networks/gigawatt_bench" / NETWORKS[case]
        if not (source / "network.csv").exists():
            notes.append(f"Case {case} was skipped: its network {NETWORKS[case]} is not here.")
            return None
        return source
    if options.inputs:
        return Path(options.inputs) / case
    folder = DEPS / "inputs" / case
    subprocess.run([options.gigawatt, "bench", "write", case, "--out", str(folder)], check=True)
    return folder


# MARK: Programs

@dataclass
class Peer:
    name: str
    python: Path
    script: str
    takes_networks: bool

    def command(self, case, source):
        extra = ["--network", str(source)] if case in NETWORKS else [str(source)]
        return [str(self.python), str(HERE / "peers" / self.script), *extra] + (["grid"] if case == "grid" else [])


def environment(name, requirements):
    """The interpreter of a virtual environment with the pinned packages, made once; None when they cannot be had."""
    folder = DEPS / name
    stamp, wanted = folder / "installed", (HERE / requirements).read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"installing {requirements}", file=sys.stderr)
        pip = [folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check"]
        try:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            subprocess.run([*pip, "-r", HERE / requirements], check=True)
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"without {name}: {error}", file=sys.stderr)
            return None
        stamp.write_text(wanted)
    return folder / "bin/python"


def versions(python, *packages):
    lines = ["from importlib.metadata import version"] + [f"print(version('{name}'))" for name in packages]
    return subprocess.run([python, "-c", "\n".join(lines)], capture_output=True, text=True, check=True).stdout.split()


def pypsa_peer():
    python = environment("pypsa", "requirements.txt")
    if python:
        pypsa, highs = versions(python, "pypsa", "highspy")
        return Peer(f"PyPSA {pypsa}, HiGHS {highs}", python, "pypsa_peer.py", takes_networks=True)


def calliope_peer():
    # This version builds its model with Pyomo's kernel, which the HiGHS of today's Pyomo does not take; CBC does.
    if not shutil.which("cbc"):
        print("without Calliope: it needs the solver cbc (Debian: coinor-cbc)", file=sys.stderr)
        return None
    python = environment("calliope", "requirements-calliope.txt")
    if python:
        (calliope,) = versions(python, "calliope")
        text = subprocess.run(["cbc", "-exit"], capture_output=True, text=True).stdout
        cbc = next((line.split()[-1] for line in text.splitlines() if line.startswith("Version")), "")
        return Peer(f"Calliope {calliope}, CBC {cbc}".rstrip(), python, "calliope_peer.py", takes_networks=False)


def case_rows(case, source, peers, options):
    rows = [gigawatt_row(case, source, engine, options) for engine in ("decomposed", "direct")]
    for peer in peers:
        if case in NETWORKS and not peer.takes_networks:
            continue
        done = least(peer.command(case, source), options.limit, options.repeat)
        row = Row(case, peer.name, run=done)
        if done.is_done:
            row.cost = json.loads(done.output.strip().splitlines()[-1])["objective"]
        else:
            row.note = failure(done, options)
        rows.append(row)
    return rows


def gigawatt_row(case, source, engine, options):
    row = Row(case, f"Gigawatt, {engine}", tolerance=WITHIN_GAP if engine == "decomposed" else EXACT)
    plan = [options.gigawatt, "plan", str(source), "--engine", engine, "--json", "--quiet"]
    row.run = least(plan, options.limit, options.repeat)
    if row.run.is_done:
        answer = json.loads(row.run.output)
        # Gigawatt maximises value.
        row.cost, row.bound, row.gap = -answer["objective"], -answer["bound"], answer["gap"]
    else:
        row.note = failure(row.run, options)
        row.problems.append(row.note)
    return row


def failure(done, options):
    if done.is_late:
        return f"not finished in {options.limit:.0f} s"
    lines = (done.errors.strip() or done.output.strip()).splitlines() or [""]
    # The first error of Gigawatt without the path in front of it; the last line of a traceback.
    first = next((line.split("error: ", 1)[1] for line in lines if "error: " in line), lines[-1])
    return f"ended with code {done.code}: {first}"


# MARK: Results

def check(rows):
    """Objectives against PyPSA's where it finished, otherwise the direct engine's; and the bound below all."""
    for case in dict.fromkeys(row.case for row in rows):
        mine = [row for row in rows if row.case == case and row.cost is not None]
        by_trust = [row for key in ("PyPSA", "Gigawatt, direct", "Calliope") for row in mine if key in row.program]
        if not by_trust:
            continue
        reference = by_trust[0]
        for row in mine:
            if row is not reference:
                row.difference = row.cost / reference.cost - 1
                if abs(row.difference) > row.tolerance:
                    row.problems.append(
                        f"the objective differs by {row.difference:.1e} from {reference.program} "
                        f"(allowed: {row.tolerance:g})")
            if row.bound is not None and row.bound > reference.cost * (1 + EXACT):
                row.problems.append(f"the bound {row.bound} is above the cost of {reference.program}")


def table(rows):
    header = ["case", "program", "CPU s", "wall s", "memory MB", "cost USD/year", "gap", "difference", "CPU ratio"]
    cells = []
    for row in rows:
        base = next(other for other in rows if other.case == row.case)
        ratio = ""
        if row.run.is_done and base.run.is_done:
            ratio = f"{row.run.cpu / base.run.cpu:.3g}" if row is not base else "1"
        cells.append([
            row.case, row.program,
            page.seconds(row.run.cpu) if not row.note else "", page.seconds(row.run.wall) if not row.note else "",
            f"{row.run.memory / 1e6:.0f}" if not row.note else "",
            f"{row.cost:,.2f}" if row.cost is not None else row.note,
            f"{row.gap:.1e}" if row.gap is not None else "",
            f"{row.difference:+.1e}" if row.difference is not None else "", ratio])
    return header, cells


def section(rows, header, cells, remarks, peers, options):
    version = subprocess.run([options.gigawatt, "--version"], capture_output=True, text=True).stdout.strip()
    programs = ", ".join([f"Gigawatt {version} (release build)"] + [peer.name for peer in peers])
    cases = "".join(f"- **{case}**: {WHAT[case]}\n" for case in dict.fromkeys(row.case for row in rows))
    for name in ("PyPSA", "Calliope"):
        if not any(name in peer.name for peer in peers):
            remarks = remarks + [f"{name} was not run: it or its solver could not be had."]
    ending = "".join(f"- {text}\n" for text in remarks)
    return f"""## The same input through several programs

    python3 Benchmarks/compare.py

{cases}
{page.markdown(header, cells)}
*CPU ratio* is the CPU time over that of Gigawatt's decomposed engine. *Difference* is relative to the cost of PyPSA
(where it finished, otherwise of the direct engine) and is checked: at most {EXACT:g} for exact solvers, {WITHIN_GAP:g} for
the decomposed engine, which stops at its certified *gap* of 1e-4; its lower bound must be below the cost of the others.
Both read the networks A, B and C themselves. Processes of less than 10 s ran {options.repeat} times; the one with the least CPU counts.

Machine: {page.machine()}. {page.shared([row.run for row in rows])}
Programs: {programs}. Processes ran one after another, each with at most {options.limit:.0f} s.
{ending}"""


if __name__ == "__main__":
    main()
