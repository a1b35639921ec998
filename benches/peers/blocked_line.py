#!/usr/bin/env python3
"""The reference model `scenarios/verification/blocked-line.toml`, and its twin `open-line.toml`, in SimPy.

Written as SimPy's guides teach it: a process for each person, a Resource for each place. Prints one row for each
replication and measure, under the keys that caremarket gives them.

    pip install "simpy>=4.1,<5"
    python benches/peers/blocked_line.py blocked-line --scale 1 --replications 3
"""

import argparse
import math
import random

import simpy

CAPACITY = {
    "blocked-line": {"acute": 200, "homecare": 220, "step_down": 60, "care_home": 900},
    "open-line": {"acute": 200, "homecare": 260, "step_down": 60, "care_home": 1100},
}
ARRIVALS_PER_DAY = 20
ROUTES = {
    "acute": ([None, "homecare", "step_down", "care_home"], [0.60, 0.25, 0.10, 0.05]),
    "step_down": ([None, "homecare", "care_home"], [0.5, 0.3, 0.2]),
}


def lognormal(mean, sd):
    """Parameters of the logarithm, from mean and standard deviation of the value."""
    log_variance = math.log1p((sd / mean) ** 2)
    return math.log(mean) - log_variance / 2, math.sqrt(log_variance)


STAY = {
    "acute": lambda chance, law=lognormal(8, 10): chance.lognormvariate(*law),
    "step_down": lambda chance, law=lognormal(28, 14): chance.lognormvariate(*law),
    "homecare": lambda chance: chance.expovariate(1 / 42),
    "care_home": lambda chance: chance.expovariate(1 / 700),
}


class Line:
    """One replication."""

    def __init__(self, capacity, arrivals_per_day, days, seed):
        self.env = simpy.Environment()
        self.chance = random.Random(seed)
        self.arrivals_per_day = arrivals_per_day
        self.days = days
        self.capacity = capacity
        self.places = {name: simpy.Resource(self.env, capacity=beds) for name, beds in capacity.items()}
        self.events = 0
        self.starts = dict.fromkeys(capacity, 0)
        self.waited = dict.fromkeys(capacity, 0.0)
        # Integrals of levels over time: who comes at t adds what is left of the run, who leaves takes it away.
        self.person_days = dict.fromkeys(capacity, 0.0)
        self.blocked_days = dict.fromkeys(capacity, 0.0)

    def days_left(self):
        return self.days - self.env.now

    def arrivals(self):
        while True:
            yield self.env.timeout(self.chance.expovariate(self.arrivals_per_day))
            self.events += 1
            self.env.process(self.person())

    def person(self):
        """Someone's way from the acute list until they are out."""
        place, held, before = "acute", None, None
        while place is not None:
            ready = self.env.now
            request = self.places[place].request()
            if held is not None:
                self.blocked_days[before] += self.days_left()
            yield request
            if held is not None:
                self.blocked_days[before] -= self.days_left()
                self.leave(before, held)
            self.starts[place] += 1
            self.waited[place] += self.env.now - ready
            self.person_days[place] += self.days_left()
            yield self.env.timeout(STAY[place](self.chance))
            self.events += 1
            before, held = place, request
            place = self.next_place(place)
        self.leave(before, held)

    def leave(self, place, request):
        self.person_days[place] -= self.days_left()
        self.places[place].release(request)

    def next_place(self, place):
        if place not in ROUTES:
            return None
        places, shares = ROUTES[place]
        return self.chance.choices(places, shares)[0]

    def run(self):
        self.env.process(self.arrivals())
        self.env.run(until=self.days)

    def measures(self):
        yield "events", self.events
        yield "starts.acute", self.starts["acute"]
        for place, days in self.person_days.items():
            yield f"occupied.{place}", days / self.days
        # From the other two people leave altogether.
        for place in ROUTES:
            yield f"blocked.{place}", self.blocked_days[place] / self.days
        for place, days in self.waited.items():
            yield f"wait_days.{place}", days / self.starts[place]
        for place, days in self.person_days.items():
            yield f"utilisation.{place}", days / self.days / self.capacity[place]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", choices=CAPACITY)
    parser.add_argument("--scale", type=int, default=1, help="multiplies arrivals and capacities")
    parser.add_argument("--replications", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=3650, help="from empty")
    args = parser.parse_args()
    if min(args.scale, args.replications, args.days) < 1:
        parser.error("scale, replications and days are at least 1")
    capacity = {place: beds * args.scale for place, beds in CAPACITY[args.model].items()}
    print("replication,measure,value")
    for replication in range(args.replications):
        line = Line(capacity, ARRIVALS_PER_DAY * args.scale, args.days, f"{args.seed}/{replication}")
        line.run()
        for measure, value in line.measures():
            print(f"{replication},{measure},{value}")


if __name__ == "__main__":
    main()
