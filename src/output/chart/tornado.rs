//! What matters most: the outcome at the low and the high end of each factor, widest first.

use super::super::sensitivity;
use super::super::words;
use super::palette::{FALL, RISE};
use super::strips::{Bar, Strip, Strips};
use super::told::Told;
use super::{Chart, DataTable};
use crate::results::of_a_sweep::{FactorRecord, Sweep, statistic};
use crate::results::{MeasureRecord, SensitivityRow, of_a_comparison};

/// The question that it answers.
pub const QUESTION: &str = "What matters most?";
/// Most factors that are shown.
const SHOWN: usize = 12;

/// A factor, and the outcome at its ends.
struct Factor {
    name: String,
    low: String,
    high: String,
    at_low: [f64; 3],
    at_high: [f64; 3],
    /// Where the bars begin.
    middle: f64,
    /// `flips`, `no longer clear`, or empty.
    change: &'static str,
    /// Where it crosses zero, in words, if that is known.
    crossing: Option<String>,
}

impl Factor {
    fn ends(&self) -> [f64; 3] {
        [self.at_low[0], self.at_high[0], self.middle]
    }

    fn width(&self) -> f64 {
        let ends = self.ends();
        let low = ends.iter().copied().fold(f64::INFINITY, f64::min);
        ends.iter().copied().fold(f64::NEG_INFINITY, f64::max) - low
    }

    /// How far its ends are apart at least and at most, as far as their intervals say; nothing where they meet.
    fn widths(&self) -> [f64; 2] {
        let ([_, a, b], [_, c, d]) = (self.at_low, self.at_high);
        [(c - b).max(a - d).max(0.0), (d - a).max(b - c)]
    }

    fn crosses(&self) -> bool {
        let ends = self.ends();
        ends.iter().any(|&x| x < 0.0) && ends.iter().any(|&x| x > 0.0)
    }

    fn note(&self) -> String {
        let at = match &self.crossing {
            Some(at) => format!(" at about {at}"),
            None => String::new(),
        };
        match self.change {
            sensitivity::FLIPS => format!("conclusion flips{at}"),
            sensitivity::LOST => "no longer clear".to_owned(),
            _ => String::new(),
        }
    }
}

/// What an interval says of a sign.
fn sign_of([value, lower, upper]: [f64; 3]) -> i8 {
    if value.is_nan() {
        return 0;
    }
    i8::from(lower > 0.0) - i8::from(upper < 0.0)
}

/// The chart of a measure of a sweep; `None` if too little is known to draw one.
pub fn of_sweep(sweep: &Sweep, measure: &MeasureRecord) -> Option<Chart> {
    let manifest = &sweep.manifest;
    let written = sweep.row(0, &measure.key)?;
    let sign = sign_of([written.outcome, written.lower, written.upper]);
    let factors = manifest.factors.iter().filter_map(|factor| {
        let end = |statistic: &str| {
            let found = sweep.effect(&measure.key, &factor.name, statistic)?;
            Some([found.value, found.lower, found.upper])
        };
        let (at_low, at_high) = (end(statistic::AT_LOW)?, end(statistic::AT_HIGH)?);
        let ends = [sign_of(at_low), sign_of(at_high)];
        let change = if !manifest.compared || sign == 0 {
            ""
        } else if ends.contains(&-sign) {
            sensitivity::FLIPS
        } else if ends.contains(&0) {
            sensitivity::LOST
        } else {
            ""
        };
        Some(Factor {
            name: factor.name.clone(),
            low: factor.low.clone(),
            high: factor.high.clone(),
            middle: f64::midpoint(at_low[0], at_high[0]),
            crossing: crossing(factor, at_low[0], at_high[0]),
            at_low,
            at_high,
            change,
        })
    });
    let factors: Vec<Factor> = factors.collect();
    let explained = sweep.effect(&measure.key, "all", statistic::EXPLAINED);
    let rests_on = explained.map_or(manifest.points, |e| e.basis);
    let explained =
        explained.map(|e| format!(", which explain {:.0}% of the spread", 100.0 * e.value));
    let basis = format!(
        "Ends of straight lines through {}{}, the other factors halfway; thin lines: their 95% intervals, for these histories alone. {} each; {}.",
        match manifest.design.as_str() {
            "morris" => words::count(manifest.size, "trajectory"),
            _ => words::count(rests_on, "point"),
        },
        explained.unwrap_or_default(),
        words::capitalised(&words::count(manifest.replications, "replication")),
        words::window(&manifest.window),
    );
    let what = What {
        scenario: &manifest.scenario,
        measure,
        compared: manifest.compared,
        written: written.outcome,
        basis,
    };
    chart(&what, factors)
}

/// The chart of a measure of `caremarket sensitivity`.
pub fn of_sensitivity(rows: &[SensitivityRow], measure: &MeasureRecord) -> Option<Chart> {
    let of_it: Vec<&SensitivityRow> = rows.iter().filter(|r| r.measure == measure.key).collect();
    let written = *of_it.first().filter(|row| row.case.is_empty())?;
    let factors = of_it[1..].chunks_exact(2).filter_map(|ends| {
        let [low, high] = ends else { return None };
        let of = |row: &SensitivityRow| [row.difference, row.lower, row.upper];
        let either = |change: &str| low.change == change || high.change == change;
        Some(Factor {
            name: low.assumption.clone(),
            low: low.value.clone(),
            high: high.value.clone(),
            at_low: of(low),
            at_high: of(high),
            middle: written.difference,
            change: if either(sensitivity::FLIPS) {
                sensitivity::FLIPS
            } else if either(sensitivity::LOST) {
                sensitivity::LOST
            } else {
                ""
            },
            crossing: None,
        })
    });
    let basis = format!(
        "Each assumption at its low and its high, all others as written; thin lines: 95% intervals. {} of each; {}.",
        words::capitalised(&words::count(written.replications, "replication")),
        words::window(&written.window),
    );
    let what = What {
        scenario: &written.scenario,
        measure,
        compared: true,
        written: written.difference,
        basis,
    };
    chart(&what, factors.collect())
}

/// Where a line between two ends crosses zero, in the factor's own unit.
fn crossing(factor: &FactorRecord, at_low: f64, at_high: f64) -> Option<String> {
    let number = |text: &str| text.split_whitespace().next()?.parse::<f64>().ok();
    if at_low * at_high >= 0.0 || !factor.values.is_empty() || factor.paths.len() != 1 {
        return None;
    }
    let (low, high) = (number(&factor.low)?, number(&factor.high)?);
    let at = low + (high - low) * at_low / (at_low - at_high);
    Some(
        format!("{} {}", words::size(at), factor.unit)
            .trim()
            .to_owned(),
    )
}

struct What<'a> {
    scenario: &'a str,
    measure: &'a MeasureRecord,
    compared: bool,
    written: f64,
    basis: String,
}

fn chart(what: &What<'_>, mut factors: Vec<Factor>) -> Option<Chart> {
    factors.retain(|f| f.ends().iter().all(|x| x.is_finite()));
    if factors.is_empty() || !what.written.is_finite() {
        return None;
    }
    factors.sort_by(|a, b| b.width().total_cmp(&a.width()));
    let told = Told::of(
        what.measure,
        what.compared,
        factors.iter().flat_map(Factor::ends),
    );
    let title = title(what, &factors);
    let left_out = factors.len().saturating_sub(SHOWN);
    let caption = match left_out {
        0 => what.basis.clone(),
        1 => format!("{} One factor with less effect is not shown.", what.basis),
        n => format!("{} {n} factors with less effect are not shown.", what.basis),
    };
    let table = DataTable::of_words(
        "factor",
        &[
            "low",
            "outcome there",
            "95% interval",
            "high",
            "outcome there",
            "95% interval",
            "conclusion",
        ],
        factors.iter().take(60).map(|f| {
            let cells = [
                f.low.clone(),
                told.number(f.at_low[0]),
                told.interval(f.at_low),
                f.high.clone(),
                told.number(f.at_high[0]),
                told.interval(f.at_high),
                f.note(),
            ];
            (f.name.clone(), cells.into())
        }),
    );
    let rows = factors.into_iter().take(SHOWN).map(strip).collect();
    let axis = told.axis();
    Some(Chart {
        file: format!("tornado_{}", super::file_name(&what.measure.key)),
        question: QUESTION,
        title,
        caption,
        table,
        picture: Box::new(Strips {
            axis,
            tick: Box::new(move |x| told.number(x)),
            line: Some((what.written, "as written".to_owned())),
            key: vec![
                (FALL, "towards its low end"),
                (RISE, "towards its high end"),
            ],
            rows,
        }),
    })
}

fn strip(f: Factor) -> Strip {
    let bar = |end: [f64; 3], colour, lane| Bar {
        from: f.middle,
        to: end[0],
        interval: (end[1], end[2]),
        lane,
        colour,
    };
    let (low, high) = (f.at_low[0] - f.middle, f.at_high[0] - f.middle);
    // Two bars to the same side stand below one another.
    let (upper, lower) = if low * high > 0.0 {
        ((0.0, 0.5), (0.5, 1.0))
    } else {
        ((0.0, 1.0), (0.0, 1.0))
    };
    let bars = vec![bar(f.at_low, FALL, upper), bar(f.at_high, RISE, lower)];
    let (before, after) = if f.at_low[0] <= f.at_high[0] {
        (&f.low, &f.high)
    } else {
        (&f.high, &f.low)
    };
    Strip {
        note: f.note(),
        before: before.clone(),
        after: after.clone(),
        turn: (f.crosses() && f.change == sensitivity::FLIPS).then_some(0.0),
        name: f.name,
        bars,
    }
}

/// What it shows, no stronger than the intervals.
fn title(what: &What<'_>, factors: &[Factor]) -> String {
    let measure = format!("\u{201c}{}\u{201d}", words::measure_title(what.measure));
    let widest = &factors[0].name;
    let flips: Vec<String> = factors
        .iter()
        .filter(|f| f.change == sensitivity::FLIPS)
        .map(|f| f.name.clone())
        .collect();
    let outcome = if of_a_comparison::contains(&what.measure.key) || !what.compared {
        format!("{}: {measure}", what.scenario)
    } else {
        format!("What {} does to {measure}", what.scenario)
    };
    let most = if factors[0].width() > 0.0 {
        // Another may be as wide: as far as its intervals reach, and no wider than this one's at their nearest.
        let [least, _] = factors[0].widths();
        let next = factors.get(1).map_or(0.0, |f| f.widths()[1]);
        let hangs = if least > next {
            "hangs"
        } else {
            "seems to hang"
        };
        format!("{outcome} {hangs} most on {widest}")
    } else {
        format!("{outcome} hangs on nothing that was varied")
    };
    match flips.as_slice() {
        [] => most,
        [one] => format!("{most}; the conclusion flips with {one}"),
        [first, rest @ ..] => format!(
            "{most}; the conclusion flips with {first} and {} more",
            words::grouped(rest.len() as f64, 0)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::chart::DataCell;
    use crate::results::Better;

    fn measure() -> MeasureRecord {
        MeasureRecord {
            key: "delayed.all".to_owned(),
            title: "Delayed anywhere".to_owned(),
            unit: "people".to_owned(),
            better: Better::Lower,
        }
    }

    fn row(
        assumption: &str,
        case: &str,
        value: &str,
        [difference, lower, upper]: [f64; 3],
        change: &str,
    ) -> SensitivityRow {
        SensitivityRow {
            scenario: "step-down".to_owned(),
            assumption: assumption.to_owned(),
            case: case.to_owned(),
            value: value.to_owned(),
            set: String::new(),
            window: "m7-12".to_owned(),
            measure: "delayed.all".to_owned(),
            difference,
            lower,
            upper,
            sign: String::new(),
            change: change.to_owned(),
            replications: 20,
            seed: 1,
            version: "0".to_owned(),
        }
    }

    #[test]
    fn the_widest_bar_stands_first_and_a_flip_is_said() {
        let rows = [
            row("as written", "", "", [-10.0, -12.0, -8.0], ""),
            row("Narrow", "low", "1", [-11.0, -13.0, -9.0], ""),
            row("Narrow", "high", "2", [-9.0, -11.0, -7.0], ""),
            row("Wide", "low", "13 weeks", [-15.0, -17.0, -13.0], ""),
            row(
                "Wide",
                "high",
                "52 weeks",
                [6.0, 4.0, 8.0],
                sensitivity::FLIPS,
            ),
        ];
        let chart = of_sensitivity(&rows, &measure()).unwrap();
        assert_eq!(chart.table.rows[0].name, "Wide");
        assert_eq!(
            chart.title,
            "What step-down does to \u{201c}Delayed anywhere\u{201d} hangs most on Wide; the conclusion flips with Wide"
        );
        assert_eq!(
            chart.table.rows[0].cells[6],
            DataCell::Text("conclusion flips".to_owned())
        );
        assert!(
            of_sensitivity(&rows[1..], &measure()).is_none(),
            "nothing as written, nothing to compare with"
        );

        // One that may be as wide takes the certainty away.
        let mut unsure = rows.clone();
        unsure[1].lower = -31.0;
        let title = of_sensitivity(&unsure, &measure()).unwrap().title;
        assert!(title.contains("seems to hang most on Wide"), "{title}");
    }

    /// From -4 at 10 to +6 at 60: zero lies two fifths of the way, at 30.
    #[test]
    fn where_a_line_crosses_zero_is_told_in_the_unit_of_the_factor() {
        let factor = FactorRecord {
            name: "lag".to_owned(),
            paths: vec!["lag".to_owned()],
            low: "10 weeks".to_owned(),
            high: "60 weeks".to_owned(),
            unit: "weeks".to_owned(),
            ..FactorRecord::default()
        };
        assert_eq!(crossing(&factor, -4.0, 6.0).unwrap(), "30 weeks");
        assert!(crossing(&factor, 4.0, 6.0).is_none());
        let listed = FactorRecord {
            values: vec!["10".to_owned(), "60".to_owned()],
            ..factor
        };
        assert!(crossing(&listed, -4.0, 6.0).is_none());
    }
}
