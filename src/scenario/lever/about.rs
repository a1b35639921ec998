//! What the documentation of a lever says, and where it finds it.

use super::Written;
use crate::scenario::explained::{self, Key};

/// What is said of a lever beside the descriptions of its keys.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// What it is, in one sentence.
    pub title: &'static str,
    /// Whether it does something each day or changes how the place works.
    pub kind: Kind,
    /// How well what it is said to bring about is known.
    pub evidence: Evidence,
    /// Exactly what it does, in paragraphs separated by blank lines.
    pub does: &'static str,
    /// Where it comes from.
    pub sources: &'static [&'static str],
    /// A policy with it, in TOML, that runs in Riverbridge.
    pub example: &'static str,
}

/// What a lever is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// It does something each day.
    Acts,
    /// It changes how the place works while it holds.
    Parameter,
}

/// How well it is known what a lever brings about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Evidence {
    /// What it brings about follows from beds, people and money in the model; no effect is assumed.
    Emerges,
    /// An effect of a size that has been measured.
    Measured,
    /// An effect whose direction is known and whose size is assumed.
    Weak,
}

impl Kind {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Acts => "does something each day",
            Self::Parameter => "changes how the place works while it holds",
        }
    }
}

impl Evidence {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Emerges => {
                "no effect is assumed: what it brings about follows from beds, people and money"
            }
            Self::Measured => "the size of its effect has been measured",
            Self::Weak => "weak: the size of its effect is assumed",
        }
    }
}

/// Everything that is known of a lever.
#[derive(Clone, Debug)]
pub struct LeverRecord {
    /// Its name in a scenario file.
    pub name: &'static str,
    /// What is said of it.
    pub about: About,
    /// Its keys, each with what it takes.
    pub keys: Vec<Key>,
}

impl LeverRecord {
    /// What is known of a lever by this name.
    pub(super) fn of<L: Written>(name: &'static str) -> Self {
        let at = format!("policy.action.{name}");
        let keys = explained::key(&at).map_or_else(Vec::new, |key| key.keys);
        let keys = keys
            .iter()
            .filter_map(|(key, _)| explained::key(&format!("{at}.{key}")));
        Self {
            name,
            about: L::ABOUT,
            keys: keys.collect(),
        }
    }
}
