//! The frontier: what can be had for what, and which choices no other choice betters in both.

use super::super::comparison::Comparison;
use super::super::words;
use super::dots::{Axis, Dot, Scatter};
use super::palette::{CATEGORIES, SOFT};
use super::told::Told;
use super::{Chart, DataTable};
use crate::results::of_a_sweep::Sweep;
use crate::results::{Better, MeasureRecord, Results};

/// A choice, and what comes of it: two outcomes, each with its interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Its name.
    pub name: String,
    /// The outcome told across: value, lower and upper end.
    pub across: [f64; 3],
    /// The outcome told upwards.
    pub up: [f64; 3],
}

/// What all choices share.
#[derive(Clone, Copy, Debug)]
pub struct Tradeoff<'a> {
    /// The measure told across.
    pub across: &'a MeasureRecord,
    /// The measure told upwards.
    pub up: &'a MeasureRecord,
    /// Whether outcomes are differences from the same place without policies.
    pub compared: bool,
    /// What it rests on.
    pub basis: &'a str,
}

/// Choices that no other betters: as good in both outcomes and better in one. In order of the first outcome.
///
/// Less is better of both, unless a measure says that more is; judged by the means.
pub fn unbettered(choices: &[Choice], tradeoff: &Tradeoff<'_>) -> Vec<usize> {
    // Nothing has one sign only.
    let cost = |measure: &MeasureRecord, x: f64| match measure.better {
        Better::Higher => 0.0 - x,
        _ => x + 0.0,
    };
    let costs: Vec<(f64, f64)> = choices
        .iter()
        .map(|c| {
            (
                cost(tradeoff.across, c.across[0]),
                cost(tradeoff.up, c.up[0]),
            )
        })
        .collect();
    let known = |&i: &usize| costs[i].0.is_finite() && costs[i].1.is_finite();
    let mut order: Vec<usize> = (0..choices.len()).filter(known).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (costs[a], costs[b]);
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    // In this order whoever betters a choice comes before it.
    let mut best: Option<(f64, f64)> = None;
    let mut kept: Vec<usize> = Vec::new();
    for i in order {
        if best.is_none_or(|best| costs[i].1 < best.1 || costs[i] == best) {
            best = Some(costs[i]);
            kept.push(i);
        }
    }
    kept.sort_by(|&a, &b| choices[a].across[0].total_cmp(&choices[b].across[0]));
    kept
}

/// The chart; `None` with fewer than two choices whose outcomes are known.
pub fn chart(choices: &[Choice], tradeoff: &Tradeoff<'_>) -> Option<Chart> {
    let known = |c: &&Choice| c.across[0].is_finite() && c.up[0].is_finite();
    let mut choices: Vec<Choice> = choices.iter().filter(known).cloned().collect();
    if choices.len() < 2 {
        return None;
    }
    // Those on the frontier first: they are named first.
    let on = unbettered(&choices, tradeoff);
    let mut order = on.clone();
    order.extend((0..choices.len()).filter(|i| !on.contains(i)));
    choices = order.into_iter().map(|i| choices[i].clone()).collect();
    let kept = on.len();
    let across = Told::of(
        tradeoff.across,
        tradeoff.compared,
        choices.iter().flat_map(|c| c.across),
    );
    let up = Told::of(
        tradeoff.up,
        tradeoff.compared,
        choices.iter().flat_map(|c| c.up),
    );
    let names: Vec<String> = choices[..kept].iter().map(|c| c.name.clone()).collect();
    let in_words = |measure: &MeasureRecord| words::uncapitalised(&words::measure_title(measure));
    let both = format!(
        "both {} and {}",
        in_words(tradeoff.up),
        in_words(tradeoff.across)
    );
    let named = match names.as_slice() {
        [one] => format!("{one} betters all others in {both}"),
        few if few.len() <= 4 => format!("{} are bettered by none in {both}", words::list(few)),
        many => format!("{} are bettered by none in {both}", many.len()),
    };
    let title = format!("By their means, of {} choices {named}", choices.len());
    let few = choices.len() <= 20;
    let shown = if choices.len() <= 60 {
        choices.len()
    } else {
        kept.min(60)
    };
    let table = DataTable::of_words(
        "choice",
        &[
            tradeoff.across.key.as_str(),
            "95% interval",
            tradeoff.up.key.as_str(),
            "95% interval",
            "bettered",
        ],
        choices[..shown].iter().enumerate().map(|(i, c)| {
            let cells = vec![
                across.number(c.across[0]),
                across.interval(c.across),
                up.number(c.up[0]),
                up.interval(c.up),
                if i < kept { "by none" } else { "yes" }.to_owned(),
            ];
            (c.name.clone(), cells)
        }),
    );
    let dots = choices.iter().enumerate().map(|(i, c)| Dot {
        name: if few || i < kept {
            c.name.clone()
        } else {
            String::new()
        },
        across: c.across,
        up: c.up,
        colour: if i < kept {
            CATEGORIES[0]
        } else {
            SOFT.with_opacity(0.55)
        },
    });
    let dots = dots.collect();
    let (across_name, up_name) = (across.axis(), up.axis());
    Some(Chart {
        file: "frontier".to_owned(),
        question: "What can be had for what?",
        title,
        caption: format!(
            "Joined: choices that no other betters in both, judged by means; crosses: 95% intervals. Where crosses overlap, which is \
             better is not known. {}",
            tradeoff.basis
        ),
        table,
        picture: Box::new(Scatter {
            across: Axis {
                name: across_name,
                tick: Box::new(move |x| across.number(x)),
            },
            up: Axis {
                name: up_name,
                tick: Box::new(move |x| up.number(x)),
            },
            dots,
            joined: (0..kept).collect(),
        }),
    })
}

/// The frontier of a sweep that asked for one: every point is a choice, and so is doing nothing if that is what points are
/// compared with.
pub fn of_sweep(sweep: &Sweep) -> Option<Chart> {
    let manifest = &sweep.manifest;
    let [across, up] = manifest.frontier.as_slice() else {
        return None;
    };
    let record = |key: &String| manifest.measures.iter().find(|m| m.key == *key);
    let (across, up) = (record(across)?, record(up)?);
    let outcome = |point: usize, measure: &MeasureRecord| {
        let row = sweep.row(point, &measure.key);
        row.map_or([f64::NAN; 3], |row| [row.outcome, row.lower, row.upper])
    };
    // More than two values are no name.
    let short = sweep.points.iter().all(|point| point.values.len() <= 2);
    let mut choices: Vec<Choice> = Vec::new();
    if manifest.compared {
        choices.push(nothing("no policy".to_owned()));
    }
    for (point, at) in sweep.points.iter().enumerate().skip(1) {
        choices.push(Choice {
            name: if short {
                at.values.join("; ")
            } else {
                format!("point {point}")
            },
            across: outcome(point, across),
            up: outcome(point, up),
        });
    }
    let basis = format!(
        "{}. {} at each point; {}.",
        if short {
            let names: Vec<String> = manifest.factors.iter().map(|f| f.name.clone()).collect();
            format!("Choices are named by {}", words::list(&names))
        } else {
            "What was set at a point is in points.csv".to_owned()
        },
        words::capitalised(&words::count(manifest.replications, "replication")),
        words::window(&manifest.window),
    );
    let tradeoff = Tradeoff {
        across,
        up,
        compared: manifest.compared,
        basis: &basis,
    };
    chart(&choices, &tradeoff)
}

/// The frontier of the scenarios of a comparison that asked for one, in its main window.
///
/// Differences are taken from what each is compared with.
pub fn of_results(results: &Results, comparisons: &[Comparison<'_>]) -> Option<Chart> {
    let [across, up] = results.manifest.frontier.as_slice() else {
        return None;
    };
    let compared = comparisons.iter().find(|c| !c.scenarios.is_empty())?;
    let window = compared.main_window(results)?.name.as_str();
    let record = |key: &str| results.manifest.measures.iter().find(|m| m.key == key);
    let scenarios = results.manifest.scenarios.iter();
    let outcome = |scenario: &str, key: &str| {
        let row = results.difference_of(scenario, window, key);
        row.map_or([f64::NAN; 3], |row| [row.difference, row.lower, row.upper])
    };
    let mut baselines = scenarios.clone().filter_map(|s| s.baseline.clone());
    let first = baselines.next()?;
    let mut choices = vec![nothing(if baselines.all(|other| other == first) {
        first
    } else {
        "no change".to_owned()
    })];
    for scenario in scenarios.filter(|s| s.baseline.is_some()) {
        choices.push(Choice {
            name: words::name(scenario),
            across: outcome(&scenario.name, across),
            up: outcome(&scenario.name, up),
        });
    }
    let basis = format!(
        "{}; {}.",
        words::capitalised(&words::basis(results)),
        words::window(window)
    );
    let tradeoff = Tradeoff {
        across: record(across)?,
        up: record(up)?,
        compared: true,
        basis: &basis,
    };
    chart(&choices, &tradeoff)
}

/// Doing nothing, which changes nothing.
fn nothing(name: String) -> Choice {
    Choice {
        name,
        across: [0.0; 3],
        up: [0.0; 3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::chart::DataCell;

    fn choice(name: &str, across: f64, up: f64) -> Choice {
        Choice {
            name: name.to_owned(),
            across: [across, across - 1.0, across + 1.0],
            up: [up, up - 1.0, up + 1.0],
        }
    }

    #[test]
    fn who_is_bettered_in_both_is_not_on_the_frontier() {
        let measure = |better| MeasureRecord {
            key: "cost.trust".to_owned(),
            title: "Cost".to_owned(),
            unit: "£ per year".to_owned(),
            better,
        };
        let (less, more) = (measure(Better::Lower), measure(Better::Higher));
        let choices = [
            choice("dear and good", 5.0, 1.0),
            choice("dear and bad", 6.0, 2.0),
            choice("cheap and bad", 0.0, 9.0),
            choice("as dear, worse", 5.0, 3.0),
            choice("unknown", f64::NAN, 0.0),
            choice("in between", 3.0, 4.0),
        ];
        let tradeoff = |up| Tradeoff {
            across: &less,
            up,
            compared: true,
            basis: "2 replications.",
        };
        assert_eq!(unbettered(&choices, &tradeoff(&less)), [2, 5, 0]);
        // Where more is better, only the cheapest with most is left.
        assert_eq!(unbettered(&choices, &tradeoff(&more)), [2]);
        let chart = chart(&choices, &tradeoff(&less)).unwrap();
        assert!(
            chart.title.starts_with(
                "By their means, of 5 choices cheap and bad, in between and dear and good"
            ),
            "{}",
            chart.title
        );
        assert_eq!(
            chart.table.rows[0].cells[4],
            DataCell::Text("by none".to_owned())
        );
        assert_eq!(
            chart.table.rows[4].cells[4],
            DataCell::Text("yes".to_owned())
        );
    }
}
