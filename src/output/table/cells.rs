//! Cells of a table: text and numbers, one after the other.

use super::columns::Table;
use crate::results::number::Shortest;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{self, BufReader, Write};

/// What is wrong with a row, and on which line.
#[derive(Debug)]
pub(super) struct Problem {
    pub line: u64,
    pub problem: String,
}

/// Writes rows: whole, or cell by cell without an allocation in between.
pub(super) struct Record<W: Write> {
    csv: csv::Writer<W>,
    number: Vec<u8>,
}

impl<W: Write> Record<W> {
    /// A table with its columns.
    pub fn new(w: W, table: &Table) -> io::Result<Self> {
        let mut csv = csv::WriterBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_writer(w);
        csv.write_record(table.columns.iter().map(|c| c.name))?;
        Ok(Self {
            csv,
            number: Vec::with_capacity(32),
        })
    }

    /// A whole row: a cell for each field.
    pub fn row(&mut self, row: &impl Serialize) -> io::Result<()> {
        Ok(self.csv.serialize(row)?)
    }

    /// A cell of text.
    pub fn text(&mut self, text: &str) -> io::Result<&mut Self> {
        self.csv.write_field(text)?;
        Ok(self)
    }

    /// A cell with a whole number.
    pub fn whole(&mut self, value: impl itoa::Integer) -> io::Result<&mut Self> {
        self.csv.write_field(itoa::Buffer::new().format(value))?;
        Ok(self)
    }

    /// A cell with a number; empty if there is none.
    pub fn number(&mut self, value: f64) -> io::Result<&mut Self> {
        self.number.clear();
        write!(self.number, "{}", Shortest(value))?;
        self.csv.write_field(&self.number)?;
        Ok(self)
    }

    /// The end of the row.
    pub fn end(&mut self) -> io::Result<()> {
        Ok(self.csv.write_record(None::<&[u8]>)?)
    }

    /// The end of the table.
    pub fn finish(mut self) -> io::Result<()> {
        self.csv.flush()
    }
}

/// Reads rows, one at a time.
pub(super) struct Records {
    csv: csv::Reader<BufReader<File>>,
    columns: csv::StringRecord,
    row: csv::StringRecord,
}

impl Records {
    /// The rows of a file.
    pub fn of(file: BufReader<File>) -> Self {
        Self {
            csv: csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(file),
            columns: csv::StringRecord::new(),
            row: csv::StringRecord::new(),
        }
    }

    /// Reads the header, which must be this one.
    pub fn expect_columns(&mut self, table: &Table) -> Result<(), Problem> {
        let columns: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
        let found = self.advance()?;
        if !found || self.row != columns {
            return Err(self.problem(format!(
                "the header is `{}`, and should be `{}`",
                self.row.iter().collect::<Vec<_>>().join(","),
                columns.join(",")
            )));
        }
        self.columns = self.row.clone();
        Ok(())
    }

    /// The next row, if there is one, by the names of its fields.
    pub fn next_row<R: DeserializeOwned>(&mut self) -> Result<Option<R>, Problem> {
        let Some(cells) = self.next_cells()? else {
            return Ok(None);
        };
        let row = cells.row.deserialize(Some(cells.columns));
        row.map(Some).map_err(|e| cells.refused(&e))
    }

    /// The cells of the next row, if there is one.
    pub fn next_cells(&mut self) -> Result<Option<Cells<'_>>, Problem> {
        if !self.advance()? {
            return Ok(None);
        }
        if self.row.len() != self.columns.len() {
            return Err(self.problem(format!(
                "the row has {} cells, and should have {}",
                self.row.len(),
                self.columns.len()
            )));
        }
        Ok(Some(Cells {
            row: &self.row,
            columns: &self.columns,
            at: 0,
        }))
    }

    fn advance(&mut self) -> Result<bool, Problem> {
        self.csv.read_record(&mut self.row).map_err(|e| Problem {
            line: e.position().map_or(0, csv::Position::line),
            problem: match e.kind() {
                csv::ErrorKind::Utf8 { .. } => "the row is not UTF-8".to_owned(),
                _ => e.to_string(),
            },
        })
    }

    fn problem(&self, problem: String) -> Problem {
        Problem {
            line: self.row.position().map_or(0, csv::Position::line),
            problem,
        }
    }
}

/// What a cell should have been.
const WHOLE: &str = "a whole number that fits here";
const NUMBER: &str = "a number";

/// The cells of a row, taken from the left.
pub(super) struct Cells<'a> {
    row: &'a csv::StringRecord,
    columns: &'a csv::StringRecord,
    at: usize,
}

impl<'a> Cells<'a> {
    /// The next cell, as text.
    pub fn text(&mut self) -> &'a str {
        self.at += 1;
        &self.row[self.at - 1]
    }

    /// The next cell, as a whole number.
    pub fn whole<N: std::str::FromStr>(&mut self) -> Result<N, Problem> {
        let text = self.text();
        text.parse().map_err(|_| self.is_not(WHOLE))
    }

    /// The next cell, as a number; `NaN` if it is empty.
    pub fn number(&mut self) -> Result<f64, Problem> {
        let text = self.text();
        if text.is_empty() {
            return Ok(f64::NAN);
        }
        text.parse().map_err(|_| self.is_not(NUMBER))
    }

    /// The line the row begins on.
    pub fn line(&self) -> u64 {
        self.row.position().map_or(0, csv::Position::line)
    }

    /// The cell just taken is not what was `wanted`.
    pub fn is_not(&self, wanted: &str) -> Problem {
        self.problem(&format!("`{}` is not {wanted}", &self.row[self.at - 1]))
    }

    /// What is wrong with cells that are not a row, in the words used for cells taken one by one.
    fn refused(mut self, error: &csv::Error) -> Problem {
        if let csv::ErrorKind::Deserialize { err, .. } = error.kind()
            && let Some(field) = err.field()
        {
            self.at = field as usize + 1;
            let whole = matches!(err.kind(), csv::DeserializeErrorKind::ParseInt(_));
            return self.is_not(if whole { WHOLE } else { NUMBER });
        }
        Problem {
            line: self.line(),
            problem: error.to_string(),
        }
    }

    /// Something wrong with the cell just taken.
    pub fn problem(&self, what: &str) -> Problem {
        Problem {
            line: self.line(),
            problem: format!("column {}: {what}", &self.columns[self.at - 1]),
        }
    }
}
