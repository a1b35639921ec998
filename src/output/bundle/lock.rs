//! `lock.json`: what a study is run from, and what came out, to the byte.

use super::{OutputError, RESULTS};
use crate::results::{
    AskedRecord, FileRecord, Manifest, ScenarioFile, ScenarioRecord, WindowRecord,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::Path;

/// The layout of a bundle. It grows by one when a reader of the last layout would be misled.
const FORMAT: u32 = 1;

/// What a study is run from, and what came out.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Lock {
    /// Version of the layout.
    pub format: u32,
    /// Version of caremarket that ran it.
    pub caremarket: String,
    /// Number of the results that version gives.
    pub results_version: u32,
    /// `run` or `compare`.
    pub kind: String,
    /// The command, as typed.
    pub command: String,
    /// The command that began what that one went on with, if it did.
    pub began_with: String,
    /// Seed of all draws.
    pub seed: u64,
    /// Replications.
    pub replications: usize,
    /// What was asked for beside scenarios and replications.
    pub asked: AskedRecord,
    /// The two measures of the frontier, if one was asked for: across, and up.
    pub frontier: Vec<String>,
    /// The scenarios, a baseline before what is compared with it.
    pub scenarios: Vec<Locked>,
    /// What came out: every file of the folder of results.
    pub results: Vec<FileRecord>,
    /// When it was run, on what, and how long it took.
    pub run: Ran,
}

/// A scenario.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Locked {
    name: String,
    called: String,
    title: String,
    story: String,
    question: String,
    baseline: Option<String>,
    without_policies: bool,
    only_against: Option<Vec<String>>,
    set: Vec<String>,
    windows: Vec<WindowRecord>,
    /// Its files, those that later ones build on first.
    files: Vec<LockedFile>,
}

/// A file of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct LockedFile {
    /// Its name, as given when it was run.
    name: String,
    /// Where it stands in the bundle.
    pub path: String,
    sha256: String,
}

/// When a study was run, on what, and how long it took.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Ran {
    started: String,
    platform: String,
    wall_seconds: f64,
    events: u64,
    peak_rss_bytes: u64,
}

/// Every file of the scenarios, once each, with its text.
pub(super) fn scenario_files(manifest: &Manifest) -> Vec<(LockedFile, &str)> {
    let mut all: Vec<(LockedFile, &str)> = Vec::new();
    for file in manifest.scenarios.iter().flat_map(|s| &s.files) {
        let sha256 = super::super::folder::hex(&Sha256::digest(file.text.as_bytes()));
        if all
            .iter()
            .any(|(f, _)| f.name == file.name && f.sha256 == sha256)
        {
            continue;
        }
        let name = file.name.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = name.strip_suffix(".toml").unwrap_or(name);
        let safe: String = stem
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '-' {
                    c
                } else {
                    '_'
                }
            })
            .take(60)
            .collect();
        let path = format!("scenarios/{:02}-{safe}.toml", all.len() + 1);
        let name = file.name.clone();
        all.push((LockedFile { name, path, sha256 }, &file.text));
    }
    all
}

impl Lock {
    /// What a folder of results was run from.
    pub fn of(manifest: &Manifest) -> Self {
        let files = scenario_files(manifest);
        let locked = |file: &ScenarioFile| {
            let same = |(f, text): &&(LockedFile, &str)| f.name == file.name && *text == file.text;
            files.iter().find(same).map(|(f, _)| f.clone())
        };
        Self {
            format: FORMAT,
            caremarket: manifest.version.clone(),
            results_version: manifest.results_version,
            kind: manifest.kind.clone(),
            command: manifest.command.clone(),
            began_with: manifest.began_with.clone(),
            seed: manifest.seed,
            replications: manifest.replications_done,
            asked: manifest.asked.clone(),
            frontier: manifest.frontier.clone(),
            scenarios: manifest
                .scenarios
                .iter()
                .map(|s| Locked {
                    name: s.name.clone(),
                    called: s.called.clone(),
                    title: s.title.clone(),
                    story: s.story.clone(),
                    question: s.question.clone(),
                    baseline: s.baseline.clone(),
                    without_policies: s.without_policies,
                    only_against: s.only_against.clone(),
                    set: s.set.clone(),
                    windows: s.windows.clone(),
                    files: s.files.iter().filter_map(locked).collect(),
                })
                .collect(),
            results: manifest.files.clone(),
            run: Ran {
                started: manifest.started.clone(),
                platform: manifest.platform.clone(),
                wall_seconds: manifest.wall_seconds,
                events: manifest.events,
                peak_rss_bytes: manifest.peak_rss_bytes,
            },
        }
    }

    /// As it is written.
    pub(super) fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self);
        text.expect("records of text and numbers can be written") + "\n"
    }

    /// Reads it.
    ///
    /// # Errors
    /// When it is not such a file, or one of a later version.
    pub(super) fn from_json(bytes: &[u8], path: &Path) -> Result<Self, OutputError> {
        let malformed = |e: serde_json::Error| OutputError::Malformed {
            path: path.to_owned(),
            line: e.line() as u64,
            problem: e.to_string(),
        };
        let any: serde_json::Value = serde_json::from_slice(bytes).map_err(malformed)?;
        let format = any["format"].as_u64().unwrap_or(0) as u32;
        if format > FORMAT {
            return Err(OutputError::Newer {
                path: path.to_owned(),
                found: format,
                known: FORMAT,
                version: any["caremarket"].as_str().unwrap_or_default().to_owned(),
            });
        }
        serde_json::from_value(any).map_err(malformed)
    }

    /// As much of the manifest as it takes to run the study again; the texts of scenarios come from the bundle.
    pub(super) fn to_manifest(
        &self,
        mut text_of: impl FnMut(&str) -> Result<Vec<u8>, OutputError>,
    ) -> Result<Manifest, OutputError> {
        let mut scenarios = Vec::new();
        for locked in &self.scenarios {
            let mut files = Vec::new();
            for file in &locked.files {
                let text = text_of(&file.path)?;
                files.push(ScenarioFile {
                    name: file.name.clone(),
                    sha256: file.sha256.clone(),
                    text: String::from_utf8_lossy(&text).into_owned(),
                });
            }
            scenarios.push(ScenarioRecord {
                name: locked.name.clone(),
                called: locked.called.clone(),
                title: locked.title.clone(),
                story: locked.story.clone(),
                question: locked.question.clone(),
                baseline: locked.baseline.clone(),
                without_policies: locked.without_policies,
                only_against: locked.only_against.clone(),
                set: locked.set.clone(),
                windows: locked.windows.clone(),
                files,
                ..ScenarioRecord::default()
            });
        }
        Ok(Manifest {
            version: self.caremarket.clone(),
            results_version: self.results_version,
            kind: self.kind.clone(),
            command: self.command.clone(),
            began_with: self.began_with.clone(),
            seed: self.seed,
            replications: self.replications,
            replications_done: self.replications,
            asked: self.asked.clone(),
            frontier: self.frontier.clone(),
            scenarios,
            files: self.results.clone(),
            ..Manifest::default()
        })
    }

    /// Every hash that stands in it: of results and of files of scenarios, by their place in the bundle.
    pub(super) fn hashes(&self) -> Vec<(String, String)> {
        let results = self.results.iter();
        let results = results.map(|f| (format!("{RESULTS}{}", f.name), f.sha256.clone()));
        let files = self.scenarios.iter().flat_map(|s| &s.files);
        let mut all: Vec<(String, String)> = files
            .map(|f| (f.path.clone(), f.sha256.clone()))
            .chain(results)
            .collect();
        all.sort();
        all.dedup();
        all
    }
}
