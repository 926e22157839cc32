#!/usr/bin/env python3
"""Measures how the cost of a plan grows with its hours and blocks, the kernel, and plans of 5 and 53 million columns.

Writes docs/scaling.svg and the sections of docs/benchmark.md. The exponents are those of the line through the
logarithms (least squares): cost ~ size ** exponent.
"""

import argparse
import csv
import json
import math
import os
import sys
from pathlib import Path

import chart
import page
from measure import least

ROOT = Path(__file__).resolve().parent.parent

TREES = [
    ("ten sites, a tree of 40 nodes over five stages, 8,760 h each", ["bench", "tree"]),
    ("one site, 40 weather years of 8,760 h for one decision",
     ["bench", "tree", "--sites", "1", "--branches", "", "--weather-years", "40", "--gap", "1e-4"]),
]

AXES = {
    "hours": "hours of one site (1 to 32 weather years for one decision)",
    "blocks": "blocks of 2,190 h (1 to 16 sites, a tree of 7 nodes each)",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigawatt", default=str(ROOT / ".build/release/gigawatt"), help="the program (default: %(default)s)")
    parser.add_argument("--parts", default="scaling,kernel,trees", help="what to measure (default: %(default)s)")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the least CPU counts (default: 3)")
    parser.add_argument("--limit", type=float, default=1200, help="seconds that a process may take (default: 1200)")
    parser.add_argument("--docs", default=str(ROOT / "docs"), help="folder of the page and the chart")
    options = parser.parse_args()
    parts = {"scaling": scaling, "kernel": kernel, "trees": trees}
    chosen = options.parts.split(",")
    for part in chosen:
        if part not in parts:
            parser.error(f"no part {part!r}; expected some of {', '.join(parts)}")
    if not os.access(options.gigawatt, os.X_OK):
        parser.error(f"no program at {options.gigawatt}; make build")
    for part in chosen:
        text = parts[part](options)
        print(text)
        page.replace(Path(options.docs) / "benchmark.md", part, text)


def gigawatt(arguments, options, repeat=1):
    done = least([options.gigawatt, *arguments], options.limit, repeat, short=math.inf)
    if not done.is_done:
        late = f"not finished in {options.limit:.0f} s" if done.is_late else f"code {done.code}"
        sys.exit(f"gigawatt {' '.join(arguments)}: {late}\n{done.errors.strip()}")
    return done


def words(arguments):
    """The command as it would be typed."""
    return "gigawatt " + " ".join(word or '""' for word in arguments)


# MARK: Scaling

def exponent(points):
    """Slope and intercept of log cost over log size, and the largest factor between a point and the line."""
    x = [math.log(size) for size, _ in points]
    y = [math.log(cost) for _, cost in points]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y)) / sum((a - mean_x) ** 2 for a in x)
    start = mean_y - slope * mean_x
    off = max(abs(b - start - slope * a) for a, b in zip(x, y))
    return slope, start, math.exp(off)


def scaling(options):
    done = []
    best = {}
    for _ in range(options.repeat):
        done.append(gigawatt(["bench", "scaling"], options))
        for row in csv.DictReader(done[-1].output.splitlines()):
            key = row["kind"], int(row["hours"]), int(row["blocks"])
            if key not in best or float(row["cpu_seconds"]) < float(best[key]["cpu_seconds"]):
                best[key] = row
    cells, panels = [], []
    for kind, axis in AXES.items():
        rows = [row for key, row in best.items() if key[0] == kind]
        points = [(float(row[kind]), float(row["cpu_seconds"])) for row in rows]
        fit = exponent(points)
        panels.append(chart.Panel(kind, axis, points, fit))
        for row, (size, cpu) in zip(rows, points):
            cells.append([
                kind, f"{int(row['hours']):,}", row["blocks"], f"{int(row['columns']):,}", page.seconds(cpu),
                f"{1e9 * cpu / int(row['columns']):.0f}", f"{float(row['gap']):.1e}"])
    Path(options.docs, "scaling.svg").write_text(chart.svg(panels, "CPU seconds to a gap of 1e-3"))
    slopes = " and ".join(
        f"{panel.fit[0]:.2f} over {panel.kind} (points within a factor of {panel.fit[2]:.2f} of the line)"
        for panel in panels)
    header = ["over", "hours", "blocks", "hourly columns", "CPU s", "CPU ns per column", "gap"]
    return f"""## How the cost grows

    python3 Benchmarks/scaling.py --parts scaling

![CPU seconds over hours and over blocks, both axes logarithmic](scaling.svg)

Exponents of the CPU time (1 is linear): {slopes}.

{page.markdown(header, cells)}
Made by `gigawatt bench scaling`, {options.repeat} times; the least CPU of each row counts. Gap asked for: 1e-3.
Machine: {page.machine()}. {page.shared(done)}
"""


# MARK: Kernel and trees

def kernel(options):
    done = []
    best = {}
    for _ in range(options.repeat):
        done.append(gigawatt(["bench", "kernel", "--json"], options))
        for row in json.loads(done[-1].output):
            if row["name"] not in best or row["nanosecondsPerHour"] < best[row["name"]]["nanosecondsPerHour"]:
                best[row["name"]] = row
    plain = next(iter(best.values()))["nanosecondsPerHour"]
    cells = [
        [name, row["method"], f"{row['nanosecondsPerHour']:.3g}", f"{row['nanosecondsPerHour'] / plain:.3g}",
         gap(row)] for name, row in best.items()]
    return f"""## The dispatch kernel

    gigawatt bench kernel

Best dispatch of 8,760 h for fixed capacities, with prices and the worth of capacity.

{page.markdown(["case", "method", "ns per hour", "times the plain loop", "gap"], cells)}
The plain loop is not a best dispatch: it stores what is left over and uses it when short. *Gap* is that between cost
and dual bound, which are computed apart: 0 up to rounding. The least of {30 * options.repeat} repetitions.
Machine: {page.machine()}. {page.shared(done)}
"""


def gap(row):
    value = row.get("gap")
    return f"{value:.1e}" if isinstance(value, (int, float)) and math.isfinite(value) else ""


def trees(options):
    cells, commands, all_runs = [], [], []
    for name, arguments in TREES:
        done = gigawatt(arguments + ["--quiet"], options, options.repeat)
        all_runs.append(done)
        # “52560000 hourly columns in 400 blocks: value -15,890,000,000, gap 0.0004692”
        first = done.output.splitlines()[0].split()
        cells.append([
            name, f"{int(first[0]):,}", first[first.index("in") + 1], page.seconds(done.cpu), page.seconds(done.wall),
            f"{done.memory / 1e9:.2f}", f"{float(first[-1]):.1e}"])
        commands.append(f"    {words(arguments)}")
    header = ["plan", "hourly columns", "blocks", "CPU s", "wall s", "memory GB", "gap"]
    return f"""## Large plans

{chr(10).join(commands)}

{page.markdown(header, cells)}
An hourly column is one activity or level of one hour. Every site may build sun, wind, five plants and a battery, may buy
and sell, and may go without; the batteries lose 0.01 % an hour, and at the costs of this made-up chain sun, wind and stores do much of the
work, with weather of its own for each site and year. The least CPU of {options.repeat} runs each, as whole processes.
Machine: {page.machine()}. {page.shared(all_runs)}
"""


if __name__ == "__main__":
    main()
