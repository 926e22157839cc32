"""The page of results: sections that are replaced one by one, tables, the machine in words."""

import os
import platform
from pathlib import Path

HEAD = """# Benchmark

Made by `make benchmark`; [Benchmarks](../Benchmarks/README.md) says how. Every section names the machine that it
was measured on. CPU is user and system time of the whole process, reading the input and writing the answer
included. CPU time and memory depend less than wall time on what else runs on a machine.
"""

SECTIONS = ["comparison", "kernel", "trees", "scaling"]


def replace(path, name, text):
    """Puts a section into the page and leaves the others as they are."""
    path = Path(path)
    old = path.read_text() if path.exists() else ""
    parts = []
    for section in SECTIONS:
        start, end = f"<!-- {section} -->\n", f"<!-- end of {section} -->\n"
        body = ""
        if section == name:
            body = text.rstrip() + "\n"
        elif start in old:
            body = old.split(start, 1)[1].split(end, 1)[0]
        if body:
            parts.append(start + body + end)
    path.write_text(HEAD + "\n" + "\n".join(parts))


def markdown(header, rows):
    """A table; columns that hold numbers are set to the right."""
    lines = ["| " + " | ".join(header) + " |"]
    right = [all(is_number(row[column]) for row in rows) for column in range(len(header))]
    lines.append("|" + "|".join("--:" if side else "---" for side in right) + "|")
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def aligned(header, rows):
    """The same for a terminal."""
    widths = [max(len(row[column]) for row in [header] + rows) for column in range(len(header))]
    right = [all(is_number(row[column]) for row in rows) for column in range(len(header))]

    def line(row):
        cells = [cell.rjust(width) if side else cell.ljust(width)
                 for cell, width, side in zip(row, widths, right)]
        return "  ".join(cells).rstrip()

    return "\n".join([line(header)] + [line(row) for row in rows])


def is_number(cell):
    return cell == "" or cell[0] in "+-0123456789"


def machine():
    """Processors, memory and system in one sentence."""
    model = platform.processor() or platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass
    name = f"{platform.system()} {platform.release().split('-')[0]}"
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, AttributeError):
        pass
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, {name}"


def shared(runs):
    """What is to be said about other programs on the machine, from the runs that could tell."""
    others = [run.others for run in runs if run.others is not None]
    if not others:
        return "What else ran on the machine is not known."
    return (f"The machine was shared: other programs used up to {100 * max(others):.0f} % of its processors during a "
            f"run, {100 * sum(others) / len(others):.0f} % on average (0 % is an idle machine).")


def seconds(value):
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"
