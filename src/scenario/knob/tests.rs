use super::*;
use crate::scenario::Scenario;
use crate::scenario::reading::Reader;
use crate::scenario::render::Look;
use proptest::prelude::*;

/// A network with one value of each kind, and a knob laid below it.
fn file(knobs: &str) -> String {
    format!(
        r#"[scenario]
name = "A ward"
[run]
horizon_days = 600
[streams.some]
to = "ward"
rate = {{ value = "3 per day", low = 2, high = 4, source = "counted" }}
[places.ward]
beds = 20
stay = "5 days"
discipline = "first_come"
{knobs}"#
    )
}

fn read(text: &str, set: &[&str]) -> (Option<Scenario>, String) {
    let mut reader = Reader::new();
    let set: Vec<String> = set.iter().map(|&s| s.to_owned()).collect();
    let scenario = reader.read_bytes("ward.toml", text.as_bytes(), &set);
    let said = reader.problems.render(&reader.sources, Look::default());
    (scenario, said)
}

fn knobs(text: &str) -> Vec<Knob> {
    let (scenario, said) = read(text, &[]);
    scenario.unwrap_or_else(|| panic!("{said}")).knobs
}

/// What is said of a file with this knob.
fn said(knob: &str) -> String {
    let (scenario, said) = read(&file(&format!("[[knob]]\n{knob}")), &[]);
    assert!(scenario.is_none(), "{knob}");
    said
}

const BEDS: &str = "path = \"places.ward.beds\"\nlabel = \"How many beds?\"\n";

#[test]
fn a_knob_has_its_question_and_its_present_answer() {
    let text = file(&format!(
        "[[knob]]\n{BEDS}unit = \"beds\"\nhelp = \"there are 20\"\nmin = 10\nmax = 40\nstep = 5\n\
         [[knob]]\npath = \"streams . some.rate\"\nlabel = \"How many come a day?\"\nwritten = \"{{}} per day\"\nmin = 2\nmax = 4\nstep = 0.5\n\
         [[knob]]\npath = \"places.ward.discipline\"\nlabel = \"Who is next?\"\n\
         choices = [{{ to = \"first_come\", label = \"who came first\" }}, {{ to = \"random\", label = \"anyone\" }}]\n"
    ));
    let all = knobs(&text);
    let answers: Vec<&str> = all.iter().map(|knob| knob.answer.as_str()).collect();
    assert_eq!(answers, ["20", "3", "first_come"]);
    assert_eq!(all[1].path, "streams.some.rate");
    let json = serde_json::to_string(&all[0]).expect("a knob is JSON");
    let expected = r#"{"path":"places.ward.beds","label":"How many beds?","help":"there are 20","unit":"beds","written":"","answer":"20","range":{"number":{"min":10.0,"max":40.0,"step":5.0}}}"#;
    assert_eq!(json, expected);
    let told = |at: usize, answer: &str| all[at].told(answer);
    assert_eq!(told(0, "25"), "25 beds");
    assert_eq!(told(0, "1"), "1 bed");
    assert_eq!(told(1, "2.5"), "2.5 per day");
    assert_eq!(told(2, "random"), "anyone");
}

#[test]
fn money_is_told_as_money() {
    let knob = Knob {
        path: "markets.care_home.price_council".to_owned(),
        label: "What is paid?".to_owned(),
        help: String::new(),
        unit: "£ a week".to_owned(),
        written: "{} per week".to_owned(),
        answer: "916".to_owned(),
        range: Range::Number {
            min: 0.0,
            max: 2000.0,
            step: 0.5,
        },
        policies_below: 0,
    };
    assert_eq!(knob.told("1400"), "£1,400 a week");
    assert_eq!(knob.told("14.5"), "£14.50 a week");
}

#[test]
fn a_wrong_knob_says_what_is_wrong_and_where() {
    let numbers = "min = 10\nmax = 40\nstep = 5\n";
    for (knob, expected) in [
        (BEDS.to_owned(), "a knob says what may be answered"),
        (
            format!("{BEDS}min = 1\nmax = 30\n"),
            "the number that is asked for has a least, a greatest and a step",
        ),
        (
            format!("{BEDS}min = 30\nmax = 30\nstep = 1\n"),
            "min is 30, which is not below max",
        ),
        (
            format!("{BEDS}min = 10\nmax = 30\nstep = 0\n"),
            "takes too many",
        ),
        (
            format!("{BEDS}min = 10\nmax = 30\nstep = 1e-9\n"),
            "takes too many",
        ),
        (
            format!("{BEDS}min = 10\nmax = 30\nstep = 7\n"),
            "steps of 7 from 10 on do not come to 30",
        ),
        (
            format!("{BEDS}{numbers}written = \"{{}} beds\"\n"),
            "places.ward.beds is \"20\", which is not written \"{} beds\"",
        ),
        (
            format!("{BEDS}{numbers}written = \"beds\"\n"),
            "\"beds\" does not say where in a text the number stands",
        ),
        (
            format!("{BEDS}{numbers}written = \"{{}} of {{}}\"\n"),
            "\"{} of {}\" does not say where in a text the number stands",
        ),
        (
            format!("{BEDS}{numbers}choices = [{{ to = \"20\", label = \"a\" }}]\n"),
            "min is for numbers; this knob has choices",
        ),
        (
            format!("{BEDS}choices = [{{ to = \"20\", label = \"twenty\" }}]\n"),
            "there is nothing to choose",
        ),
        (
            format!(
                "{BEDS}choices = [{{ to = \"20\", label = \"a\" }}, {{ to = \"20\", label = \"b\" }}]\n"
            ),
            "two choices are \"20\"",
        ),
        (
            format!(
                "{BEDS}choices = [{{ to = \"1\", label = \"a\" }}, {{ to = \"2\", label = \"b\" }}]\n"
            ),
            "places.ward.beds is \"20\", which is not among the choices",
        ),
        (
            format!(
                "{BEDS}choices = [{{ to = \"[20]\", label = \"a\" }}, {{ to = \"2\", label = \"b\" }}]\n"
            ),
            "\"[20]\" is not one value",
        ),
        (
            format!(
                "{BEDS}choices = [{{ to = \"20\", label = \" \" }}, {{ to = \"2\", label = \"b\" }}]\n"
            ),
            "a choice says what it is",
        ),
        (
            format!("path = \"places.ward.beds\"\nlabel = \"\"\n{numbers}"),
            "a knob asks a question",
        ),
        (
            format!("path = \"streams.some.rate\"\nlabel = \"a\"\n{numbers}"),
            "written = \"{} per day\"",
        ),
        (
            format!("path = \"places.ward.bedz\"\nlabel = \"a\"\n{numbers}"),
            "did you mean beds?",
        ),
        (
            format!("path = \"places.ward.keeps_place\"\nlabel = \"a\"\n{numbers}"),
            "write out what holds there, keeps_place = true",
        ),
        (
            format!("path = \"places.ward.beds.value\"\nlabel = \"a\"\n{numbers}"),
            "the path goes on after a value",
        ),
        (
            format!("path = \"policy.0.start\"\nlabel = \"a\"\n{numbers}"),
            "nothing stands at \"policy.0.start\"",
        ),
        (
            format!("path = \"places.ward\"\nlabel = \"a\"\n{numbers}"),
            "a knob turns one value; places.ward is a table",
        ),
        (
            format!("path = \"knob.0.min\"\nlabel = \"a\"\n{numbers}"),
            "knob says how a file is read; no knob turns it",
        ),
        (
            format!("path = \"a..b\"\nlabel = \"a\"\n{numbers}"),
            "has a dot with no key beside it",
        ),
        (
            format!("path = \"\"\nlabel = \"a\"\n{numbers}"),
            "a knob turns a value",
        ),
        (
            format!("{BEDS}{numbers}[[knob]]\n{BEDS}{numbers}"),
            "two knobs turn places.ward.beds",
        ),
        (format!("{BEDS}{numbers}least = 3\n"), "least"),
    ] {
        let said = said(&knob);
        assert!(said.contains(expected), "{knob}\n{said}");
        assert!(
            said.contains("ward.toml:") && said.contains("= help: "),
            "{said}"
        );
        assert!(said.ends_with("1 problem; nothing was run\n"), "{said}");
    }
    assert_eq!(
        said(&format!("{BEDS}min = 35\nmax = 30\nstep = 1\n")),
        "\
error: min is 35, which is not below max
  --> ward.toml:15:7
   |
15 | min = 35
   |       ^^
   = help: write the lower end as min

1 problem; nothing was run
"
    );
}

#[test]
fn a_number_changed_in_the_file_makes_no_question_wrong() {
    for (bounds, min, max) in [
        ("min = 25\nmax = 30\nstep = 1\n", 20.0, 30.0),
        ("min = 5\nmax = 10\nstep = 1\n", 5.0, 20.0),
        ("min = 11\nmax = 31\nstep = 5\n", 11.0, 31.0),
    ] {
        let knob = &knobs(&file(&format!("[[knob]]\n{BEDS}{bounds}")))[0];
        assert_eq!(knob.answer, "20");
        let Range::Number {
            min: least,
            max: most,
            ..
        } = knob.range
        else {
            panic!("{knob:?}");
        };
        assert_eq!((least, most), (min, max));
    }
}

#[test]
fn an_answer_that_a_knob_does_not_have_is_refused() {
    let text = file(&format!("[[knob]]\n{BEDS}min = 10\nmax = 40\nstep = 5\n"));
    let beds = &knobs(&text)[0];
    for (answer, expected) in [
        ("many", "\"many\" is not a number"),
        ("nan", "\"nan\" is not a number"),
        ("5", "5 is not from 10 to 40"),
        ("40.1", "40.1 is not from 10 to 40"),
    ] {
        assert_eq!(turn(&text, beds, answer).unwrap_err().to_string(), expected);
    }
    assert!(matches!(
        turn("beds = = 3", beds, "20"),
        Err(WrongAnswer::Unreadable(_))
    ));
    assert_eq!(
        turn("places = [1]", beds, "20").unwrap_err(),
        WrongAnswer::NoPlace("places.ward.beds".to_owned())
    );
    let choice = Knob {
        range: Range::Choices(vec![Choice {
            value: "20".to_owned(),
            label: "twenty".to_owned(),
        }]),
        ..beds.clone()
    };
    assert_eq!(
        turn(&text, &choice, "21").unwrap_err().to_string(),
        "\"21\" is not one of the choices: 20"
    );
}

#[test]
fn a_value_is_changed_where_it_stands() {
    let asks = "[[knob]]\npath = \"streams.some.rate\"\nlabel = \"How many?\"\nwritten = \"{} per day\"\nmin = 2\nmax = 4\nstep = 0.5\n";
    let text = file(asks);
    let rate = &knobs(&text)[0];
    let turned = turn(&text, rate, "3.50").expect("an answer");
    assert_eq!(turned, text.replace("\"3 per day\"", "\"3.5 per day\""));
    // As Windows ends its lines.
    let windows = text.replace('\n', "\r\n");
    let turned = turn(&windows, rate, "2").expect("an answer");
    assert_eq!(turned, windows.replace("\"3 per day\"", "\"2 per day\""));
    // What stands below `set` wins over the rest of its file.
    let set = format!("{text}[set]\nstreams.some.rate = \"4 per day\" # more\n");
    let rate = &knobs(&set)[0];
    assert_eq!(rate.answer, "4");
    let turned = turn(&set, rate, "3").expect("an answer");
    assert_eq!(turned, set.replace("\"4 per day\" #", "\"3 per day\" #"));
    assert_eq!(knobs(&turned)[0].answer, "3");
}

/// A story about beds, then files laid over it.
const STORY: &str = r#"[scenario]
place = "riverbridge"
[[policy]]
by = "trust"
paid_by = "trust"
start = "month 1"
[policy.action.buy_step_down]
beds = 40
price = "1400 per week"
"#;

const ASKS: &str = r#"[[knob]]
path = "policy.0.action.buy_step_down.beds"
label = "How many beds?"
min = 0
max = 100
step = 20
[[knob]]
path = "council.price_policy"
label = "What does the council do?"
choices = [{ to = "match", label = "follows" }, { to = "hold", label = "holds" }]
"#;

#[test]
fn what_a_file_below_says_is_turned_below_set() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    std::fs::write(folder.path().join("story.toml"), format!("{STORY}{ASKS}")).unwrap();
    let over = "# later\n[scenario]\noverlays = [\"story.toml\"]\n[[policy]] # as well\nby = \"trust\"\npaid_by = \"trust\"\n\
                start = \"month 2\"\naction.close_acute_beds.beds = 10\n# the end\n";
    let path = folder.path().join("over.toml");
    let read = |text: &str| {
        std::fs::write(&path, text).unwrap();
        Reader::new().read(path.to_str().unwrap(), &[]).unwrap()
    };
    let before = read(over);
    assert_eq!(before.knobs.len(), 2);
    let turned = turn(over, &before.knobs[0], "60").expect("an answer");
    let turned = turn(&turned, &before.knobs[1], "match").expect("an answer");
    let added = "\n[set.policy.0.action.buy_step_down]\nbeds = 60\n\n[set.council]\nprice_policy = \"match\"\n";
    assert_eq!(
        turned,
        over.replace("# the end", &format!("{added}# the end"))
    );
    let after = read(&turned);
    let answers: Vec<&str> = after.knobs.iter().map(|k| k.answer.as_str()).collect();
    assert_eq!(answers, ["60", "match"]);
    let back = turn(&turned, &after.knobs[0], "40").expect("an answer");
    let back = read(&turn(&back, &after.knobs[1], "hold").expect("an answer"));
    assert!(back.is_world_of(&before));

    // A policy of its own counts after those below, and stands where it stands.
    let asks = "[[knob]]\npath = \"policy.1.action.close_acute_beds.beds\"\nlabel = \"How many close?\"\nmin = 0\nmax = 50\nstep = 10\n";
    let own = format!("{over}{asks}");
    let knob = read(&own).knobs.remove(0);
    let turned = turn(&own, &knob, "30").expect("an answer");
    assert_eq!(turned, own.replace("beds.beds = 10", "beds.beds = 30"));
    assert_eq!(read(&turned).knobs[0].answer, "30");
    // Without it, no other one is turned.
    let without = "[scenario]\noverlays = [\"story.toml\"]\n";
    assert!(matches!(
        turn(without, &knob, "30"),
        Err(WrongAnswer::NoPlace(_))
    ));
}

#[test]
fn knobs_of_a_file_are_about_its_own_policies_beside_whatever_it_stands() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let name = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let other = "[scenario]\nplace = \"riverbridge\"\n[[policy]]\nby = \"trust\"\npaid_by = \"trust\"\nstart = \"month 1\"\n\
                 action.close_acute_beds.beds = 10\n";
    std::fs::write(name("other.toml"), other).unwrap();
    let story = format!("{STORY}{ASKS}");
    std::fs::write(name("story.toml"), &story).unwrap();
    let typed = format!("{}+{}", name("other.toml"), name("story.toml"));
    let both = Reader::new().read(&typed, &[]).unwrap();
    let beds = &both.knobs[0];
    assert_eq!(
        (beds.path.as_str(), beds.answer.as_str()),
        ("policy.1.action.buy_step_down.beds", "40")
    );
    let turned = turn(&story, beds, "60").unwrap();
    assert_eq!(turned, story.replace("beds = 40", "beds = 60"));
    // The other way round, the file with the policy is not the last.
    let typed = format!("{}+{}", name("story.toml"), name("other.toml"));
    let both = Reader::new().read(&typed, &[]).unwrap();
    let turned = turn(other, &both.knobs[0], "60").unwrap();
    let added = "\n[set.policy.0.action.buy_step_down]\nbeds = 60\n";
    assert_eq!(turned, format!("{other}{added}"));
}

#[test]
fn what_is_laid_over_a_file_may_go_beyond_its_knobs() {
    let text = file(&format!("[[knob]]\n{BEDS}min = 10\nmax = 40\nstep = 5\n"));
    let with = |set: &str| {
        let (scenario, said) = read(&text, &[set]);
        scenario.unwrap_or_else(|| panic!("{said}")).knobs
    };
    assert_eq!(with("places.ward.beds=35")[0].answer, "35");
    assert_eq!(with("places.ward.beds=300"), []);
    assert_eq!(with("places.ward.beds=unlimited"), []);
    assert_eq!(with("knob=[]"), []);
    // Between two steps it can still be said, and turned back to.
    let between = &with("places.ward.beds=17")[0];
    assert_eq!(between.answer, "17");
    assert!(turn(&text, between, "17").unwrap().contains("beds = 17"));
    assert!(turn(&text, between, "18").unwrap().contains("beds = 18"));
}

/// However a file says what differs from the files below, something can be added to it.
#[test]
fn a_value_is_added_beside_what_is_there() {
    let knob = Knob {
        path: "council.price_policy".to_owned(),
        label: "What does the council do?".to_owned(),
        help: String::new(),
        unit: String::new(),
        written: String::new(),
        answer: "hold".to_owned(),
        range: Range::Choices(vec![Choice {
            value: "match".to_owned(),
            label: "follows".to_owned(),
        }]),
        policies_below: 0,
    };
    let about = "[scenario]\nplace = \"riverbridge\"\n";
    for (above, below) in [
        ("", ""),
        ("", "[set.council]\npace = 0.03\n# below\n"),
        ("", "[set]\ncouncil.pace = 0.03 # slower\n"),
        ("", "[set]\ncouncil = { pace = 0.03 }\n"),
        ("", "[set.workforce]\nregime = \"slack\"\n"),
        ("", "[council]\npace = 0.03\n[[window]]\nname = \"m2-3\"\n"),
        ("set.council.pace = 0.03\n", "# below\n"),
        ("set.workforce.regime = \"slack\"\n", "[council]\n"),
        ("set = { workforce.regime = \"slack\" }\n", ""),
    ] {
        let text = format!("{above}{about}{below}");
        let turned = turn(&text, &knob, "match").unwrap();
        let mut reader = Reader::new();
        let scenario = reader.read_bytes("mine.toml", turned.as_bytes(), &[]);
        let said = reader.problems.render(&reader.sources, Look::default());
        let scenario = scenario.unwrap_or_else(|| panic!("{turned}\n{said}"));
        let council = scenario.knobs.iter().find(|k| k.path == knob.path).unwrap();
        assert_eq!(council.answer, "match", "{turned}");
        let mut lines = turned.lines();
        for line in text.lines().filter(|line| !line.contains('{')) {
            assert!(lines.any(|other| other == line), "{line}: {turned}");
        }
    }
}

proptest! {
    /// Whatever a file has become since it was read, it is turned to TOML or not at all.
    #[test]
    fn no_text_upsets_a_knob(
        lines in prop::collection::vec(
            prop::sample::select(vec![
                "[set]", "[policy.0]", "[[policy]]", "policy = [1, { action = 2 }]", "set.policy.1 = 3", "[policy.action]",
                "set = []", "set = 1", "[set.policy]", "0.action = 1", "1 = { action = { beds = 3 } }", "action.beds = 4",
                "action = [{ beds = { value = 3 } }]", "beds = { value = 1, low = 0 } # a", "value = 2", "# b", "é = \"", "[[set]]",
                "scenario.place = \"x\"", "scenario = 3", "[policy.action.beds]",
            ]),
            0..9,
        ),
        answer in "[0-9.e-]{0,4}|\\PC{0,5}",
        below in 0..3_usize,
    ) {
        let knob = Knob {
            path: "policy.1.action.beds".to_owned(),
            label: String::new(),
            help: String::new(),
            unit: String::new(),
            written: String::new(),
            answer: "3".to_owned(),
            range: Range::Number { min: 0.0, max: 100.0, step: 1.0 },
            policies_below: below,
        };
        let _ = knob.told(&answer);
        if let Ok(turned) = turn(&lines.join("\n"), &knob, &answer) {
            prop_assert!(turned.parse::<toml_edit::DocumentMut>().is_ok(), "{turned}");
        }
        let turned = turn(&lines.join("\n"), &knob, "7");
        if let Ok(turned) = turned {
            prop_assert!(turned.parse::<toml_edit::DocumentMut>().is_ok(), "{turned}");
            prop_assert_eq!(turn(&turned, &knob, "7"), Ok(turned.clone()));
        }
    }
}
