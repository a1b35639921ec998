//! Tables as Parquet: a fraction of the size of CSV, with types, for R, Python and databases.
//!
//! A column of a table becomes a column of the same name: text as UTF-8 strings, whole numbers as 64-bit integers, numbers as
//! doubles, yes and no as booleans. Columns whose cells may be empty are optional, and empty cells null. Compressed with Snappy,
//! in row groups of [`GROUP`] rows.

use super::cells::{Cells, Problem, Records};
use super::columns::{Column, Kind, Table};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};
use std::sync::Arc;

/// Rows that are compressed together.
pub const GROUP: usize = 1 << 17;

/// The name of a table's file in this format.
pub fn file_of(table: &Table) -> String {
    format!("{}.parquet", table.name())
}

/// A table, read row by row, in this format.
///
/// # Errors
/// When its header is another, or a cell does not hold what its column should.
pub(super) fn convert(table: &Table, mut records: Records) -> Result<Vec<u8>, Problem> {
    records.expect_columns(table)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("caremarket ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let schema = schema(table)?;
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties))?;
    let mut columns: Vec<Values> = table.columns.iter().map(Values::of).collect();
    let mut rows = 0;
    while let Some(mut cells) = records.next_cells()? {
        for column in &mut columns {
            column.take(&mut cells)?;
        }
        rows += 1;
        if rows == GROUP {
            write_group(&mut file, &mut columns)?;
            rows = 0;
        }
    }
    if rows > 0 {
        write_group(&mut file, &mut columns)?;
    }
    file.close()?;
    Ok(bytes)
}

/// Unexpected: memory does not refuse to be written to, and columns are what the schema says.
impl From<ParquetError> for Problem {
    fn from(error: ParquetError) -> Self {
        Self {
            line: 0,
            problem: error.to_string(),
        }
    }
}

fn schema(table: &Table) -> Result<TypePtr, ParquetError> {
    let field = |column: &Column| {
        let repetition = if may_be_empty(column.kind) {
            Repetition::OPTIONAL
        } else {
            Repetition::REQUIRED
        };
        let field = match column.kind {
            Kind::Text | Kind::MaybeText | Kind::OneOf(_) => {
                Type::primitive_type_builder(column.name, Physical::BYTE_ARRAY)
                    .with_logical_type(Some(LogicalType::String))
            }
            Kind::YesNo => Type::primitive_type_builder(column.name, Physical::BOOLEAN),
            Kind::Whole => Type::primitive_type_builder(column.name, Physical::INT64),
            Kind::Number | Kind::MaybeNumber => {
                Type::primitive_type_builder(column.name, Physical::DOUBLE)
            }
        };
        Ok(Arc::new(field.with_repetition(repetition).build()?))
    };
    let fields = table.columns.iter().map(field);
    let fields = fields.collect::<Result<_, ParquetError>>()?;
    let rows = Type::group_type_builder(table.name()).with_fields(fields);
    Ok(Arc::new(rows.build()?))
}

fn may_be_empty(kind: Kind) -> bool {
    matches!(kind, Kind::MaybeText | Kind::MaybeNumber)
}

/// The cells of a column, in the rows that are not yet written.
struct Values {
    kind: Kind,
    cells: Typed,
    /// For each row 1 if there is a value and 0 if there is none; empty where there always is one.
    present: Vec<i16>,
}

enum Typed {
    Text(Vec<ByteArray>),
    YesNo(Vec<bool>),
    Whole(Vec<i64>),
    Number(Vec<f64>),
}

impl Values {
    fn of(column: &Column) -> Self {
        let cells = match column.kind {
            Kind::Text | Kind::MaybeText | Kind::OneOf(_) => Typed::Text(Vec::new()),
            Kind::YesNo => Typed::YesNo(Vec::new()),
            Kind::Whole => Typed::Whole(Vec::new()),
            Kind::Number | Kind::MaybeNumber => Typed::Number(Vec::new()),
        };
        Self {
            kind: column.kind,
            cells,
            present: Vec::new(),
        }
    }

    /// Takes the next cell of a row.
    fn take(&mut self, cells: &mut Cells<'_>) -> Result<(), Problem> {
        let text = cells.text();
        if !self.kind.allows(text) {
            return Err(cells.is_not(&self.kind.words()));
        }
        if may_be_empty(self.kind) {
            self.present.push(i16::from(!text.is_empty()));
            if text.is_empty() {
                return Ok(());
            }
        }
        // What the kind allows can be read as such.
        match &mut self.cells {
            Typed::Text(all) => all.push(ByteArray::from(text)),
            Typed::YesNo(all) => all.push(text == "true"),
            Typed::Whole(all) => all.extend(text.parse::<i64>()),
            Typed::Number(all) => all.extend(text.parse::<f64>()),
        }
        Ok(())
    }
}

/// Writes what the columns hold, and empties them.
fn write_group(
    file: &mut SerializedFileWriter<&mut Vec<u8>>,
    columns: &mut [Values],
) -> Result<(), ParquetError> {
    let mut group = file.next_row_group()?;
    for Values { cells, present, .. } in columns {
        let mut column = group
            .next_column()?
            .ok_or(ParquetError::EOF(String::new()))?;
        let levels = Some(present.as_slice()).filter(|levels| !levels.is_empty());
        match cells {
            Typed::Text(all) => column
                .typed::<ByteArrayType>()
                .write_batch(all, levels, None)?,
            Typed::YesNo(all) => column.typed::<BoolType>().write_batch(all, levels, None)?,
            Typed::Whole(all) => column.typed::<Int64Type>().write_batch(all, levels, None)?,
            Typed::Number(all) => column
                .typed::<DoubleType>()
                .write_batch(all, levels, None)?,
        };
        column.close()?;
        present.clear();
        match cells {
            Typed::Text(all) => all.clear(),
            Typed::YesNo(all) => all.clear(),
            Typed::Whole(all) => all.clear(),
            Typed::Number(all) => all.clear(),
        }
    }
    group.close()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::columns::ALL;
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    use std::fs::File;
    use std::io::{BufReader, Seek as _, Write as _};

    /// A file that holds this, to be read from its beginning.
    fn file_with(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().expect("a file for the test");
        file.write_all(bytes).expect("there is room for it");
        file.rewind().expect("a file has a beginning");
        file
    }

    fn records_of(text: &str) -> Records {
        Records::of(BufReader::new(file_with(text.as_bytes())))
    }

    fn read_back(bytes: &[u8]) -> SerializedFileReader<File> {
        SerializedFileReader::new(file_with(bytes)).expect("it is a Parquet file")
    }

    fn header(table: &Table) -> String {
        let names: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
        names.join(",")
    }

    /// A cell that the kind allows, different from row to row.
    fn cell(kind: Kind, row: usize) -> String {
        match kind {
            Kind::MaybeText | Kind::MaybeNumber if row.is_multiple_of(3) => String::new(),
            Kind::Text | Kind::MaybeText => format!("naïve {row}"),
            Kind::OneOf(values) => values[row % values.len()].to_owned(),
            Kind::YesNo => (row.is_multiple_of(2)).to_string(),
            Kind::Whole => (row as i64 - 5).to_string(),
            Kind::Number | Kind::MaybeNumber => (row as f64 / 7.0 - 1.0).to_string(),
        }
    }

    fn shown(field: &Field) -> String {
        match field {
            Field::Null => String::new(),
            Field::Str(text) => text.clone(),
            Field::Bool(yes) => yes.to_string(),
            Field::Long(whole) => whole.to_string(),
            Field::Double(number) => number.to_string(),
            other => panic!("{other} in a table"),
        }
    }

    #[test]
    fn every_cell_of_every_table_is_read_back() {
        for table in ALL {
            // More than a row group in one of them.
            let rows = if table.columns.len() < 5 {
                GROUP + 3
            } else {
                7
            };
            let mut text = header(table);
            let mut written = Vec::new();
            for row in 0..rows {
                let cells: Vec<String> = table.columns.iter().map(|c| cell(c.kind, row)).collect();
                text.push('\n');
                text.push_str(&cells.join(","));
                written.push(cells);
            }
            let bytes = convert(table, records_of(&text)).unwrap_or_else(|e| panic!("{e:?}"));
            let reader = read_back(&bytes);
            assert_eq!(reader.num_row_groups(), rows.div_ceil(GROUP));
            let mut read = 0;
            let found = reader.get_row_iter(None).expect("it has rows");
            for (row, expected) in found.zip(&written) {
                let row = row.expect("a row can be read");
                for ((column, (name, field)), cell) in table
                    .columns
                    .iter()
                    .zip(row.get_column_iter())
                    .zip(expected)
                {
                    assert_eq!(name, column.name);
                    assert_eq!(&shown(field), cell, "{} of {}", column.name, table.file);
                }
                read += 1;
            }
            assert_eq!(read, rows, "{}", table.file);
        }
    }

    #[test]
    fn a_table_without_rows_keeps_its_columns() {
        let table = ALL[0];
        let bytes = convert(table, records_of(&header(table))).expect("it is whole");
        let reader = read_back(&bytes);
        let schema = reader.metadata().file_metadata().schema_descr();
        let names: Vec<&str> = schema.columns().iter().map(|c| c.name()).collect();
        assert_eq!(names.join(","), header(table));
        assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
    }

    #[test]
    fn what_a_column_does_not_allow_is_refused_with_its_line() {
        let table = ALL.iter().find(|t| t.columns[0].kind == Kind::Text);
        let table = table.expect("most begin with a scenario");
        let cells = vec![""; table.columns.len()].join(",");
        let text = format!("{}\n{cells}", header(table));
        let problem =
            convert(table, records_of(&text)).expect_err("the first cell may not be empty");
        assert_eq!(problem.line, 2);
        assert!(problem.problem.contains("text"), "{}", problem.problem);
    }
}
