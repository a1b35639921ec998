#!/usr/bin/env python3
"""Measures how fast the reference model runs, side by side with its peers, and prints the table of docs/performance.md.

Programs take turns, so that a busy minute of the machine falls on all of them; of each the best of the rounds is kept,
since whatever else runs can only add to processor time. Times per event are user time of one single-threaded process.

    pip install "simpy>=4.1,<5"
    python benches/peers/table.py --into docs/performance.md
"""

import argparse
import platform
import sys
import tempfile
from datetime import date
from pathlib import Path

import programs

BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
SCALES = [1, 10, 100]
# So that each process handles some 17 million events.
REPLICATIONS = {1: 100, 10: 10, 100: 1}
# SimPy at scale 10 takes minutes for ten years.
SHORT_DAYS = 730
PARALLEL = 30
RIVERBRIDGE_MORE = 5


class Rounds:
    """The same measurements, several times over."""

    def __init__(self):
        self.seen = {}

    def add(self, name, value):
        self.seen.setdefault(name, []).append(value)

    def __getitem__(self, name):
        return min(self.seen[name])

    def spread(self, timed):
        """By how much the worst round of these measurements exceeds their best: the median and the largest."""
        over = sorted(max(self.seen[name]) / min(self.seen[name]) - 1 for name in timed)
        return over[len(over) // 2], over[-1]


def ns_per_event(command):
    """User time per event of a process that prints its events, in nanoseconds, and its peak memory."""
    used = programs.use(command)
    return used.user_seconds / used.events() * 1e9, used.peak_mb


def run_command(model, replications, scale=1, threads=1):
    """One use of the command, whose results are thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "results"
        return programs.use(programs.caremarket(model, replications, out, scale=scale, threads=threads))


def one_round(rounds, with_simpy):
    for scale in SCALES:
        for by in ["caremarket", "hand-written"]:
            ns, peak = ns_per_event(programs.reference(by, "blocked-line", REPLICATIONS[scale], scale=scale))
            rounds.add((by, scale), ns)
            rounds.add((by, scale, "MB"), peak)
    if with_simpy:
        rounds.add(("SimPy", 1), ns_per_event(programs.simpy("blocked-line", 1))[0])
        short = {"scale": 10, "days": SHORT_DAYS}
        rounds.add(("SimPy", "short"), ns_per_event(programs.simpy("blocked-line", 1, **short))[0])
        ours = programs.reference("caremarket", "blocked-line", 10, **short)
        rounds.add(("caremarket", "short"), ns_per_event(ours)[0])
    for scale in [1, 10]:
        for threads in [1, 2]:
            used = run_command("blocked-line", PARALLEL, scale, threads)
            rounds.add(("command", scale, threads), used.wall_seconds)
    rounds.add("command at 100, MB", run_command("blocked-line", 1, 100).peak_mb)
    one = run_command("riverbridge", 1).user_seconds
    more = run_command("riverbridge", 1 + RIVERBRIDGE_MORE).user_seconds
    rounds.add("riverbridge", (more - one) / RIVERBRIDGE_MORE)


def table(r, with_simpy):
    """The rows: what, and one column for each scale."""
    scales = [[r["caremarket", s], r["hand-written", s]] for s in SCALES]
    row = lambda name, cells: f"| {name} | " + " | ".join(cells) + " |"
    yield row("blocked-line", [f"S = {s}" for s in SCALES])
    yield "|---|" + "--:|" * len(SCALES)
    yield row("caremarket, ns per event", [f"{ours:.0f}" for ours, _ in scales])
    yield row("written by hand, ns per event", [f"{hand:.0f}" for _, hand in scales])
    yield row("caremarket / written by hand", [f"{ours / hand:.2f}" for ours, hand in scales])
    first, hand_first = scales[0]
    yield row("caremarket, over S = 1", [f"{ours / first:.2f}" for ours, _ in scales])
    yield row("written by hand, over S = 1", [f"{hand / hand_first:.2f}" for _, hand in scales])
    if with_simpy:
        short = r["SimPy", "short"]
        yield row("SimPy, ns per event", [f"{r['SimPy', 1]:,.0f}", f"{short:,.0f} *", ""])
        ratios = [r["SimPy", 1] / first, short / r["caremarket", "short"]]
        yield row("SimPy / caremarket", [f"{ratios[0]:.0f}", f"{ratios[1]:.0f} *", ""])
    for by, name in [("caremarket", "caremarket"), ("hand-written", "written by hand")]:
        yield row(f"{name}, peak memory, MB", [f"{r[by, s, 'MB']:.0f}" for s in SCALES])
    walls = [[r["command", s, threads] for threads in [1, 2]] for s in [1, 10]]
    for at, threads in enumerate(["one thread", "two threads"]):
        name = f"`caremarket run --replications {PARALLEL}`, {threads}, seconds"
        yield row(name, [f"{wall[at]:.2f}" for wall in walls] + [""])
    yield row("one thread / two threads", [f"{one / two:.2f}" for one, two in walls] + [""])
    yield row("`caremarket run --replications 1`, peak memory, MB", ["", "", f"{r['command at 100, MB']:.0f}"])
    yield ""
    if with_simpy:
        yield f"\\* {SHORT_DAYS} days instead of 3,650, for both."
        yield ""
    yield f"One more replication of Riverbridge: {r['riverbridge']:.2f} seconds."


def processor():
    """What the machine calls its processor."""
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if "model name" in line] if info.exists() else []
    return names[0].split(":")[1].strip() if names else platform.processor() or "unknown processor"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--without-simpy", action="store_true")
    parser.add_argument("--into", type=Path, help="a file in which the last table is replaced by this one")
    args = parser.parse_args()
    if args.rounds < 1:
        parser.error("there is at least 1 round")
    programs.build()
    rounds, with_simpy = Rounds(), not args.without_simpy
    for n in range(args.rounds):
        print(f"round {n + 1} of {args.rounds}", file=sys.stderr)
        one_round(rounds, with_simpy)
    timed = [(by, scale) for by in ["caremarket", "hand-written"] for scale in SCALES]
    median, worst = rounds.spread(timed)
    lines = list(table(rounds, with_simpy))
    lines.append("")
    lines.append(
        f"{date.today()}, {processor()}, best of {args.rounds} rounds. Of the times per event in the"
        f" first rows, the worst round lay {median:.0%} above the best in the median, and {worst:.0%} at most."
    )
    text = "\n".join(lines)
    print(text)
    if args.into:
        page = args.into.read_text()
        before, rest = page.split(BEGIN)
        _, after = rest.split(END)
        args.into.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")


if __name__ == "__main__":
    main()
