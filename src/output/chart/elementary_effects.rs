//! Elementary effects: how much each factor matters, and how much that hangs on the others.

use super::super::words;
use super::dots::{Axis, Dot, Scatter};
use super::palette::CATEGORIES;
use super::told::Told;
use super::{Chart, DataTable};
use crate::results::MeasureRecord;
use crate::results::of_a_sweep::{EffectRow, Sweep, statistic};

/// The chart of a measure; `None` if no effect is known.
pub fn chart(sweep: &Sweep, measure: &MeasureRecord) -> Option<Chart> {
    let manifest = &sweep.manifest;
    let mut found: Vec<(&str, &EffectRow, &EffectRow, f64)> = manifest
        .factors
        .iter()
        .filter_map(|factor| {
            let of = |statistic| sweep.effect(&measure.key, &factor.name, statistic);
            let (star, mu) = (of(statistic::MU_STAR)?, of(statistic::MU)?);
            let sigma = of(statistic::SIGMA)?.value;
            (star.value.is_finite() && sigma.is_finite()).then_some((
                factor.name.as_str(),
                star,
                mu,
                sigma,
            ))
        })
        .collect();
    found.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let (first, star, _, sigma) = *found.first()?;
    let told = Told::of(measure, false, found.iter().flat_map(|f| [f.1.value, f.3]));
    let mean = Told::of(measure, true, found.iter().map(|f| f.2.value));
    let by_more = found
        .get(1)
        .is_some_and(|second| star.lower > second.1.upper);
    let how = if sigma > star.value {
        ", and how much hangs on the others"
    } else {
        ""
    };
    let matters = if by_more || found.len() == 1 {
        "matters"
    } else {
        "seems to matter"
    };
    let title = format!(
        "{first} {matters} most for \u{201c}{}\u{201d} in {}{how}",
        words::measure_title(measure),
        manifest.scenario
    );
    let rows = found.iter().map(|(name, star, mu, sigma)| {
        let cells = [
            told.number(star.value),
            told.interval([star.value, star.lower, star.upper]),
            mean.number(mu.value),
            told.number(*sigma),
        ];
        ((*name).to_owned(), cells.into())
    });
    let table = DataTable::of_words(
        "factor",
        &[
            "mean size of effect",
            "95% interval",
            "mean effect",
            "spread of effect",
        ],
        rows.take(60),
    );
    let dots = found.iter().map(|(name, star, _, sigma)| Dot {
        name: (*name).to_owned(),
        across: [star.value, star.lower, star.upper],
        up: [*sigma, f64::NAN, f64::NAN],
        colour: CATEGORIES[0],
    });
    let dots = dots.collect();
    let (across, up) = (told.clone(), told);
    Some(Chart {
        file: format!("elementary_effects_{}", super::file_name(&measure.key)),
        question: "What matters most, and does it hang on the rest?",
        title,
        caption: format!(
            "What going from low to high changes, in {} of one step for each factor; to the right: matters more; higher up: \
             the effect differs from place to place, because other factors matter for it or it follows no straight line. \
             Lines: 95% intervals. {} at each point; {}.",
            words::count(manifest.size, "trajectory"),
            words::capitalised(&words::count(manifest.replications, "replication")),
            words::window(&manifest.window),
        ),
        table,
        picture: Box::new(Scatter {
            across: Axis {
                name: format!(
                    "mean size of effect on {} ({})",
                    words::uncapitalised(&words::measure_title(measure)),
                    measure.unit
                ),
                tick: Box::new(move |x| across.number(x)),
            },
            up: Axis {
                name: "spread of the effect (standard deviation)".to_owned(),
                tick: Box::new(move |x| up.number(x)),
            },
            dots,
            joined: Vec::new(),
        }),
    })
}
