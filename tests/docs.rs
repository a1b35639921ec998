//! The documentation says what the program does: its examples run, and its tables hold the values of the files.

mod common;

use caremarket::experiment::{Silent, Study, Subject};
use caremarket::scenario::reading::Reader;
use caremarket::scenario::render::Look;
use common::program::done;
use std::path::{Path, PathBuf};
use std::process::Command;
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

#[test]
fn the_page_of_levers_is_the_one_the_program_prints() {
    let committed = include_str!("../docs/levers.md").replace("\r\n", "\n");
    assert_eq!(
        committed,
        caremarket::scenario::lever::page(),
        "caremarket list --levers --format markdown > docs/levers.md"
    );
}

/// The example of every lever, on top of the example place, for a few months with everything checked.
#[test]
fn the_example_of_every_lever_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    for lever in caremarket::scenario::lever::levers() {
        let name = lever.name;
        let text = format!(
            "[scenario]\nname = \"{name}\"\nplace = \"riverbridge\"\n\n{}",
            lever.about.example
        );
        let file = folder.path().join(format!("{name}.toml"));
        std::fs::write(&file, text).expect("written");
        let mut reader = Reader::new();
        let set = ["run.warm_up_days=100", "run.horizon_days=200"].map(str::to_owned);
        let scenario = reader.read(&file.to_string_lossy(), &set);
        let problems = reader.problems.render(&reader.sources, Look::default());
        let scenario = scenario.unwrap_or_else(|| panic!("{name}:\n{problems}"));
        let described = &scenario.policies[0].description;
        let first = described.chars().next().expect("it is told in words");
        assert!(
            first.is_uppercase() || first.is_numeric(),
            "{name}: {described}"
        );
        let study = Study {
            seed: scenario.seed,
            subjects: vec![Subject::new("example", scenario, &[], None)],
            replications: 1,
        };
        let runs = study.run(1, &Silent, &AtomicBool::new(false));
        assert!(runs.broken.is_none(), "{name}: {:?}", runs.broken);
    }
}

/// The catalogue tells of the scenarios in the order of their numbers.
#[test]
fn the_catalogue_is_in_order() {
    let page = include_str!("../docs/catalogue.md");
    let told = page.lines().filter_map(|line| line.strip_prefix("## "));
    let told: Vec<&str> = told
        .map(|line| line.split(':').next().unwrap_or(line))
        .collect();
    let known = caremarket::scenario::embedded::EMBEDDED
        .iter()
        .map(|e| e.name);
    let in_order: Vec<&str> = known.filter(|name| told.contains(name)).collect();
    assert_eq!(told, in_order);
}

#[test]
fn the_page_of_results_holds_every_column_of_every_table() {
    let page = include_str!("../docs/results.md").replace("\r\n", "\n");
    assert!(
        page.contains(&caremarket::output::table::columns::page()),
        "between \"The tables, column by column\" and \"Waits and stays\": caremarket list --tables --format markdown"
    );
}

/// The blocks of code in this language on a page.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let start = format!("```{language}\n");
    let ends = page.split(&start).skip(1);
    ends.filter_map(|rest| rest.split("```").next())
        .map(str::to_owned)
        .collect()
}

/// Whether a program runs this and is content.
fn runs(program: &str, how: &str, code: &str) -> bool {
    let ran = Command::new(program).args([how, code]).output();
    ran.is_ok_and(|done| done.status.success())
}

#[test]
fn the_examples_in_python_and_r_read_what_is_written() {
    let page = include_str!("../docs/results.md").replace("\r\n", "\n");
    let home = tempfile::tempdir().unwrap();
    let short = "run.warm_up_days=30 run.horizon_days=365 expect=[]";
    let set = short.split(' ').flat_map(|set| ["--set", set]);
    let compare = "compare step-down --out results --replications 2 --quiet";
    let all: Vec<&str> = compare.split(' ').chain(set).collect();
    done(home.path(), &all);
    let table = std::fs::read_to_string(home.path().join("results/differences.csv")).unwrap();
    let row = table
        .lines()
        .find(|line| line.contains(",m7-12,delayed.all,"))
        .unwrap();
    let cells: Vec<&str> = row.split(',').collect();
    let number = |at: usize| cells[at].parse::<f64>().unwrap();
    let expected = format!(
        "{}: {:.1} ({:.1} to {:.1})",
        cells[0],
        number(6),
        number(7),
        number(8)
    );
    // Each with what it needs beside the language.
    let languages = [
        (
            "python",
            "python3",
            "-c",
            "import pandas, matplotlib",
            "import pandas",
        ),
        ("r", "Rscript", "-e", "library(readr)", "library(readr)"),
    ];
    let mut examples = 0;
    for (language, program, how, needs, if_it_says) in languages {
        for code in blocks(&page, language) {
            examples += 1;
            let needed = if code.contains(if_it_says) {
                needs
            } else {
                "1"
            };
            if !runs(program, how, needed) {
                println!(
                    "left out, because `{program} {how} '{needed}'` does not work here:\n{code}"
                );
                continue;
            }
            let _ = std::fs::remove_file(home.path().join("delayed.png"));
            let ran = Command::new(program)
                .current_dir(home.path())
                .args([how, &code])
                .output()
                .unwrap();
            let (said, complained) = (
                String::from_utf8_lossy(&ran.stdout),
                String::from_utf8_lossy(&ran.stderr),
            );
            assert!(ran.status.success(), "{code}\n{complained}");
            assert_eq!(said.lines().next(), Some(expected.as_str()), "{code}");
            if code.contains("delayed.png") {
                let drawn = std::fs::metadata(home.path().join("delayed.png")).unwrap();
                assert!(drawn.len() > 5_000, "{code}");
            }
        }
    }
    assert_eq!(examples, 4);
}

/// An independent reader of the description of a folder, where there is one.
#[test]
fn frictionless_finds_every_table_as_described() {
    let ready = Command::new("python3")
        .args(["-c", "import frictionless"])
        .output();
    if !ready.is_ok_and(|done| done.status.success()) {
        println!("left out: python3 has no package frictionless");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let example = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/docs/examples/several-servers.toml"
    );
    let options = "--out results --replications 3 --census --people --quiet";
    let run = ["run", example].into_iter().chain(options.split(' '));
    done(home.path(), &run.collect::<Vec<_>>());
    let checked = Command::new("python3")
        .current_dir(home.path().join("results"))
        .args(["-m", "frictionless", "validate", "datapackage.json"])
        .output()
        .unwrap();
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stdout)
    );
}
