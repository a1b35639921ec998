//! Cells of a table: text and numbers, one after the other.

use std::fs::File;
use std::io::{self, BufReader, Write};

/// What is wrong with a row, and on which line.
#[derive(Debug)]
pub(super) struct Problem {
    pub line: u64,
    pub problem: String,
}

/// Writes rows cell by cell, without an allocation in between.
pub(super) struct Record<W: Write> {
    csv: csv::Writer<W>,
    number: Vec<u8>,
}

impl<W: Write> Record<W> {
    /// A table with these columns.
    pub fn new(w: W, columns: &[&str]) -> io::Result<Self> {
        let mut csv = csv::WriterBuilder::new().flexible(true).from_writer(w);
        csv.write_record(columns)?;
        Ok(Self {
            csv,
            number: Vec::with_capacity(32),
        })
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
        write_number(value, &mut self.number)?;
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

/// The shortest decimal that reads back as the same number; nothing for `NaN`.
fn write_number(value: f64, w: &mut Vec<u8>) -> io::Result<()> {
    let size = value.abs();
    if value.is_nan() {
        Ok(())
    } else if size > 0.0 && size < 1e15 && value == value.trunc() {
        // Most levels are whole, and whole numbers are quick to write.
        w.write_all(itoa::Buffer::new().format(value as i64).as_bytes())
    } else if size == 0.0 || size.is_infinite() || (1e-4..1e16).contains(&size) {
        write!(w, "{value}")
    } else {
        write!(w, "{value:e}")
    }
}

/// Reads rows, one at a time.
pub(super) struct Records {
    csv: csv::Reader<BufReader<File>>,
    row: csv::StringRecord,
    columns: &'static [&'static str],
}

impl Records {
    /// The rows of a file.
    pub fn of(file: BufReader<File>) -> Self {
        Self {
            csv: csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(file),
            row: csv::StringRecord::new(),
            columns: &[],
        }
    }

    /// Reads the header, which must be this one.
    pub fn expect_columns(&mut self, columns: &'static [&'static str]) -> Result<(), Problem> {
        let found = self.advance()?;
        if !found || self.row != *columns {
            return Err(self.problem(format!(
                "the header is `{}`, and should be `{}`",
                self.row.iter().collect::<Vec<_>>().join(","),
                columns.join(",")
            )));
        }
        self.columns = columns;
        Ok(())
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
            columns: self.columns,
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

/// The cells of a row, taken from the left.
pub(super) struct Cells<'a> {
    row: &'a csv::StringRecord,
    columns: &'static [&'static str],
    at: usize,
}

impl<'a> Cells<'a> {
    /// The next cell, as text.
    pub fn text(&mut self) -> &'a str {
        self.at += 1;
        &self.row[self.at - 1]
    }

    /// The next cell, as text of one's own.
    pub fn owned(&mut self) -> String {
        self.text().to_owned()
    }

    /// The next cell, as a whole number.
    pub fn whole<N: std::str::FromStr>(&mut self) -> Result<N, Problem> {
        let text = self.text();
        text.parse()
            .map_err(|_| self.problem(&format!("`{text}` is not a whole number that fits here")))
    }

    /// The next cell, as a number; `NaN` if it is empty.
    pub fn number(&mut self) -> Result<f64, Problem> {
        let text = self.text();
        if text.is_empty() {
            return Ok(f64::NAN);
        }
        text.parse()
            .map_err(|_| self.problem(&format!("`{text}` is not a number")))
    }

    /// The line the row begins on.
    pub fn line(&self) -> u64 {
        self.row.position().map_or(0, csv::Position::line)
    }

    /// Something wrong with the cell just taken.
    pub fn problem(&self, what: &str) -> Problem {
        Problem {
            line: self.line(),
            problem: format!("column {}: {what}", self.columns[self.at - 1]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(value: f64) -> String {
        let mut bytes = Vec::new();
        write_number(value, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn numbers_are_short_and_plain() {
        assert_eq!(written(1.0), "1");
        assert_eq!(written(0.1), "0.1");
        assert_eq!(written(-0.25), "-0.25");
        assert_eq!(written(f64::NAN), "");
        assert_eq!(written(1e300), "1e300");
        assert_eq!(written(5e-324), "5e-324");
    }

    proptest! {
        #[test]
        fn every_number_reads_back_as_itself(value in any::<f64>()) {
            prop_assume!(!value.is_nan());
            let text = written(value);
            prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
            prop_assert!(text.len() <= 24, "{}", text);
        }
    }
}
