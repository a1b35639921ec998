//! `replications.csv`: every measure in every window of every replication, a value a row.
//!
//! Replications are numbered from 0, as the random numbers are. A million rows are common, so a row costs
//! no allocation, written or read.

use super::cells::{Cells, Problem, Record, Records};
use super::columns::EACH_REPLICATION;
use crate::results::ReplicationTable;
use std::io::{self, Write};

/// Writes all tables. A scenario without replications leaves no trace.
pub(super) fn write(tables: &[ReplicationTable], w: &mut dyn Write) -> io::Result<()> {
    let mut record = Record::new(w, &EACH_REPLICATION)?;
    for table in tables {
        for (replication, values) in table.values.iter().enumerate() {
            let mut values = values.iter();
            for window in &table.windows {
                for (measure, &value) in table.measures.iter().zip(values.by_ref()) {
                    record
                        .text(&table.scenario)?
                        .whole(replication)?
                        .text(window)?
                        .text(measure)?
                        .number(value)?;
                    record.end()?;
                }
            }
        }
    }
    record.finish()
}

/// Reads them back.
pub(super) fn read(mut records: Records) -> Result<Vec<ReplicationTable>, Problem> {
    records.expect_columns(&EACH_REPLICATION)?;
    let mut tables: Vec<Filling> = Vec::new();
    while let Some(mut cells) = records.next_cells()? {
        let scenario = cells.text();
        if tables.last().is_none_or(|t| t.table.scenario != scenario) {
            tables.push(Filling::of(scenario));
        }
        tables
            .last_mut()
            .expect("one was pushed if there was none")
            .take(&mut cells)?;
    }
    tables.into_iter().map(Filling::finish).collect()
}

/// A table as its rows come in: the first replication shows which windows and measures there are.
struct Filling {
    table: ReplicationTable,
    line: u64,
}

impl Filling {
    fn of(scenario: &str) -> Self {
        Self {
            table: ReplicationTable {
                scenario: scenario.to_owned(),
                ..ReplicationTable::default()
            },
            line: 0,
        }
    }

    /// Takes the cells after the scenario.
    fn take(&mut self, cells: &mut Cells<'_>) -> Result<(), Problem> {
        let table = &mut self.table;
        let replication: usize = cells.whole()?;
        if replication == table.values.len() {
            table.values.push(Vec::with_capacity(
                table.windows.len() * table.measures.len(),
            ));
        }
        if replication + 1 != table.values.len() {
            return Err(cells.problem(&format!(
                "replication {replication} stands where {} should",
                table.values.len().saturating_sub(1)
            )));
        }
        let (window, measure) = (cells.text(), cells.text());
        let row = table
            .values
            .last_mut()
            .expect("one was pushed if there was none");
        if replication == 0 {
            if table.windows.last().is_none_or(|last| last != window) {
                table.windows.push(window.to_owned());
            }
            if table.windows.len() == 1 {
                table.measures.push(measure.to_owned());
            }
        }
        let measures = table.measures.len();
        let here = (
            table.windows.get(row.len() / measures).map(String::as_str),
            table.measures.get(row.len() % measures).map(String::as_str),
        );
        if here != (Some(window), Some(measure)) {
            return Err(cells.problem(&format!(
                "{measure} in {window} stands where {} in {} should",
                here.1.unwrap_or("nothing"),
                here.0.unwrap_or("nothing")
            )));
        }
        row.push(cells.number()?);
        self.line = cells.line();
        Ok(())
    }

    fn finish(self) -> Result<ReplicationTable, Problem> {
        let width = self.table.windows.len() * self.table.measures.len();
        match self.table.values.iter().position(|row| row.len() != width) {
            None => Ok(self.table),
            Some(replication) => Err(Problem {
                line: self.line,
                problem: format!(
                    "replication {replication} of {} has {} values, and should have {width}",
                    self.table.scenario,
                    self.table.values[replication].len()
                ),
            }),
        }
    }
}
