//! Levels day by day, and their differences: a row for each day, rows of one level together.

use super::cells::{Cells, Problem, Record, Records};
use super::columns::{self, Table};
use crate::results::{DifferenceSeries, Series};
use std::io::{self, Write};

/// A level that fills as many rows as it has days.
pub(super) trait Level: Sized {
    /// The table: columns that name the level, then `day`, then its values.
    const TABLE: &'static Table;

    /// How many days it has.
    fn days(&self) -> usize;

    /// Puts down the row of its `at`-th day.
    fn write(&self, at: usize, record: &mut Record<&mut dyn Write>) -> io::Result<()>;

    /// Takes a row: into the last level if it goes on there, else into a new one.
    fn read(cells: &mut Cells<'_>, levels: &mut Vec<Self>) -> Result<(), Problem>;
}

/// Writes all days of all levels. A level without days leaves no trace.
pub(super) fn write<L: Level>(levels: &[L], w: &mut dyn Write) -> io::Result<()> {
    let mut record = Record::new(w, L::TABLE)?;
    for level in levels {
        for at in 0..level.days() {
            level.write(at, &mut record)?;
            record.end()?;
        }
    }
    record.finish()
}

/// Reads them back.
pub(super) fn read<L: Level>(mut records: Records) -> Result<Vec<L>, Problem> {
    records.expect_columns(L::TABLE)?;
    let mut levels = Vec::new();
    while let Some(mut cells) = records.next_cells()? {
        L::read(&mut cells, &mut levels)?;
    }
    Ok(levels)
}

impl Level for Series {
    const TABLE: &'static Table = &columns::SERIES;

    fn days(&self) -> usize {
        self.day.len()
    }

    fn write(&self, at: usize, record: &mut Record<&mut dyn Write>) -> io::Result<()> {
        record
            .text(&self.scenario)?
            .text(&self.measure)?
            .whole(self.day[at])?
            .number(self.mean[at])?
            .number(self.p05[at])?
            .number(self.p50[at])?
            .number(self.p95[at])?;
        Ok(())
    }

    fn read(cells: &mut Cells<'_>, levels: &mut Vec<Self>) -> Result<(), Problem> {
        let (scenario, measure) = (cells.text(), cells.text());
        if !levels
            .last()
            .is_some_and(|last| last.measure == measure && last.scenario == scenario)
        {
            levels.push(Self {
                scenario: scenario.to_owned(),
                measure: measure.to_owned(),
                ..Self::default()
            });
        }
        let level = levels.last_mut().expect("one was pushed if there was none");
        level.day.push(cells.whole()?);
        level.mean.push(cells.number()?);
        level.p05.push(cells.number()?);
        level.p50.push(cells.number()?);
        level.p95.push(cells.number()?);
        Ok(())
    }
}

impl Level for DifferenceSeries {
    const TABLE: &'static Table = &columns::DIFFERENCE_SERIES;

    fn days(&self) -> usize {
        self.day.len()
    }

    fn write(&self, at: usize, record: &mut Record<&mut dyn Write>) -> io::Result<()> {
        record
            .text(&self.scenario)?
            .text(&self.baseline)?
            .text(&self.measure)?
            .whole(self.day[at])?
            .number(self.difference[at])?
            .number(self.lower[at])?
            .number(self.upper[at])?;
        Ok(())
    }

    fn read(cells: &mut Cells<'_>, levels: &mut Vec<Self>) -> Result<(), Problem> {
        let (scenario, baseline, measure) = (cells.text(), cells.text(), cells.text());
        if !levels.last().is_some_and(|last| {
            last.measure == measure && last.scenario == scenario && last.baseline == baseline
        }) {
            levels.push(Self {
                scenario: scenario.to_owned(),
                baseline: baseline.to_owned(),
                measure: measure.to_owned(),
                ..Self::default()
            });
        }
        let level = levels.last_mut().expect("one was pushed if there was none");
        level.day.push(cells.whole()?);
        level.difference.push(cells.number()?);
        level.lower.push(cells.number()?);
        level.upper.push(cells.number()?);
        Ok(())
    }
}
