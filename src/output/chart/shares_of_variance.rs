//! Shares of variance: what of the spread of outcomes is a factor's doing, alone and with others.

use super::super::words;
use super::palette::{CATEGORIES, Colour};
use super::strips::{Bar, Strip, Strips};
use super::{Chart, DataTable};
use crate::results::MeasureRecord;
use crate::results::of_a_sweep::{EffectRow, Sweep, statistic};

const ALONE: Colour = CATEGORIES[0];
const TOTAL: Colour = CATEGORIES[5];
/// Most factors that are shown.
const SHOWN: usize = 12;

/// The chart of a measure; `None` if nothing varies.
pub fn chart(sweep: &Sweep, measure: &MeasureRecord) -> Option<Chart> {
    let manifest = &sweep.manifest;
    let mut found: Vec<(&str, &EffectRow, &EffectRow)> = manifest
        .factors
        .iter()
        .filter_map(|factor| {
            let of = |statistic| sweep.effect(&measure.key, &factor.name, statistic);
            Some((
                factor.name.as_str(),
                of(statistic::FIRST)?,
                of(statistic::TOTAL)?,
            ))
        })
        .collect();
    found.sort_by(|a, b| b.2.value.total_cmp(&a.2.value));
    let (name, alone, total) = *found.first()?;
    let percent = |x: f64| format!("{}%", words::grouped((100.0 * x).max(0.0), 0));
    let interval = |row: &EffectRow| format!("{} to {}", percent(row.lower), percent(row.upper));
    let title = format!(
        "{name} is behind {} ({}) of the spread of \u{201c}{}\u{201d} in {}, and by itself behind {} ({})",
        percent(total.value),
        interval(total),
        words::measure_title(measure),
        manifest.scenario,
        percent(alone.value),
        interval(alone)
    );
    let table = DataTable::of_words(
        "factor",
        &["by itself", "95% interval", "in all", "95% interval"],
        found.iter().take(60).map(|(name, alone, total)| {
            let cells = [
                percent(alone.value),
                interval(alone),
                percent(total.value),
                interval(total),
            ];
            ((*name).to_owned(), cells.into())
        }),
    );
    let rows = found.iter().take(SHOWN).map(|(name, alone, total)| {
        let bar = |row: &EffectRow, colour, lane| Bar {
            from: 0.0,
            to: row.value.max(0.0),
            interval: (row.lower.max(0.0), row.upper.max(0.0)),
            lane,
            colour,
        };
        Strip {
            name: (*name).to_owned(),
            note: format!(
                "{} by itself, {} in all",
                percent(alone.value),
                percent(total.value)
            ),
            bars: vec![bar(alone, ALONE, (0.0, 0.5)), bar(total, TOTAL, (0.5, 1.0))],
            before: String::new(),
            after: String::new(),
            turn: None,
        }
    });
    Some(Chart {
        file: format!("shares_of_variance_{}", super::file_name(&measure.key)),
        question: "Whose doing is the spread?",
        title,
        caption: format!(
            "Shares of the variance of outcomes over {} points (Saltelli 2010, Jansen). Shares in all can add up to more than \
             100%: what two factors do together counts for both. Thin lines: 95% intervals from resampled rows. {} at each \
             point; {}.",
            words::grouped(manifest.points as f64, 0),
            words::capitalised(&words::count(manifest.replications, "replication")),
            words::window(&manifest.window),
        ),
        table,
        picture: Box::new(Strips {
            axis: "share of variance".to_owned(),
            tick: Box::new(|x| {
                format!(
                    "{}{}%",
                    if x < 0.0 { "−" } else { "" },
                    words::grouped((100.0 * x).abs(), 0)
                )
            }),
            line: None,
            key: vec![
                (ALONE, "by itself"),
                (TOTAL, "in all, together with others"),
            ],
            rows: rows.collect(),
        }),
    })
}
