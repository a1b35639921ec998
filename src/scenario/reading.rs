//! From what someone typed to a scenario: files or names, the layers they build on, values set.

use super::build::{Origin, build};
use super::embedded::Embedded;
use super::merge::MergeRules;
use super::plausible::{self, Compared};
use super::problem::{Problem, Problems};
use super::schema::strict_schema;
use super::source::{FileId, Sources};
use super::spec::Spec;
use super::tree::Tree;
use super::uncertain::Uncertain;
use super::{Scenario, embedded, knob, names};
use crate::results::{AssumptionRecord, ScenarioFile};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Lists that grow with every layer instead of being replaced.
const APPENDED: [&str; 4] = ["policy", "expect", "window", "distribution"];

/// Reads scenarios, and gathers everything that is wrong with them.
#[derive(Debug, Default)]
pub struct Reader {
    /// The files read so far.
    pub sources: Sources,
    /// What is wrong with them.
    pub problems: Problems,
    /// Paths at or below which values with a range are to be drawn; the empty one stands for everything.
    pub uncertain: Vec<String>,
    /// Whether values outside what the evidence allows are warned of.
    pub plausibility: bool,
    /// What came of that for the scenario read last.
    pub compared: Option<Compared>,
}

/// A file on its way into a scenario.
struct Layer {
    file: FileId,
    tree: Tree,
}

impl Reader {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a scenario: names or paths joined by `+`, later ones laid over earlier ones, and `key.path=value` settings.
    ///
    /// `None` if something is wrong; what, is in `problems`.
    pub fn read(&mut self, typed: &str, set: &[String]) -> Option<Scenario> {
        let before = self.problems.errors();
        let parts: Vec<&str> = typed
            .split('+')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        if parts.is_empty() {
            let known = embedded::names();
            let help = format!("name one, or a file: {}", names::list(&known));
            self.problems
                .push(Problem::error("no scenario is named").help(help));
            return None;
        }
        let mut layers = Vec::new();
        let mut open = Vec::new();
        for part in &parts {
            self.layer(part, None, &mut layers, &mut open);
        }
        if self.problems.errors() > before || layers.is_empty() {
            let tree = layers.pop().map(|layer| layer.tree);
            if let Some(tree) = tree {
                self.problems.locate(&tree);
            }
            return None;
        }
        self.merge(&parts, set, layers, before)
    }

    /// Reads a scenario that comes with the program and builds on no other, with `key.path=value` settings.
    ///
    /// `None` if something is wrong; what, is in `problems`.
    pub fn read_embedded(&mut self, scenario: &Embedded, set: &[String]) -> Option<Scenario> {
        let before = self.problems.errors();
        let file = self.sources.add(scenario.name, scenario.text);
        let tree = Tree::parse(file, &self.sources, &mut self.problems);
        self.merge(&[scenario.name], set, vec![Layer { file, tree }], before)
    }

    /// Reads a scenario from bytes, as if they stood in a file of this name.
    ///
    /// `None` if something is wrong; what, is in `problems`.
    pub fn read_bytes(&mut self, name: &str, bytes: &[u8], set: &[String]) -> Option<Scenario> {
        let before = self.problems.errors();
        let file = self.sources.add_bytes(name, bytes, &mut self.problems)?;
        let (mut layers, mut open) = (Vec::new(), Vec::new());
        let folder = Path::new(name).parent();
        self.add_layer(file, name, folder, &mut layers, &mut open);
        if self.problems.errors() > before {
            return None;
        }
        self.merge(&[name], set, layers, before)
    }

    /// Reads a scenario again from its files, those that later ones build on first, with `key.path=value` settings.
    ///
    /// `None` if something is wrong; what, is in `problems`.
    pub fn read_again(
        &mut self,
        name: &str,
        files: &[ScenarioFile],
        set: &[String],
    ) -> Option<Scenario> {
        let before = self.problems.errors();
        let mut layers = Vec::new();
        for file in files {
            let bytes = file.text.as_bytes();
            let id = self
                .sources
                .add_bytes(&file.name, bytes, &mut self.problems)?;
            let tree = Tree::parse(id, &self.sources, &mut self.problems);
            layers.push(Layer { file: id, tree });
        }
        if self.problems.errors() > before {
            return None;
        }
        let parts: Vec<&str> = name.split('+').collect();
        let scenario = self.merge(&parts, set, layers, before)?;
        Some(Scenario {
            name: name.to_owned(),
            ..scenario
        })
    }

    fn merge(
        &mut self,
        parts: &[&str],
        set: &[String],
        layers: Vec<Layer>,
        before: usize,
    ) -> Option<Scenario> {
        let schema = strict_schema::<Spec>();
        let rules = MergeRules {
            appended: &APPENDED,
            schema: Some(&schema),
        };
        let files: Vec<ScenarioFile> = layers.iter().map(|layer| self.file(layer.file)).collect();
        let stories = self.stories(parts, &layers);
        let mut tree = Tree::empty(layers.first()?.file);
        let asks = (layers.iter()).rposition(|layer| layer.tree.find("knob").is_some());
        let counts = asks.map_or_else(Vec::new, |at| self.built_on(&layers, at));
        let is_last = asks == Some(layers.len() - 1) && set.is_empty();
        let (mut numbers, mut policies_below, mut as_asked) = (Vec::new(), 0, None);
        for (at, mut layer) in layers.into_iter().enumerate() {
            policies_below = policies(&tree);
            if counts.get(at) == Some(&true) {
                numbers.extend((0..policies(&layer.tree)).map(|own| policies_below + own));
            }
            if asks == Some(at) {
                let next = policies_below + policies(&layer.tree);
                knob::renumber(&mut layer.tree, &numbers, next);
            }
            // What a scenario says of itself is its own: it does not inherit another's story.
            tree.take("scenario");
            tree.lay_with_set(layer.tree, &rules, &mut self.problems);
            if asks == Some(at) && !is_last {
                as_asked = Some(tree.clone());
            }
        }
        if let Some(settings) = Tree::parse_settings(set, &mut self.sources, &mut self.problems) {
            let rules = MergeRules {
                appended: &[],
                ..rules
            };
            tree.lay_settings(settings, &rules, &mut self.problems);
        }
        let spec: Option<Spec> = super::validate::read_as(&tree, &schema, &mut self.problems);
        let origin = Origin {
            name: parts
                .iter()
                .map(|part| short_name(part))
                .collect::<Vec<_>>()
                .join("+"),
            files,
            set: set.to_vec(),
            assumptions: assumptions(&tree),
        };
        let uncertain = (!self.uncertain.is_empty())
            .then(|| Uncertain::of(&tree, &origin, &schema, &self.uncertain, &mut self.problems));
        self.compared = self
            .plausibility
            .then(|| plausible::look(&tree, &schema, &mut self.problems));
        // Checks of how values fit together say nothing sensible about values that are wrong by themselves.
        let sound = self.problems.errors() == before;
        let spec = spec.filter(|_| sound);
        let knobs = spec.as_ref().map_or_else(Vec::new, |spec| {
            let as_asked = as_asked.as_ref().unwrap_or(&tree);
            knob::check(
                &spec.knob,
                as_asked,
                &tree,
                policies_below,
                &mut self.problems,
            )
        });
        let scenario = spec.and_then(|spec| build(&spec, origin, &mut self.problems));
        self.problems.locate(&tree);
        let scenario = scenario.filter(|_| self.problems.errors() == before)?;
        let (titles, told): (Vec<String>, Vec<String>) = stories.into_iter().unzip();
        let (title, story) = if titles.len() > 1 {
            (titles.join("; "), told.join(" "))
        } else {
            (scenario.title, scenario.story)
        };
        Some(Scenario {
            title,
            story,
            uncertain: uncertain.map(Arc::new),
            knobs,
            ..scenario
        })
    }

    /// Which of the layers up to this one it builds on, itself included.
    fn built_on(&self, layers: &[Layer], at: usize) -> Vec<bool> {
        let name = |layer: &Layer| short_name(self.sources.get(layer.file).name());
        let mut found = vec![false; at + 1];
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut found[at], true) {
                let bases = builds_on(&layers[at].tree);
                let is_base = |other: &usize| {
                    let name = name(&layers[*other]);
                    bases.iter().any(|base| short_name(base) == name)
                };
                open.extend((0..at).filter(is_base));
            }
        }
        found
    }

    /// Title and story of each file named that brings policies: together they say what is done where several are combined.
    fn stories(&self, parts: &[&str], layers: &[Layer]) -> Vec<(String, String)> {
        let is_named = |layer: &&Layer| {
            let name = short_name(self.sources.get(layer.file).name());
            parts.iter().any(|part| short_name(part) == name)
        };
        let acts = |layer: &&Layer| layer.tree.find("policy").is_some();
        let stories = layers.iter().filter(is_named).filter(acts);
        stories
            .map(|layer| {
                let text = |path: &str| {
                    let node = layer.tree.find(path).and_then(|node| node.as_str());
                    node.unwrap_or_default().trim().to_owned()
                };
                (text("scenario.name"), text("scenario.story"))
            })
            .filter(|(title, _)| !title.is_empty())
            .collect()
    }

    /// Reads a file and, before it, everything it builds on.
    fn layer(
        &mut self,
        typed: &str,
        beside: Option<&Path>,
        layers: &mut Vec<Layer>,
        open: &mut Vec<String>,
    ) {
        if open.iter().any(|name| name == typed) {
            let message = format!("{typed} builds on itself");
            self.problems
                .push(Problem::error(message).help("take it out of place or overlays"));
            return;
        }
        let Some((file, folder)) = self.open(typed, beside) else {
            return;
        };
        if layers.iter().any(|layer| self.same(layer.file, file)) {
            return;
        }
        self.add_layer(file, typed, folder.as_deref(), layers, open);
    }

    /// Adds what a file builds on, and then the file itself.
    fn add_layer(
        &mut self,
        file: FileId,
        typed: &str,
        folder: Option<&Path>,
        layers: &mut Vec<Layer>,
        open: &mut Vec<String>,
    ) {
        let tree = Tree::parse(file, &self.sources, &mut self.problems);
        open.push(typed.to_owned());
        for base in builds_on(&tree) {
            self.layer(&base, folder, layers, open);
        }
        open.pop();
        layers.push(Layer { file, tree });
    }

    /// The file that someone means: a path wins over the name of a scenario that comes with the program.
    fn open(&mut self, typed: &str, beside: Option<&Path>) -> Option<(FileId, Option<PathBuf>)> {
        let path = beside.map_or_else(|| PathBuf::from(typed), |folder| folder.join(typed));
        let looks_like_a_path =
            typed.contains(['/', '\\']) || Path::new(typed).extension().is_some();
        if looks_like_a_path || path.exists() && !path.is_dir() {
            let known = embedded::names();
            let file = self.sources.read(&path, &known, &mut self.problems)?;
            return Some((file, path.parent().map(Path::to_path_buf)));
        }
        if let Some(found) = embedded::find(typed) {
            return Some((self.sources.add(found.name, found.text), None));
        }
        let known = embedded::names();
        let help = names::help(typed, &known, "there are");
        let message = format!(
            "there is no scenario, and no file, called \"{}\"",
            typed.escape_debug()
        );
        self.problems.push(Problem::error(message).help(help));
        None
    }

    fn same(&self, a: FileId, b: FileId) -> bool {
        let (a, b) = (self.sources.get(a), self.sources.get(b));
        a.name() == b.name() && a.text() == b.text()
    }

    fn file(&self, file: FileId) -> ScenarioFile {
        let source = self.sources.get(file);
        ScenarioFile {
            name: source.name().to_owned(),
            sha256: sha256(source.text().as_bytes()),
            text: source.text().to_owned(),
        }
    }
}

/// What a file says it builds on, in order.
fn builds_on(tree: &Tree) -> Vec<String> {
    let text = |path: &str| {
        tree.find(path)
            .and_then(|node| node.as_str())
            .map(str::to_owned)
    };
    let mut bases: Vec<String> = text("scenario.place").into_iter().collect();
    if let Some(overlays) = tree
        .find("scenario.overlays")
        .and_then(|node| node.as_array())
    {
        bases.extend(
            overlays
                .iter()
                .filter_map(|node| node.as_str())
                .map(str::to_owned),
        );
    }
    bases
}

/// How many policies stand in a tree.
fn policies(tree: &Tree) -> usize {
    let policies = tree.find("policy").and_then(|node| node.as_array());
    policies.map_or(0, <[_]>::len)
}

/// `scenarios/winter.toml` is called `winter`.
pub fn short_name(typed: &str) -> &str {
    let file = typed.rsplit(['/', '\\']).next().unwrap_or(typed);
    file.strip_suffix(".toml").unwrap_or(file)
}

/// Every value that states where it comes from.
fn assumptions(tree: &Tree) -> Vec<AssumptionRecord> {
    let number = |text: Option<String>| text.and_then(|t| t.parse().ok());
    let with_source = tree.annotations().into_iter();
    with_source
        .map(|value| AssumptionRecord {
            path: value.path,
            value: value.value,
            low: number(value.low),
            high: number(value.high),
            source: value.source.or(value.note).unwrap_or_default(),
        })
        .collect()
}

/// A SHA-256 hash in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}
