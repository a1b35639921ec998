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
    let other = |text: Vec<u8>| {
        let text = String::from_utf8(text).expect("text");
        text.replace("\"results_version\": 1", "\"results_version\": 999")
            .into_bytes()
    };
    changed(&zip, "lock.json", &bad, other);
    let lock = {
        let mut archive =
            ZipArchive::new(fs::File::open(&bad).expect("an archive")).expect("an archive");
        let mut bytes = Vec::new();
        archive
            .by_name("lock.json")
            .expect("a lock")
            .read_to_end(&mut bytes)
            .expect("its bytes");
        bytes
    };
    let later = home.join("later.zip");
    changed(&bad, "SHA256SUMS", &later, |sums| {
        let sums = String::from_utf8(sums).expect("text");
        let lines = sums.lines().map(|line| match line.split_once("  ") {
            Some((_, "lock.json")) => format!("{}  lock.json\n", sha256(&lock)),
            _ => format!("{line}\n"),
        });
        lines.collect::<String>().into_bytes()
    });
    let told = ended(home, 1, &["reproduce", "later.zip", "-q"]);
    assert!(told.contains("whose results are number 999"), "{told}");
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
