//! The documentation says what the program does: its examples run, and its tables hold the values of the files.

use caremarket::experiment::{Silent, Study, Subject};
use caremarket::scenario::reading::Reader;
use caremarket::scenario::render::Look;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples");
    let files = std::fs::read_dir(folder).expect("docs/examples is there");
    let mut files: Vec<PathBuf> = files.map(|f| f.expect("readable").path()).collect();
    files.sort();
    assert!(files.len() >= 20);
    files
}

#[test]
fn every_worked_example_runs_and_stands_in_the_text() {
    let text = include_str!("../docs/scenario-language.md");
    for file in examples() {
        let name = file
            .file_name()
            .expect("a file")
            .to_string_lossy()
            .into_owned();
        assert!(
            text.contains(&name),
            "{name} is not in scenario-language.md"
        );
        let mut reader = Reader::new();
        let scenario = reader.read(&file.to_string_lossy(), &[]);
        let problems = reader.problems.render(&reader.sources, Look::default());
        let scenario = scenario.unwrap_or_else(|| panic!("{name}:\n{problems}"));
        let seed = scenario.seed;
        let study = Study {
            subjects: vec![Subject::new("example", scenario, &[], None)],
            seed,
            replications: 1,
        };
        let runs = study.run(1, &Silent, &AtomicBool::new(false));
        assert!(runs.broken.is_none(), "{name}: {:?}", runs.broken);
    }
}

#[test]
fn the_model_and_the_evidence_hold_the_values_of_the_example_place() {
    let page = [
        include_str!("../docs/evidence.md"),
        include_str!("../docs/model.md"),
    ]
    .concat();
    let mut reader = Reader::new();
    let place = reader.read("riverbridge", &[]).expect("the place is sound");
    let mut wrong = Vec::new();
    for value in &place.assumptions {
        let cell = format!("| `{}` |", value.path);
        let rows: Vec<&str> = page
            .lines()
            .filter(|line| line.starts_with(&cell))
            .collect();
        if rows.is_empty() {
            wrong.push(format!("{} is not there", value.path));
        }
        let number = value.value.trim_matches('"').replace('_', "");
        for row in rows {
            let shown = row.replace([',', '_'], "");
            if !shown.contains(&format!("| {number} |")) && !shown.contains(&format!("| {number}"))
            {
                wrong.push(format!(
                    "{} is {number}, and the page says: {row}",
                    value.path
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
