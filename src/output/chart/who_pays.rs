//! Who pays: the difference in what each payer pays, and what a delayed day avoided costs.

use super::bars::{Bars, Panel, Row};
use super::palette::{FALL, INK, RISE};
use super::panel::Heading;
use super::{Chart, DataRow, DataTable, Shape};
use crate::output::comparison::{Comparison, measure, parts_of};
use crate::output::finding::{self, Direction, Finding};
use crate::output::words::{self, Style};
use crate::results::{Results, ScenarioRecord, WindowRecord};

/// The chart, if what is paid is compared.
pub fn chart(results: &Results, comparison: &Comparison<'_>) -> Option<Chart> {
    let window = comparison.main_window(results)?;
    let payers = payers(results, comparison, window);
    let bills: Vec<Bill<'_>> = comparison
        .scenarios
        .iter()
        .filter_map(|s| Bill::of(results, comparison, s, window, &payers))
        .collect();
    if bills.is_empty() {
        return None;
    }
    let values: Vec<f64> = bills
        .iter()
        .flat_map(|b| b.parts.iter().map(|p| p.1.difference))
        .collect();
    let mut style = Style::of("£ per year", &values);
    // What must add up is not always what is told elsewhere: one more decimal brings the two together.
    if !bills.iter().all(|b| b.is_faithful(style)) {
        style = style.finer();
    }
    let note = format!(
        "Pounds a year {}, scenario less baseline; the black lines are intervals. What delayed bed days are valued at is no \
         money and is left out, and what payers pay one another counts once. Parts are rounded so that they add up. The \
         public money for a delayed day avoided is that of all payers but self-funders.",
        words::in_window(window)
    );
    Some(Chart {
        file: "who_pays".to_owned(),
        question: "Who pays?",
        title: title(&bills, style, window),
        caption: super::caption(results, comparison, &note),
        table: table(results, &bills, style, window),
        picture: Box::new(Bars {
            unit: match style.factor() {
                x if x < 1e-5 => "£ million a year more or less",
                x if x < 0.1 => "£ thousand a year more or less",
                _ => "£ a year more or less",
            },
            signed: true,
            joined: false,
            key: Vec::new(),
            panels: bills
                .iter()
                .map(|b| b.panel(results, style, window))
                .collect(),
        }),
    })
}

/// The payers whose bill differs in any scenario, or all of them if none does.
fn payers(results: &Results, comparison: &Comparison<'_>, window: &WindowRecord) -> Vec<String> {
    let mut payers = parts_of(results, "cost");
    let differs = |payer: &String| {
        comparison.scenarios.iter().any(|s| {
            let found = bill(results, comparison, s, window, std::slice::from_ref(payer));
            found.is_some_and(|f| f.difference != 0.0)
        })
    };
    if payers.iter().any(differs) {
        payers.retain(differs);
    }
    payers
}

/// What these payers pay: all they are charged, less the value of delayed bed days and less what other payers pay them.
fn bill(
    results: &Results,
    comparison: &Comparison<'_>,
    scenario: &ScenarioRecord,
    window: &WindowRecord,
    payers: &[String],
) -> Option<Finding> {
    let known = |key: String| measure(results, &key).is_some().then_some(key);
    let paid: Vec<String> = payers.iter().map(|p| format!("cost.{p}")).collect();
    let left_out: Vec<String> = payers
        .iter()
        .flat_map(|p| [format!("cost.{p}.acute_delayed"), format!("received.{p}")])
        .filter_map(known)
        .collect();
    finding::of_sum(
        results,
        &scenario.name,
        &comparison.baseline.name,
        &window.name,
        &paid,
        &left_out,
    )
}

const SELF_FUNDERS: &str = "self-funders";

/// Who a payer is.
fn who(payer: &str) -> String {
    match payer {
        "trust" => "hospital trust".to_owned(),
        "icb" => "NHS commissioner (ICB)".to_owned(),
        "pool" => "pooled budget".to_owned(),
        "self" => SELF_FUNDERS.to_owned(),
        other => words::label(other),
    }
}

/// What a scenario costs, payer by payer.
struct Bill<'a> {
    scenario: &'a ScenarioRecord,
    parts: Vec<(String, Finding)>,
    total: Finding,
}

impl<'a> Bill<'a> {
    fn of(
        results: &Results,
        comparison: &Comparison<'_>,
        scenario: &'a ScenarioRecord,
        window: &WindowRecord,
        payers: &[String],
    ) -> Option<Self> {
        let of = |payers: &[String]| bill(results, comparison, scenario, window, payers);
        let parts: Vec<(String, Finding)> = payers
            .iter()
            .filter_map(|p| Some((who(p), of(std::slice::from_ref(p))?)))
            .collect();
        Some(Self {
            scenario,
            total: of(payers).filter(|_| !parts.is_empty())?,
            parts,
        })
    }

    /// The parts as they are shown: rounded so that they add up.
    fn shown(&self, style: Style) -> Vec<f64> {
        let exact: Vec<f64> = self.parts.iter().map(|p| p.1.difference).collect();
        style.rounded_to_sum(&exact)
    }

    /// Whether every part is shown as it would be on its own.
    fn is_faithful(&self, style: Style) -> bool {
        let mut parts = self.parts.iter().zip(self.shown(style));
        parts.all(|((_, f), shown)| style.difference(shown) == style.difference(f.difference))
    }

    fn panel(&self, results: &Results, style: Style, window: &WindowRecord) -> Panel {
        let shown = self.shown(style);
        let scaled = |x: f64| x * style.factor();
        let row = |label: &str, f: Finding, shown: f64, total: bool| Row {
            label: words::capitalised(label),
            from: 0.0,
            to: scaled(shown),
            value: style.difference(shown),
            colour: match (total, shown < 0.0) {
                (true, _) => INK,
                (_, true) => FALL,
                _ => RISE,
            },
            clear: !matches!(f.direction(), Direction::Unclear),
            interval: Some((scaled(f.lower), scaled(f.upper))).filter(|_| f.lower != f.upper),
            total,
        };
        let mut rows: Vec<Row> = self
            .parts
            .iter()
            .zip(&shown)
            .map(|((label, f), &shown)| row(label, *f, shown, false))
            .collect();
        rows.push(row("all payers", self.total, shown.iter().sum(), true));
        Panel {
            heading: Heading {
                title: words::title(self.scenario),
                finding: self.avoided(results, window),
            },
            rows,
        }
    }

    /// What a delayed day avoided costs, in acute beds and anywhere.
    fn avoided(&self, results: &Results, window: &WindowRecord) -> String {
        let cost = |total: &str| {
            let key = format!("cost_per_day_avoided.{total}");
            Some(price(results, self.scenario, window, &key)?.0)
        };
        match (cost("acute"), cost("all")) {
            (Some(acute), Some(all)) => {
                format!(
                    "public money for a delayed day avoided: {acute} in acute beds, {all} anywhere"
                )
            }
            _ => String::new(),
        }
    }
}

/// The public money for a delayed day avoided, in words, and whether there is any number; `None` if it is not measured.
fn price(
    results: &Results,
    scenario: &ScenarioRecord,
    window: &WindowRecord,
    key: &str,
) -> Option<(String, bool)> {
    let row = results.difference_of(&scenario.name, &window.name, key)?;
    if row.difference.is_nan() {
        return Some(("none avoided".to_owned(), false));
    }
    let style = Style::of(&row.unit, &[row.difference, row.lower, row.upper]);
    let interval = if row.lower.is_nan() {
        String::new()
    } else {
        format!(" ({})", style.level_interval(row.lower, row.upper))
    };
    Some((format!("{}{interval}", style.level(row.difference)), true))
}

fn title(bills: &[Bill<'_>], style: Style, window: &WindowRecord) -> String {
    let when = words::window(&window.name);
    let of = |direction: Direction| {
        bills
            .iter()
            .all(|b| b.parts.iter().all(|p| p.1.direction() == direction))
    };
    if of(Direction::Unknown) {
        return finding::one_replication("anybody pays more");
    }
    if of(Direction::Same) {
        return format!("Nobody pays more or less ({when})");
    }
    let told = |b: &Bill<'_>| {
        let shown = b.shown(style);
        let mut clear: Vec<(&str, f64, f64)> = b
            .parts
            .iter()
            .zip(shown)
            .filter(|((_, f), _)| f.is_clear())
            .map(|((label, f), shown)| (label.as_str(), shown, f.difference))
            .collect();
        clear.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()));
        // What is nothing beside the largest is not worth a title.
        let largest = clear.first().map(|first| first.0);
        clear.retain(|one| one.1 != 0.0 || Some(one.0) == largest);
        let said: Vec<String> = clear
            .iter()
            .take(2)
            .enumerate()
            .map(|(i, (label, shown, _))| {
                let who = match *label {
                    SELF_FUNDERS => SELF_FUNDERS.to_owned(),
                    other => format!("the {other}"),
                };
                let pays = match (i, *label) {
                    (0, SELF_FUNDERS) => " pay",
                    (0, _) => " pays",
                    _ => "",
                };
                let word = if *shown < 0.0 { "less" } else { "more" };
                let year = if i == 0 { " a year" } else { "" };
                format!("{who}{pays} {}{year} {word}", style.level(shown.abs()))
            })
            .collect();
        words::list(&said)
    };
    if let [one] = bills {
        let said = told(one);
        if said.is_empty() {
            return format!("No clear change in what anybody pays ({when})");
        }
        return format!("{} ({when})", words::capitalised(&said));
    }
    let said: Vec<String> = bills
        .iter()
        .map(|b| {
            let said = told(b);
            let name = words::name(b.scenario);
            if said.is_empty() {
                format!("with {name} no clear change in what anybody pays")
            } else {
                format!("with {name} {said}")
            }
        })
        .collect();
    words::capitalised(&format!("{} ({when})", said.join("; ")))
}

/// Further rows of the table: measures that tell what is borne otherwise than by paying.
const BORNE: [&str; 4] = [
    "margin.homecare",
    "margin.care_home",
    "cared_for_by_family",
    "families_take_over",
];

fn table(results: &Results, bills: &[Bill<'_>], style: Style, window: &WindowRecord) -> DataTable {
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    let money = |f: Finding, shown: f64| {
        let interval = style.difference_interval(f.lower, f.upper);
        format!("{} ({interval})", style.difference(shown))
    };
    let labels = bills[0].parts.iter().map(|p| p.0.clone());
    let shown: Vec<Vec<f64>> = bills.iter().map(|b| b.shown(style)).collect();
    for (i, label) in labels.enumerate() {
        let cells = bills.iter().zip(&shown);
        let cells = cells.map(|(b, shown)| match (b.parts.get(i), shown.get(i)) {
            (Some(part), Some(&shown)) => money(part.1, shown),
            _ => words::NOTHING.to_owned(),
        });
        rows.push((words::capitalised(&label), cells.collect()));
    }
    let totals = bills.iter().zip(&shown);
    let totals = totals.map(|(b, shown)| money(b.total, shown.iter().sum()));
    rows.push(("All payers".to_owned(), totals.collect()));
    for total in ["acute", "beds", "all"] {
        let key = format!("cost_per_day_avoided.{total}");
        let Some(record) = measure(results, &key) else {
            continue;
        };
        let cells = bills.iter().map(|b| {
            let price = price(results, b.scenario, window, &key);
            price.map_or_else(|| words::NOTHING.to_owned(), |(words, _)| words)
        });
        rows.push((record.title.clone(), cells.collect()));
    }
    for key in BORNE {
        let Some(record) = measure(results, key) else {
            continue;
        };
        let cells = bills.iter().map(|b| {
            let row = results.difference_of(&b.scenario.name, &window.name, key);
            row.map_or_else(
                || words::NOTHING.to_owned(),
                |row| {
                    let style = Style::of(&row.unit, &[row.difference, row.lower, row.upper]);
                    let interval = style.difference_interval(row.lower, row.upper);
                    format!("{} ({interval})", style.difference(row.difference))
                },
            )
        });
        let unit = if record.unit.starts_with("share") {
            String::new()
        } else {
            format!(" ({})", record.unit)
        };
        rows.push((format!("{}{unit}", record.title), cells.collect()));
    }
    DataTable {
        rows_are: "Difference (95% interval)".to_owned(),
        groups: Vec::new(),
        columns: bills.iter().map(|b| b.scenario.name.clone()).collect(),
        rows: rows.into_iter().map(DataRow::of_words).collect(),
        shape: Shape::Words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::comparison::comparisons;
    use crate::output::sample::{self, Sample};

    #[test]
    fn what_each_pays_adds_up_to_what_all_pay() {
        let results = sample::of(&Sample::market());
        let comparison = &comparisons(&results)[0];
        let window = comparison.main_window(&results).unwrap();
        let payers = payers(&results, comparison, window);
        assert_eq!(payers, ["trust", "council"]);
        for scenario in &comparison.scenarios {
            let bill = Bill::of(&results, comparison, scenario, window, &payers).unwrap();
            let exact: f64 = bill.parts.iter().map(|p| p.1.difference).sum();
            assert!((exact - bill.total.difference).abs() < 1e-3);
            let style = Style::of("£ per year", &[bill.total.difference]);
            // Read back what is printed: "+£1.42m".
            let number = |text: &str| {
                let plain = text.replace('−', "-").replace(['+', '£', 'm', ','], "");
                plain.parse::<f64>().unwrap()
            };
            let panel = bill.panel(&results, style, window);
            let (total, parts) = panel.rows.split_last().unwrap();
            let printed: f64 = parts.iter().map(|row| number(&row.value)).sum();
            assert!((printed - number(&total.value)).abs() < 1e-9);
        }
    }
}
