//! What is said about each thing that can be wrong, word for word.

use super::validate_tests::said;

/// Checks a table of texts, each put after `before`, against what is said about it.
fn check(before: &str, table: &[(&str, &[&str])]) {
    for (rest, expected) in table {
        let text = format!("{before}{rest}");
        assert_eq!(said(&text), *expected, "{text}");
    }
}

#[test]
fn a_whole_that_is_wrong() {
    check(
        "",
        &[
            (
                "a = 1\n",
                &[
                    ": (file) | the scenario needs the key run | add run, the run: a table",
                    "a: a | there is no key called \"a\" | its keys are run, shops, policy, month_index, shares",
                ],
            ),
            (
                "",
                &[": (file) | the scenario needs the key run | add run, the run: a table"],
            ),
            (
                "[run]\n",
                &[
                    "run: [run] | run needs the key replications | add replications, how many runs: a whole number from 1 to 10,000",
                ],
            ),
            (
                "run = 3\n",
                &["run: 3 | run needs a table; this is a number"],
            ),
            (
                "[run]\nreplications = \"20\"",
                &[
                    "run.replications: \"20\" | replications needs a whole number from 1 to 10,000; this is text | write 20 without quotes",
                ],
            ),
            (
                "[run]\nreplications = 0",
                &["run.replications: 0 | replications must be from 1 to 10,000; 0 is too small"],
            ),
            (
                "[run]\nreplications = 20.0",
                &["run.replications: 20.0 | replications needs a whole number | write 20"],
            ),
            (
                "[run]\nreplications = 20.5",
                &["run.replications: 20.5 | replications needs a whole number; 20.5 is not whole"],
            ),
            (
                "[run]\nreplications = 5_000_000_000",
                &[
                    "run.replications: 5_000_000_000 | replications must be from 1 to 10,000; 5,000,000,000 is too large",
                ],
            ),
            (
                "[run]\nreplications = [20]",
                &[
                    "run.replications: [20] | replications needs a whole number from 1 to 10,000; this is a list | write replications = 20",
                ],
            ),
            (
                "[run]\nreplications = \"twenty\"",
                &[
                    "run.replications: \"twenty\" | replications needs a whole number from 1 to 10,000; this is text",
                ],
            ),
            (
                "[run]\nreplications = -3",
                &["run.replications: -3 | replications must be from 1 to 10,000; -3 is too small"],
            ),
            (
                "[run]\nreplications = nan",
                &[
                    "run.replications: nan | nan is not a number | write a number, or leave the key out",
                ],
            ),
            (
                "[run]\nreplications = 99999999999999999999",
                &[
                    "run.replications: 99999999999999999999 | 99999999999999999999 is too large for a whole number | write a number, or leave the key out",
                ],
            ),
            (
                "month_index = [1, 2, 3]\nshares = { a = 17, b = \"x\" }\n[run]\nreplications = 1",
                &[
                    "month_index: [1, 2, 3] | month_index needs 12 values; it has 3",
                    "shares.a: 17 | 17 is not a share | write 17 % as 0.17",
                    "shares.b: \"x\" | \"x\" is not a share | write a share from 0 to 1, such as 0.17",
                ],
            ),
        ],
    );
}

#[test]
fn keys_and_plain_values_that_are_wrong() {
    check(
        "[run]\nreplications = 3\n",
        &[
            (
                "replicatons = 2",
                &[
                    "run.replicatons: replicatons | a run has no key called \"replicatons\" | did you mean replications? its keys are replications, seed, start_date, growth, title, verbose",
                ],
            ),
            (
                "growth = inf",
                &[
                    "run.growth: inf | inf is not a finite number | write a number, or leave the key out",
                ],
            ),
            (
                "growth = 1e308",
                &[
                    "run.growth: 1e308 | growth is 1e308, which cannot be meant | numbers go up to 1,000,000,000,000",
                ],
            ),
            (
                "growth = -2",
                &["run.growth: -2 | growth must be at least -1; -2 is too small"],
            ),
            (
                "growth = \"2 %\"",
                &[
                    "run.growth: \"2 %\" | growth needs a number, such as 0.5; this is text | write 2 % as 0.02",
                ],
            ),
            (
                "title = 3",
                &["run.title: 3 | title needs text in quotes; this is a number | write \"3\""],
            ),
            (
                "title = \"\"",
                &["run.title: \"\" | title is empty | write some text, or leave the key out"],
            ),
            (
                "title = \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"",
                &[
                    "run.title: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\" | title is too long | write at most 20 characters",
                ],
            ),
            (
                "verbose = \"true\"",
                &[
                    "run.verbose: \"true\" | verbose needs true or false; this is text | write true without quotes",
                ],
            ),
            (
                "verbose = 1",
                &["run.verbose: 1 | verbose needs true or false; this is a number"],
            ),
            (
                "seed = -1",
                &["run.seed: -1 | seed must be 0 or more; -1 is too small"],
            ),
            (
                "start_date = \"april\"",
                &[
                    "run.start_date: \"april\" | \"april\" is not a date | write year-month-day, such as 2024-04-01",
                ],
            ),
            (
                "start_date = 3",
                &["run.start_date: 3 | 3 is not a date | write year-month-day, such as 2024-04-01"],
            ),
            (
                "title = 2024-04-01",
                &[
                    "run.title: 2024-04-01 | title needs text in quotes; this is a date | write \"2024-04-01\"",
                ],
            ),
            (
                "[shop]\n[shops.a]\nstay = \"forever\"",
                &[
                    "shop: shop | there is no key called \"shop\" | did you mean shops? its keys are run, shops, policy, month_index, shares",
                    "shops.a: [shops.a] | shops.a needs the key ovens | add ovens, ovens on day 0: a whole number, such as 20, or \"unlimited\"",
                ],
            ),
            (
                "[shops]\na = 3",
                &["shops.a: 3 | a needs a table; this is a number"],
            ),
            (
                "[shops.a]\n",
                &["shops.a: [shops.a] | shops.a needs the keys ovens and stay"],
            ),
        ],
    );
}

#[test]
fn quantities_lists_and_choices_that_are_wrong() {
    check(
        "[run]\nreplications = 3\n[shops.a]\novens = 3\nstay = \"forever\"\n",
        &[
            (
                "discipline = \"fifo\"",
                &[
                    "shops.a.discipline: \"fifo\" | discipline cannot be \"fifo\" | it can be first_come, random, priority",
                ],
            ),
            (
                "discipline = \"priorty\"",
                &[
                    "shops.a.discipline: \"priorty\" | discipline cannot be \"priorty\" | did you mean priority? it can be first_come, random, priority",
                ],
            ),
            (
                "discipline = 3",
                &[
                    "shops.a.discipline: 3 | discipline needs one of first_come, random, priority; this is a number",
                ],
            ),
            (
                "arrivals = \"20\"",
                &[
                    "shops.a.arrivals: \"20\" | \"20\" does not say per what | write \"20 per day\" or the like; a bare 20 means that",
                ],
            ),
            (
                "arrivals = true",
                &[
                    "shops.a.arrivals: true | arrivals needs a number in a time, such as \"20 per day\"; this is true",
                ],
            ),
            (
                "arrivals = [1]",
                &[
                    "shops.a.arrivals: [1] | arrivals needs a number in a time, such as \"20 per day\"; this is a list | write arrivals = 1",
                ],
            ),
            (
                "wage = \"916 per week\"",
                &[
                    "shops.a.wage: \"916 per week\" | \"916 per week\" is a price a week; this needs a price an hour | write a price an hour, such as \"14.06 per hour\"",
                ],
            ),
            (
                "rent = true",
                &[
                    "shops.a.rent: true | rent needs a price a week, such as \"916 per week\", or a table of names and values; this is true",
                ],
            ),
            (
                "rent = \"cheap\"",
                &[
                    "shops.a.rent: \"cheap\" | \"cheap\" does not begin with a number of pounds | write a price a week, such as \"916 per week\"",
                ],
            ),
            (
                "rent = { a = \"1 per hour\" }",
                &[
                    "shops.a.rent.a: \"1 per hour\" | \"1 per hour\" is a price an hour; this needs a price a week | write a price a week, such as \"916 per week\"",
                ],
            ),
            (
                "closed = [\"mon\", \"wendesday\"]",
                &[
                    "shops.a.closed.1: \"wendesday\" | closed 2 cannot be \"wendesday\" | did you mean wednesday? it can be monday, tuesday, wednesday, thursday, friday, saturday, sunday and 7 more",
                ],
            ),
            (
                "closed = \"never\"",
                &[
                    "shops.a.closed: \"never\" | no weekday is called \"never\" | there are monday, tuesday, wednesday, thursday, friday, saturday, sunday and 3 more",
                ],
            ),
            (
                "closed = 3",
                &[
                    "shops.a.closed: 3 | 3 is not a weekday | write weekdays, such as \"monday to friday\" or [\"mon\", \"wed\"]",
                ],
            ),
            (
                "from = \"8am\"",
                &["shops.a.from: \"8am\" | \"8am\" is not a time of day | write \"08:00\""],
            ),
            (
                "from = 8",
                &["shops.a.from: 8 | 8 is not a time of day | write \"08:00\""],
            ),
            (
                "seats = { x = 3 }",
                &["shops.a.seats.x: x | the keys of seats are whole numbers; \"x\" is not"],
            ),
            ("seats = { 3 = 300 }", &[]),
            (
                "sends = [\"a\"]",
                &["shops.a.sends: [\"a\"] | sends needs 2 values; it has 1"],
            ),
            (
                "sends = [1, 2]",
                &[
                    "shops.a.sends.0: 1 | sends 1 needs text in quotes; this is a number | write \"1\"",
                    "shops.a.sends.1: 2 | 2 is not a share | write 2 % as 0.02",
                ],
            ),
            (
                "sends = \"a\"",
                &[
                    "shops.a.sends: \"a\" | sends needs a list in [ ]; this is text | write sends = [\"a\"]",
                ],
            ),
            (
                "open = [{ days = \"weekdays\", from = \"17:00\", to = \"08:00\" }]",
                &[
                    "shops.a.open.0: { days = \"weekdays\", from = \"17:00\", to = \"08:00\" } | 17:00 to 08:00 is no time at all | to is later than from; for hours over midnight write one entry up to \"24:00\" and one from \"00:00\"",
                ],
            ),
            (
                "open = [{ days = \"weekdys\", from = 8, too = \"08:00\" }]",
                &[
                    "shops.a.open.0.days: \"weekdys\" | no weekday is called \"weekdys\" | did you mean weekdays? there are monday, tuesday, wednesday, thursday, friday, saturday, sunday and 3 more",
                    "shops.a.open.0.from: 8 | 8 is not a time of day | write \"08:00\"",
                    "shops.a.open.0.too: too | open 1 has no key called \"too\" | did you mean to? its keys are days, from, to",
                ],
            ),
            (
                "open = { from = \"08:00\", to = \"17:00\" }",
                &[
                    "shops.a.open: { from = \"08:00\", to = \"17:00\" } | open needs a list in [ ]; this is a table | write open = [{ … }]",
                ],
            ),
            (
                "patience = { lognormal = { mean = \"9 days\" } }",
                &[
                    "shops.a.patience.lognormal: { mean = \"9 days\" } | shops.a.patience.lognormal needs the key sd | add sd, the standard deviation: a length of time, such as \"6 weeks\"",
                ],
            ),
            (
                "patience = { lognormal = { meen = \"9 days\", sd = \"6 wekks\" } }",
                &[
                    "shops.a.patience.lognormal.meen: meen | shops.a.patience.lognormal has no key called \"meen\" | did you mean mean? its keys are mean, sd",
                    "shops.a.patience.lognormal.sd: \"6 wekks\" | no unit of time is called \"wekks\" | did you mean weeks? units are seconds, minutes, hours, days, weeks, months, years",
                ],
            ),
            (
                "patience = { lognorml = { mean = 1 } }",
                &[
                    "shops.a.patience.lognorml: lognorml | patience cannot be \"lognorml\" | did you mean lognormal? it can be fixed, lognormal, table, forever",
                ],
            ),
            (
                "patience = {}",
                &["shops.a.patience: {} | patience needs one of fixed, lognormal, table, forever"],
            ),
            (
                "patience = { fixed = 1, lognormal = { mean = 1, sd = 1 } }",
                &[
                    "shops.a.patience.lognormal: lognormal | patience is both fixed and lognormal | keep one of the two",
                ],
            ),
            (
                "patience = { lognormal = { mean = 1, sd = 1 }, sdd = 1 }",
                &[
                    "shops.a.patience.sdd: sdd | beside lognormal there is no key \"sdd\" | lognormal stands alone: leave sdd out",
                ],
            ),
            (
                "patience = { lognormal = { mean = 1 }, sd = 1 }",
                &[
                    "shops.a.patience.lognormal: { mean = 1 } | shops.a.patience.lognormal needs the key sd | add sd, the standard deviation: a length of time, such as \"6 weeks\"",
                    "shops.a.patience.sd: sd | beside lognormal there is no key \"sd\" | put sd among the values of lognormal",
                ],
            ),
            (
                "patience = \"lognormal\"",
                &[
                    "shops.a.patience: \"lognormal\" | lognormal needs its values | write patience = { lognormal = { mean = …, sd = … } }",
                ],
            ),
            (
                "patience = \"fixed\"",
                &[
                    "shops.a.patience: \"fixed\" | fixed needs its values | write patience = { fixed = … }",
                ],
            ),
            (
                "patience = \"for ever\"",
                &[
                    "shops.a.patience: \"for ever\" | patience cannot be \"for ever\" | did you mean forever? it can be forever, fixed, lognormal, table",
                ],
            ),
            (
                "patience = { forever = true }",
                &[
                    "shops.a.patience.forever: forever | forever has no values of its own | write patience = \"forever\"",
                ],
            ),
            (
                "patience = 3",
                &[
                    "shops.a.patience: 3 | patience needs a table with one of fixed, lognormal, table, or \"forever\"; this is a number",
                ],
            ),
            (
                "patience = [1]",
                &[
                    "shops.a.patience: [1] | patience needs a table with one of fixed, lognormal, table, or \"forever\"; this is a list",
                ],
            ),
            (
                "patience = { fixed = [1] }",
                &[
                    "shops.a.patience.fixed: [1] | fixed needs a length of time, such as \"6 weeks\"; this is a list | write fixed = 1",
                ],
            ),
            (
                "patience = { table = 1 }",
                &[
                    "shops.a.patience.table: 1 | table needs a list in [ ]; this is a number | write table = [1]",
                ],
            ),
            (
                "patience = { table = [\"x\", -1] }",
                &[
                    "shops.a.patience.table.0: \"x\" | \"x\" does not begin with a number | write a length of time, such as \"6 weeks\"",
                    "shops.a.patience.table.1: -1 | -1 days is less than no time | a length of time runs from 0 to 400,000 days",
                ],
            ),
            (
                "wage = { value = 14.06, low = 15 }",
                &[
                    "shops.a.wage: 15 | low is 15, above the value 14.06 | low, value and high stand in rising order",
                ],
            ),
            (
                "wage = { value = 14.06, hihg = 15 }",
                &[
                    "shops.a.wage.hihg: hihg | beside value there is no key \"hihg\" | did you mean high? beside value there may be low, high, source, note",
                ],
            ),
            (
                "wage = { value = \"14.06 per hour\", low = \"15 per hour\" }",
                &[
                    "shops.a.wage: \"15 per hour\" | low is 15 per hour, above the value 14.06 per hour | low, value and high stand in rising order",
                ],
            ),
            (
                "wage = { value = 14.06, high = \"dear\", source = 3 }",
                &[
                    "shops.a.wage.high: \"dear\" | \"dear\" does not begin with a number of pounds | write a price an hour, such as \"14.06 per hour\"",
                    "shops.a.wage.source: 3 | source needs text in quotes; this is a number",
                ],
            ),
            (
                "ovens = 2",
                &[": ovens | ovens is given twice | keep one of the two"],
            ),
        ],
    );
}

#[test]
fn items_of_lists_that_are_wrong() {
    check(
        "[run]\nreplications = 3\n[[policy]]\nby = \"a\"\nstart = \"month 1\"\n",
        &[
            (
                "",
                &[
                    "policy.0: [[policy]] | policy 1 needs the key action | add action, what is done: a table with one of pay_uplift, narrow",
                ],
            ),
            (
                "action = { pay_uplift = { shop = \"a\", rise = 17 } }",
                &["policy.0.action.pay_uplift.rise: 17 | 17 is not a share | write 17 % as 0.17"],
            ),
            (
                "action = { pay_uplift = { shop = \"a\", rise = 0.1, more = 2 } }",
                &[
                    "policy.0.action.pay_uplift.more: more | action.pay_uplift of policy 1 has no key called \"more\" | its keys are shop, rise",
                ],
            ),
            (
                "ramp = \"soon\"\nend = \"x\"\naction = { narrow = { from = 3, to = 2 } }",
                &[
                    "policy.0.ramp: \"soon\" | \"soon\" does not begin with a number | write a length of time, such as \"6 weeks\"",
                    "policy.0.end: end | policy 1 has no key called \"end\" | its keys are by, start, ramp, action",
                ],
            ),
            (
                "action = { narrow = { from = 3, to = 2 } }",
                &[
                    "policy.0.action.narrow: { from = 3, to = 2 } | 3 to 2 is empty | let from be below to",
                ],
            ),
            (
                "action = \"pay_uplift\"",
                &[
                    "policy.0.action: \"pay_uplift\" | pay_uplift needs its values | write action = { pay_uplift = { shop = …, rise = … } }",
                ],
            ),
        ],
    );
}
