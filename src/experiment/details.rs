//! Rows of the tables that are written only when asked for: every replication by itself.

use super::assemble::in_millionths;
use super::{Runs, Study};
use crate::engine::Time;
use crate::results::{CensusRow, DrawnRow, PersonRow};
use crate::scenario::uncertain::Uncertain;
use std::io;

/// Every level of every replication at the start of every whole day: scenario by scenario, replication by replication, day by day.
///
/// # Errors
/// When a row could not be written.
pub fn census(
    study: &Study,
    runs: &Runs,
    write: &mut dyn FnMut(&CensusRow<'_>) -> io::Result<()>,
) -> io::Result<()> {
    for (subject, records) in study.subjects.iter().zip(&runs.records) {
        let levels = || subject.plan.measures.iter().filter(|m| m.is_level());
        for (replication, record) in records.iter().enumerate() {
            let curves: Vec<(&str, Vec<f64>)> = levels()
                .filter_map(|m| Some((m.record.key.as_str(), subject.plan.series(m, record)?)))
                .collect();
            for day in 0..curves.first().map_or(0, |(_, curve)| curve.len()) {
                for (measure, curve) in &curves {
                    write(&CensusRow {
                        scenario: &subject.name,
                        replication,
                        day,
                        measure,
                        value: curve[day],
                    })?;
                }
            }
        }
    }
    Ok(())
}

/// Every person and place: scenario by scenario, replication by replication, person by person.
///
/// Times are to a millionth of a day, which tells every second apart.
///
/// # Errors
/// When a row could not be written.
pub fn people(
    study: &Study,
    runs: &Runs,
    write: &mut dyn FnMut(&PersonRow<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let day = |at: Option<Time>| at.map_or(f64::NAN, |at| in_millionths(at.days()));
    for (subject, records) in study.subjects.iter().zip(&runs.records) {
        let flow = &subject.scenario.setup.flow;
        for (replication, record) in records.iter().enumerate() {
            for visit in &record.visits {
                write(&PersonRow {
                    scenario: &subject.name,
                    replication,
                    person: visit.person,
                    group: &flow.groups[usize::from(visit.group)],
                    place: &flow.places[usize::from(visit.place)].name,
                    asked: day(visit.asked()),
                    started: day(visit.started()),
                    ready: day(visit.ready()),
                    left: day(visit.left()),
                    outcome: visit.outcome.word(),
                })?;
            }
        }
    }
    Ok(())
}

/// What each uncertain value was taken to be: scenarios with the same draws together, replication by replication, value by value.
///
/// # Errors
/// When a row could not be written.
pub fn drawn(
    study: &Study,
    runs: &Runs,
    write: &mut dyn FnMut(&DrawnRow<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let mut told: Vec<&Uncertain> = Vec::new();
    for subject in &study.subjects {
        let Some(uncertain) = subject.scenario.uncertain.as_deref() else {
            continue;
        };
        if told.iter().any(|told| told.draws_like(uncertain, true)) {
            continue;
        }
        told.push(uncertain);
        let alike = study.subjects.iter().filter(|other| {
            let theirs = other.scenario.uncertain.as_deref();
            theirs.is_some_and(|theirs| theirs.draws_like(uncertain, true))
        });
        let names: Vec<&str> = alike.map(|other| other.name.as_str()).collect();
        let scenarios = names.join("; ");
        for (replication, &again) in runs.drawn_again.iter().enumerate() {
            let values = uncertain.draw(study.seed, replication as u64, again);
            for (range, value) in uncertain.ranges().iter().zip(values) {
                write(&DrawnRow {
                    scenarios: &scenarios,
                    replication,
                    path: &range.path,
                    value,
                    unit: &range.unit,
                })?;
            }
        }
    }
    Ok(())
}
