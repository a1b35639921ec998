//! What the README tells people to type, typed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The commands in blocks of the README, in order, without what follows a `#`.
fn typed() -> Vec<String> {
    let mut typed = Vec::new();
    let mut inside = false;
    for line in include_str!("../README.md").lines() {
        if line.starts_with("```") {
            inside = line == "```sh";
        } else if inside {
            let command = line.split(" #").next().unwrap_or_default().trim();
            typed.push(command.to_owned());
        }
    }
    typed
}

/// Fewer histories than anyone would look at, where a command simulates; everything else as it is typed.
fn made_short(mut arguments: Vec<&str>) -> Vec<&str> {
    if arguments[0] == "compare" {
        match arguments.iter().position(|&a| a == "--replications") {
            Some(at) => arguments[at + 1] = "2",
            None => arguments.extend(["--replications", "2"]),
        }
    }
    arguments
}

fn caremarket(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_caremarket"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

/// That it says where its page is. It goes on until it is stopped, and a test shows nobody a browser.
fn serves(arguments: &[&str], folder: &Path) {
    let arguments = arguments.iter().filter(|a| **a != "--open");
    let mut program = Command::new(env!("CARGO_BIN_EXE_caremarket"))
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let stdout = program.stdout.take().expect("it says something");
    let mut address = String::new();
    let said = BufReader::new(stdout).read_line(&mut address);
    program.kill().expect("it is there");
    program.wait().expect("it ends");
    said.expect("it says where it is");
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
}

#[test]
fn every_command_does_what_it_says_in_the_order_of_the_page() {
    let home = tempfile::tempdir().expect("a folder for the test");
    let typed = typed();
    let mut ran = 0;
    for command in &typed {
        let words: Vec<&str> = command.split_whitespace().collect();
        let arguments = match words.as_slice() {
            ["cargo", "run", "--release", "--", arguments @ ..] => arguments.to_vec(),
            // What runs this test.
            ["cargo", "test"] => continue,
            _ => panic!("`{command}` is neither a command of caremarket nor of its tests"),
        };
        ran += 1;
        if arguments[0] == "serve" {
            if cfg!(feature = "serve") {
                serves(&arguments, home.path());
            }
            continue;
        }
        let output = caremarket(&made_short(arguments), home.path());
        assert!(
            output.status.success(),
            "{command} ended with {:?}:\n{}",
            output.status.code(),
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(!output.stdout.is_empty(), "{command} says nothing");
    }
    assert!(ran >= 8, "only {ran} commands in {typed:?}");
    let out = home.path().join("out");
    let written = std::fs::read_dir(out).expect("comparisons were written");
    let reports = written.filter(|folder| {
        let folder = folder.as_ref().expect("readable").path();
        !folder.is_symlink() && folder.join("report.html").is_file()
    });
    assert_eq!(reports.count(), 3, "one for each comparison");
}
