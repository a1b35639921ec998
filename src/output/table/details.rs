//! Tables written only when asked for: row by row as they are made, never kept, never read back.

use super::cells::Record;
use crate::results::CensusRows;
use std::io::{self, Write};

const CENSUS: &[&str] = &["scenario", "replication", "day", "measure", "value"];

/// Writes `census.csv`: every level of every replication at the start of every whole day.
pub(super) fn census(rows: CensusRows<'_>, w: &mut dyn Write) -> io::Result<()> {
    let mut record = Record::new(w, CENSUS)?;
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
