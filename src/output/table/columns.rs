//! What stands in each table of a result folder, column by column: the one description, for writing and reading, for
//! `datapackage.json` and for the documentation.

/// A table of a result folder.
#[derive(Debug)]
pub struct Table {
    /// Its file.
    pub file: &'static str,
    /// The option without which it is not written; empty if it always is.
    pub asked_for_by: &'static str,
    /// What a row is.
    pub a_row_is: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
    /// The columns that together tell its rows apart; none if rows may look alike.
    pub key: &'static [&'static str],
    /// Columns whose cells stand together in a row of another table under the same names.
    pub refers_to: Option<(&'static Self, &'static [&'static str])>,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name, as it stands in the header.
    pub name: &'static str,
    /// What a cell holds.
    pub kind: Kind,
    /// Its unit, if all cells have the same one.
    pub unit: &'static str,
    /// What it means.
    pub about: &'static str,
}

/// What a cell of a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text that is never missing.
    Text,
    /// Text, or nothing.
    MaybeText,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// Yes or no.
    YesNo,
    /// A whole number.
    Whole,
    /// A number that is never missing.
    Number,
    /// A number, or nothing where there is none: the mean wait of nobody, the interval of one replication.
    MaybeNumber,
}

const fn column(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column {
        name,
        kind,
        unit: "",
        about,
    }
}

const fn days(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column {
        name,
        kind,
        unit: "days",
        about,
    }
}

const SCENARIO: Column = column("scenario", Kind::Text, "Name of the scenario");
const BASELINE: Column = column("baseline", Kind::Text, "What it is compared with");
const WINDOW: Column = column(
    "window",
    Kind::Text,
    "Stretch of the run, or instant: `m7-12` is months 7 to 12, `all` the whole of it",
);
const MEASURE: Column = column("measure", Kind::Text, "Key of the measure");
const UNIT: Column = column("unit", Kind::Text, "Unit of the numbers of the row");
const REPLICATION: Column = column("replication", Kind::Whole, "The replication, from 0");
const MEAN: Column = column("mean", Kind::MaybeNumber, "Mean over replications");
const LOWER: Column = column(
    "lower",
    Kind::MaybeNumber,
    "Lower end of the 95% interval of the mean",
);
const UPPER: Column = column(
    "upper",
    Kind::MaybeNumber,
    "Upper end of the 95% interval of the mean",
);
const P05: Column = column("p05", Kind::MaybeNumber, "5th percentile over replications");
const P50: Column = column("p50", Kind::MaybeNumber, "Median over replications");
const P95: Column = column(
    "p95",
    Kind::MaybeNumber,
    "95th percentile over replications",
);
const DIFFERENCE: Column = column(
    "difference",
    Kind::MaybeNumber,
    "Mean of scenario less baseline, paired by replication; for a measure of the change itself its value",
);
const DAY: Column = days("day", Kind::Whole, "Day, counted from 0");
const EXPECTED: Column = column("expected", Kind::Text, "What was expected, in words");
const FOUND: Column = column(
    "value",
    Kind::MaybeNumber,
    "What was found: the difference, or the level where nothing is compared",
);
const VERSUS: Column = column(
    "versus",
    Kind::MaybeText,
    "What it is compared with; empty if the expectation is of the scenario alone",
);
const OUTCOME: Column = column(
    "outcome",
    Kind::OneOf(&["met", "not met", "undecided"]),
    "What became of it; undecided if the interval allows both",
);
const WITH_A_VALUE: Column = column(
    "replications",
    Kind::Whole,
    "Replications in which it had a value",
);
const REPLICATIONS: Column = column("replications", Kind::Whole, "Replications");
const SEED: Column = column("seed", Kind::Whole, "Seed of all draws");
const VERSION: Column = column("version", Kind::Text, "Version of caremarket");

/// `summary.csv`.
pub const SUMMARY: Table = Table {
    file: "summary.csv",
    asked_for_by: "",
    a_row_is: "a measure of a scenario in a window, over replications",
    columns: &[
        SCENARIO,
        WINDOW,
        MEASURE,
        UNIT,
        WITH_A_VALUE,
        MEAN,
        LOWER,
        UPPER,
        column(
            "sd",
            Kind::MaybeNumber,
            "Standard deviation over replications",
        ),
        P05,
        P50,
        P95,
    ],
    key: &["scenario", "window", "measure"],
    refers_to: None,
};

/// `differences.csv`.
pub const DIFFERENCES: Table = Table {
    file: "differences.csv",
    asked_for_by: "",
    a_row_is: "a measure of a scenario less that of its baseline in a window; and the measures of a change itself",
    columns: &[
        SCENARIO,
        BASELINE,
        WINDOW,
        MEASURE,
        UNIT,
        column(
            "replications",
            Kind::Whole,
            "Pairs of replications in which both had a value",
        ),
        DIFFERENCE,
        LOWER,
        UPPER,
        column(
            "verdict",
            Kind::MaybeText,
            "What the interval says: `better`, `worse` or `no clear change`; `higher` or `lower` where neither direction is \
             better; for a measure of the change itself why it has no value, if it has none; empty with one replication",
        ),
    ],
    key: &["scenario", "window", "measure"],
    refers_to: None,
};

/// `replications.csv`.
pub const EACH_REPLICATION: Table = Table {
    file: "replications.csv",
    asked_for_by: "",
    a_row_is: "a measure of a scenario in a window in one replication",
    columns: &[
        SCENARIO,
        REPLICATION,
        WINDOW,
        MEASURE,
        column(
            "value",
            Kind::MaybeNumber,
            "Its value, in the unit that `summary.csv` gives",
        ),
    ],
    key: &["scenario", "replication", "window", "measure"],
    refers_to: Some((&SUMMARY, &["scenario", "window", "measure"])),
};

/// `series.csv`.
pub const SERIES: Table = Table {
    file: "series.csv",
    asked_for_by: "",
    a_row_is: "a level of a scenario at the start of a whole day, over replications",
    columns: &[SCENARIO, MEASURE, DAY, MEAN, P05, P50, P95],
    key: &["scenario", "measure", "day"],
    refers_to: None,
};

/// `difference_series.csv`.
pub const DIFFERENCE_SERIES: Table = Table {
    file: "difference_series.csv",
    asked_for_by: "",
    a_row_is: "a level less that of the baseline, the mean of the 28 days up to a day, for totals by place and sector",
    columns: &[
        SCENARIO,
        BASELINE,
        MEASURE,
        DAY,
        column(
            "difference",
            Kind::MaybeNumber,
            "Mean of scenario less baseline, paired by replication",
        ),
        LOWER,
        UPPER,
    ],
    key: &["scenario", "measure", "day"],
    refers_to: Some((&SERIES, &["scenario", "measure", "day"])),
};

/// `distributions.csv`.
pub const DISTRIBUTIONS: Table = Table {
    file: "distributions.csv",
    asked_for_by: "",
    a_row_is: "the share of time, or of people, at or below a threshold that the scenario asks for",
    columns: &[
        SCENARIO,
        WINDOW,
        MEASURE,
        column(
            "at_most",
            Kind::Number,
            "The threshold, in the unit of the measure",
        ),
        column(
            "share",
            Kind::MaybeNumber,
            "Share of the time that the level stood at or below it; of the people whose wait or stay was",
        ),
        LOWER,
        UPPER,
    ],
    key: &["scenario", "window", "measure", "at_most"],
    refers_to: None,
};

/// `moves.csv`.
pub const MOVES: Table = Table {
    file: "moves.csv",
    asked_for_by: "",
    a_row_is: "workers who went from one sector to another in a window",
    columns: &[
        SCENARIO,
        column(
            "from",
            Kind::Text,
            "Sector left; `outside` is outside care, or outside all sectors",
        ),
        column("to", Kind::Text, "Sector joined, or `outside`"),
        WINDOW,
        Column {
            name: "workers",
            kind: Kind::MaybeNumber,
            unit: "people",
            about: "Workers, mean over replications",
        },
        LOWER,
        UPPER,
    ],
    key: &["scenario", "from", "to", "window"],
    refers_to: None,
};

/// `expectations.csv`.
pub const EXPECTATIONS: Table = Table {
    file: "expectations.csv",
    asked_for_by: "",
    a_row_is: "what a scenario expects, written before it was run, and what became of it",
    columns: &[
        SCENARIO, VERSUS, WINDOW, MEASURE, EXPECTED, FOUND, LOWER, UPPER, OUTCOME,
    ],
    key: &[],
    refers_to: None,
};

const HISTORY_OF: Column = column(
    "history_of",
    Kind::Text,
    "The world looked at: the scenario, or what it is compared with",
);

/// `control_chart.csv`.
pub const CONTROL_CHART: Table = Table {
    file: "control_chart.csv",
    asked_for_by: "",
    a_row_is: "a month on the control chart of one simulated history, the one whose difference is the median",
    columns: &[
        SCENARIO,
        HISTORY_OF,
        REPLICATION,
        MEASURE,
        column(
            "month",
            Kind::Whole,
            "The month, a twelfth of 365 days; 1 begins on day 0, and the one before it is 0",
        ),
        column("value", Kind::MaybeNumber, "Mean of its midnights"),
        column(
            "mean",
            Kind::MaybeNumber,
            "Mean of the months before the policy",
        ),
        column(
            "lower_limit",
            Kind::MaybeNumber,
            "Lower limit that they set",
        ),
        column(
            "upper_limit",
            Kind::MaybeNumber,
            "Upper limit that they set",
        ),
        column(
            "sets_limits",
            Kind::YesNo,
            "Whether it is one of the months before the policy",
        ),
        column(
            "signal",
            Kind::MaybeText,
            "`improvement` or `concern`; empty for what is as usual",
        ),
        column(
            "rule",
            Kind::MaybeText,
            "The rule by which it is a signal; empty if it is none",
        ),
    ],
    key: &["scenario", "history_of", "measure", "month"],
    refers_to: None,
};

/// `control_chart_signals.csv`.
pub const CONTROL_SIGNALS: Table = Table {
    file: "control_chart_signals.csv",
    asked_for_by: "",
    a_row_is: "in how many histories a control chart signals after the policy has started, and when first",
    columns: &[
        SCENARIO,
        HISTORY_OF,
        MEASURE,
        column(
            "signal",
            Kind::OneOf(&["improvement", "concern", "concern after improvement"]),
            "What is signalled",
        ),
        column("replications", Kind::Whole, "Histories"),
        column("signalled", Kind::Whole, "Those whose chart signals"),
        column("share", Kind::MaybeNumber, "Their share"),
        column(
            "lower",
            Kind::MaybeNumber,
            "Lower end of the 95% interval of the share (Wilson)",
        ),
        column(
            "upper",
            Kind::MaybeNumber,
            "Upper end of the 95% interval of the share (Wilson)",
        ),
        column(
            "month",
            Kind::MaybeNumber,
            "Month by which half of those that signal have done so for the first time",
        ),
        column(
            "month_lower",
            Kind::MaybeNumber,
            "Lower end of the 95% interval of that month",
        ),
        column(
            "month_upper",
            Kind::MaybeNumber,
            "Upper end of the 95% interval of that month",
        ),
    ],
    key: &["scenario", "history_of", "measure", "signal"],
    refers_to: None,
};

/// `census.csv`.
pub const CENSUS: Table = Table {
    file: "census.csv",
    asked_for_by: "--census",
    a_row_is: "a level of one replication at the start of a whole day, for statistics of one's own",
    columns: &[
        SCENARIO,
        REPLICATION,
        DAY,
        MEASURE,
        column(
            "value",
            Kind::MaybeNumber,
            "The level; `series.csv` holds its mean over replications",
        ),
    ],
    key: &["scenario", "replication", "day", "measure"],
    refers_to: None,
};

/// `people.csv`.
pub const PEOPLE: Table = Table {
    file: "people.csv",
    asked_for_by: "--people",
    a_row_is: "one person and one place: a wait for it, the stay in it, or both",
    columns: &[
        SCENARIO,
        REPLICATION,
        column(
            "person",
            Kind::Whole,
            "The person, from 0 in the order of coming into the world, warm-up included",
        ),
        column("group", Kind::MaybeText, "Their group"),
        column("place", Kind::Text, "The place"),
        days(
            "asked",
            Kind::MaybeNumber,
            "When they became ready for it; `started` less `asked` is the wait in `wait_days`. People found in a place at \
             the start asked when they started",
        ),
        days("started", Kind::MaybeNumber, "When they started in it"),
        days(
            "ready",
            Kind::MaybeNumber,
            "When they were ready to leave it: service over, whether or not a delay or a wait for the next place follows",
        ),
        days(
            "left",
            Kind::MaybeNumber,
            "When they left it; or stopped waiting for it",
        ),
        column(
            "outcome",
            Kind::Text,
            "`moved` to another place, `left` the network, `gave up` waiting, was `turned away`; in a care market also \
             `died`, and `admitted` as an emergency. At the end of the run: `waiting`, `in service`, or `blocked` (ready, \
             and still there)",
        ),
    ],
    key: &[],
    refers_to: None,
};

/// `drawn.csv`.
pub const DRAWN: Table = Table {
    file: "drawn.csv",
    asked_for_by: "--uncertain",
    a_row_is: "what an uncertain value was taken to be in a replication",
    columns: &[
        column(
            "scenarios",
            Kind::Text,
            "The scenarios in which it was taken to be that",
        ),
        REPLICATION,
        column("path", Kind::Text, "Path of the value in the scenario"),
        column("value", Kind::Number, "What it was taken to be"),
        column("unit", Kind::MaybeText, "Its unit; empty for a bare number"),
    ],
    key: &["scenarios", "replication", "path"],
    refers_to: None,
};

/// `catalogue.csv`, the expectations of every scenario: not part of a result folder.
pub const CATALOGUE: Table = Table {
    file: "catalogue.csv",
    asked_for_by: "",
    a_row_is: "what a scenario that comes with the program expects, and what became of it",
    columns: &[
        SCENARIO,
        column("title", Kind::Text, "Its title"),
        VERSUS,
        WINDOW,
        MEASURE,
        EXPECTED,
        FOUND,
        LOWER,
        UPPER,
        OUTCOME,
        column(
            "assumed",
            Kind::YesNo,
            "Whether it follows directly from an assumed effect rather than from the model",
        ),
        REPLICATIONS,
        SEED,
        VERSION,
    ],
    key: &[],
    refers_to: None,
};

/// `sensitivity.csv`, on which assumptions conclusions hang: not part of a result folder.
pub const SENSITIVITY: Table = Table {
    file: "sensitivity.csv",
    asked_for_by: "",
    a_row_is: "what a scenario does to a measure with one assumption at one of its ends",
    columns: &[
        SCENARIO,
        column(
            "assumption",
            Kind::Text,
            "The assumption; `as written` for all of them as the scenario has them",
        ),
        column(
            "case",
            Kind::MaybeText,
            "`low` or `high`; empty for what is as written",
        ),
        column("value", Kind::MaybeText, "The value, or values"),
        column("set", Kind::MaybeText, "The same as settings of paths"),
        WINDOW,
        MEASURE,
        DIFFERENCE,
        LOWER,
        UPPER,
        column(
            "sign",
            Kind::Text,
            "What the interval says of its sign: `above 0`, `below 0`, `unclear`, `nothing changes` or `undefined`",
        ),
        column(
            "change",
            Kind::MaybeText,
            "What becomes of the conclusion: `flips`, `no longer clear`, `becomes clear`, or empty",
        ),
        REPLICATIONS,
        SEED,
        VERSION,
    ],
    key: &[],
    refers_to: None,
};

/// `sweep.csv`.
pub const SWEEP: Table = Table {
    file: "sweep.csv",
    asked_for_by: "",
    a_row_is: "what came out of a measure at a point of a sweep",
    columns: &[
        column(
            "point",
            Kind::Whole,
            "The point; 0 is the scenario as written",
        ),
        WINDOW,
        MEASURE,
        UNIT,
        WITH_A_VALUE,
        column(
            "scenario",
            Kind::MaybeNumber,
            "Mean of the scenario; empty for measures of a comparison",
        ),
        column(
            "baseline",
            Kind::MaybeNumber,
            "Mean of the same place without policies; empty if nothing is compared",
        ),
        column(
            "outcome",
            Kind::MaybeNumber,
            "Scenario less baseline, the measure of the comparison, or the level where nothing is compared",
        ),
        LOWER,
        UPPER,
        column(
            "sign",
            Kind::Text,
            "What the interval says of its sign: `above 0`, `below 0`, `unclear`, `nothing changes` or `undefined`",
        ),
    ],
    key: &["point", "measure"],
    refers_to: None,
};

/// `effects.csv`.
pub const EFFECTS: Table = Table {
    file: "effects.csv",
    asked_for_by: "",
    a_row_is: "a property of what a factor of a sweep does to a measure",
    columns: &[
        MEASURE,
        column(
            "factor",
            Kind::Text,
            "The factor; `all` for what is said of all together",
        ),
        column(
            "statistic",
            Kind::Text,
            "The property: `at_low`, `at_high`, `low_to_high`, `mu`, `mu_star`, `sigma`, `first_order`, `total` or `share_explained`",
        ),
        column("value", Kind::MaybeNumber, "Its value"),
        LOWER,
        UPPER,
        column(
            "basis",
            Kind::Whole,
            "Points, trajectories or rows it rests on",
        ),
    ],
    key: &["measure", "factor", "statistic"],
    refers_to: None,
};

/// Every table of a result folder: those that are always written, then those written when asked for.
pub const ALL: [&Table; 13] = [
    &SUMMARY,
    &DIFFERENCES,
    &EACH_REPLICATION,
    &SERIES,
    &DIFFERENCE_SERIES,
    &DISTRIBUTIONS,
    &MOVES,
    &EXPECTATIONS,
    &CONTROL_CHART,
    &CONTROL_SIGNALS,
    &CENSUS,
    &PEOPLE,
    &DRAWN,
];

/// The table of this file.
pub fn of_file(file: &str) -> Option<&'static Table> {
    ALL.into_iter().find(|table| table.file == file)
}

impl Table {
    /// Its file without the ending: a name for programs.
    pub fn name(&self) -> &'static str {
        self.file.trim_end_matches(".csv")
    }
}

impl Kind {
    /// In words, for people: "text", "number, or empty".
    pub fn words(self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::MaybeText => "text, or empty".to_owned(),
            Self::OneOf(values) => {
                let values: Vec<String> = values.iter().map(|v| format!("`{v}`")).collect();
                values.join(", ")
            }
            Self::YesNo => "`true` or `false`".to_owned(),
            Self::Whole => "whole number".to_owned(),
            Self::Number => "number".to_owned(),
            Self::MaybeNumber => "number, or empty".to_owned(),
        }
    }

    /// Whether a cell of this text can stand in such a column.
    pub fn allows(self, cell: &str) -> bool {
        match self {
            Self::Text => !cell.is_empty(),
            Self::MaybeText => true,
            Self::OneOf(values) => values.contains(&cell),
            Self::YesNo => ["true", "false"].contains(&cell),
            Self::Whole => cell.parse::<i64>().is_ok(),
            Self::Number => cell.parse::<f64>().is_ok_and(f64::is_finite),
            Self::MaybeNumber => cell.is_empty() || Self::Number.allows(cell),
        }
    }
}

/// All tables with their columns, as a part of a page.
pub fn page() -> String {
    let mut text = String::new();
    for table in ALL {
        let asked = match table.asked_for_by {
            "" => String::new(),
            option => format!(" Written with `{option}`."),
        };
        let key: Vec<String> = table.key.iter().map(|k| format!("`{k}`")).collect();
        let key = match key.as_slice() {
            [] => " Rows may look alike.".to_owned(),
            key => format!(" Told apart by {}.", key.join(", ")),
        };
        text.push_str(&format!(
            "### {}\n\nA row is {}.{asked}{key}\n\n| column | holds | unit | meaning |\n|---|---|---|---|\n",
            table.file, table.a_row_is
        ));
        for column in table.columns {
            text.push_str(&format!(
                "| `{}` | {} | {} | {} |\n",
                column.name,
                column.kind.words(),
                column.unit,
                column.about
            ));
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_references_name_columns_that_are_there() {
        for table in ALL {
            let has = |table: &Table, name: &&str| table.columns.iter().any(|c| c.name == *name);
            assert!(
                table.key.iter().all(|name| has(table, name)),
                "{}",
                table.file
            );
            if let Some((other, names)) = table.refers_to {
                assert!(names.iter().all(|n| has(table, n) && has(other, n)));
                assert_eq!(other.key, names, "what is referred to is told apart by it");
            }
            for column in table.columns {
                assert!(!column.about.ends_with('.') && !column.about.contains('|'));
            }
        }
    }
}
