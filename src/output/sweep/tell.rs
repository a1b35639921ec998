//! What a sweep found, for the terminal and for programs.

use super::super::terminal::{self, Look};
use super::super::words;
use crate::results::of_a_sweep::{Sweep, SweepManifest, statistic};
use crate::results::{MeasureRecord, of_a_comparison};
use comfy_table::CellAlignment;
use serde_json::{Value, json};

/// "a Latin hypercube", "40 trajectories".
pub(super) fn design(manifest: &SweepManifest) -> String {
    match manifest.design.as_str() {
        "grid" => "a grid".to_owned(),
        "lhs" => "a Latin hypercube".to_owned(),
        "sobol" => "a Sobol sequence".to_owned(),
        "morris" => format!("{} trajectories", manifest.size),
        _ => format!("{} rows of two matrices and their mixtures", manifest.size),
    }
}

/// For each measure: what comes out as written, and each factor, the one that matters most first.
pub fn table(sweep: &Sweep, look: Look) -> String {
    let mut text = String::new();
    for measure in &sweep.manifest.measures {
        text.push_str(&of_measure(sweep, measure, look));
    }
    terminal::plain(&text, look)
}

/// Properties in columns, by what they are ordered.
const COLUMNS: [(&str, &str); 7] = [
    (statistic::AT_LOW, "at low"),
    (statistic::AT_HIGH, "at high"),
    (statistic::LOW_TO_HIGH, "low to high"),
    (statistic::MU_STAR, "size of effect"),
    (statistic::SIGMA, "spread of effect"),
    (statistic::FIRST, "share by itself"),
    (statistic::TOTAL, "share in all"),
];

fn of_measure(sweep: &Sweep, measure: &MeasureRecord, look: Look) -> String {
    let m = &sweep.manifest;
    let Some(written) = sweep.row(0, &measure.key) else {
        return String::new();
    };
    let what = if m.compared && !of_a_comparison::contains(&measure.key) {
        "difference from no policy"
    } else {
        "value"
    };
    let number = |x: f64, lower: f64, upper: f64| {
        if !x.is_finite() {
            return words::NOTHING.to_owned();
        }
        let decimals = super::super::catalogue::decimals(lower, upper);
        let sign = if x < 0.0 { "−" } else { "" };
        format!("{sign}{}", words::grouped(x.abs(), decimals))
    };
    let mut text = format!(
        "{} ({}): {what} {} as written, {} to {} ({})\n",
        measure.key,
        measure.unit,
        number(written.outcome, written.lower, written.upper),
        number(written.lower, written.lower, written.upper),
        number(written.upper, written.lower, written.upper),
        written.sign,
    );
    let known = |statistic: &str| {
        sweep
            .effects
            .iter()
            .any(|e| e.measure == measure.key && e.statistic == statistic)
    };
    // Where a design says more than a line does, the ends of the line stay in the table of effects.
    let more = known(statistic::MU_STAR) || known(statistic::FIRST);
    let ends = [statistic::AT_LOW, statistic::AT_HIGH];
    let columns = COLUMNS
        .into_iter()
        .filter(|c| known(c.0) && !(more && ends.contains(&c.0)));
    let columns: Vec<(&str, &str)> = columns.collect();
    if columns.is_empty() {
        text.push_str("  Too little is known to say what each factor has to do with it.\n\n");
        return text;
    }
    let by = [statistic::TOTAL, statistic::MU_STAR, statistic::LOW_TO_HIGH];
    let by = by
        .into_iter()
        .find(|s| known(s))
        .unwrap_or(statistic::LOW_TO_HIGH);
    let size = |name: &str| {
        sweep
            .effect(&measure.key, name, by)
            .map_or(f64::NEG_INFINITY, |e| e.value.abs())
    };
    let mut factors: Vec<_> = m.factors.iter().collect();
    factors.sort_by(|a, b| size(&b.name).total_cmp(&size(&a.name)));
    let mut table = terminal::bare_table(look);
    let mut header = vec!["factor".to_owned(), "low".to_owned(), "high".to_owned()];
    header.extend(columns.iter().map(|c| c.1.to_owned()));
    table.set_header(header);
    for factor in factors {
        let mut line = vec![factor.name.clone(), factor.low.clone(), factor.high.clone()];
        line.extend(columns.iter().map(|(statistic, _)| {
            let found = sweep.effect(&measure.key, &factor.name, statistic);
            found.map_or_else(
                || words::NOTHING.to_owned(),
                |e| {
                    let (lower, upper) = if e.lower.is_finite() {
                        (e.lower, e.upper)
                    } else {
                        (0.0, e.value.abs() / 5.0)
                    };
                    number(e.value, lower, upper)
                },
            )
        }));
        table.add_row(line);
    }
    for column in table.column_iter_mut().skip(3) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    text.push_str(&format!("{table}\n"));
    if let Some(e) = sweep.effect(&measure.key, "all", statistic::EXPLAINED) {
        text.push_str(&format!(
            "Straight lines explain {:.0}% of what differs between points.\n",
            100.0 * e.value
        ));
    }
    text.push('\n');
    text
}

/// Everything, for programs.
pub fn json(sweep: &Sweep) -> Value {
    let points: Vec<Value> = sweep
        .points
        .iter()
        .enumerate()
        .map(|(i, point)| json!({ "point": i, "values": point.values }))
        .collect();
    json!({
        "manifest": sweep.manifest,
        "points": points,
        "rows": sweep.rows,
        "effects": sweep.effects,
    })
}
