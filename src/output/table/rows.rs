//! The tables whose rows are kept as they are.

use super::Row;
use super::cells::{Cells, Problem, Record};
use crate::results::{DifferenceRow, DistributionRow, ExpectationRow, MoveRow, SummaryRow};
use std::io::{self, Write};

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

    fn write(&self, record: &mut Record<&mut dyn Write>) -> io::Result<()> {
        record
            .text(&self.scenario)?
            .text(&self.window)?
            .text(&self.measure)?
            .text(&self.unit)?
            .whole(self.replications)?;
        for value in [
            self.mean, self.lower, self.upper, self.sd, self.p05, self.p50, self.p95,
        ] {
            record.number(value)?;
        }
        Ok(())
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, Problem> {
        Ok(Self {
            scenario: cells.owned(),
            window: cells.owned(),
            measure: cells.owned(),
            unit: cells.owned(),
            replications: cells.whole()?,
            mean: cells.number()?,
            lower: cells.number()?,
            upper: cells.number()?,
            sd: cells.number()?,
            p05: cells.number()?,
            p50: cells.number()?,
            p95: cells.number()?,
        })
    }
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

    fn write(&self, record: &mut Record<&mut dyn Write>) -> io::Result<()> {
        record
            .text(&self.scenario)?
            .text(&self.baseline)?
            .text(&self.window)?
            .text(&self.measure)?
            .text(&self.unit)?
            .whole(self.replications)?
            .number(self.difference)?
            .number(self.lower)?
            .number(self.upper)?
            .text(&self.verdict)?;
        Ok(())
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, Problem> {
        Ok(Self {
            scenario: cells.owned(),
            baseline: cells.owned(),
            window: cells.owned(),
            measure: cells.owned(),
            unit: cells.owned(),
            replications: cells.whole()?,
            difference: cells.number()?,
            lower: cells.number()?,
            upper: cells.number()?,
            verdict: cells.owned(),
        })
    }
}

impl Row for DistributionRow {
    const COLUMNS: &'static [&'static str] = &[
        "scenario", "window", "measure", "at_most", "share", "lower", "upper",
    ];

    fn write(&self, record: &mut Record<&mut dyn Write>) -> io::Result<()> {
        record
            .text(&self.scenario)?
            .text(&self.window)?
            .text(&self.measure)?
            .number(self.at_most)?
            .number(self.share)?
            .number(self.lower)?
            .number(self.upper)?;
        Ok(())
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, Problem> {
        Ok(Self {
            scenario: cells.owned(),
            window: cells.owned(),
            measure: cells.owned(),
            at_most: cells.number()?,
            share: cells.number()?,
            lower: cells.number()?,
            upper: cells.number()?,
        })
    }
}

impl Row for MoveRow {
    const COLUMNS: &'static [&'static str] = &[
        "scenario", "from", "to", "window", "workers", "lower", "upper",
    ];

    fn write(&self, record: &mut Record<&mut dyn Write>) -> io::Result<()> {
        record
            .text(&self.scenario)?
            .text(&self.from)?
            .text(&self.to)?
            .text(&self.window)?
            .number(self.workers)?
            .number(self.lower)?
            .number(self.upper)?;
        Ok(())
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, Problem> {
        Ok(Self {
            scenario: cells.owned(),
            from: cells.owned(),
            to: cells.owned(),
            window: cells.owned(),
            workers: cells.number()?,
            lower: cells.number()?,
            upper: cells.number()?,
        })
    }
}

impl Row for ExpectationRow {
    const COLUMNS: &'static [&'static str] = &[
        "scenario", "versus", "window", "measure", "expected", "value", "lower", "upper", "outcome",
    ];

    fn write(&self, record: &mut Record<&mut dyn Write>) -> io::Result<()> {
        record
            .text(&self.scenario)?
            .text(&self.versus)?
            .text(&self.window)?
            .text(&self.measure)?
            .text(&self.expected)?
            .number(self.value)?
            .number(self.lower)?
            .number(self.upper)?
            .text(&self.outcome)?;
        Ok(())
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, Problem> {
        Ok(Self {
            scenario: cells.owned(),
            versus: cells.owned(),
            window: cells.owned(),
            measure: cells.owned(),
            expected: cells.owned(),
            value: cells.number()?,
            lower: cells.number()?,
            upper: cells.number()?,
            outcome: cells.owned(),
        })
    }
}
