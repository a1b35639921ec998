//! Who may know whom: every path from one part of the source to another follows the arrows.
//!
//! ```text
//! cli ─▶ experiment ─▶ scenario ─▶ world ─▶ engine     stats knows no one,
//!  │         └───────▶ observe ──▶ world, results       and any may use it
//!  └───▶ output ────▶ results                           results knows stats only
//! ```
//!
//! Who may know one part may know what that part knows: an arrow leads on.

use std::path::{Path, PathBuf};

/// The arrows.
const ARROWS: [(&str, &[&str]); 9] = [
    ("cli", &["experiment", "output"]),
    ("experiment", &["scenario", "observe"]),
    ("scenario", &["world"]),
    ("observe", &["world", "results"]),
    ("output", &["results"]),
    ("world", &["engine"]),
    ("results", &["stats"]),
    ("engine", &[]),
    ("stats", &[]),
];

/// What goes against the arrows, with the reason.
const EXCEPTIONS: [(&str, &str, &str); 2] = [
    (
        "scenario",
        "observe",
        "keys of measures and names of windows in a file are checked against what can be observed, before anything runs",
    ),
    (
        "scenario",
        "results",
        "sources, policies in words and the files themselves are carried into every result as plain records",
    ),
];

fn may_know(from: &str, to: &str) -> bool {
    if from == to || to == "stats" || EXCEPTIONS.iter().any(|e| (e.0, e.1) == (from, to)) {
        return true;
    }
    let arrows = ARROWS
        .iter()
        .find(|(part, _)| *part == from)
        .map_or(&[][..], |(_, to)| to);
    arrows
        .iter()
        .any(|&next| next == to || along_arrows(next, to))
}

fn along_arrows(from: &str, to: &str) -> bool {
    let arrows = ARROWS
        .iter()
        .find(|(part, _)| *part == from)
        .map_or(&[][..], |(_, to)| to);
    arrows
        .iter()
        .any(|&next| next == to || along_arrows(next, to))
}

fn source_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            source_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The parts that a line of code names by a path: after `crate::`, after `caremarket::`, or after so many
/// `super::` that the path leaves the part.
fn parts_named(line: &str, depth: usize) -> Vec<String> {
    let code = line.split("//").next().unwrap_or(line);
    let word = |text: &str| -> String {
        text.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let up = "super::".repeat(depth);
    let mut named = Vec::new();
    for root in ["crate::", "caremarket::", up.as_str()] {
        if root.is_empty() {
            continue;
        }
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let rest = &code[at + root.len()..];
            match rest.strip_prefix('{') {
                // Several in braces: the first word of each.
                Some(list) => named.extend(list.split([',', '}']).map(|item| word(item.trim()))),
                None => named.push(word(rest)),
            }
        }
    }
    named.retain(|name| ARROWS.iter().any(|(part, _)| part == name));
    named
}

#[test]
fn every_path_follows_the_arrows() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&src, &mut files);
    files.sort();
    assert!(files.len() > 50, "the source is elsewhere");
    let (mut against, mut used) = (Vec::new(), [false; EXCEPTIONS.len()]);
    for file in files {
        let inside = file.strip_prefix(&src).unwrap();
        let steps: Vec<&str> = inside.iter().map(|step| step.to_str().unwrap()).collect();
        let part = steps[0].trim_end_matches(".rs");
        if part == "lib" {
            continue;
        }
        // The program calls `cli`, and nothing else.
        let part = if part == "main" { "cli" } else { part };
        assert!(
            ARROWS.iter().any(|(known, _)| *known == part),
            "{part} has no place among the arrows"
        );
        let depth = steps.len() - usize::from(steps.last() == Some(&"mod.rs"));
        let text = std::fs::read_to_string(&file).unwrap();
        for (number, line) in text.lines().enumerate() {
            for named in parts_named(line, depth) {
                if !may_know(part, &named) {
                    against.push(format!(
                        "src/{}:{}: {part} knows {named}",
                        inside.display(),
                        number + 1
                    ));
                }
                for (exception, used) in EXCEPTIONS.iter().zip(&mut used) {
                    *used |= (exception.0, exception.1) == (part, named.as_str());
                }
            }
        }
    }
    assert!(
        against.is_empty(),
        "against the arrows:\n{}",
        against.join("\n")
    );
    assert_eq!(
        used,
        [true; EXCEPTIONS.len()],
        "an exception is no longer needed"
    );
}

#[test]
fn the_scan_sees_paths_however_they_are_written() {
    assert_eq!(parts_named("use crate::world::setup::Setup;", 2), ["world"]);
    assert_eq!(
        parts_named("use crate::{engine::Time, stats};", 2),
        ["engine", "stats"]
    );
    assert_eq!(
        parts_named("let x = super::super::results::Results::default();", 2),
        ["results"]
    );
    assert_eq!(
        parts_named("use super::world::Here; // crate::output", 2),
        [""; 0]
    );
    assert!(
        may_know("cli", "engine") && may_know("observe", "stats") && may_know("world", "stats")
    );
    assert!(
        !may_know("engine", "world")
            && !may_know("output", "world")
            && !may_know("world", "scenario")
    );
}

/// The engine would serve a car wash: it has no word of care.
#[test]
fn the_engine_has_no_word_of_care() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/engine");
    let mut files = Vec::new();
    source_files(&folder, &mut files);
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap().to_lowercase();
        for word in [
            "patient",
            "hospital",
            "ward",
            "nurse",
            "carer",
            "council",
            "care home",
            "homecare",
        ] {
            let found = text
                .split(|c: char| !c.is_alphabetic() && c != ' ')
                .any(|part| {
                    part == word
                        || part.split(' ').any(|w| w == word)
                        || (word.contains(' ') && part.contains(word))
                });
            assert!(!found, "{} speaks of {word}", file.display());
        }
    }
}
