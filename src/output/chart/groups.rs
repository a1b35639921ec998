//! Measures that are drawn together: places, sectors. No more of them than there are colours.

use super::palette::CATEGORIES;
use super::{DataCell, DataRow, DataTable, Shape, over_time};
use crate::output::comparison::Comparison;
use crate::output::words::Style;
use crate::results::Results;

/// One or more measures under one name.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name, in words.
    pub label: String,
    /// Measures whose sum it is.
    pub keys: Vec<String>,
}

/// Leaves out groups without levels over time, and those that are zero at all times in every scenario unless
/// all are; puts the least of too many together under `rest`.
///
/// Every scenario of the results is looked at, whichever are in a picture: so a place or a sector has one colour in all
/// of them.
pub fn shown(results: &Results, groups: Vec<Group>, rest: &str) -> Vec<Group> {
    let scenarios = &results.manifest.scenarios;
    let most = |group: &Group| {
        scenarios
            .iter()
            .flat_map(|s| over_time::level(results, &s.name, &group.keys).values)
            .fold(0.0, |most: f64, x| most.max(x.abs()))
    };
    let known = |group: &Group| {
        let of = |key: &String| {
            scenarios
                .iter()
                .any(|s| results.series_of(&s.name, key).is_some())
        };
        group.keys.iter().any(of)
    };
    let mut sized: Vec<(f64, Group)> = groups
        .into_iter()
        .filter(known)
        .map(|g| (most(&g), g))
        .collect();
    if sized.iter().any(|(size, _)| *size > 0.0) {
        sized.retain(|(size, _)| *size > 0.0);
    }
    let mut least = f64::NEG_INFINITY;
    if sized.len() > CATEGORIES.len() {
        let mut sizes: Vec<f64> = sized.iter().map(|(size, _)| *size).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        least = sizes[CATEGORIES.len() - 1];
    }
    let (kept, small): (Vec<_>, Vec<_>) = sized.into_iter().partition(|(size, _)| *size > least);
    let mut shown: Vec<Group> = kept.into_iter().map(|(_, group)| group).collect();
    if !small.is_empty() {
        shown.push(Group {
            label: rest.to_owned(),
            keys: small
                .into_iter()
                .flat_map(|(_, group)| group.keys)
                .collect(),
        });
    }
    shown
}

/// All groups, and everything in them under one name.
pub fn with_sum(groups: &[Group], label: &str) -> Vec<Group> {
    let sum = Group {
        label: label.to_owned(),
        keys: keys(groups),
    };
    groups.iter().cloned().chain([sum]).collect()
}

/// Every measure of all groups.
pub fn keys(groups: &[Group]) -> Vec<String> {
    groups.iter().flat_map(|g| g.keys.clone()).collect()
}

/// The numbers behind groups over time: scenario by scenario a column for each, in rows of weeks or months.
pub fn table(
    results: &Results,
    comparison: &Comparison<'_>,
    rows_are: &str,
    unit: &str,
    columns: &[Group],
    shape: Shape,
) -> DataTable {
    let rows = over_time::rows(comparison.baseline);
    let means: Vec<Vec<f64>> = comparison
        .all()
        .flat_map(|scenario| columns.iter().map(move |column| (scenario, column)))
        .map(|(scenario, column)| over_time::means(results, &scenario.name, &column.keys, &rows))
        .collect();
    let style = Style::of(unit, &means.concat());
    DataTable {
        rows_are: rows_are.to_owned(),
        groups: comparison
            .all()
            .map(|scenario| (scenario.name.clone(), columns.len()))
            .collect(),
        columns: comparison
            .all()
            .flat_map(|_| columns.iter().map(|column| column.label.clone()))
            .collect(),
        rows: rows
            .into_iter()
            .enumerate()
            .map(|(i, stretch)| DataRow {
                name: stretch.name,
                starts: stretch.date,
                cells: means.iter().map(|m| DataCell::Level(m[i], style)).collect(),
            })
            .collect(),
        shape,
    }
}
