//! The program as it is called from a shell, and two scenarios for it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A plain network: two beds, people who come and go.
pub const TINY: &str = r#"
[scenario]
name = "Two beds"

[run]
horizon_days = 60
replications = 6
seed = 7

[streams.people]
to = "ward"
rate = { value = "0.9 per day", low = 0.5, high = 1.5 }

[places.ward]
beds = 2
stay = { exponential = { mean = "2 days" } }

[[distribution]]
measure = "queue.ward"
at_most = [0, 2]
"#;

/// Two more beds.
pub const MORE: &str = r#"
[scenario]
name = "Four beds"
overlays = ["tiny.toml"]
compare_with = ["tiny.toml"]

[places.ward]
beds = 4

[[expect]]
measure = "queue.ward"
window = "all"
sign = "lower"
versus = "tiny.toml"
"#;

/// A folder with these files.
pub fn home_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder for the test");
    for (name, text) in files {
        fs::write(home.path().join(name), text).expect("the file is written");
    }
    home
}

/// A folder with both scenarios.
pub fn home() -> tempfile::TempDir {
    home_with(&[("tiny.toml", TINY), ("more.toml", MORE)])
}

/// The program, about to be started in a folder.
pub fn command(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caremarket"));
    command
        .args(arguments)
        .current_dir(home)
        .env("NO_COLOR", "1");
    command
}

/// The program, run in a folder.
pub fn caremarket(home: &Path, arguments: &[&str]) -> Output {
    command(home, arguments)
        .output()
        .expect("the program starts")
}

/// What it says went wrong, or is under way.
pub fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Everything that is said by a command that ends with this code.
pub fn ended(home: &Path, code: i32, arguments: &[&str]) -> String {
    let ran = caremarket(home, arguments);
    let all = String::from_utf8_lossy(&ran.stdout).into_owned() + &told(&ran);
    assert_eq!(ran.status.code(), Some(code), "{arguments:?}: {all}");
    all
}

/// Everything that is said by a command that does what it should.
pub fn done(home: &Path, arguments: &[&str]) -> String {
    ended(home, 0, arguments)
}

/// What stands in a folder, in order of name.
pub fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names.map(|n| n.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
