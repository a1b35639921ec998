//! Folders of results, written, read, drawn again, and damaged.

use super::*;
use sample::Sample;
use std::collections::BTreeMap;

fn small() -> Sample {
    Sample {
        days: 100,
        ..Sample::market()
    }
}

fn written(sample: &Sample) -> (tempfile::TempDir, PathBuf, Results) {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("out");
    let results = sample::of(sample);
    write(&results, &folder).unwrap();
    (home, folder, results)
}

/// Every file below a folder, with its bytes.
fn files_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn a_folder_holds_what_its_manifest_says_and_reads_back() {
    let (_home, folder, results) = written(&small());
    let files = files_of(&folder);
    let mut named: Vec<String> = manifest::read(&folder)
        .unwrap()
        .files
        .into_iter()
        .map(|f| f.name)
        .collect();
    named.push(manifest::FILE.to_owned());
    named.sort();
    assert_eq!(named, files.keys().cloned().collect::<Vec<_>>());
    for name in table::FILES {
        assert!(files.contains_key(name), "{name}");
    }
    assert!(files.contains_key("charts/where_people_wait.svg"));
    assert!(files.contains_key("charts/where_people_wait.png"));
    manifest::check_files(&folder).unwrap();

    let back = read_results(&folder).unwrap();
    assert_eq!(back.summary, results.summary);
    assert_eq!(back.replications, results.replications);
    assert_eq!(back.manifest.headline, results.manifest.headline);
    assert_eq!(back.manifest.scenarios.len(), 3);
    assert_eq!(back.manifest.format, manifest::FORMAT);
}

#[test]
fn the_same_results_give_the_same_bytes() {
    let (_a, first, _) = written(&small());
    let (_b, second, _) = written(&small());
    assert!(files_of(&first) == files_of(&second));
}

#[test]
fn drawing_again_changes_nothing_and_repairs_charts() {
    let (_home, folder, _) = written(&small());
    let before = files_of(&folder);
    let changed = redraw(&folder, None).unwrap();
    assert!(changed.contains(&folder.join("report.html")));
    assert!(files_of(&folder) == before);

    fs::write(folder.join("report.html"), "scribbled over").unwrap();
    fs::remove_file(folder.join("charts/where_people_wait.png")).unwrap();
    redraw(&folder, None).unwrap();
    assert!(files_of(&folder) == before);
    manifest::check_files(&folder).unwrap();
}

#[test]
fn charts_that_are_no_longer_drawn_go_away() {
    let (_home, folder, results) = written(&small());
    fs::write(folder.join("charts/old.svg"), "<svg/>").unwrap();
    let mut manifest = manifest::read(&folder).unwrap();
    manifest.files.push(FileRecord {
        name: "charts/old.svg".to_owned(),
        ..FileRecord::default()
    });
    let files = manifest.files.clone();
    folder::replace_file(&folder, manifest::FILE, |w| {
        manifest::write(&results.manifest, &files, w)
    })
    .unwrap();
    redraw(&folder, None).unwrap();
    assert!(!folder.join("charts/old.svg").exists());
}

#[test]
fn what_is_wrong_with_a_folder_is_named() {
    let (home, folder, _) = written(&small());
    let said = |folder: &Path| read_results(folder).unwrap_err().to_string();
    assert!(said(&home.path().join("nowhere")).contains("nowhere is not a folder"));
    assert!(said(home.path()).contains("holds no manifest.json"));

    let summary = fs::read(folder.join("summary.csv")).unwrap();
    fs::write(folder.join("summary.csv"), [&summary[..], b"\n"].concat()).unwrap();
    let message = said(&folder);
    assert!(
        message.contains("summary.csv has changed since it was written"),
        "{message}"
    );
    fs::remove_file(folder.join("summary.csv")).unwrap();
    assert!(said(&folder).contains("summary.csv is missing"));
    fs::write(folder.join("summary.csv"), summary).unwrap();
    read_results(&folder).unwrap();

    let path = folder.join(manifest::FILE);
    let text = fs::read_to_string(&path).unwrap();
    let newer = text
        .replace("\"format\": 1", "\"format\": 9")
        .replace("\"0.1.0\"", "\"7.0.0\"");
    fs::write(&path, newer).unwrap();
    let message = said(&folder);
    assert!(
        message.contains("format 9") && message.contains("use caremarket 7.0.0 or later"),
        "{message}"
    );
    fs::write(&path, "{ not json").unwrap();
    assert!(said(&folder).contains("manifest.json, line 1:"));
}

#[test]
fn a_folder_in_the_way_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("out");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("mine.txt"), "mine").unwrap();
    let error = write(&sample::of(&small()), &folder).unwrap_err();
    assert!(error.to_string().contains("never overwritten"), "{error}");
    assert_eq!(files_of(home.path()).len(), 1);
}

#[test]
fn odd_results_are_written_and_read() {
    let odd = [
        "run",
        "network",
        "one-replication",
        "zeros",
        "one-day",
        "no-moves",
    ];
    for (name, sample) in Sample::all()
        .into_iter()
        .filter(|(name, _)| odd.contains(name))
    {
        let sample = Sample {
            days: sample.days.min(100),
            ..sample
        };
        let (_home, folder, results) = written(&sample);
        let back = read_results(&folder).unwrap();
        assert_eq!(back.series.len(), results.series.len(), "{name}");
    }
}

#[test]
#[ignore = "writes every sample into /tmp/caremarket-reports, to be looked at"]
fn writes_every_sample_to_be_looked_at() {
    let home = std::env::temp_dir().join("caremarket-reports");
    let _ = fs::remove_dir_all(&home);
    for (name, sample) in Sample::all() {
        let results = sample::of(&sample);
        write(&results, &home.join(name)).unwrap();
        let report = fs::metadata(home.join(name).join(REPORT)).unwrap().len();
        println!("{name:16} report {report:7} bytes");
        println!(
            "{}",
            terminal::tables(&results, terminal::Look::default(), &[])
        );
    }
}

/// What a manifest names is not always what was written: nothing outside the folder is ever taken for a chart to be removed.
#[test]
fn only_what_stands_among_the_charts_is_a_chart() {
    assert!(is_drawn("charts/did_it_help.svg") && is_drawn(REPORT));
    for other in [
        "charts/../summary.csv",
        "charts/..",
        "charts/a/../../b",
        "charts\\..\\b",
        "summary.csv",
    ] {
        assert!(!is_drawn(other), "{other}");
    }
}
