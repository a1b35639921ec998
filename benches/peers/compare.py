#!/usr/bin/env python3
"""Asks whether three programs that share no code agree on the reference model and its stable twin.

caremarket, the loop written by hand and SimPy each run so many replications with chance of their own; for each pair and
measure, z is the difference of the means in units of its standard error. Ends with 1 if some z reaches 3.

    pip install "simpy>=4.1,<5"
    python benches/peers/compare.py
"""

import argparse
import itertools
import math
import statistics
import sys
import tempfile
from pathlib import Path

import programs

MODELS = ["blocked-line", "open-line"]
PROGRAMS = ["caremarket", "hand-written", "SimPy"]
PLACES = ["acute", "homecare", "step_down", "care_home"]
MEASURES = (
    ["starts.acute"]
    + [f"occupied.{place}" for place in PLACES]
    # From the other two people leave altogether.
    + ["blocked.acute", "blocked.step_down"]
    + [f"wait_days.{place}" for place in PLACES]
    + [f"utilisation.{place}" for place in PLACES]
)
LIMIT = 3


def rows(program, model, replications, seed):
    """What a program says of a model, replication by replication."""
    if program == "caremarket":
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "results"
            programs.use(programs.caremarket(model, replications, out, threads=1, seed=seed))
            return (out / "replications.csv").read_text()
    if program == "hand-written":
        return programs.use(programs.reference("hand-written", model, replications, seed=seed)).printed
    return programs.use(programs.simpy(model, replications, seed=seed)).printed


def z(one, other):
    """The difference of two means in units of its standard error."""
    error = math.sqrt(statistics.variance(one) / len(one) + statistics.variance(other) / len(other))
    difference = statistics.mean(one) - statistics.mean(other)
    if error == 0:
        return 0.0 if difference == 0 else math.inf
    return difference / error


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replications", type=int, default=100, help="of each program and model; at least 2")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keeps what each printed; what is there already is not run again")
    args = parser.parse_args()
    if args.replications < 2:
        parser.error("at least 2 replications are needed to tell chance from difference")
    programs.build()
    pairs = list(itertools.combinations(range(len(PROGRAMS)), 2))
    worst, least = 0.0, math.inf
    print("| model | measure |", " | ".join(PROGRAMS), "|", " | ".join(f"z {i + 1}-{j + 1}" for i, j in pairs), "|")
    print("|---|---|" + "--:|" * (len(PROGRAMS) + len(pairs)))
    for model in MODELS:
        found = []
        for program in PROGRAMS:
            kept = args.folder and args.folder / f"{program.lower()}-{model}.csv"
            if kept and kept.exists():
                text = kept.read_text()
            else:
                text = rows(program, model, args.replications, args.seed)
                if kept:
                    args.folder.mkdir(parents=True, exist_ok=True)
                    kept.write_text(text)
            found.append(programs.by_measure(text))
        for measure in MEASURES:
            values = [of_program[measure] for of_program in found]
            means = [f"{statistics.mean(v):.5g}" for v in values]
            apart = [z(values[i], values[j]) for i, j in pairs]
            least = min([least, *map(len, values)])
            worst = max([worst, *map(abs, apart)])
            print("|", " | ".join([model, f"`{measure}`", *means, *(f"{x:+.2f}" for x in apart)]), "|", flush=True)
    print(f"\nLargest |z|: {worst:.2f}, from at least {least} replications of each.")
    if worst >= LIMIT:
        sys.exit(f"some means differ by {LIMIT} standard errors or more")


if __name__ == "__main__":
    main()
