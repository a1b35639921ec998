"""The three programs that run the reference model, as processes: what they print, and what they use.

`caremarket` is the installed command, with its tables and charts. `reference` (examples/reference.rs) runs nothing but
replications, by the simulator or by the loop written by hand. SimPy's is blocked_line.py beside this file.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CARGO = os.environ.get("CARGO", "cargo")
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
CAREMARKET = TARGET / "release" / "caremarket"
REFERENCE = TARGET / "release" / "examples" / "reference"


def build():
    """Builds what is measured as it is installed: optimised."""
    command = [CARGO, "build", "--locked", "--release", "--bin", "caremarket", "--example", "reference"]
    subprocess.run(command, cwd=ROOT, check=True)


def caremarket(model, replications, out, scale=1, threads=1, seed=1):
    """The command, on a scenario of scenarios/verification or one that comes with the program."""
    file = ROOT / "scenarios" / "verification" / f"{model}.toml"
    command = [CAREMARKET, "run", file if file.exists() else model, "--replications", replications]
    command += ["--threads", threads, "--seed", seed, "--quiet", "--out", out]
    if scale != 1:
        command += ["--set", f"run.scale={scale}"]
    return [str(word) for word in command]


def reference(by, model, replications, scale=1, seed=1, days=None):
    """Replications alone, by `caremarket` or `hand-written`."""
    command = [REFERENCE, by, model, "--replications", replications, "--scale", scale, "--seed", seed]
    return [str(word) for word in command + (["--days", days] if days else [])]


def simpy(model, replications, scale=1, seed=1, days=None):
    """Replications by SimPy, in the Python that runs this."""
    command = [sys.executable, HERE / "blocked_line.py", model, "--replications", replications]
    command += ["--scale", scale, "--seed", seed]
    return [str(word) for word in command + (["--days", days] if days else [])]


@dataclass
class Used:
    """What one process printed and used."""

    printed: str
    user_seconds: float
    wall_seconds: float
    peak_mb: float

    def events(self):
        """Events of all its replications."""
        return sum(sum(values) for measure, values in by_measure(self.printed).items() if measure == "events")


def use(command):
    """Runs a process to its end, and says what it used."""
    with tempfile.TemporaryFile("w+") as printed:
        begun = time.perf_counter()
        child = subprocess.Popen(command, stdout=printed, stderr=subprocess.PIPE, cwd=ROOT)
        # Read to the end first: a full pipe would stop the process for good.
        said = child.stderr.read().decode()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"{' '.join(command)} ended with {child.returncode}:\n{said}")
        printed.seek(0)
        return Used(printed.read(), usage.ru_utime, wall, usage.ru_maxrss / 1024)


def by_measure(rows):
    """Rows `replication,measure,value` as lists of values by measure."""
    found = defaultdict(list)
    for row in csv.DictReader(rows.splitlines()):
        if row.get("window", "all") == "all":
            found[row["measure"]].append(float(row["value"]))
    return found
