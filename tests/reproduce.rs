//! A study bundled, run again, and compared; changed, and named.

mod common;

use common::program::{self, ended};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// A folder with a comparison in `out`, whose scenarios are gone, and its bundle.
fn home() -> tempfile::TempDir {
    let home = program::home();
    let run = [
        "compare",
        "more.toml",
        "--replications",
        "6",
        "--out",
        "out",
        "-q",
        "--people",
        "--census",
        "--window",
        "day 20",
    ];
    ended(home.path(), 0, &[&run[..], &["--uncertain"]].concat());
    for name in ["tiny.toml", "more.toml"] {
        fs::remove_file(home.path().join(name)).expect("it is there");
    }
    home
}

fn sha256(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Every file of an archive in order, one of them changed.
fn changed(zip: &Path, name: &str, to: &Path, change: impl Fn(Vec<u8>) -> Vec<u8>) {
    let mut archive =
        ZipArchive::new(fs::File::open(zip).expect("an archive")).expect("an archive");
    let mut anew = ZipWriter::new(fs::File::create(to).expect("a file"));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a file");
        let inside = file.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("its bytes");
        anew.start_file(&inside, SimpleFileOptions::default())
            .expect("begun");
        let bytes = if inside == name { change(bytes) } else { bytes };
        anew.write_all(&bytes).expect("written");
    }
    anew.finish().expect("finished");
}

/// The same study as a program would have written it whose results are number 999.
fn of_another_number(zip: &Path, to: &Path) {
    let home = to.parent().expect("a folder");
    let half = home.join("half.zip");
    changed(zip, "lock.json", &half, |text| {
        let text = String::from_utf8(text).expect("text");
        text.replace("\"results_version\": 1", "\"results_version\": 999")
            .into_bytes()
    });
    let mut archive = ZipArchive::new(fs::File::open(&half).expect("a file")).expect("an archive");
    let mut lock = Vec::new();
    let mut file = archive.by_name("lock.json").expect("a lock");
    file.read_to_end(&mut lock).expect("its bytes");
    drop(file);
    changed(&half, "SHA256SUMS", to, |sums| {
        let sums = String::from_utf8(sums).expect("text");
        let lines = sums.lines().map(|line| match line.split_once("  ") {
            Some((_, "lock.json")) => format!("{}  lock.json\n", sha256(&lock)),
            _ => format!("{line}\n"),
        });
        lines.collect::<String>().into_bytes()
    });
}

#[test]
fn a_bundle_is_reproduced_from_what_it_holds_and_changes_are_named() {
    let home = home();
    let home = home.path();
    let told = ended(home, 0, &["bundle", "out", "-o", "study.zip"]);
    assert!(told.contains("caremarket reproduce study.zip"), "{told}");
    assert!(ended(home, 2, &["bundle", "out", "-o", "study.zip"]).contains("is not overwritten"));
    ended(home, 0, &["bundle", "out", "-o", "again.zip"]);
    let read = |name: &str| fs::read(home.join(name)).expect("a file");
    assert!(
        read("study.zip") == read("again.zip"),
        "the same folder, other bytes"
    );

    let told = ended(home, 0, &["reproduce", "study.zip", "-q"]);
    assert!(
        told.contains("Reproduced: every table is the same"),
        "{told}"
    );
    for table in [
        "summary.csv",
        "differences.csv",
        "people.csv",
        "census.csv",
        "drawn.csv",
    ] {
        assert!(told.contains(table), "{table}: {told}");
    }
    // A folder of results is as good, on any number of threads, and what comes out can be kept.
    ended(
        home,
        0,
        &["reproduce", "out", "-q", "--threads", "1", "--out", "kept"],
    );
    assert!(read("out/people.csv") == read("kept/people.csv"));
    assert!(ended(home, 2, &["reproduce", "."]).contains("neither a study"));

    let zip = home.join("study.zip");
    let bad = home.join("bad.zip");
    for name in ["scenarios/01-tiny.toml", "lock.json", "results/series.csv"] {
        changed(&zip, name, &bad, |mut bytes| {
            // A digit for another, so that JSON and TOML stay what they are.
            let at = bytes.iter().rposition(u8::is_ascii_digit).expect("a digit");
            bytes[at] = if bytes[at] == b'1' { b'2' } else { b'1' };
            bytes
        });
        let told = ended(home, 4, &["reproduce", "bad.zip", "-q"]);
        assert!(
            told.contains(name) && told.contains("has changed"),
            "{told}"
        );
        assert!(!told.contains("run again,"), "{told}");
    }
    // Results of another number are not tried.
    of_another_number(&zip, &home.join("later.zip"));
    let told = ended(home, 1, &["reproduce", "later.zip", "-q"]);
    assert!(told.contains("whose results are number 999"), "{told}");
    assert!(!told.contains("carries"), "{told}");
}

/// The head of a program for Linux, and words in it that say which.
fn for_linux(number: u32) -> Vec<u8> {
    let machine: u16 = if cfg!(target_arch = "aarch64") {
        183
    } else {
        62
    };
    let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
    bytes.resize(16, 0);
    bytes.extend([2, 0]);
    bytes.extend(machine.to_le_bytes());
    bytes.extend([1, 0, 0, 0]);
    bytes.resize(52, 0);
    bytes.extend([64, 0, 56, 0]);
    bytes.resize(64, 0);
    bytes.extend(mark(number));
    bytes
}

/// The same for Windows.
fn for_windows(number: u32) -> Vec<u8> {
    let mut bytes = b"MZ".to_vec();
    bytes.resize(60, 0);
    bytes.extend([64, 0, 0, 0]);
    bytes.extend(b"PE\0\0\x64\x86\x01\0");
    bytes.resize(84, 0);
    bytes.extend([240, 0, 2, 0, 0x0b, 2]);
    bytes.resize(196, 0);
    bytes.push(16);
    bytes.resize(368, 0);
    bytes.extend(mark(number));
    bytes
}

fn mark(number: u32) -> Vec<u8> {
    // As it stands in a program that looks for such words: without an end, first.
    format!(
        "caremarket program, version caremarket program, version 0.0.7, results number {number};"
    )
    .into_bytes()
}

#[cfg(unix)]
#[test]
fn the_program_in_a_bundle_reproduces_it() {
    use std::process::Command;
    let home = home();
    let home = home.path();
    let told = ended(home, 0, &["bundle", "out", "-o", "study.zip", "--program"]);
    assert!(told.contains("With program/caremarket: "), "{told}");
    let file = fs::File::open(home.join("study.zip")).expect("an archive");
    let mut archive = ZipArchive::new(file).expect("an archive");
    archive.extract(home.join("unpacked")).expect("unpacked");
    let program = home.join("unpacked/program/caremarket");
    let own = fs::read(env!("CARGO_BIN_EXE_caremarket")).expect("the program");
    assert!(fs::read(&program).expect("a program") == own, "other bytes");
    // It may be run as it comes out of the archive.
    let ran = Command::new(&program)
        .args(["reproduce", "study.zip", "-q"])
        .current_dir(home)
        .output()
        .expect("it starts");
    let told = String::from_utf8_lossy(&ran.stdout);
    assert!(told.contains("Reproduced: every table"), "{told}");
    // With the same number there is no need for it, and no word of it.
    assert!(!told.contains("carries"), "{told}");
}

#[test]
fn a_bundle_that_needs_another_program_says_how_to_use_the_one_it_carries() {
    let home = home();
    let home = home.path();
    let write = |name: &str, bytes: &[u8]| fs::write(home.join(name), bytes).expect("written");
    write("caremarket", &for_linux(1));
    write("caremarket.exe", &for_windows(1));
    let two = [
        "bundle",
        "out",
        "-o",
        "study.zip",
        "--program",
        "caremarket",
    ];
    let two = [
        &two[..],
        &["--program", "caremarket.exe", "--format", "json"],
    ]
    .concat();
    let told: serde_json::Value = serde_json::from_str(&ended(home, 0, &two)).expect("JSON");
    assert_eq!(told["programs"][0]["system"], "linux");
    assert_eq!(told["programs"][1]["system"], "windows");
    assert_eq!(told["programs"][1]["processor"], "x86_64");

    // What catalogues read of them.
    let zip = home.join("study.zip");
    let mut archive = ZipArchive::new(fs::File::open(&zip).expect("a file")).expect("an archive");
    let mut metadata = String::new();
    let mut file = archive.by_name("ro-crate-metadata.json").expect("metadata");
    file.read_to_string(&mut metadata).expect("text");
    drop(file);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).expect("JSON");
    let graph = metadata["@graph"].as_array().expect("a list");
    for (name, bytes) in [
        ("caremarket", for_linux(1)),
        ("caremarket.exe", for_windows(1)),
    ] {
        let name = format!("program/{name}");
        let about = graph
            .iter()
            .find(|e| e["@id"] == name.as_str())
            .expect("told of");
        assert_eq!(about["@type"][1], "SoftwareApplication");
        assert_eq!(about["softwareVersion"], "0.0.7");
        assert_eq!(about["contentSize"], bytes.len().to_string());
        assert_eq!(about["sha256"], sha256(&bytes));
        let mode = archive.by_name(&name).expect("a program").unix_mode();
        assert_eq!(mode.map(|mode| mode & 0o777), Some(0o755));
    }
    let mode = archive.by_name("lock.json").expect("a lock").unix_mode();
    assert_eq!(mode.map(|mode| mode & 0o777), Some(0o644));

    of_another_number(&zip, &home.join("later.zip"));
    let told = ended(home, 1, &["reproduce", "later.zip", "-q"]);
    assert!(told.contains("carries its program"), "{told}");
    assert!(told.contains("for linux on"), "{told}");
    if cfg!(target_os = "linux") {
        let commands =
            "\n  unzip later.zip program/caremarket\n  ./program/caremarket reproduce later.zip\n";
        assert!(told.contains(commands), "{told}");
        let file = fs::File::open(home.join("later.zip")).expect("an archive");
        let mut archive = ZipArchive::new(file).expect("an archive");
        archive.extract(home.join("un packed")).expect("unpacked");
        let told = ended(home, 1, &["reproduce", "un packed", "-q"]);
        let commands = "\n  chmod +x 'un packed/program/caremarket'\n  './un packed/program/caremarket' reproduce 'un packed'\n";
        assert!(told.contains(commands), "{told}");
    }
    // Where it runs elsewhere only, nothing is to be typed here.
    if !cfg!(windows) {
        let one = [
            "bundle",
            "out",
            "-o",
            "one.zip",
            "--program",
            "caremarket.exe",
        ];
        ended(home, 0, &one);
        of_another_number(&home.join("one.zip"), &home.join("other.zip"));
        let told = ended(home, 1, &["reproduce", "other.zip", "-q"]);
        assert!(told.contains("not for this machine"), "{told}");
        assert!(told.contains("for windows on x86_64"), "{told}");
        assert!(!told.contains("unzip"), "{told}");
    }
}

#[test]
fn only_a_program_that_would_reproduce_a_study_goes_with_it() {
    let home = home();
    let home = home.path();
    fs::create_dir(home.join("other")).expect("a folder");
    let write = |name: &str, bytes: &[u8]| fs::write(home.join(name), bytes).expect("written");
    write("caremarket", &for_linux(1));
    write("other/caremarket", &for_windows(1));
    write("later", &for_linux(2));
    write("words", &mark(1));
    write("nothing", &for_linux(1)[..64]);
    let with = |programs: &[&str]| {
        let programs = programs.iter().flat_map(|name| ["--program", name]);
        let arguments: Vec<&str> = ["bundle", "out", "-o", "study.zip"]
            .into_iter()
            .chain(programs)
            .collect();
        ended(home, 2, &arguments)
    };
    for name in ["words", "nothing"] {
        let told = with(&[name]);
        assert!(told.contains(&format!("{name} is no program")), "{told}");
    }
    let told = with(&["later"]);
    assert!(told.contains("those of the study are number 1"), "{told}");
    let told = with(&["caremarket", "other/caremarket"]);
    assert!(
        told.contains("two programs are called caremarket"),
        "{told}"
    );
    assert!(!home.join("study.zip").exists());
}

#[test]
fn what_does_not_come_out_again_is_told_with_line_size_and_conclusion() {
    let home = home();
    let home = home.path();
    // Tables as another program might have written them, with hashes that say so.
    let tables = [("summary.csv", 1), ("differences.csv", 1)];
    let manifest = home.join("out/manifest.json");
    let mut text = fs::read_to_string(&manifest).expect("a manifest");
    for (name, line) in tables {
        let path = home.join("out").join(name);
        let old = fs::read_to_string(&path).expect("a table");
        let mut lines: Vec<String> = old.lines().map(str::to_owned).collect();
        let mut cells: Vec<String> = lines[line].split(',').map(str::to_owned).collect();
        let number: f64 = cells[6].parse().expect("a number");
        cells[6] = (number * 2.0).to_string();
        if name == "differences.csv" {
            *cells.last_mut().expect("cells") = "another verdict".to_owned();
        }
        lines[line] = cells.join(",");
        let new = lines.join("\n") + "\n";
        fs::write(&path, &new).expect("written");
        text = text.replace(&sha256(old.as_bytes()), &sha256(new.as_bytes()));
    }
    fs::write(&manifest, text).expect("written");
    let told = ended(home, 4, &["reproduce", "out", "-q"]);
    assert!(
        told.contains("✗ summary.csv differs, first in line 2, lower: "),
        "{told}"
    );
    assert!(told.contains("(relative size 5.0e-1)"), "{told}");
    assert!(told.contains("Conclusions that change: 1 of "), "{told}");
    assert!(told.contains("\"another verdict\" then"), "{told}");
    assert!(told.contains("identical: replications.csv"), "{told}");
    assert!(told.ends_with("Not reproduced.\n"), "{told}");
    let json = ended(home, 4, &["reproduce", "out", "-q", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("one document");
    assert_eq!(json["reproduced"], false);
    assert_eq!(json["differing"][0]["column"], "lower");
    assert_eq!(
        json["conclusions"]["changed"]
            .as_array()
            .expect("a list")
            .len(),
        1
    );
}
