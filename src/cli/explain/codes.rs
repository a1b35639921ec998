//! What warnings mean.

/// A warning that `check` and `run` may give.
#[derive(Clone, Copy, Debug)]
pub struct Warning {
    /// Its code.
    pub code: &'static str,
    /// What it says.
    pub title: &'static str,
    /// Why it matters, and what to do.
    pub text: &'static str,
}

/// Every warning.
pub const WARNINGS: [Warning; 14] = [
    Warning {
        code: "W001",
        title: "A place is asked for more than it has, for ever",
        text: "More people come than can leave, and nobody gives up or is turned away. The queue grows for as long \
               as the run lasts, so a mean over the run says how long you ran it and not how long people wait. Raise \
               the capacity, shorten the stay, bound the waiting list with `when_full`, or give people a `patience`. A \
               place before such a one, whose people keep their place while they wait, fills up with them, and its own \
               queue grows too.",
    },
    Warning {
        code: "W002",
        title: "A place is asked for nearly all it has",
        text: "Above 95 % of capacity, queues change so slowly that a run of a year is hardly one observation. \
               Means differ much between replications, and what was there at the start is remembered for long. Use a \
               longer `run.warm_up_days`, a longer `run.horizon_days`, and more replications.",
    },
    Warning {
        code: "W003",
        title: "People could block one another in a circle",
        text: "Places with a limit on who is in them, whose people keep their place while they wait for the next, lead \
               round in a circle. If every place of the circle fills with people who wait for the next one, nobody \
               can move ever again. A run that comes to that ends and says so. Give one of the places room without \
               limit, let people leave their place while they wait (`keeps_place = false`), or break the circle.",
    },
    Warning {
        code: "W004",
        title: "A run that is short against the stays",
        text: "A place that begins empty takes about three mean stays to fill. With less warm-up than one mean stay, much \
               of what is reported is of a place that is still filling: too few people in it, too short a queue. Make \
               `run.warm_up_days` about three times the longest mean stay, or say with `start` who is there.",
    },
    Warning {
        code: "W005",
        title: "Some packages are larger than the place ever is",
        text: "A package starts when there is room for the whole of it, and for these there never will be. So that nobody \
               waits for ever, and keeps everyone behind waiting, people who ask for one are turned away at once and go to \
               `turned_away_to`. Raise the capacity, or keep `first` and `last` within it.",
    },
    Warning {
        code: "W010",
        title: "Some draws of a normal distribution are below zero",
        text: "Nobody stays a negative number of days, so these draws count as zero and the mean comes out higher \
               than written. Keep the draws within bounds with `within`, or use a shape that has no values below zero, \
               such as `lognormal` or `gamma`.",
    },
    Warning {
        code: "W011",
        title: "A policy acts only after the run has ended",
        text: "Its start, with the time for consulting, lies after the last day reported: the scenario will be the \
               same as its baseline. Start it earlier, or make `run.horizon_days` longer.",
    },
    Warning {
        code: "W012",
        title: "A change of a budget that nobody keeps to",
        text: "The budget is soft, so its payer pays for whatever is arranged, and changing the budget changes \
               nothing but what is left of it. Set `council.budget_placements`, or the budget's `rule`, to \"hard\".",
    },
    Warning {
        code: "W014",
        title: "Pay below the least the law allows",
        text: "A sector starts with pay below `workforce.wage_floor`. The run raises it to the floor as time goes \
               on, so the first weeks show a change that no policy made. Write pay at or above the floor.",
    },
    Warning {
        code: "W015",
        title: "A part of the care pathway has an unusual name",
        text: "Places may have any name, and `[pathway]` says which plays which part. But the headline, the key table, \
               the shares of a change and some charts look for `acute`, `step_down`, `home` and the like, and leave out \
               what they do not find. All other measures are there under the names given.",
    },
    Warning {
        code: "W016",
        title: "Many workers go in one labour step",
        text: "In a labour step of a workforce that only moves, each worker goes at most once, and only when the step ends. \
               Where more than a tenth go in each step, results depend on its length. Make `staff.step` shorter \
               to come closer to hazards that act at any time; keep it if decisions are made that rarely.",
    },
    Warning {
        code: "W018",
        title: "An offer that is not above the council's",
        text: "`commission_homecare` offers agencies a price person by person. Whoever it could pay for has the council's offer too, and the \
               dearer one is taken: at or below the council's price it never is. Offer more than `markets.homecare.price_council`, or \
               reserve hours with `contract = \"block\"`.",
    },
    Warning {
        code: "W019",
        title: "Money for care that does not pay for it",
        text: "With `direct_payments` people get `price` for each hour they need and pay an assistant the wage of the sector `pa`. Here the price \
               is less than that wage with the employer's costs. The run pays the assistant all the same, so nothing says who makes up \
               the difference.",
    },
    Warning {
        code: "W020",
        title: "A value outside what the evidence allows",
        text: "`check --plausibility` compares every value with the range that the example place gives it, per head of the population \
               for what grows with a place. Beds, posts and people may well be different where you are, and then the warning is only \
               a reason to look twice; a rate, a share or a time outside its range needs a source of its own.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_warning_in_the_program_is_explained() {
        let build = [
            include_str!("../../scenario/build/chance.rs"),
            include_str!("../../scenario/build/flow.rs"),
            include_str!("../../scenario/build/market.rs"),
            include_str!("../../scenario/build/package.rs"),
            include_str!("../../scenario/build/policy.rs"),
            include_str!("../../scenario/build/report.rs"),
            include_str!("../../scenario/build/staff.rs"),
            include_str!("../../scenario/lever/commission_homecare.rs"),
            include_str!("../../scenario/lever/direct_payments.rs"),
            include_str!("../../scenario/plausible.rs"),
        ];
        let mut found = 0;
        for text in build {
            for (at, _) in text.match_indices("\"W") {
                let code = &text[at + 1..at + 5];
                if code[1..].bytes().all(|b| b.is_ascii_digit()) {
                    found += 1;
                    assert!(WARNINGS.iter().any(|w| w.code == code), "{code}");
                }
            }
        }
        assert!(found >= WARNINGS.len(), "found {found}");
    }
}
