//! What `verify` found, to be read: a table for the terminal, a page, and one document for programs.

use super::chart::measured_against_exact;
use super::error::OutputError;
use super::folder::{Content, NewFolder};
use super::terminal::{self, Look};
use super::words;
use crate::results::{TheoryRow, Verification};
use comfy_table::CellAlignment;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The page that `verify --full` writes.
const PAGE: &str = "verification.md";

/// The numbers of all cases as a table, and what became of the kept results.
pub fn table(found: &Verification, look: Look) -> String {
    let mut table = terminal::bare_table(look);
    table.set_header(["", "exact", "measured", "95% interval", "off by"]);
    for row in &found.theory {
        let cells = Cells::of(row);
        table.add_row([
            format!("{}, {}: {}", row.file, row.case, cells.what),
            cells.exact,
            cells.mean,
            cells.interval,
            cells.z,
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let mut text = format!(
        "Theory: {}. \"Off by\" counts standard errors of the mean.\n{table}\n\n",
        of_theory(found)
    );
    for golden in &found.golden {
        text.push_str(&format!(
            "Results of {}, sha256 {}…: {}\n",
            golden.what,
            &golden.found[..16.min(golden.found.len())],
            if golden.agrees() {
                "as published, to the last digit".to_owned()
            } else {
                format!(
                    "published as {}…",
                    &golden.kept[..16.min(golden.kept.len())]
                )
            }
        ));
        for (kept, here) in &golden.first {
            text.push_str(&format!("  published  {kept}\n  here       {here}\n"));
        }
    }
    text.push_str(&format!("\n{}\n", verdict(found)));
    terminal::plain(&text, look)
}

/// Whether this machine reproduces published results, and if not, where not.
pub fn verdict(found: &Verification) -> String {
    if found.agrees() {
        return "This machine reproduces published results: yes.".to_owned();
    }
    let golden = found.golden.iter().filter(|g| !g.agrees()).map(|g| {
        format!(
            "{} ({} of {} lines)",
            g.name,
            g.differing,
            words::count(g.lines, "published line").replace("published lines", "published")
        )
    });
    let theory = found.theory.iter().filter(|row| !row.agrees);
    let theory = theory.map(|row| format!("{}, {}: {}", row.file, row.case, row.measure));
    let all: Vec<String> = golden.chain(theory).collect();
    format!(
        "This machine reproduces published results: no; differs in {}.",
        words::list(&all)
    )
}

/// "116 numbers of 39 cases, all within their limits; …".
fn of_theory(found: &Verification) -> String {
    let rows = &found.theory;
    let furthest = rows.iter().map(|r| r.z.abs()).fold(0.0, f64::max);
    let off = rows.iter().filter(|r| !r.agrees).count();
    let limits = if off == 0 {
        "all within their limits".to_owned()
    } else {
        format!("{off} outside their limits")
    };
    format!(
        "{} in {}, {limits}, the furthest off by {furthest:.1} where {} are allowed",
        words::count(rows.len(), "number"),
        words::count(found.cases(), "case"),
        allowed(rows)
    )
}

/// "4.0 to 5.0": limits differ with the number of replications.
fn allowed(rows: &[TheoryRow]) -> String {
    let least = rows.iter().map(|r| r.limit).fold(f64::INFINITY, f64::min);
    let most = rows.iter().map(|r| r.limit).fold(0.0, f64::max);
    let (least, most) = (format!("{least:.1}"), format!("{most:.1}"));
    if least == most {
        least
    } else {
        format!("{least} to {most}")
    }
}

/// One document with everything.
pub fn json(found: &Verification) -> Value {
    json!({
        "reproduces": found.agrees(),
        "verdict": verdict(found),
        "theory": found.theory,
        "golden": found.golden,
    })
}

/// Writes the page and its picture into a new folder, and returns its files.
///
/// # Errors
/// When something of that name exists, or a file cannot be written.
pub fn write(found: &Verification, folder: &Path) -> Result<Vec<PathBuf>, OutputError> {
    let chart = measured_against_exact::chart(&found.theory);
    let picture = format!("pictures/{}", chart.file);
    let page = page(found, &chart.title, &format!("{picture}.png"));
    let mut new = NewFolder::begin(folder)?;
    new.all(vec![
        Content::new(PAGE, |w| w.write_all(page.as_bytes())),
        Content::new(format!("{picture}.png"), |w| chart.write_png(w)),
        Content::new(format!("{picture}.svg"), |w| chart.write_svg(w)),
    ])?;
    new.finish()
}

/// The page: what was compared, how, and every number.
fn page(found: &Verification, title: &str, picture: &str) -> String {
    let rows = &found.theory;
    let outside = rows.iter().filter(|r| !r.interval_holds()).count();
    let expected = words::size(rows.len() as f64 * 0.05);
    let mut text = format!(
        "# Against theory\n\n\
         `caremarket verify --full` wrote this page. Networks whose answer is known, from a formula or from the linear \
         algebra of a Markov chain, are simulated like any other scenario and compared with it. Their files are in \
         `scenarios/verification`; the exact values are computed, not copied. `caremarket verify` does the same in a \
         minute on your machine, with shorter runs, and says whether the results kept to the last digit come out.\n\n\
         ![{title}]({picture})\n\n\
         {}. \"Off by\" counts standard errors of the measured mean. The limits are such that a program that is right \
         has every number within them on 99 of 100 such pages (Student's *t*, Bonferroni's bound). \
         Of {} 95 % intervals {outside} do not hold the exact value; about {expected} would not by chance alone.\n",
        words::capitalised(&of_theory(found)),
        rows.len(),
    );
    let mut of_file = "";
    for row in rows {
        if row.file != of_file {
            of_file = &row.file;
            text.push_str(&format!(
                "\n## `{of_file}`\n\n\
                 | case | exact by | measure | exact | measured | 95 % interval | replications | off by |\n\
                 |---|---|---|--:|--:|--:|--:|--:|\n"
            ));
        }
        let cells = Cells::of(row);
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} |\n",
            row.case,
            row.law,
            cells.what_in_a_page,
            cells.exact,
            cells.mean,
            cells.interval,
            words::grouped(row.replications as f64, 0),
            cells.z
        ));
    }
    text.push_str(
        "\n## To the last digit\n\n\
         | results of | SHA-256 of what is published |\n|---|---|\n",
    );
    for golden in &found.golden {
        text.push_str(&format!("| {} | `{}` |\n", golden.what, golden.kept));
    }
    text
}

/// A row in words and figures.
struct Cells {
    what: String,
    what_in_a_page: String,
    exact: String,
    mean: String,
    interval: String,
    z: String,
}

impl Cells {
    /// With as many decimals as show half the width of the interval to two figures.
    fn of(row: &TheoryRow) -> Self {
        let half = ((row.upper - row.lower) / 2.0).max(1e-9);
        let decimals = (1.0 - libm::floor(libm::log10(half))).clamp(0.0, 7.0) as usize;
        let number = |x: f64| words::grouped(x.max(0.0), decimals);
        let place = if row.window == "all" {
            String::new()
        } else {
            format!(" on {}", row.window)
        };
        let key = if row.measure.contains(' ') {
            row.measure.clone()
        } else {
            format!("`{}`", row.measure)
        };
        Self {
            what: format!("{}{place}", row.measure),
            what_in_a_page: format!("{key}{place}"),
            exact: number(row.exact),
            mean: number(row.mean),
            interval: format!("{} to {}", number(row.lower), number(row.upper)),
            z: format!("{:+.1}", row.z).replace('-', "−"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::GoldenRow;

    fn found(z: f64, here: &str) -> Verification {
        Verification {
            theory: vec![TheoryRow {
                case: "load 0.8".to_owned(),
                law: "Erlang C".to_owned(),
                file: "mmc".to_owned(),
                set: Vec::new(),
                measure: "wait_days.ward".to_owned(),
                window: "all".to_owned(),
                replications: 20,
                exact: 0.042_65,
                mean: 0.042_7,
                lower: 0.042_2,
                upper: 0.043_2,
                z,
                limit: 4.9,
                agrees: z.abs() < 4.9,
            }],
            golden: vec![GoldenRow {
                name: "market".to_owned(),
                what: "the market".to_owned(),
                kept: "0123456789abcdef0123".to_owned(),
                found: here.to_owned(),
                lines: 65,
                differing: usize::from(here != "0123456789abcdef0123"),
                first: Vec::new(),
            }],
        }
    }

    #[test]
    fn a_verdict_names_what_differs() {
        let right = found(0.2, "0123456789abcdef0123");
        assert!(right.agrees());
        assert!(verdict(&right).ends_with(": yes."));
        let off = found(5.2, "0123456789abcdef0123");
        assert!(
            !off.agrees()
                && verdict(&off).ends_with("no; differs in mmc, load 0.8: wait_days.ward.")
        );
        let other = found(0.2, "ffff456789abcdef0123");
        assert!(
            !other.agrees()
                && verdict(&other).contains("differs in market (1 of 65 published lines)"),
            "{}",
            verdict(&other)
        );
        assert_eq!(json(&other)["reproduces"], false);
    }

    #[test]
    fn a_page_shows_numbers_as_finely_as_they_are_known() {
        let page = page(&found(0.2, ""), "Title", "p.png");
        assert!(
            page.contains("| load 0.8 | Erlang C | `wait_days.ward` | 0.04265 | 0.04270 | 0.04220 to 0.04320 | 20 | +0.2 |"),
            "{page}"
        );
        assert!(page.contains("![Title](p.png)"));
    }

    #[test]
    fn a_folder_holds_the_page_and_its_picture() {
        let home = tempfile::tempdir().unwrap();
        let files = write(&found(0.2, ""), &home.path().join("out")).unwrap();
        assert_eq!(files.len(), 3);
        assert!(files.iter().all(|f| f.exists()));
    }
}
