//! A folder for a study: a place as it is, what is done differently in it, and how to compare the two.
//!
//! Values of the place stand once, in `baseline.toml`; every other scenario builds on it and holds nothing but what is
//! done and what is expected of it. So whatever is changed, all of them are the same place, and a difference between
//! them is what the policies did.

use super::{Failure, is_there, read, values};
use crate::cli::carry_out::as_a_word;
use crate::output::OutputError;
use crate::output::folder::{Content, NewFolder};
use crate::output::words;
use crate::results::ScenarioFile;
use crate::scenario::embedded::{EMBEDDED, Embedded};
use crate::scenario::reading::{Reader, sha256, short_name};
use crate::scenario::schema::{json_schema, pretty};
use crate::scenario::spec::Spec;
use crate::scenario::{Expectation, Scenario};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use toml_edit::{Array, DocumentMut, Item, TableLike, value};

const BASELINE: &str = "baseline.toml";
const SCHEMA: &str = "caremarket.schema.json";
/// Tells editors where to look keys up.
const SCHEMA_LINE: &str = "#:schema ./caremarket.schema.json\n";
/// Other scenarios written; more are named in the README.
const TWINS: usize = 2;
/// What belongs to a scenario; all else is of the place.
const OF_A_SCENARIO: [&str; 4] = ["scenario", "policy", "expect", "knob"];

/// A folder begun.
pub(super) struct Begun {
    folder: PathBuf,
    from: String,
    /// The files to compare, the place as it is first.
    compared: Vec<String>,
    files: Vec<PathBuf>,
}

impl Begun {
    /// What was written, and what to do next.
    pub(super) fn in_words(&self) -> String {
        let [first, all] = commands(&self.compared);
        format!(
            "Wrote {}: {}.\nREADME.md says what each is for. Change what you like, then:\n  cd {}\n  {first}\n  {all} --open\n",
            self.folder.display(),
            words::list(&self.compared),
            as_a_word(&self.folder),
        )
    }

    pub(super) fn in_json(&self) -> Value {
        let files = self.files.iter().map(|file| file.to_string_lossy());
        json!({
            "folder": self.folder.to_string_lossy(),
            "from": self.from,
            "compare": self.compared,
            "files": files.collect::<Vec<_>>(),
        })
    }
}

/// Writes a study that begins from a scenario, whole or not at all; with `full` the place is copied, too.
///
/// # Errors
/// When the folder is there, the scenario is wrong, has no policies or has some in a file below, or the disk refuses.
pub(super) fn begin(folder: &Path, from: &str, full: bool) -> Result<Begun, Failure> {
    // Without a slash at the end.
    let folder: PathBuf = folder.components().collect();
    if folder.symlink_metadata().is_ok() {
        return Err(is_there(&folder));
    }
    let scenario = read(from)?;
    let draft = Draft::of(from, &scenario, full)?;
    let compared = draft.compared();
    let files = draft.write(&folder).map_err(|e| match e {
        OutputError::Exists(_) => is_there(&folder),
        e => Failure::could_not(&anyhow::Error::new(e)),
    })?;
    Ok(Begun {
        folder,
        from: from.to_owned(),
        compared,
        files,
    })
}

/// Another scenario that comes with the program and pulls one of the same levers.
struct Twin {
    of: &'static Embedded,
    scenario: Scenario,
}

/// Other scenarios that act on the same place: those that are kin, by name or because the study names them, and pull one
/// of its levers, and then those that pull the same ones. And more of its name, which the README tells of.
fn twins(name: &str, scenario: &Scenario) -> (Vec<Twin>, Vec<&'static Embedded>) {
    let ours = levers(&text_of(scenario));
    let extends = |name: &str, other: &str| {
        let rest = name.strip_prefix(other);
        rest.is_some_and(|rest| rest.starts_with('-'))
    };
    let is_kin = |of: &Embedded| {
        extends(of.name, name)
            || extends(name, of.name)
            || scenario.compare_with.iter().any(|other| other == of.name)
    };
    let place = scenario.without_policies();
    let (mut twins, mut named) = (Vec::new(), Vec::new());
    for of in EMBEDDED.iter().filter(|e| e.name != name) {
        let theirs = levers(of.text);
        let fits = theirs == ours || is_kin(of) && !theirs.is_disjoint(&ours);
        if !fits {
            continue;
        }
        let read = Reader::new().read(of.name, &[]);
        match read.filter(|twin| twin.without_policies().is_world_of(&place)) {
            Some(scenario) => twins.push(Twin { of, scenario }),
            None => named.push(of),
        }
    }
    twins.sort_by_key(|twin| !is_kin(twin.of));
    let more = twins.split_off(TWINS.min(twins.len()));
    named.extend(more.iter().map(|twin| twin.of));
    named.retain(|of| extends(of.name, name));
    (twins, named)
}

/// Names of the levers that a file pulls.
fn levers(text: &str) -> BTreeSet<String> {
    let table = text.parse::<toml::Table>().unwrap_or_default();
    let policies = table.get("policy").and_then(toml::Value::as_array);
    let actions = policies.into_iter().flatten();
    let actions = actions.filter_map(|policy| policy.get("action")?.as_table());
    actions.flat_map(|action| action.keys().cloned()).collect()
}

/// The text of the last file.
fn text_of(scenario: &Scenario) -> String {
    let last = scenario.files.last();
    last.map_or_else(String::new, |file| file.text.clone())
}

/// The files of a study, before they are written.
struct Draft {
    /// Scenarios, the place as it is first.
    compared: Vec<ScenarioFile>,
    /// What that builds on, if it is copied.
    below: Vec<ScenarioFile>,
    readme: String,
}

impl Draft {
    fn of(from: &str, scenario: &Scenario, full: bool) -> Result<Self, Failure> {
        let name = short_name(from);
        let text = text_of(scenario);
        if levers(&text).is_empty() {
            return Err(Failure::wrong(format!(
                "{from} has no policies of its own, and a study compares policies with the same place without them; \
                 begin from a scenario of `caremarket list`, such as --from step-down, or write a file: NAME.toml"
            )));
        }
        let below = scenario
            .files
            .split_last()
            .map_or(&[][..], |(_, below)| below);
        if let Some(acts) = below.iter().find(|file| !levers(&file.text).is_empty()) {
            return Err(Failure::wrong(format!(
                "some policies of {from} stand in {}, which it builds on, and a study needs all of them in one file; begin \
                 from {} or write a file: NAME.toml",
                acts.name, acts.name
            )));
        }
        let (twins, named) = twins(name, scenario);
        let own = format!("{name}.toml");
        let mut names: Vec<String> = vec![BASELINE.to_owned(), own.clone()];
        names.extend(twins.iter().map(|twin| format!("{}.toml", twin.of.name)));
        if full {
            names.extend(below.iter().map(|file| file_name(&file.name)));
        }
        if let Some(twice) = (1..names.len()).find(|&i| names[..i].contains(&names[i])) {
            return Err(Failure::wrong(format!(
                "two files of the study would be called {}; copy {from} to a file of another name, and begin from that",
                names[twice]
            )));
        }

        let within = |name: &str| {
            let file = file_name(name);
            names.contains(&file).then_some(file)
        };
        let beside = |name: &str| within(name).unwrap_or_else(|| elsewhere(from, name));
        let mut compared = vec![file(BASELINE, &baseline(&own, scenario, beside)?)];
        let mut add = |name: &str, text: &str| -> Result<(), Failure> {
            compared.push(file(name, &on_the_baseline(text, within)?));
            Ok(())
        };
        add(&own, &text)?;
        for twin in &twins {
            add(&format!("{}.toml", twin.of.name), twin.of.text)?;
        }
        let mut copies = Vec::new();
        for copied in below.iter().filter(|_| full) {
            let mut document = document(&copied.text)?;
            for key in ["place", "overlays"] {
                rename(
                    document.get_mut("scenario").and_then(|s| s.get_mut(key)),
                    beside,
                );
            }
            copies.push(file(&file_name(&copied.name), &document.to_string()));
        }
        let draft = Self {
            readme: readme(scenario, &compared, &copies, &twins, &named),
            compared,
            below: copies,
        };
        let meant = std::iter::once(scenario).chain(twins.iter().map(|twin| &twin.scenario));
        for (i, meant) in (1..).zip(meant) {
            draft.must_mean(i, meant, below)?;
        }
        Ok(draft)
    }

    /// The file means what it was made from: whatever someone has written there, nothing is lost without a word.
    fn must_mean(&self, i: usize, meant: &Scenario, below: &[ScenarioFile]) -> Result<(), Failure> {
        let below = if self.below.is_empty() {
            below
        } else {
            &self.below
        };
        let baseline = [below, &self.compared[..1]].concat();
        let whole = [&baseline[..], &self.compared[i..=i]].concat();
        let read = |files: &[ScenarioFile]| Reader::new().read_again(&meant.name, files, &[]);
        // A scenario beside its own file is named as a file.
        let expected = |of: &Scenario| -> Vec<Expectation> {
            let mut all = of.expectations.clone();
            for one in &mut all {
                one.versus = one.versus.as_deref().map(|v| short_name(v).to_owned());
            }
            all
        };
        let same = |read: Option<Scenario>, meant: &Scenario| {
            read.is_some_and(|read| {
                read.is_world_of(meant)
                    && expected(&read) == expected(meant)
                    && (read.seed, read.replications) == (meant.seed, meant.replications)
            })
        };
        if same(read(&baseline), &meant.without_policies()) && same(read(&whole), meant) {
            return Ok(());
        }
        Err(Failure::wrong(format!(
            "{} cannot be parted into a place and policies: values of its policies stand outside of [[policy]], or the \
             other way round; write a file instead: NAME.toml",
            self.compared[i].name
        )))
    }

    fn compared(&self) -> Vec<String> {
        self.compared.iter().map(|file| file.name.clone()).collect()
    }

    fn write(self, folder: &Path) -> Result<Vec<PathBuf>, OutputError> {
        let mut new = NewFolder::begin(folder)?;
        let scenarios = self.compared.into_iter().chain(self.below);
        let texts = scenarios.map(|file| (file.name, file.text)).chain([
            (SCHEMA.to_owned(), pretty(&json_schema::<Spec>())),
            ("README.md".to_owned(), self.readme),
        ]);
        let contents =
            texts.map(|(name, text)| Content::new(name, move |w| w.write_all(text.as_bytes())));
        new.all(contents.collect())?;
        new.finish()
    }
}

/// A scenario of the folder, which editors complete.
fn file(name: &str, text: &str) -> ScenarioFile {
    let text = text.strip_prefix(SCHEMA_LINE).unwrap_or(text);
    let text = format!("{SCHEMA_LINE}\n{}", text.trim_start());
    ScenarioFile {
        name: name.to_owned(),
        sha256: sha256(text.as_bytes()),
        text,
    }
}

/// What a scenario or a file is called in the folder.
fn file_name(name: &str) -> String {
    format!("{}.toml", short_name(name))
}

/// How a file in the folder names what the scenario names that it is made from.
fn elsewhere(from: &str, name: &str) -> String {
    let beside = Path::new(from).parent().map(|folder| folder.join(name));
    match beside {
        Some(path) if path.is_file() => {
            let whole = std::path::absolute(&path).unwrap_or(path);
            whole.to_string_lossy().into_owned()
        }
        _ => name.to_owned(),
    }
}

fn document(text: &str) -> Result<DocumentMut, Failure> {
    let read = text.parse::<DocumentMut>();
    read.map_err(|e| Failure::could_not(&anyhow::Error::new(e)))
}

/// Gives what a text or a list of texts names other names.
fn rename(item: Option<&mut Item>, name: impl Fn(&str) -> String) {
    let Some(item) = item else { return };
    if let Some(text) = item.as_str() {
        *item = value(name(text));
    } else if let Some(list) = item.as_array() {
        let names = list.iter().filter_map(toml_edit::Value::as_str);
        *item = value(names.map(name).collect::<Array>());
    }
}

/// The place as it is: all of the scenario but what is done, and what is expected of it.
fn baseline(
    own: &str,
    scenario: &Scenario,
    beside: impl Fn(&str) -> String,
) -> Result<String, Failure> {
    let mut document = document(&text_of(scenario))?;
    for key in OF_A_SCENARIO.iter().filter(|key| **key != "scenario") {
        document.remove(key);
    }
    let about = table_of(&mut document)?;
    let keys: Vec<String> = about.iter().map(|(key, _)| key.to_owned()).collect();
    let mut taken = keys
        .iter()
        .filter_map(|key| Some((key, about.remove(key)?)));
    let below: Vec<(&String, Item)> = taken.by_ref().collect();
    about.insert("name", value("Nothing new is done"));
    let story = format!("The same place, people and luck, without what {own} does.");
    about.insert("story", value(story));
    for (key, mut item) in below {
        if ["place", "overlays"].contains(&key.as_str()) {
            rename(Some(&mut item), &beside);
            about.insert(key, item);
        }
    }
    let mut text = format!(
        "# The place as it is. What is changed here changes for every scenario of the study, which build on this file.\n\n{}",
        document.to_string().trim_start()
    );
    text.push_str(
        "\n# Other values of the place that are often changed: take the # off and change them.\n# [set]\n",
    );
    text.push_str(&values(scenario).concat());
    Ok(text)
}

/// A scenario without what the baseline holds.
fn on_the_baseline(text: &str, within: impl Fn(&str) -> Option<String>) -> Result<String, Failure> {
    let name = |name: &str| within(name).unwrap_or_else(|| name.to_owned());
    let mut document = document(text)?;
    let keys: Vec<String> = document.iter().map(|(key, _)| key.to_owned()).collect();
    for key in keys {
        if !OF_A_SCENARIO.contains(&key.as_str()) {
            document.remove(&key);
        }
    }
    let about = table_of(&mut document)?;
    about.remove("overlays");
    about.insert("place", value(BASELINE));
    rename(about.get_mut("compare_with"), name);
    let expected = document
        .get_mut("expect")
        .and_then(Item::as_array_of_tables_mut);
    for expected in expected.into_iter().flat_map(|all| all.iter_mut()) {
        rename(expected.get_mut("versus"), name);
    }
    Ok(document.to_string())
}

/// What a file says of itself.
fn table_of(document: &mut DocumentMut) -> Result<&mut dyn TableLike, Failure> {
    let table = document.entry("scenario").or_insert(toml_edit::table());
    table
        .as_table_like_mut()
        .ok_or_else(|| Failure::wrong("scenario is a table"))
}

/// How a study is checked and compared.
fn commands(compared: &[String]) -> [String; 2] {
    let names: Vec<String> = compared
        .iter()
        .map(|name| as_a_word(Path::new(name)))
        .collect();
    [
        "caremarket check .".to_owned(),
        format!("caremarket compare {}", names.join(" ")),
    ]
}

fn readme(
    scenario: &Scenario,
    compared: &[ScenarioFile],
    copies: &[ScenarioFile],
    twins: &[Twin],
    named: &[&Embedded],
) -> String {
    let names: Vec<String> = compared.iter().map(|file| file.name.clone()).collect();
    let [check, compare] = commands(&names);
    let mut text = format!("# {}\n\n{}\n\n", scenario.title, scenario.story);
    if !scenario.question.is_empty() {
        text.push_str(&format!("{}\n\n", scenario.question));
    }
    text.push_str("| file | what it is |\n|---|---|\n");
    let titles = std::iter::once(scenario).chain(twins.iter().map(|twin| &twin.scenario));
    let mut row = |file: &str, what: &str| text.push_str(&format!("| `{file}` | {what} |\n"));
    row(
        BASELINE,
        "the place as it is; the others build on it, so a value changed here is changed for all",
    );
    for (file, scenario) in names[1..].iter().zip(titles) {
        row(file, &scenario.title);
    }
    for copy in copies {
        row(
            &copy.name,
            "what the place builds on, with the source of every value",
        );
    }
    row(
        SCHEMA,
        "what an editor needs to complete keys and to mark slips",
    );
    text.push_str(&format!(
        "\nIn this folder, to see what is wrong, if anything, to have a quick look, and to simulate until the means are known to\n\
         5 %, with the report in the browser:\n\n```sh\n\
         {check}\n{compare} --replications 10\n{compare} --precision 5% --open\n```\n\n\
         `caremarket explain policy.action` says what else a policy can do, and `caremarket explain KEY` what any key means.\n\
         The first file is what the others are compared with. For another scenario copy one of them and change it.\n"
    ));
    if !named.is_empty() {
        text.push_str(
            "\nThe program has more of this kind, each with a place of its own or more done:\n\n",
        );
        for of in named {
            let read = Reader::new().read(of.name, &[]);
            let title = read.map(|scenario| scenario.title).unwrap_or_default();
            text.push_str(&format!("- `caremarket compare {}`: {title}\n", of.name));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_that_acts_begins_a_study_and_loses_nothing() {
        let acting = EMBEDDED.iter().filter(|e| !levers(e.text).is_empty());
        let mut with_twins = 0;
        for of in acting {
            let scenario = read(of.name).expect("it comes with the program");
            // What each file means is looked at on the way.
            let draft =
                Draft::of(of.name, &scenario, of.name == "step-down").expect("it can be parted");
            let twins = draft.compared.len() - 2;
            assert!(twins <= TWINS, "{}", of.name);
            with_twins += usize::from(twins > 0);
            for file in draft.compared.iter().chain(&draft.below) {
                assert!(file.text.starts_with(SCHEMA_LINE), "{}", file.name);
                let command = &commands(&draft.compared())[1];
                assert!(draft.readme.contains(command.as_str()), "{}", of.name);
            }
        }
        assert!(with_twins >= 10, "{with_twins}");
    }

    #[test]
    fn values_of_a_policy_outside_of_it_are_not_lost() {
        let home = tempfile::tempdir().expect("a folder for the test");
        let file = home.path().join("mine.toml");
        let text = embedded_text("step-down").replace(
            "[set.council]",
            "[set.policy.0]\nramp = \"8 weeks\"\n[set.council]",
        );
        std::fs::write(&file, text).expect("it is written");
        let from = file.to_string_lossy();
        let scenario = read(&from).expect("it is sound");
        let told = format!("{:?}", Draft::of(&from, &scenario, false).err());
        assert!(told.contains("cannot be parted"), "{told}");
    }

    fn embedded_text(name: &str) -> &'static str {
        crate::scenario::embedded::find(name).unwrap().text
    }
}
