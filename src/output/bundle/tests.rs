//! Bundled, and opened again.

use super::*;
use crate::output::sample::{self, Sample};
use std::collections::BTreeMap;
use zip::ZipArchive;

fn bundled() -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("out");
    let sample = Sample {
        days: 60,
        ..Sample::market()
    };
    let mut results = sample::of(&sample);
    for scenario in &mut results.manifest.scenarios {
        for file in &mut scenario.files {
            file.sha256 = crate::output::folder::hex(&Sha256::digest(file.text.as_bytes()));
        }
    }
    crate::output::write(&results, &folder).unwrap();
    let zip = home.path().join("study.zip");
    write(&folder, &[], &zip).unwrap();
    (home, zip)
}

fn files_of(zip: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(File::open(zip).unwrap()).unwrap();
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    files
}

#[test]
fn a_bundle_holds_what_it_takes_and_is_the_same_every_time() {
    let (home, zip) = bundled();
    let again = home.path().join("again.zip");
    write(&home.path().join("out"), &[], &again).unwrap();
    assert!(fs::read(&zip).unwrap() == fs::read(&again).unwrap());
    let files = files_of(&zip);
    for name in [
        "CITATION.cff",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "SHA256SUMS",
        "STRESS-DES.md",
        "lock.json",
        "ro-crate-metadata.json",
        "results/manifest.json",
        "results/summary.csv",
        "results/report.html",
        "results/charts/where_people_wait.svg",
        "scenarios/01-riverbridge.toml",
    ] {
        assert!(files.contains_key(name), "{name}: {:?}", files.keys());
    }
    // Every file but the sums themselves has its sum, and every file of the crate is described in it.
    let sums = String::from_utf8(files[SUMS].clone()).unwrap();
    assert_eq!(sums.lines().count(), files.len() - 1);
    let metadata: serde_json::Value = serde_json::from_slice(&files[crate_metadata::FILE]).unwrap();
    let ids: Vec<&str> = metadata["@graph"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["@id"].as_str().unwrap())
        .collect();
    for name in files.keys().filter(|n| *n != SUMS) {
        assert!(ids.contains(&name.as_str()), "{name}");
    }
    let checklist = String::from_utf8(files["STRESS-DES.md"].clone()).unwrap();
    assert_eq!(checklist.matches("\n### ").count(), 20);
    // Nothing is overwritten.
    assert!(matches!(
        write(&home.path().join("out"), &[], &zip),
        Err(OutputError::Exists(_))
    ));
    let names: Vec<_> = fs::read_dir(home.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn a_changed_byte_of_any_file_is_named() {
    let (home, zip) = bundled();
    assert!(Bundled::open(&zip).unwrap().check().unwrap() > 15);
    // Unpacked it is the same.
    let folder = home.path().join("unpacked");
    for (name, bytes) in files_of(&zip) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let check = || Bundled::open(&folder).unwrap().check();
    check().unwrap();
    for name in [
        "scenarios/01-riverbridge.toml",
        "lock.json",
        "results/series.csv",
        "LICENSE-MIT",
    ] {
        let path = folder.join(name);
        let whole = fs::read(&path).unwrap();
        let mut changed = whole.clone();
        // A digit or letter for another: JSON stays JSON.
        let at = whole.iter().rposition(u8::is_ascii_alphanumeric).unwrap();
        changed[at] = if whole[at] == b'1' { b'2' } else { b'1' };
        fs::write(&path, &changed).unwrap();
        let error = check().unwrap_err().to_string();
        assert!(
            error.contains(name) && error.contains("has changed"),
            "{error}"
        );
        fs::remove_file(&path).unwrap();
        let error = check_or_open(&folder).unwrap_err().to_string();
        assert!(error.contains(name) || name == LOCK, "{error}");
        fs::write(&path, whole).unwrap();
    }
    // Sums made anew for a changed table do not hide it from the lock.
    let table = folder.join("results/summary.csv");
    fs::write(&table, "changed").unwrap();
    let sums = fs::read_to_string(folder.join(SUMS)).unwrap();
    let anew = crate::output::folder::hex(&Sha256::digest(b"changed"));
    let lines = sums.lines().map(|line| match line.split_once("  ") {
        Some((_, "results/summary.csv")) => format!("{anew}  results/summary.csv\n"),
        _ => format!("{line}\n"),
    });
    fs::write(folder.join(SUMS), lines.collect::<String>()).unwrap();
    assert!(
        check()
            .unwrap_err()
            .to_string()
            .contains("results/summary.csv")
    );
}

fn check_or_open(folder: &Path) -> Result<usize, OutputError> {
    Bundled::open(folder)?.check()
}

#[test]
fn a_damaged_archive_or_another_file_is_refused_with_words() {
    let (home, zip) = bundled();
    let whole = fs::read(&zip).unwrap();
    let other = home.path().join("other.zip");
    for at in (0..whole.len()).step_by(whole.len() / 40) {
        let mut changed = whole.clone();
        changed[at] ^= 0x55;
        fs::write(&other, &changed).unwrap();
        // A few bytes of an archive say nothing about its files, such as when they were written.
        if let Err(error) = check_or_open(&other) {
            assert!(error.to_string().contains("other.zip"), "{error}");
        } else {
            assert!(files_of(&other) == files_of(&zip), "byte {at}");
        }
    }
    fs::write(&other, "no archive").unwrap();
    assert!(matches!(
        Bundled::open(&other),
        Err(OutputError::NotABundle(..))
    ));
}
