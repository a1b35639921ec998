//! Knobs as written, checked against the scenario whose values they turn.

use super::turn::text_of;
use super::{BLANK, Choice, Knob, Range, single};
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::spec::KnobSpec;
use crate::scenario::text::{grouped, quoted};
use crate::scenario::tree::{Node, Table, Tree, Value};
use crate::scenario::{explained, names, path};

/// Parts of a file that say how it is read, not what the place is like: nothing to ask about.
const NOT_TURNED: [&str; 6] = [
    "scenario",
    "window",
    "distribution",
    "expect",
    "knob",
    "set",
];

/// Most steps from one end of a number to the other.
const MOST_STEPS: f64 = 100_000.0;

/// Lets the knobs of a file count policies as they stand among those of all files: `numbers` has the number in the whole
/// for each that the file counts by itself. The next are not there.
pub(in crate::scenario) fn renumber(tree: &mut Tree, numbers: &[usize], next: usize) {
    let Value::Table(all) = &mut tree.root.value else {
        return;
    };
    let Some(Value::Array(knobs)) = all.get_mut("knob").map(|entry| &mut entry.node.value) else {
        return;
    };
    for knob in knobs {
        let Value::Table(knob) = &mut knob.value else {
            continue;
        };
        if let Some(Value::String(path)) = knob.get_mut("path").map(|entry| &mut entry.node.value)
            && let Ok(steps) = path::split(path)
            && let [(list, _), (number, _), rest @ ..] = steps.as_slice()
            && list == "policy"
            && let Ok(number) = number.parse::<usize>()
        {
            let number = numbers.get(number).copied();
            let start = path::join_index("policy", number.unwrap_or(next));
            *path = rest
                .iter()
                .fold(start, |path, (step, _)| path::join(&path, step));
        }
    }
}

/// The knobs of a scenario.
///
/// Each is checked against `own`, the scenario as the file that asks leaves it. What is laid over that file, or set, may
/// go beyond what its knobs can say: those that cannot say the value of `whole` are left out.
pub(in crate::scenario) fn check(
    specs: &[KnobSpec],
    own: &Tree,
    whole: &Tree,
    policies_below: usize,
    problems: &mut Problems,
) -> Vec<Knob> {
    let mut knobs: Vec<Knob> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for (i, spec) in specs.iter().enumerate() {
        let mut check = Check {
            at: path::join_index("knob", i),
            problems,
        };
        let Some(mut knob) = check.knob(spec, own) else {
            continue;
        };
        if seen.contains(&knob.path) {
            let message = format!("two knobs turn {}", knob.path);
            check.error("path", message, "leave one of them out");
            continue;
        }
        seen.push(knob.path.clone());
        if let Some(answer) = whole.find(&knob.path).and_then(|node| knob.answer_of(node)) {
            knob.answer = answer;
            knob.policies_below = policies_below;
            knobs.push(knob);
        }
    }
    knobs
}

struct Check<'p> {
    /// Path of the knob in the file.
    at: String,
    problems: &'p mut Problems,
}

impl Check<'_> {
    fn error(&mut self, key: &str, message: impl Into<String>, help: impl Into<String>) {
        let at = match key {
            "" => self.at.clone(),
            key => path::join(&self.at, key),
        };
        self.problems
            .push(Problem::error(message).at(at).help(help));
    }

    /// One knob with its present answer in the scenario, or `None` if something is wrong with it.
    fn knob(&mut self, spec: &KnobSpec, own: &Tree) -> Option<Knob> {
        let before = self.problems.errors();
        if spec.label.trim().is_empty() {
            self.error("label", "a knob asks a question", "write it in plain words");
        }
        let range = if spec.choices.is_empty() {
            self.number(spec)
        } else {
            self.choices(spec)
        };
        let written = self.written(spec);
        let found = self.found(&spec.path, own);
        let (path, node) = found?;
        let mut knob = Knob {
            path,
            label: spec.label.trim().to_owned(),
            help: spec.help.clone().unwrap_or_default().trim().to_owned(),
            unit: spec.unit.clone().unwrap_or_default().trim().to_owned(),
            written: written?,
            answer: String::new(),
            range: range?,
            policies_below: 0,
        };
        self.present(&mut knob, node);
        (self.problems.errors() == before).then_some(knob)
    }

    /// The path in its usual form and the value there.
    fn found<'t>(&mut self, path: &str, own: &'t Tree) -> Option<(String, &'t Node)> {
        let steps = match path::split(path) {
            Ok(steps) if !steps.is_empty() => steps,
            Ok(_) => {
                let help = "write the path of the value it turns, such as places.acute.beds";
                self.error("path", "a knob turns a value", help);
                return None;
            }
            Err(message) => {
                let help = "keys are joined by dots, such as places.acute.beds";
                self.error("path", message, help);
                return None;
            }
        };
        let steps: Vec<String> = steps.into_iter().map(|(step, _)| step).collect();
        let usual = steps
            .iter()
            .fold(String::new(), |path, step| path::join(&path, step));
        if NOT_TURNED.contains(&steps[0].as_str()) {
            let message = format!("{} says how a file is read; no knob turns it", steps[0]);
            self.error("path", message, "name a value of the place or of a policy");
            return None;
        }
        let Some(node) = own.find(&usual) else {
            let help = missing(&steps, &usual, own);
            let message = format!("nothing stands at {} in this scenario", quoted(&usual));
            self.error("path", message, help);
            return None;
        };
        if single(node).is_none() {
            let message = format!("a knob turns one value; {usual} is {}", node.kind());
            self.error("path", message, "name one of the values in it");
            return None;
        }
        Some((usual, node))
    }

    /// How a number is written.
    fn written(&mut self, spec: &KnobSpec) -> Option<String> {
        let Some(written) = &spec.written else {
            return Some(String::new());
        };
        if written.matches(BLANK).count() == 1 && written.trim() != BLANK {
            return Some(written.clone());
        }
        let message = format!(
            "{} does not say where in a text the number stands",
            quoted(written)
        );
        let help = "write {} once in its place, as in \"{} per week\", or leave written out where the number is bare";
        self.error("written", message, help);
        None
    }

    fn number(&mut self, spec: &KnobSpec) -> Option<Range> {
        let (Some(min), Some(max), Some(step)) = (spec.min, spec.max, spec.step) else {
            let given = [spec.min, spec.max, spec.step].iter().flatten().count();
            let message = if given == 0 {
                "a knob says what may be answered"
            } else {
                "the number that is asked for has a least, a greatest and a step"
            };
            self.error("", message, "give min, max and step, or choices");
            return None;
        };
        if min >= max {
            let message = format!("min is {}, which is not below max", grouped(min));
            self.error("min", message, "write the lower end as min");
            return None;
        }
        let steps = (max - min) / step;
        if step <= 0.0 || steps > MOST_STEPS {
            let message = format!(
                "from min to max in steps of {} takes too many",
                grouped(step)
            );
            let help = format!(
                "write a step above 0, of which at most {} lie between",
                grouped(MOST_STEPS)
            );
            self.error("step", message, help);
            return None;
        }
        if (steps - libm::rint(steps)).abs() > 1e-6 {
            let message = format!(
                "steps of {} from {} on do not come to {}",
                grouped(step),
                grouped(min),
                grouped(max)
            );
            let help = "let max lie a whole number of steps above min";
            self.error("step", message, help);
            return None;
        }
        Some(Range::Number { min, max, step })
    }

    fn choices(&mut self, spec: &KnobSpec) -> Option<Range> {
        let of_numbers = [
            ("min", spec.min.is_some()),
            ("max", spec.max.is_some()),
            ("step", spec.step.is_some()),
            ("written", spec.written.is_some()),
            ("unit", spec.unit.is_some()),
        ];
        if let Some((key, _)) = of_numbers.iter().find(|(_, given)| *given) {
            let message = format!("{key} is for numbers; this knob has choices");
            self.error(key, message, format!("leave out {key}, or choices"));
            return None;
        }
        let mut choices: Vec<Choice> = Vec::new();
        for (i, choice) in spec.choices.iter().enumerate() {
            let at = path::join_index("choices", i);
            let Some(value) = text_of(&choice.to) else {
                let message = format!("{} is not one value", quoted(&choice.to));
                self.wrong_choice(&at, "to", message, "write a word, a number or a date");
                return None;
            };
            if choices.iter().any(|other| other.value == value) {
                let message = format!("two choices are {}", quoted(&value));
                self.wrong_choice(&at, "to", message, "leave one of them out");
                return None;
            }
            if choice.label.trim().is_empty() {
                let message = "a choice says what it is";
                self.wrong_choice(&at, "label", message, "write it in plain words");
                return None;
            }
            choices.push(Choice {
                value,
                label: choice.label.trim().to_owned(),
            });
        }
        if choices.len() == 1 {
            let help = "give two choices or more";
            self.error("choices", "there is nothing to choose", help);
            return None;
        }
        Some(Range::Choices(choices))
    }

    fn wrong_choice(&mut self, choice: &str, key: &str, message: impl Into<String>, help: &str) {
        let at = format!("{}.{choice}.{key}", self.at);
        self.problems
            .push(Problem::error(message).at(at).help(help));
    }

    /// The value in the scenario must be one that the knob can say.
    fn present(&mut self, knob: &mut Knob, node: &Node) {
        let path = &knob.path;
        let value = quoted(&node.text());
        let (number, answered) = (knob.number_in(node), knob.answer_of(node).is_some());
        match &mut knob.range {
            Range::Choices(choices) => {
                if !answered {
                    let values: Vec<&str> = choices.iter().map(|c| c.value.as_str()).collect();
                    let message = format!("{path} is {value}, which is not among the choices");
                    let help = format!("there are {}; add it", names::list(&values));
                    self.error("choices", message, help);
                }
            }
            Range::Number { min, max, .. } => match number {
                None if knob.written.is_empty() => {
                    let message = format!("{path} is {value}, which is not a bare number");
                    let help = match super::super::uncertain::number(&node.text()) {
                        Ok((_, unit)) if !unit.is_empty() => {
                            format!("say how it is written: written = \"{{}} {unit}\"")
                        }
                        _ => "say how it is written, as in written = \"{} per week\", or give choices"
                            .to_owned(),
                    };
                    self.error("path", message, help);
                }
                None => {
                    let message = format!(
                        "{path} is {value}, which is not written {}",
                        quoted(&knob.written)
                    );
                    let help = "write both alike, with the number in digits alone";
                    self.error("written", message, help);
                }
                // Whoever changes the number in the file need not know of the question.
                Some(number) => (*min, *max) = (min.min(number), max.max(number)),
            },
        }
    }
}

/// What to say where nothing stands at a path.
fn missing(steps: &[String], usual: &str, own: &Tree) -> String {
    if let Some(key) = explained::key(usual).filter(|_| reaches(steps, own)) {
        let last = steps.last().map_or("", String::as_str);
        return match key.default {
            Some(default) => format!("write out what holds there, {last} = {default}"),
            None => format!("write {last} out, so that there is a value to turn"),
        };
    }
    let mut node = &own.root;
    for step in steps {
        match node.get(step) {
            Some(next) => node = next,
            None => {
                return match (&node.value, node.as_array()) {
                    (Value::Table(table), _) => {
                        let known: Vec<&str> = table.keys().map(String::as_str).collect();
                        names::help(step, &known, "there are")
                    }
                    (_, Some(items)) => {
                        format!("items count from 0, and there are {}", items.len())
                    }
                    _ => "the path goes on after a value".to_owned(),
                };
            }
        }
    }
    String::new()
}

/// Whether everything but the last step of a path is there.
fn reaches(steps: &[String], own: &Tree) -> bool {
    let above = &steps[..steps.len() - 1];
    let holder = above
        .iter()
        .try_fold(&own.root, |node, step| node.get(step));
    holder
        .and_then(Node::as_table)
        .is_some_and(|table: &Table| !table.is_empty())
}
