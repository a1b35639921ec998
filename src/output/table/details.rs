//! Tables written only when asked for: row by row as they are made, never kept, never read back.

use super::cells::Record;
use super::columns::{CENSUS, DRAWN, PEOPLE};
use crate::results::{CensusRows, DrawnRows, PeopleRows};
use std::io::{self, Write};

/// Writes `census.csv`: every level of every replication at the start of every whole day.
pub(super) fn census(rows: CensusRows<'_>, w: &mut dyn Write) -> io::Result<()> {
    let mut record = Record::new(w, &CENSUS)?;
    rows(&mut |row| {
        record
            .text(row.scenario)?
            .whole(row.replication)?
            .whole(row.day)?
            .text(row.measure)?
            .number(row.value)?;
        record.end()
    })?;
    record.finish()
}

/// Writes `people.csv`: every person and place.
pub(super) fn people(rows: PeopleRows<'_>, w: &mut dyn Write) -> io::Result<()> {
    let mut record = Record::new(w, &PEOPLE)?;
    rows(&mut |row| {
        record
            .text(row.scenario)?
            .whole(row.replication)?
            .whole(row.person)?
            .text(row.group)?
            .text(row.place)?
            .number(row.asked)?
            .number(row.started)?
            .number(row.ready)?
            .number(row.left)?
            .text(row.outcome)?;
        record.end()
    })?;
    record.finish()
}

/// Writes `drawn.csv`: what each uncertain value was taken to be in each replication.
pub(super) fn drawn(rows: DrawnRows<'_>, w: &mut dyn Write) -> io::Result<()> {
    let mut record = Record::new(w, &DRAWN)?;
    rows(&mut |row| {
        record
            .text(row.scenarios)?
            .whole(row.replication)?
            .text(row.path)?
            .number(row.value)?
            .text(row.unit)?;
        record.end()
    })?;
    record.finish()
}
