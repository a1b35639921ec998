//! Where the staff came from: net moves between sectors, the policy against the baseline.

use super::bars::{Bars, Panel, Row};
use super::legend::{Item, Sign};
use super::palette::{CATEGORIES, Colour, RISE};
use super::panel::Heading;
use super::{Chart, DataCell, DataRow, DataTable, Shape};
use crate::output::comparison::Comparison;
use crate::output::finding::{self, Direction, Finding};
use crate::output::words::{self, Style};
use crate::results::{Results, ScenarioRecord, WindowRecord};

/// The chart, if anybody can move.
pub fn chart(results: &Results, comparison: &Comparison<'_>) -> Option<Chart> {
    let window = window(results, comparison)?;
    let compared: Vec<&ScenarioRecord> = if comparison.scenarios.is_empty() {
        vec![comparison.baseline]
    } else {
        comparison.scenarios.clone()
    };
    let flows: Vec<(&ScenarioRecord, Vec<Flow>)> = compared
        .iter()
        .map(|s| (*s, flows(results, comparison, s, window)))
        .collect();
    if flows.iter().all(|(_, flows)| flows.is_empty()) {
        return None;
    }
    let alone = comparison.scenarios.is_empty();
    let note = if alone {
        "Moves one way less moves the other, means of all replications."
    } else {
        "Moves one way less moves the other, scenario less baseline, paired by replication; a pale bar means that \
         the interval, the thin line, holds zero."
    };
    let values: Vec<f64> = flows
        .iter()
        .flat_map(|(_, f)| f.iter().map(|f| f.change.difference))
        .collect();
    let style = Style::of("workers", &values);
    let panels = flows
        .iter()
        .map(|(scenario, flows)| Panel {
            heading: Heading {
                title: words::title(scenario),
                finding: finding(flows, window, alone),
            },
            rows: flows
                .iter()
                .take(MOST)
                .map(|flow| row(flow, style))
                .collect(),
        })
        .collect();
    Some(Chart {
        file: "moves_between_sectors".to_owned(),
        question: "Where did the staff come from?",
        title: title(&flows, window, alone),
        caption: super::caption(results, comparison, note),
        table: table(&flows, style),
        picture: Box::new(Bars {
            unit: if alone {
                "workers, net"
            } else {
                "workers more than in the baseline, net"
            },
            signed: true,
            joined: false,
            key: key_of_colours(&flows),
            panels,
        }),
    })
}

/// Most bars in a panel.
const MOST: usize = 8;
/// People who were not in care work, or no longer are.
const OUTSIDE: &str = "outside";

/// Workers who go from one sector to another, less those who come back, so turned that there are more than none.
struct Flow {
    from: String,
    to: String,
    change: Finding,
}

impl Flow {
    fn words(&self) -> String {
        let name = |sector: &str| {
            if sector == OUTSIDE {
                "outside care".to_owned()
            } else {
                words::label(sector)
            }
        };
        format!("{} to {}", name(&self.from), name(&self.to))
    }

    /// Its kind: colour and words.
    fn kind(&self) -> (Colour, &'static str) {
        match (self.from.as_str(), self.to.as_str()) {
            (OUTSIDE, _) => KINDS[1],
            (_, OUTSIDE) => KINDS[2],
            _ => KINDS[0],
        }
    }
}

/// What colours stand for: the kinds of moves there are.
fn key_of_colours(flows: &[(&ScenarioRecord, Vec<Flow>)]) -> Vec<Item> {
    let shown = || flows.iter().flat_map(|(_, flows)| flows.iter().take(MOST));
    let mut key: Vec<Item> = Vec::new();
    for (colour, words) in KINDS {
        if shown().any(|flow| flow.kind().1 == words) {
            key.push(Item {
                sign: Sign::Square,
                colour,
                words,
            });
        }
    }
    key
}

/// Kinds of moves, with their colours and words.
const KINDS: [(Colour, &str); 3] = [
    (CATEGORIES[0], "between sectors"),
    (CATEGORIES[1], "new to care work"),
    (RISE, "out of care work"),
];

/// The first year if it is reported, else the whole period.
fn window<'a>(results: &'a Results, comparison: &Comparison<'a>) -> Option<&'a WindowRecord> {
    let has_moves = |w: &WindowRecord| results.moves.iter().any(|m| m.window == w.name);
    let named = |name: &str| {
        results
            .manifest
            .windows
            .iter()
            .find(|w| w.name == name && has_moves(w))
    };
    named("m1-12")
        .or_else(|| named("all"))
        .or_else(|| comparison.main_window(results).filter(|w| has_moves(w)))
}

/// The net flow between every two sectors, the largest first; none that is zero.
fn flows(
    results: &Results,
    comparison: &Comparison<'_>,
    scenario: &ScenarioRecord,
    window: &WindowRecord,
) -> Vec<Flow> {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for row in results.moves.iter().filter(|m| m.window == window.name) {
        let (a, b) = (row.from.as_str(), row.to.as_str());
        if a != b && !pairs.contains(&(a, b)) && !pairs.contains(&(b, a)) {
            pairs.push((a, b));
        }
    }
    let mut flows: Vec<Flow> = pairs
        .into_iter()
        .map(|(a, b)| {
            let change = net(results, comparison, scenario, window, a, b);
            let (from, to, change) = if change.difference < 0.0 {
                (
                    b,
                    a,
                    Finding::new(-change.difference, -change.upper, -change.lower),
                )
            } else {
                (a, b, change)
            };
            Flow {
                from: from.to_owned(),
                to: to.to_owned(),
                change,
            }
        })
        .filter(|flow| flow.change.difference > 0.0)
        .collect();
    flows.sort_by(|a, b| b.change.difference.total_cmp(&a.change.difference));
    flows
}

/// Moves from `a` to `b` less those from `b` to `a`, less the same in the baseline.
fn net(
    results: &Results,
    comparison: &Comparison<'_>,
    scenario: &ScenarioRecord,
    window: &WindowRecord,
    a: &str,
    b: &str,
) -> Finding {
    let (there, back) = (key(a, b), key(b, a));
    let baseline = &comparison.baseline.name;
    if scenario.name == *baseline {
        return Finding::new(
            moved(results, &scenario.name, window, a, b)
                - moved(results, &scenario.name, window, b, a),
            f64::NAN,
            f64::NAN,
        );
    }
    let known = |key: String| -> Vec<String> {
        let in_both = [baseline, &scenario.name].iter().all(|name| {
            results
                .replications
                .iter()
                .any(|t| t.scenario == **name && t.measures.contains(&key))
        });
        in_both.then_some(key).into_iter().collect()
    };
    let (there, back) = (known(there), known(back));
    let paired = finding::of_sum(
        results,
        &scenario.name,
        baseline,
        &window.name,
        &there,
        &back,
    );
    paired
        .filter(|_| !there.is_empty() || !back.is_empty())
        .unwrap_or_else(|| {
            let net = |name: &str| {
                moved(results, name, window, a, b) - moved(results, name, window, b, a)
            };
            Finding::new(net(&scenario.name) - net(baseline), f64::NAN, f64::NAN)
        })
}

/// The measure that counts moves from one sector to another.
fn key(from: &str, to: &str) -> String {
    match (from, to) {
        (OUTSIDE, to) => format!("joined.{to}"),
        (from, OUTSIDE) => format!("left.{from}"),
        _ => format!("moved.{from}.{to}"),
    }
}

fn moved(results: &Results, scenario: &str, window: &WindowRecord, from: &str, to: &str) -> f64 {
    results
        .moves
        .iter()
        .filter(|m| {
            m.scenario == scenario && m.window == window.name && m.from == from && m.to == to
        })
        .map(|m| m.workers)
        .sum()
}

fn finding(flows: &[Flow], window: &WindowRecord, alone: bool) -> String {
    let when = words::window(&window.name);
    if alone {
        return when;
    }
    match flows
        .iter()
        .find(|f| f.change.direction() == Direction::Rises)
    {
        Some(flow) => format!(
            "most on average: {} {} ({when})",
            flow.words(),
            flow.change.brief()
        ),
        None => format!("no clear change in any move ({when})"),
    }
}

fn title(flows: &[(&ScenarioRecord, Vec<Flow>)], window: &WindowRecord, alone: bool) -> String {
    let when = words::in_window(window);
    let largest = |flows: &[Flow]| -> Option<String> {
        let flow = flows
            .iter()
            .find(|f| alone || f.change.direction() == Direction::Rises)?;
        Some(format!(
            "{} more workers go from {}",
            words::size(flow.change.difference),
            flow.words()
        ))
    };
    let unknown = |flows: &[Flow]| {
        flows
            .iter()
            .all(|f| f.change.direction() == Direction::Unknown)
    };
    if !alone && flows.iter().all(|(_, flows)| unknown(flows)) {
        return finding::one_replication("moves between sectors change");
    }
    match flows {
        [(_, one)] if alone => largest(one).map_or_else(
            || "Nobody moves".to_owned(),
            |said| format!("Net of those who come back, {said} {when}"),
        ),
        [(_, one)] => largest(one).map_or_else(
            || format!("No clear change in moves between sectors {when}"),
            |said| {
                format!(
                    "{}, net, than in the baseline ({})",
                    words::capitalised(&said),
                    words::window(&window.name)
                )
            },
        ),
        several => {
            let said: Vec<String> = several
                .iter()
                .map(|(s, flows)| match largest(flows) {
                    Some(said) => format!("{said} with {}", words::name(s)),
                    None => format!("no clear change in moves with {}", words::name(s)),
                })
                .collect();
            format!(
                "{} ({})",
                words::capitalised(&said.join("; ")),
                words::window(&window.name)
            )
        }
    }
}

fn row(flow: &Flow, style: Style) -> Row {
    let Finding {
        difference,
        lower,
        upper,
    } = flow.change;
    let known = lower.is_finite() && upper.is_finite();
    Row {
        label: words::capitalised(&flow.words()),
        from: 0.0,
        to: difference,
        value: style.difference(difference),
        colour: flow.kind().0,
        clear: !known || flow.change.is_clear(),
        interval: known.then_some((lower, upper)),
        total: false,
    }
}

fn table(flows: &[(&ScenarioRecord, Vec<Flow>)], style: Style) -> DataTable {
    let rows = flows
        .iter()
        .flat_map(|(scenario, flows)| flows.iter().take(MOST).map(move |flow| (scenario, flow)))
        .map(|(scenario, flow)| {
            let Finding {
                difference,
                lower,
                upper,
            } = flow.change;
            DataRow {
                name: words::capitalised(&flow.words()),
                starts: None,
                cells: vec![
                    DataCell::Text(scenario.name.clone()),
                    DataCell::Interval([difference, lower, upper], style),
                ],
            }
        })
        .collect();
    DataTable {
        rows_are: "Workers, net".to_owned(),
        groups: Vec::new(),
        columns: vec![
            "Scenario".to_owned(),
            "Difference (95% interval)".to_owned(),
        ],
        rows,
        shape: Shape::Words,
    }
}
