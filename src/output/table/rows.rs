//! The tables whose rows are kept as they are: a column for each field.

use super::cells::{Problem, Record, Records};
use super::columns::{self, Table};
use crate::results::of_a_sweep::{EffectRow, SweepRow};
use crate::results::{
    CatalogueRow, ControlChartRow, ControlSignalRow, DifferenceRow, DistributionRow,
    ExpectationRow, MoveRow, SensitivityRow, SummaryRow,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, Write};

/// A struct that is one row of a table.
pub(in crate::output) trait Row: Serialize + DeserializeOwned {
    /// The table; its columns are the fields, in their order.
    const TABLE: &'static Table;
}

/// Writes all rows.
pub(super) fn write<R: Row>(rows: &[R], w: &mut dyn Write) -> io::Result<()> {
    let mut record = Record::new(w, R::TABLE)?;
    for row in rows {
        record.row(row)?;
    }
    record.finish()
}

/// Reads them back.
pub(super) fn read<R: Row>(mut records: Records) -> Result<Vec<R>, Problem> {
    records.expect_columns(R::TABLE)?;
    let mut rows = Vec::new();
    while let Some(row) = records.next_row()? {
        rows.push(row);
    }
    Ok(rows)
}

impl Row for SummaryRow {
    const TABLE: &'static Table = &columns::SUMMARY;
}

impl Row for DifferenceRow {
    const TABLE: &'static Table = &columns::DIFFERENCES;
}

impl Row for DistributionRow {
    const TABLE: &'static Table = &columns::DISTRIBUTIONS;
}

impl Row for MoveRow {
    const TABLE: &'static Table = &columns::MOVES;
}

impl Row for CatalogueRow {
    const TABLE: &'static Table = &columns::CATALOGUE;
}

impl Row for SensitivityRow {
    const TABLE: &'static Table = &columns::SENSITIVITY;
}

impl Row for ExpectationRow {
    const TABLE: &'static Table = &columns::EXPECTATIONS;
}

impl Row for SweepRow {
    const TABLE: &'static Table = &columns::SWEEP;
}

impl Row for EffectRow {
    const TABLE: &'static Table = &columns::EFFECTS;
}

impl Row for ControlChartRow {
    const TABLE: &'static Table = &columns::CONTROL_CHART;
}

impl Row for ControlSignalRow {
    const TABLE: &'static Table = &columns::CONTROL_SIGNALS;
}
