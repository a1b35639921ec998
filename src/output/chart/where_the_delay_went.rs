//! Where the delay went: the difference in all delays as a sum over places, which adds up exactly.

use super::bars::{Bars, Panel, Row};
use super::palette::{FALL, INK, RISE};
use super::panel::Heading;
use super::{Chart, DataCell, DataRow, DataTable, Shape};
use crate::output::comparison::{Comparison, parts_of};
use crate::output::finding::{self, Direction, Finding};
use crate::output::words::{self, Style};
use crate::results::{Results, ScenarioRecord, WindowRecord};

/// The chart, if delays are compared.
pub fn chart(results: &Results, comparison: &Comparison<'_>) -> Option<Chart> {
    let window = comparison.main_window(results)?;
    let places = places(results, comparison, window);
    let sums: Vec<Sum> = comparison
        .scenarios
        .iter()
        .filter_map(|s| Sum::of(results, comparison, s, window, &places))
        .collect();
    if sums.is_empty() {
        return None;
    }
    let values: Vec<f64> = sums
        .iter()
        .flat_map(|s| s.parts.iter().map(|p| p.1))
        .collect();
    let style = Style::of("people", &values);
    let told = |style: Style| -> Vec<Rounded<'_>> {
        sums.iter().map(|sum| Rounded::of(sum, style)).collect()
    };
    // What must add up is not always what is told elsewhere: one more decimal brings the two together.
    let mut rounded = told(style);
    if !rounded.iter().all(Rounded::is_faithful) {
        rounded = told(style.finer());
    }
    let mut note = format!(
        "Mean number of people delayed {}, scenario less baseline, by place; parts are rounded so that they add up.",
        words::in_window(window)
    );
    if sums.iter().any(|sum| sum.clear.contains(&false)) {
        note +=
            " A pale bar means that the interval of that place, which is not drawn, holds zero.";
    }
    Some(Chart {
        file: "where_the_delay_went".to_owned(),
        question: "Where did the delay go?",
        title: title(&rounded, window),
        caption: super::caption(results, comparison, &note),
        table: table(&rounded),
        picture: Box::new(Bars {
            unit: "people more or fewer",
            signed: true,
            joined: true,
            key: Vec::new(),
            panels: rounded.iter().map(|r| r.panel(window)).collect(),
        }),
    })
}

/// The places in which the number of people delayed differs at all.
fn places(results: &Results, comparison: &Comparison<'_>, window: &WindowRecord) -> Vec<String> {
    let mut places = parts_of(results, "delayed");
    let differs = |place: &String| {
        comparison.scenarios.iter().any(|s| {
            results
                .difference_of(&s.name, &window.name, &format!("delayed.{place}"))
                .is_some_and(|row| row.difference != 0.0)
        })
    };
    if places.iter().any(differs) {
        places.retain(|place| place == "acute" || differs(place));
    }
    places
}

/// A difference as the sum of its parts.
struct Sum<'a> {
    scenario: &'a ScenarioRecord,
    /// Words for each place, and its difference; what no place accounts for comes last, if anything does.
    parts: Vec<(String, f64)>,
    /// Whether the interval of each leaves no doubt of its direction.
    clear: Vec<bool>,
    hospital: Finding,
    elsewhere: Finding,
    total: Finding,
}

impl<'a> Sum<'a> {
    fn of(
        results: &Results,
        comparison: &Comparison<'_>,
        scenario: &'a ScenarioRecord,
        window: &WindowRecord,
        places: &[String],
    ) -> Option<Self> {
        let row = |key: &str| results.difference_of(&scenario.name, &window.name, key);
        let total = Finding::of(row("delayed.all")?);
        let hospital = Finding::of(row("delayed.acute")?);
        let mut parts: Vec<(String, f64)> = places
            .iter()
            .map(|place| {
                let difference = row(&format!("delayed.{place}")).map_or(0.0, |row| row.difference);
                (words::label(place), difference)
            })
            .collect();
        let mut clear: Vec<bool> = places
            .iter()
            .map(|place| {
                let row = row(&format!("delayed.{place}"));
                row.is_none_or(|row| Finding::of(row).direction() != Direction::Unclear)
            })
            .collect();
        let rest = total.difference - parts.iter().map(|p| p.1).sum::<f64>();
        let largest = parts.iter().fold(1e-9, |most: f64, p| most.max(p.1.abs()));
        if rest.abs() > 1e-6 * largest {
            parts.push(("other places".to_owned(), rest));
            clear.push(true);
        }
        let elsewhere = finding::of_sum(
            results,
            &scenario.name,
            &comparison.baseline.name,
            &window.name,
            &["delayed.all".to_owned()],
            &["delayed.acute".to_owned()],
        )?;
        Some(Self {
            scenario,
            parts,
            clear,
            hospital,
            elsewhere,
            total,
        })
    }
}

/// The same in the numbers that are shown.
struct Rounded<'a> {
    sum: &'a Sum<'a>,
    style: Style,
    parts: Vec<f64>,
}

impl<'a> Rounded<'a> {
    fn of(sum: &'a Sum<'a>, style: Style) -> Self {
        let exact: Vec<f64> = sum.parts.iter().map(|p| p.1).collect();
        Self {
            sum,
            style,
            parts: words::round_to_sum(&exact, style.decimals()),
        }
    }

    fn total(&self) -> f64 {
        self.parts.iter().sum()
    }

    /// The part of the hospital, and that of all other places.
    fn split(&self) -> (f64, f64) {
        let acute = words::label("acute");
        let hospital = self
            .sum
            .parts
            .iter()
            .zip(&self.parts)
            .filter(|(part, _)| part.0 == acute)
            .map(|(_, rounded)| rounded)
            .sum();
        (hospital, self.total() - hospital)
    }

    /// Whether the hospital and all other places are told as they would be on their own.
    fn is_faithful(&self) -> bool {
        let (hospital, elsewhere) = self.split();
        let same = |shown: f64, exact: Finding| {
            self.style.difference(shown) == self.style.difference(exact.difference)
        };
        same(hospital, self.sum.hospital) && same(elsewhere, self.sum.elsewhere)
    }

    /// "18 fewer", as far as the interval lets one say it.
    fn phrase(&self, finding: Finding, shown: f64) -> String {
        match finding.direction() {
            Direction::Falls => format!("{} fewer", self.style.level(shown.abs())),
            Direction::Rises => format!("{} more", self.style.level(shown.abs())),
            Direction::Same => "no change".to_owned(),
            _ => "no clear change".to_owned(),
        }
    }

    fn story(&self) -> String {
        let (hospital, elsewhere) = self.split();
        let all = [self.sum.hospital, self.sum.elsewhere, self.sum.total];
        if all.iter().all(|f| !f.is_clear()) {
            return format!("{} anywhere", self.phrase(self.sum.total, 0.0));
        }
        format!(
            "{} in acute beds, {} elsewhere: {} overall",
            self.phrase(self.sum.hospital, hospital),
            self.phrase(self.sum.elsewhere, elsewhere),
            self.phrase(self.sum.total, self.total())
        )
    }

    fn is_unknown(&self) -> bool {
        self.sum.total.direction() == Direction::Unknown
    }

    fn panel(&self, window: &WindowRecord) -> Panel {
        let mut rows = Vec::new();
        let mut from = 0.0;
        let told = self.sum.parts.iter().zip(&self.sum.clear);
        for (((label, _), &clear), &shown) in told.zip(&self.parts) {
            rows.push(Row {
                label: words::capitalised(label),
                from,
                to: from + shown,
                value: self.style.difference(shown),
                colour: if shown < 0.0 { FALL } else { RISE },
                clear,
                interval: None,
                total: false,
            });
            from += shown;
        }
        let Finding { lower, upper, .. } = self.sum.total;
        rows.push(Row {
            label: "All delays".to_owned(),
            from: 0.0,
            to: from,
            value: self.style.difference(from),
            colour: INK,
            clear: true,
            interval: Some((lower, upper)),
            total: true,
        });
        let interval = self.style.difference_interval(lower, upper);
        Panel {
            heading: Heading {
                title: words::title(self.sum.scenario),
                finding: format!(
                    "all delays {} ({interval}), {}",
                    self.style.difference(from),
                    words::window(&window.name)
                ),
            },
            rows,
        }
    }
}

fn title(rounded: &[Rounded<'_>], window: &WindowRecord) -> String {
    let when = words::window(&window.name);
    if rounded.iter().all(Rounded::is_unknown) {
        return finding::one_replication("delays move from place to place");
    }
    let said: Vec<String> = match rounded {
        [one] => vec![words::capitalised(&one.story())],
        several => several
            .iter()
            .map(|r| format!("With {} {}", words::name(r.sum.scenario), r.story()))
            .collect(),
    };
    format!("{} ({when})", said.join(". "))
}

fn table(rounded: &[Rounded<'_>]) -> DataTable {
    let longest = rounded.iter().max_by_key(|r| r.parts.len());
    let labels: Vec<String> = longest.map_or_else(Vec::new, |r| {
        r.sum.parts.iter().map(|p| p.0.clone()).collect()
    });
    let row = |name: String, of_each: Vec<f64>| DataRow {
        name,
        starts: None,
        cells: rounded
            .iter()
            .zip(of_each)
            .map(|(r, value)| DataCell::Difference(value, r.style))
            .collect(),
    };
    let part = |r: &Rounded<'_>, i: usize| r.parts.get(i).copied().unwrap_or(0.0);
    let mut rows: Vec<DataRow> = labels
        .iter()
        .enumerate()
        .map(|(i, label)| {
            let of_each = rounded.iter().map(|r| part(r, i)).collect();
            row(words::capitalised(label), of_each)
        })
        .collect();
    let totals = rounded.iter().map(Rounded::total).collect();
    rows.push(row("All delays".to_owned(), totals));
    DataTable {
        rows_are: "Difference in people delayed".to_owned(),
        groups: Vec::new(),
        columns: rounded
            .iter()
            .map(|r| r.sum.scenario.name.clone())
            .collect(),
        rows,
        shape: Shape::Sum,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::comparison::comparisons;
    use crate::output::sample;

    #[test]
    fn the_parts_shown_add_up_to_the_total_shown() {
        for (name, results) in sample::every()
            .iter()
            .filter(|(name, _)| !name.contains("network"))
        {
            let comparison = &comparisons(results)[0];
            let Some(window) = comparison.main_window(results) else {
                continue;
            };
            let places = places(results, comparison, window);
            for scenario in &comparison.scenarios {
                let sum = Sum::of(results, comparison, scenario, window, &places).unwrap();
                let exact: f64 = sum.parts.iter().map(|p| p.1).sum();
                assert!(
                    (exact - sum.total.difference).abs() <= 1e-9 * (1.0 + exact.abs()),
                    "{name}"
                );
                let style = Style::of("people", &sum.parts.iter().map(|p| p.1).collect::<Vec<_>>());
                let rounded = Rounded::of(&sum, style);
                // Read back what is printed.
                let number = |text: &str| {
                    text.replace('−', "-")
                        .replace([',', '+'], "")
                        .parse::<f64>()
                        .unwrap()
                };
                let panel = rounded.panel(window);
                let (total, parts) = panel.rows.split_last().unwrap();
                let printed: f64 = parts.iter().map(|row| number(&row.value)).sum();
                assert!(
                    (printed - number(&total.value)).abs() < 1e-6,
                    "{name}: {printed} is not {}",
                    total.value
                );
                assert_eq!(
                    total.value,
                    style.difference(sum.total.difference),
                    "{name}"
                );
                let joints = parts.windows(2).all(|pair| pair[0].to == pair[1].from);
                assert!(joints, "{name}");
            }
        }
    }
}
