//! Who is compared with whom.
//!
//! Each scenario says in `compare_with` what it is compared with; "no policy" is the same files without
//! their policies. Scenarios that are the same world without their policies share that world.

use super::Failure;
use super::read::Library;
use crate::scenario::Scenario;
use std::path::Path;

/// What a scenario is compared with unless it says otherwise.
const NO_POLICY: &str = "no policy";

/// Scenarios in the order in which they are run: a baseline before what is compared with it.
#[derive(Debug)]
pub struct Lineup {
    /// The scenarios.
    pub entries: Vec<Entry>,
}

/// A scenario under the name it has in the results.
#[derive(Debug)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// The scenario.
    pub scenario: Scenario,
    /// Where in the list its baseline is.
    pub baseline: Option<usize>,
}

/// A scenario while the list is drawn up.
struct Member {
    /// What was typed for it; empty for a world without policies.
    typed: String,
    name: String,
    scenario: Scenario,
    baseline: Option<usize>,
    /// Whose world without policies it is, if it is nothing else.
    without_policies_of: Vec<String>,
}

impl Member {
    fn named(typed: &str, scenario: Scenario) -> Self {
        Self {
            typed: typed.to_owned(),
            name: scenario.name.clone(),
            scenario,
            baseline: None,
            without_policies_of: Vec::new(),
        }
    }

    fn has_policies(&self) -> bool {
        !self.scenario.setup.policies.is_empty()
    }
}

impl Lineup {
    /// One scenario, compared with nothing.
    pub fn of_one(scenario: Scenario) -> Self {
        Self {
            entries: vec![Entry {
                name: scenario.name.clone(),
                scenario,
                baseline: None,
            }],
        }
    }

    /// These scenarios and what they are compared with: `baseline` if given, else the first one if it has no
    /// policies, else what each says itself.
    ///
    /// # Errors
    /// When a scenario is wrong, or there is nothing to compare with.
    pub fn draw_up(
        typed: &[String],
        set: &[String],
        baseline: Option<&str>,
        library: &mut Library,
    ) -> Result<Self, Failure> {
        let mut draft = Draft {
            members: Vec::new(),
            set,
        };
        // The baseline goes first, and everything is read before anything is refused.
        let all: Vec<&str> = baseline
            .into_iter()
            .chain(typed.iter().map(String::as_str))
            .collect();
        for name in all {
            if let Some(scenario) = library.read(name, set) {
                draft.add(name, scenario);
            }
        }
        library.sound()?;
        let named = draft.members.len();
        let first_is_baseline = baseline.is_some() || named > 1 && !draft.members[0].has_policies();
        if first_is_baseline {
            for i in 1..named {
                draft.members[i].baseline = Some(0);
            }
            draft.leave_out_foreign_expectations(library);
        } else {
            for i in 0..named {
                draft.resolve(i, library)?;
            }
            library.sound()?;
            for i in named..draft.members.len() {
                draft.resolve_companion(i);
            }
        }
        if draft.members.iter().all(|m| m.baseline.is_none()) {
            let names: Vec<&str> = draft.members.iter().map(|m| m.name.as_str()).collect();
            return Err(Failure::wrong(format!(
                "there is nothing to compare {} with: it has no policies; name another scenario beside it, \
                 or look at it with `caremarket run {}`",
                names.join(", "),
                draft.members[0].typed,
            )));
        }
        draft.give_names();
        draft.in_order()
    }
}

/// What is said where the hypotheses of a scenario are about another baseline.
pub fn not_looked_at(scenario: &str, baseline: &str) -> String {
    format!(
        "What {scenario} expects of its policies was not looked at: {baseline} is not the same place without them"
    )
}

/// The list while it is drawn up.
struct Draft<'a> {
    members: Vec<Member>,
    set: &'a [String],
}

impl Draft<'_> {
    /// Adds a scenario, unless it is there already.
    fn add(&mut self, typed: &str, scenario: Scenario) -> usize {
        let member = Member::named(typed, scenario);
        let same = |m: &Member| m.name == member.name && m.scenario.is_world_of(&member.scenario);
        if let Some(there) = self.members.iter().position(same) {
            return there;
        }
        self.members.push(member);
        self.members.len() - 1
    }

    /// Finds what a scenario is compared with, reading what it names.
    fn resolve(&mut self, i: usize, library: &mut Library) -> Result<(), Failure> {
        let mut wanted = self.members[i].scenario.compare_with.clone();
        if wanted.is_empty() && self.members[i].has_policies() {
            wanted.push(NO_POLICY.to_owned());
        }
        for (k, name) in wanted.iter().enumerate() {
            let found = if name == NO_POLICY {
                self.without_policies(i)
            } else {
                self.companion(i, name, library)?
            };
            if k == 0 {
                self.members[i].baseline = found.filter(|&b| b != i);
            }
        }
        Ok(())
    }

    /// What only stands beside others is compared with itself without policies.
    fn resolve_companion(&mut self, i: usize) {
        if self.members[i].typed.is_empty() || !self.members[i].has_policies() {
            return;
        }
        self.members[i].baseline = self.without_policies(i);
    }

    /// The same world without policies, shared with whoever has the same; nothing if there are no policies.
    fn without_policies(&mut self, i: usize) -> Option<usize> {
        if !self.members[i].has_policies() {
            return None;
        }
        let of = self.members[i].name.clone();
        let mut scenario = self.members[i].scenario.without_policies();
        let same = |m: &Member| m.scenario.is_world_of(&scenario);
        if let Some(there) = self.members.iter().position(same) {
            let member = &mut self.members[there];
            if member.typed.is_empty() {
                member.without_policies_of.push(of);
            }
            return Some(there);
        }
        scenario.question.clear();
        self.members.push(Member {
            typed: String::new(),
            name: NO_POLICY.to_owned(),
            scenario,
            baseline: None,
            without_policies_of: vec![of],
        });
        Some(self.members.len() - 1)
    }

    /// A scenario that another one names: beside its own file, or one that comes with the program.
    fn companion(
        &mut self,
        of: usize,
        name: &str,
        library: &mut Library,
    ) -> Result<Option<usize>, Failure> {
        let typed = beside(&self.members[of].typed, name);
        if let Some(there) = self.members.iter().position(|m| m.typed == typed) {
            return Ok(Some(there));
        }
        let scenario = library.read(&typed, self.set);
        library.sound()?;
        Ok(scenario.map(|scenario| self.add(&typed, scenario)))
    }

    /// Against another baseline than its own world without policies, a hypothesis about "no policy" says nothing.
    fn leave_out_foreign_expectations(&mut self, library: &mut Library) {
        let Some((first, others)) = self.members.split_first_mut() else {
            return;
        };
        let (baseline, name) = (&first.scenario, &first.name);
        for member in others {
            let own = member.scenario.without_policies();
            let before = member.scenario.expectations.len();
            if !own.is_world_of(baseline) {
                let theirs = [name.as_str(), baseline.name.as_str()];
                member.scenario.leave_out_comparison(&theirs);
            }
            if member.scenario.expectations.len() < before {
                library.warnings.push(not_looked_at(&member.name, name));
            }
        }
    }

    /// Names by which readers tell them apart.
    fn give_names(&mut self) {
        let alone = self.members.iter().filter(|m| m.typed.is_empty()).count() == 1;
        for member in self.members.iter_mut().filter(|m| m.typed.is_empty()) {
            let of = &member.without_policies_of;
            if !alone {
                member.name = format!("{NO_POLICY} ({})", of[0]);
            }
            "Nothing new is done".clone_into(&mut member.scenario.title);
            let names = crate::output::words::list(of);
            member.scenario.story =
                format!("The same place, people and luck, without what {names} would do.");
        }
        for i in 1..self.members.len() {
            let taken = |name: &str, members: &[Member]| members.iter().any(|m| m.name == name);
            let (before, rest) = self.members.split_at_mut(i);
            let member = &mut rest[0];
            if taken(&member.name, before) && !member.typed.is_empty() {
                member.name = member.typed.clone();
            }
            let plain = member.name.clone();
            let mut number = 2;
            while taken(&member.name, before) {
                member.name = format!("{plain} ({number})");
                number += 1;
            }
        }
    }

    /// Baselines before what is compared with them, otherwise as named.
    fn in_order(self) -> Result<Lineup, Failure> {
        let mut order: Vec<usize> = Vec::new();
        for i in 0..self.members.len() {
            let mut chain = vec![i];
            while let Some(baseline) = self.members[chain[chain.len() - 1]].baseline {
                if chain.contains(&baseline) {
                    return Err(Failure::wrong(format!(
                        "{} is compared with itself in a circle; say which is the baseline with --baseline",
                        self.members[baseline].name
                    )));
                }
                chain.push(baseline);
            }
            for member in chain.into_iter().rev() {
                if !order.contains(&member) {
                    order.push(member);
                }
            }
        }
        let place = |member: usize| order.iter().position(|&m| m == member);
        let baselines: Vec<Option<usize>> = order
            .iter()
            .map(|&m| self.members[m].baseline.and_then(place))
            .collect();
        let mut members: Vec<Option<Member>> = self.members.into_iter().map(Some).collect();
        let entries = order
            .iter()
            .zip(baselines)
            .filter_map(|(&m, baseline)| {
                members[m].take().map(|member| Entry {
                    name: member.name,
                    scenario: member.scenario,
                    baseline,
                })
            })
            .collect();
        Ok(Lineup { entries })
    }
}

/// How to read a scenario that the one typed as `of` names.
fn beside(of: &str, name: &str) -> String {
    let last = of.rsplit('+').next().unwrap_or(of).trim();
    let folder = Path::new(last).parent();
    let there = folder.map(|folder| folder.join(name));
    match there {
        Some(path) if path.is_file() => path.to_string_lossy().into_owned(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lineup(typed: &[&str]) -> Result<Vec<(String, Option<usize>)>, Failure> {
        let typed: Vec<String> = typed.iter().map(|&t| t.to_owned()).collect();
        let lineup = Lineup::draw_up(&typed, &[], None, &mut Library::new())?;
        let entries = lineup.entries.into_iter();
        Ok(entries.map(|e| (e.name, e.baseline)).collect())
    }

    fn entry(name: &str, baseline: Option<usize>) -> (String, Option<usize>) {
        (name.to_owned(), baseline)
    }

    #[test]
    fn the_same_world_without_policies_is_run_once() {
        assert_eq!(
            lineup(&["pay-homecare", "pay-both"]).unwrap(),
            [
                entry("no policy", None),
                entry("pay-homecare", Some(0)),
                entry("pay-both", Some(0))
            ]
        );
    }

    #[test]
    fn a_place_named_first_is_the_baseline() {
        assert_eq!(
            lineup(&["riverbridge", "own-homecare"]).unwrap(),
            [entry("riverbridge", None), entry("own-homecare", Some(0))]
        );
    }

    #[test]
    fn a_place_alone_has_nothing_to_be_compared_with() {
        assert!(lineup(&["riverbridge"]).is_err());
    }
}
