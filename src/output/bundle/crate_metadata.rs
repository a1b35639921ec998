//! `ro-crate-metadata.json`: what the files of a bundle are, for catalogues and archives.
//!
//! RO-Crate 1.1 (<https://w3id.org/ro/crate/1.1>) with the profile Process Run Crate 0.5
//! (<https://w3id.org/ro/wfrun/process/0.5>): one run of one program, from these files to those.

use super::{LOCK, Program, RESULTS, title};
use crate::results::Manifest;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// Name of the file.
pub(super) const FILE: &str = "ro-crate-metadata.json";

const PROFILE: &str = "https://w3id.org/ro/wfrun/process/0.5";
const SOFTWARE: &str = "#caremarket";
const RUN: &str = "#run";

/// The metadata of a bundle with these files, given with their lengths, of which some are programs.
pub(super) fn of(manifest: &Manifest, files: &[(String, u64)], programs: &[Program]) -> String {
    let reference = |id: &str| json!({ "@id": id });
    let ids = |keep: &dyn Fn(&str) -> bool| -> Vec<Value> {
        let kept = files.iter().filter(|(name, _)| keep(name));
        kept.map(|(name, _)| reference(&id_of(name))).collect()
    };
    let (start, end) = times(manifest);
    let mut graph = vec![
        json!({
            "@id": FILE,
            "@type": "CreativeWork",
            "conformsTo": { "@id": "https://w3id.org/ro/crate/1.1" },
            "about": { "@id": "./" },
        }),
        json!({
            "@id": "./",
            "@type": "Dataset",
            "name": title(manifest),
            "description": description(manifest),
            "datePublished": start.get(..10).unwrap_or_default(),
            "license": { "@id": "#licence" },
            "conformsTo": { "@id": PROFILE },
            "hasPart": ids(&|_| true),
            "mentions": { "@id": RUN },
        }),
        json!({
            "@id": PROFILE,
            "@type": "CreativeWork",
            "name": "Process Run Crate",
            "version": "0.5",
        }),
        json!({
            "@id": "#licence",
            "@type": "CreativeWork",
            "name": "[to be completed by the author: licence of the study]",
            "description": "The program and the scenarios that come with it are under MIT or Apache 2.0, as you prefer.",
        }),
        json!({
            "@id": SOFTWARE,
            "@type": "SoftwareApplication",
            "name": "caremarket",
            "version": manifest.version,
            "license": [
                { "@id": "https://spdx.org/licenses/MIT" },
                { "@id": "https://spdx.org/licenses/Apache-2.0" },
            ],
        }),
        json!({ "@id": "https://spdx.org/licenses/MIT", "@type": "CreativeWork", "name": "MIT License" }),
        json!({
            "@id": "https://spdx.org/licenses/Apache-2.0",
            "@type": "CreativeWork",
            "name": "Apache License 2.0",
        }),
        json!({
            "@id": RUN,
            "@type": "CreateAction",
            "name": format!("{} replications of {} scenarios", manifest.replications_done, manifest.scenarios.len()),
            "description": manifest.command,
            "instrument": { "@id": SOFTWARE },
            "object": ids(&|name| name.starts_with("scenarios/") || name == LOCK),
            "result": ids(&|name| name.starts_with(RESULTS)),
            "startTime": start,
            "endTime": end,
            "actionStatus": { "@id": "http://schema.org/CompletedActionStatus" },
        }),
    ];
    graph.extend(files.iter().map(|(name, bytes)| {
        let mut file = json!({
            "@id": id_of(name),
            "@type": "File",
            "name": name,
            "contentSize": bytes.to_string(),
            "encodingFormat": kind_of(name),
        });
        if let Some(program) = programs.iter().find(|p| p.place() == *name) {
            file["@type"] = json!(["File", "SoftwareApplication"]);
            file["name"] = "caremarket".into();
            file["softwareVersion"] = program.version.as_str().into();
            file["operatingSystem"] = program.system.as_str().into();
            file["processorRequirements"] = program.processor.as_str().into();
            file["sha256"] = program.sha256.as_str().into();
            file["encodingFormat"] = "application/octet-stream".into();
            file["description"] = program.in_words().into();
        }
        file
    }));
    let whole = json!({
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": graph,
    });
    format!("{whole:#}\n")
}

/// A name as a relative URI.
fn id_of(name: &str) -> String {
    name.replace('%', "%25").replace(' ', "%20")
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "csv" => "text/csv",
        "json" => "application/json",
        "toml" => "application/toml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "html" => "text/html",
        "md" => "text/markdown",
        "cff" => "application/yaml",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "bin" => "application/octet-stream",
        _ => "text/plain",
    }
}

fn description(manifest: &Manifest) -> String {
    let questions = manifest.scenarios.iter().map(|s| s.question.trim());
    let mut said: Vec<&str> = questions.filter(|q| !q.is_empty()).collect();
    said.extend(manifest.headline.iter().map(String::as_str));
    if said.is_empty() {
        said.push("A simulation of a local care market");
    }
    said.join(" ")
}

/// When the run began and ended.
fn times(manifest: &Manifest) -> (String, String) {
    let started = manifest.started.trim_end_matches(" UTC");
    let start = started
        .parse::<DateTime>()
        .ok()
        .and_then(|at| at.to_zoned(jiff::tz::TimeZone::UTC).ok())
        .map_or(Timestamp::UNIX_EPOCH, |at| at.timestamp());
    let took = SignedDuration::try_from_secs_f64(manifest.wall_seconds).unwrap_or_default();
    let end = start.checked_add(took).unwrap_or(start);
    let shown = |at: Timestamp| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    (shown(start), shown(end))
}
