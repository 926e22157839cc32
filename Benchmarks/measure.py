"""Runs one program as a process and measures it: CPU, wall time, memory, and what else kept the machine busy."""

import os
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass


@dataclass
class Run:
    """Seconds, bytes, and what the process wrote. CPU counts its children; memory is the largest of them."""

    code: int
    cpu: float
    wall: float
    memory: float
    output: str
    errors: str
    is_late: bool
    # Share of all processors that other programs used meanwhile; None where it cannot be read.
    others: float | None

    @property
    def is_done(self):
        return self.code == 0 and not self.is_late

    def __add__(self, next):
        """One after the other."""
        wall = self.wall + next.wall
        others = None
        if self.others is not None and next.others is not None:
            others = (self.others * self.wall + next.others * next.wall) / wall
        return Run(next.code, self.cpu + next.cpu, wall, max(self.memory, next.memory), next.output,
                   next.errors, next.is_late, others)


def run(command, limit):
    """Runs a command to its end, or until `limit` seconds have passed: then it and its children are ended."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        before = busy_seconds()
        started = time.perf_counter()
        # A session of its own, so that a solver started by the program ends with it.
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, start_new_session=True)
        late = threading.Event()

        def end():
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(limit, end)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        after = busy_seconds()
        output.seek(0)
        errors.seek(0)
        cpu = usage.ru_utime + usage.ru_stime
        # Linux counts kilobytes, macOS bytes.
        unit = 1024 if os.uname().sysname == "Linux" else 1
        others = None
        if before is not None and wall > 0.5:
            others = max(0.0, (after - before - cpu) / wall / os.cpu_count())
        return Run(process.returncode, cpu, wall, usage.ru_maxrss * unit,
                   output.read().decode(errors="replace"), errors.read().decode(errors="replace"),
                   late.is_set(), others)


def least(command, limit, repeat, short=10):
    """The run with the least CPU of up to `repeat`; programs that take `short` seconds or more run once."""
    best = run(command, limit)
    for _ in range(repeat - 1):
        if not best.is_done or best.wall >= short:
            break
        again = run(command, limit)
        if again.is_done and again.cpu < best.cpu:
            best = again
    return best


def busy_seconds():
    """Seconds that all processors have been busy since the start of the machine, where that can be read."""
    try:
        with open("/proc/stat") as file:
            # user, nice, system, (idle, waiting for disks,) interrupts; time of guests is within user.
            ticks = [int(word) for word in file.readline().split()[1:8]]
    except OSError:
        return None
    return (sum(ticks[:3]) + sum(ticks[5:7])) / os.sysconf("SC_CLK_TCK")
