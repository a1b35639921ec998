//! Two tables that should be the same to the byte: where they first differ, and whether a conclusion does.

use csv::{ByteRecord, ReaderBuilder};
use std::collections::BTreeMap;
use std::fmt;

/// Where two tables first differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The line, from 1; the header is line 1.
    pub line: usize,
    /// Name of the column; empty if there is none.
    pub column: String,
    /// What stood there.
    pub then: String,
    /// What stands there now.
    pub now: String,
    /// How many lines differ.
    pub lines: usize,
}

impl Difference {
    /// How far two numbers are apart, as a share of the larger; none if they are not both numbers.
    pub fn relative_size(&self) -> Option<f64> {
        let number = |text: &str| text.parse::<f64>().ok();
        let (then, now) = (number(&self.then)?, number(&self.now)?);
        let larger = then.abs().max(now.abs());
        (larger > 0.0).then(|| (then - now).abs() / larger)
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| {
            if text.is_empty() {
                "nothing".to_owned()
            } else {
                text.to_owned()
            }
        };
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", {}", self.column)?;
        }
        write!(f, ": {} then, {} now", shown(&self.then), shown(&self.now))?;
        if let Some(size) = self.relative_size() {
            write!(f, " (relative size {size:.1e})")?;
        }
        write!(f, "; lines that differ: {}", self.lines)
    }
}

/// The first difference of two tables; none if every byte is the same.
pub fn first_difference(then: &[u8], now: &[u8]) -> Option<Difference> {
    if then == now {
        return None;
    }
    let lines = |bytes: &'_ [u8]| -> Vec<Vec<u8>> {
        bytes
            .split_inclusive(|&b| b == b'\n')
            .map(<[u8]>::to_vec)
            .collect()
    };
    let (ours, theirs) = (lines(then), lines(now));
    let most = ours.len().max(theirs.len());
    let differing: Vec<usize> = (0..most)
        .filter(|&i| ours.get(i) != theirs.get(i))
        .collect();
    let &first = differing.first()?;
    let none = Vec::new();
    let (a, b) = (
        ours.get(first).unwrap_or(&none),
        theirs.get(first).unwrap_or(&none),
    );
    let (header, cells, other) = (cells(ours.first().unwrap_or(&none)), cells(a), cells(b));
    let column = (0..cells.len().max(other.len())).find(|&c| cells.get(c) != other.get(c));
    let cell = |all: &[String]| column.and_then(|c| all.get(c).cloned()).unwrap_or_default();
    Some(Difference {
        line: first + 1,
        column: cell(&header),
        then: cell(&cells),
        now: cell(&other),
        lines: differing.len(),
    })
}

/// The cells of a line.
fn cells(line: &[u8]) -> Vec<String> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(line);
    let mut record = ByteRecord::new();
    // What is no table has no cells.
    let _ = reader.read_byte_record(&mut record);
    record
        .iter()
        .map(|cell| String::from_utf8_lossy(cell).into_owned())
        .collect()
}

/// A conclusion: what the interval of a difference says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conclusion {
    /// Scenario, window and measure.
    pub of: String,
    /// The verdict then; empty if there was none.
    pub then: String,
    /// The verdict now.
    pub now: String,
}

/// The conclusions that two tables of differences do not share, in order of name; and how many there are in all.
pub fn changed_conclusions(then: &[u8], now: &[u8]) -> (Vec<Conclusion>, usize) {
    let (then, now) = (verdicts(then), verdicts(now));
    let all: std::collections::BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let verdict =
        |of: &BTreeMap<String, String>, key: &String| of.get(key).cloned().unwrap_or_default();
    let changed = all.iter().filter(|key| then.get(**key) != now.get(**key));
    let changed = changed.map(|key| Conclusion {
        of: (*key).clone(),
        then: verdict(&then, key),
        now: verdict(&now, key),
    });
    (changed.collect(), all.len())
}

/// By scenario, window and measure.
fn verdicts(table: &[u8]) -> BTreeMap<String, String> {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(table);
    let header = reader.headers().cloned().unwrap_or_default();
    let at = |name: &str| header.iter().position(|column| column == name);
    let columns = (at("scenario"), at("window"), at("measure"), at("verdict"));
    let (Some(scenario), Some(window), Some(measure), Some(verdict)) = columns else {
        return BTreeMap::new();
    };
    let rows = reader.records().flatten();
    rows.filter_map(|row| {
        let key = format!(
            "{} in {} of {}",
            row.get(measure)?,
            row.get(window)?,
            row.get(scenario)?
        );
        Some((key, row.get(verdict)?.to_owned()))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_told_by_line_column_and_size() {
        let then = "scenario,mean\na,1\n\"b,c\",2\nd,3\n";
        assert_eq!(first_difference(then.as_bytes(), then.as_bytes()), None);
        let now = then.replace("c\",2", "c\",2.5").replace("d,3", "d,4");
        let found = first_difference(then.as_bytes(), now.as_bytes()).unwrap();
        assert_eq!(
            found.to_string(),
            "line 3, mean: 2 then, 2.5 now (relative size 2.0e-1); lines that differ: 2"
        );
        let longer = format!("{then}e,5\n");
        let found = first_difference(then.as_bytes(), longer.as_bytes()).unwrap();
        assert_eq!(
            found.to_string(),
            "line 5, scenario: nothing then, e now; lines that differ: 1"
        );
        // Line ends are bytes, too, though no cell differs.
        let found = first_difference(b"a\n1\n", b"a\n1\r\n").unwrap();
        assert_eq!((found.line, found.column.as_str()), (2, ""));
    }

    #[test]
    fn conclusions_are_compared_by_name() {
        let header =
            "scenario,baseline,window,measure,unit,replications,difference,lower,upper,verdict\n";
        let row =
            |measure: &str, verdict: &str| format!("s,b,all,{measure},people,2,1,0,2,{verdict}\n");
        let then = [header, &row("x", "better"), &row("y", "worse")].concat();
        let now = [header, &row("y", "no clear change"), &row("x", "better")].concat();
        let (changed, all) = changed_conclusions(then.as_bytes(), now.as_bytes());
        assert_eq!(all, 2);
        assert_eq!(
            changed,
            [Conclusion {
                of: "y in all of s".to_owned(),
                then: "worse".to_owned(),
                now: "no clear change".to_owned(),
            }]
        );
    }
}
