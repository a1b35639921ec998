//! Every knob of every scenario that comes with the program can be turned as far as it goes, and back.

mod common;

use caremarket::scenario::Scenario;
use caremarket::scenario::embedded::{EMBEDDED, find};
use caremarket::scenario::knob::{Knob, Range, turn};
use caremarket::scenario::reading::Reader;
use caremarket::scenario::render::Look;

/// Reads a text as if it stood in a file.
fn read(name: &str, text: &str, why: &str) -> Scenario {
    let mut reader = Reader::new();
    let scenario = reader.read_bytes(&format!("{name}.toml"), text.as_bytes(), &[]);
    let said = reader.problems.render(&reader.sources, Look::default());
    scenario.unwrap_or_else(|| panic!("{name}, {why}:\n{said}"))
}

/// Both ends and a step between them, or every choice.
fn answers(knob: &Knob) -> Vec<String> {
    match &knob.range {
        Range::Number { min, max, step } => {
            let steps = ((max - min) / step).round();
            let middle = min + (steps / 2.0).floor() * step;
            // Without the noise of adding steps up.
            let middle = (middle * 1e6).round() / 1e6;
            [*min, middle, *max].map(|n| n.to_string()).into()
        }
        Range::Choices(choices) => choices.iter().map(|c| c.value.clone()).collect(),
    }
}

/// What stands behind `#` on each line; in these files no text has one.
fn comments(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.find('#').map(|at| &line[at..]))
        .collect()
}

/// One line differs at most, or some are added; every comment stays.
fn is_otherwise_the_same(text: &str, turned: &str) {
    assert_eq!(comments(text), comments(turned));
    let (before, after) = (text.lines().count(), turned.lines().count());
    if before == after {
        let differ = text.lines().zip(turned.lines()).filter(|(a, b)| a != b);
        assert!(differ.count() <= 1, "{turned}");
    } else {
        let mut lines = turned.lines();
        assert!(
            text.lines().all(|line| lines.any(|other| other == line)),
            "a line is gone or moved:\n{turned}"
        );
        assert!(after <= before + 3, "{turned}");
    }
}

fn answer_of<'s>(scenario: &'s Scenario, path: &str) -> &'s Knob {
    let mut knobs = scenario.knobs.iter();
    knobs
        .find(|knob| knob.path == path)
        .unwrap_or_else(|| panic!("{} no longer asks about {path}", scenario.name))
}

/// Knobs of the file itself, or of the place it builds on, each turned by itself.
fn turns(name: &str, text: &str) -> usize {
    let before = read(name, text, "as it is");
    let mut turned_to = 0;
    for knob in &before.knobs {
        for answer in answers(knob) {
            let why = format!("{} = {answer}", knob.path);
            let turned = turn(text, knob, &answer).unwrap_or_else(|e| panic!("{name}, {why}: {e}"));
            is_otherwise_the_same(text, &turned);
            let after = read(name, &turned, &why);
            assert_eq!(after.knobs.len(), before.knobs.len(), "{name}, {why}");
            for (was, is) in before.knobs.iter().zip(&after.knobs) {
                let expected = if was.path == knob.path {
                    &answer
                } else {
                    &was.answer
                };
                assert_eq!(&is.answer, expected, "{name}, {why}: {}", is.path);
            }
            let is_same = answer == knob.answer;
            assert_eq!(after.is_world_of(&before), is_same, "{name}, {why}");
            let turned_knob = answer_of(&after, &knob.path);
            let back = turn(&turned, turned_knob, &knob.answer).unwrap();
            is_otherwise_the_same(text, &back);
            assert!(
                read(name, &back, &why).is_world_of(&before),
                "{name}, {why}"
            );
            turned_to += 1;
        }
    }
    turned_to
}

#[test]
fn every_knob_turns_its_value_and_back() {
    let turned: usize = EMBEDDED.iter().map(|e| turns(e.name, e.text)).sum();
    assert!(turned > 500, "{turned}");
}

/// A file with every knob at its least, then at its greatest: what goes together one by one goes together.
#[test]
fn all_knobs_turn_together() {
    for embedded in EMBEDDED {
        let before = read(embedded.name, embedded.text, "as it is");
        for end in [0, usize::MAX] {
            let mut text = embedded.text.to_owned();
            let mut wanted = Vec::new();
            for knob in &before.knobs {
                let answers = answers(knob);
                let answer = answers[end.min(answers.len() - 1)].clone();
                text = turn(&text, knob, &answer).unwrap();
                wanted.push(answer);
            }
            let after = read(embedded.name, &text, "all knobs turned");
            let answers: Vec<&String> = after.knobs.iter().map(|k| &k.answer).collect();
            assert_eq!(
                answers,
                wanted.iter().collect::<Vec<_>>(),
                "{}",
                embedded.name
            );
        }
    }
}

/// A file of one's own over a story is asked what the story is asked, and says itself what differs.
#[test]
fn a_file_over_a_story_is_turned_instead_of_the_story() {
    let stories = EMBEDDED.iter().filter(|e| !e.is_place);
    for story in stories.filter(|e| e.text.contains("[[knob]]")) {
        let of_the_story = common::read(story.name, &[]);
        // What a scenario is compared with it says itself.
        let own = format!(
            "# mine\n[scenario]\noverlays = [\"{}\"] # for now\ncompare_with = {:?}\n# the end\n",
            story.name, of_the_story.compare_with
        );
        let before = read("mine", &own, story.name);
        assert_eq!(paths(&before), paths(&of_the_story));
        let mut text = own.clone();
        let mut wanted = Vec::new();
        for knob in &before.knobs {
            let answer = answers(knob).pop().unwrap();
            text = turn(&text, knob, &answer).unwrap();
            wanted.push(answer);
        }
        assert_eq!(comments(&own), comments(&text));
        let after = read("mine", &text, story.name);
        let now: Vec<&String> = after.knobs.iter().map(|k| &k.answer).collect();
        assert_eq!(now, wanted.iter().collect::<Vec<_>>(), "{text}");
        for (knob, first) in after.knobs.iter().zip(&before.knobs) {
            text = turn(&text, knob, &first.answer).unwrap();
        }
        assert!(
            read("mine", &text, story.name).is_world_of(&of_the_story),
            "{text}"
        );
    }
}

/// A commissioner is asked a handful of questions, in words.
#[test]
fn questions_are_few_and_in_plain_words() {
    for name in ["step-down", "own-homecare", "d2a-small", "riverbridge"] {
        let asked = common::read(name, &[]).knobs.len();
        assert!((4..=7).contains(&asked), "{name} asks {asked} questions");
    }
    let mut asking = 0;
    for embedded in EMBEDDED {
        asking += usize::from(embedded.text.contains("[[knob]]"));
        for knob in common::read(embedded.name, &[]).knobs {
            assert!(
                knob.label.ends_with('?'),
                "{}: {}",
                embedded.name,
                knob.label
            );
            let key = knob.path.rsplit('.').next().unwrap();
            let is_a_word =
                |text: &str| text.contains('_') || key.contains('_') && text.contains(key);
            assert!(
                !is_a_word(&knob.label) && !is_a_word(&knob.help),
                "{knob:?}"
            );
            assert!(
                knob.help.is_empty() || knob.help.ends_with('.'),
                "{}",
                knob.help
            );
            for answer in answers(&knob) {
                let told = knob.told(&answer);
                assert!(!told.is_empty() && !told.contains("{}"), "{told}");
            }
        }
    }
    assert!(asking >= 16, "{asking}");
}

fn paths(scenario: &Scenario) -> Vec<&str> {
    scenario.knobs.iter().map(|k| k.path.as_str()).collect()
}

/// A knob changes no result: the world is the same without it.
#[test]
fn a_scenario_without_its_knobs_is_the_same_world() {
    let text = find("step-down").unwrap().text;
    let start = text.find("[[knob]]").unwrap();
    let with = read("step-down", text, "with its knobs");
    // Then those of the place are asked.
    let without = read("step-down", &text[..start], "without");
    assert!(with.is_world_of(&without));
    assert_eq!(paths(&without), paths(&common::read("riverbridge", &[])));
    assert_ne!(paths(&without), paths(&with));
    // Compared with the same place without its policies, only the place can be turned.
    assert_eq!(
        paths(&with.without_policies()),
        ["workforce.regime", "council.price_policy"]
    );
}
