//! The tables whose rows are kept as they are: a column for each field.

use super::cells::{Problem, Record, Records};
use crate::results::of_a_sweep::{EffectRow, SweepRow};
use crate::results::{
    CatalogueRow, DifferenceRow, DistributionRow, ExpectationRow, MoveRow, SensitivityRow,
    SummaryRow,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, Write};

/// A struct that is one row of a table.
pub(in crate::output) trait Row: Serialize + DeserializeOwned {
    /// Names of the columns: those of its fields, in their order.
    const COLUMNS: &'static [&'static str];
}

/// Writes all rows.
pub(super) fn write<R: Row>(rows: &[R], w: &mut dyn Write) -> io::Result<()> {
    let mut record = Record::new(w, R::COLUMNS)?;
    for row in rows {
        record.row(row)?;
    }
    record.finish()
}

/// Reads them back.
pub(super) fn read<R: Row>(mut records: Records) -> Result<Vec<R>, Problem> {
    records.expect_columns(R::COLUMNS)?;
    let mut rows = Vec::new();
    while let Some(row) = records.next_row()? {
        rows.push(row);
    }
    Ok(rows)
}

impl Row for SummaryRow {
    const COLUMNS: &'static [&'static str] = &[
        "scenario",
        "window",
        "measure",
        "unit",
        "replications",
        "mean",
        "lower",
        "upper",
        "sd",
        "p05",
        "p50",
        "p95",
    ];
}

impl Row for DifferenceRow {
    const COLUMNS: &'static [&'static str] = &[
        "scenario",
        "baseline",
        "window",
        "measure",
        "unit",
        "replications",
        "difference",
        "lower",
        "upper",
        "verdict",
    ];
}

impl Row for DistributionRow {
    const COLUMNS: &'static [&'static str] = &[
        "scenario", "window", "measure", "at_most", "share", "lower", "upper",
    ];
}

impl Row for MoveRow {
    const COLUMNS: &'static [&'static str] = &[
        "scenario", "from", "to", "window", "workers", "lower", "upper",
    ];
}

impl Row for CatalogueRow {
    const COLUMNS: &'static [&'static str] = &[
        "scenario",
        "title",
        "versus",
        "window",
        "measure",
        "expected",
        "value",
        "lower",
        "upper",
        "outcome",
        "assumed",
        "replications",
        "seed",
        "version",
    ];
}

impl Row for SensitivityRow {
    const COLUMNS: &'static [&'static str] = &[
        "scenario",
        "assumption",
        "case",
        "value",
        "set",
        "window",
        "measure",
        "difference",
        "lower",
        "upper",
        "sign",
        "change",
        "replications",
        "seed",
        "version",
    ];
}

impl Row for ExpectationRow {
    const COLUMNS: &'static [&'static str] = &[
        "scenario", "versus", "window", "measure", "expected", "value", "lower", "upper", "outcome",
    ];
}

impl Row for SweepRow {
    const COLUMNS: &'static [&'static str] = &[
        "point",
        "window",
        "measure",
        "unit",
        "replications",
        "scenario",
        "baseline",
        "outcome",
        "lower",
        "upper",
        "sign",
    ];
}

impl Row for EffectRow {
    const COLUMNS: &'static [&'static str] = &[
        "measure",
        "factor",
        "statistic",
        "value",
        "lower",
        "upper",
        "basis",
    ];
}
