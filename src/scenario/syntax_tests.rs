//! How a file is written: every fault said in house words, and no file that upsets the reader.

use proptest::prelude::*;

use super::problem::{Problem, Problems};
use super::render::Look;
use super::source::Sources;
use super::tree::{Tree, Trust};

fn parse(text: &str) -> (Tree, Problems, Sources) {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let file = sources.add("a.toml", text);
    let tree = Tree::parse(file, &sources, &mut problems);
    (tree, problems, sources)
}

/// What the caret covers, the message, what would be right, notes.
fn said(text: &str, problem: &Problem) -> String {
    let covered = &text[problem.span.unwrap().range()];
    let notes = problem
        .notes
        .iter()
        .fold(String::new(), |notes, note| notes + " | " + note);
    format!(
        "{covered} | {} | {}{notes}",
        problem.message,
        problem.help.as_deref().unwrap_or_default()
    )
}

#[test]
fn every_fault_says_what_would_be_right() {
    let table: &[(&str, &[&str])] = &[
        (
            "a = 6 weeks",
            &["6 weeks | text must stand in quotes | write \"6 weeks\""],
        ),
        (
            "a = £14.06 per hour",
            &["£14.06 per hour | text must stand in quotes | write \"£14.06 per hour\""],
        ),
        ("a = 5%", &["5% | 5% is not a number | write 5 % as 0.05"]),
        (
            "a = 5 %",
            &["5 % | 5 % is not a number | write 5 % as 0.05"],
        ),
        ("a = .5", &[".5 | .5 is not a number | write 0.5"]),
        ("a = 5.", &["5. | 5. is not a number | write 5"]),
        (
            "a = 1,000",
            &["1,000 | a number has no commas in it | write 1000 or 1_000"],
        ),
        (
            "a = 1,000,000",
            &["1,000,000 | a number has no commas in it | write 1000000 or 1_000_000"],
        ),
        (
            "a = [1,000, 2]",
            &["000 | a number has no commas in it | write 1000 or 1_000"],
        ),
        ("a = [1 2]", &["1 2 | a comma is missing here | write 1, 2"]),
        (
            "a = [1, 2",
            &["[ | this list is not closed | end it with ]"],
        ),
        (
            "a = {b=1 c=2}",
            &[" | a comma is missing here | put a comma between one value and the next"],
        ),
        (
            "a = {b=1, c=2",
            &["{ | this table is not closed | end it with }"],
        ),
        (
            "a = True",
            &["True | True is neither true nor false | write true"],
        ),
        (
            "a = yes",
            &["yes | yes is neither true nor false | write true"],
        ),
        (
            "a = true1",
            &["true1 | text must stand in quotes | write \"true1\""],
        ),
        (
            "a = “x”",
            &["“x” | these are not straight quotes | write \"x\""],
        ),
        (
            "a = 'x",
            &[" | this text is not closed | end it with the quote it begins with"],
        ),
        (
            "a = \"x",
            &[" | this text is not closed | end it with the quote it begins with"],
        ),
        (
            "a = \"\"\"x\n\nb=3",
            &[" | this text is not closed | end it with the quote it begins with"],
        ),
        (
            "a: 3",
            &["a: 3 | this line has no key with a value | write = in place of :"],
        ),
        (
            "a 3",
            &[
                "a 3 | this line has no key with a value | write key = value; a comment begins with #",
            ],
        ),
        (
            "a",
            &["a | this line has no key with a value | write key = value; a comment begins with #"],
        ),
        (
            "a =",
            &[" | there is no value here | write a value, or leave the key out"],
        ),
        ("= 3", &[" | a key is missing here | write key = value"]),
        ("[a", &[" | this heading is not closed | end it with ]"]),
        (
            "[a]]",
            &[
                "] | this line goes on after its heading | give each key a line of its own; a comment begins with #",
            ],
        ),
        ("[[a]", &[" | this heading is not closed | end it with ]]"]),
        (
            "[a]\nb=1\n[a]",
            &[
                "a | [a] stands here for the second time | put its keys under the first one | first given on line 1",
            ],
        ),
        (
            "a=1\na=2",
            &["a | a is given twice | keep one of the two | first given on line 1"],
        ),
        (
            "a.b=1\na=2",
            &["a | a is given twice | keep one of the two | first given on line 1"],
        ),
        (
            "a=1\na.b=2",
            &[
                "a | a has a value already, and cannot hold keys as well | keep one of the two | first given on line 1",
            ],
        ),
        (
            "a=1\n[a.b]\nc=1",
            &[
                "a | a has a value already, and cannot hold keys as well | keep one of the two | first given on line 1",
            ],
        ),
        (
            "a=[1]\n[[a]]",
            &["a | [[a]] stands here for the second time | put its keys under the first one"],
        ),
        ("a = 08", &["08 | 08 is not a number | write 8"]),
        (
            "a = 2024-4-1",
            &["2024-4-1 | 2024-4-1 is not a date | write a date such as 2024-04-01"],
        ),
        (
            "a = 2024-02-30",
            &[
                "2024-02-30 | 2024-02-30 is not a date | write a date such as 2024-04-01 | the parser wants a day from 01 to 29",
            ],
        ),
        (
            "a = 01/04/2024",
            &["01/04/2024 | 01/04/2024 is not a date | write year-month-day, such as 2024-04-01"],
        ),
        (
            "a = 1 April 2024",
            &["1 April 2024 | text must stand in quotes | write \"1 April 2024\""],
        ),
        (
            "a = 24:00",
            &[
                "24:00 | 24:00 is not a time of day | write a time of day in quotes, such as \"08:00\" or \"24:00\"",
            ],
        ),
        ("a = 1_", &["1_ | 1_ is not a number | write 1"]),
        ("a = 1__0", &["1__0 | 1__0 is not a number | write 1_0"]),
        (
            "a = 0x",
            &["0x | 0x is not a whole number | write a number, or leave the key out"],
        ),
        ("a = 1e", &["1e | 1e is not a number | write 1"]),
        (
            "a = \"\\q\"",
            &[
                " | in double quotes, \\ begins a special character | write \\\\ for one \\, or put the text in single quotes",
            ],
        ),
        (
            "a = \"C:\\Users\"",
            &[
                " | in double quotes, \\ begins a special character | write \\\\ for one \\, or put the text in single quotes",
            ],
        ),
        (
            "a = nan1",
            &["nan1 | text must stand in quotes | write \"nan1\""],
        ),
        (
            "a = 3 # ok\nb = -",
            &["- | - is not a value | to say nothing, leave the key out"],
        ),
        (
            "a = --3",
            &["--3 | --3 is not a number | write a number such as 20 or 0.5"],
        ),
        (
            "a = +",
            &["+ | + is not a number | write a number such as 20 or 0.5"],
        ),
        (
            "a b = 3",
            &[
                "a b = 3 | this line has no key with a value | a key of several words stands in quotes: \"a b\" = 3",
            ],
        ),
        (
            "a.b. = 3",
            &[" | a key is missing here | write key = value"],
        ),
        (
            "a..b = 3",
            &[" | a key is missing here | write key = value"],
        ),
        (
            "é = 3",
            &[
                "é | \"é\" cannot stand in a key | a key has letters from a to z, digits, _ and -; anything else stands in quotes",
            ],
        ),
        (
            "a = { b = 1,, c= 2}",
            &[" | here is a comma too many | leave it out"],
        ),
        ("a = [,]", &[", | here is a comma too many | leave it out"]),
        (
            "a = 3 b = 4",
            &["3 b = 4 | here are two keys on one line | give each key a line of its own"],
        ),
        (
            "a = 12weeks",
            &["12weeks | text must stand in quotes | write \"12weeks\""],
        ),
        (
            "a = null",
            &["null | null is not a value | to say nothing, leave the key out"],
        ),
        (
            "a = None",
            &["None | None is not a value | to say nothing, leave the key out"],
        ),
        (
            "a=[1,\nb=2\nc=3",
            &[
                "= | a list has values, not keys | is a ] missing before this?",
                " | a comma is missing here | put a comma between one value and the next",
            ],
        ),
        (
            "\"a = 3",
            &[
                "\"a = 3 | this line has no key with a value | is a quote missing? write key = value",
            ],
        ),
        (
            "a = 1\r",
            &[" | this line ends in half a line end | save the file with ordinary line ends"],
        ),
        (
            "a=\"\t\u{1}\"",
            &["\u{1} | here is a character that cannot be shown | leave it out"],
        ),
        (
            "// comment",
            &["// comment | this line has no key with a value | a comment begins with #"],
        ),
        (
            "a = 3 // comment",
            &["3 // comment | a comment begins with # | write # in place of //"],
        ),
        (
            "a = 1.2.3",
            &["1.2.3 | 1.2.3 is not a number | write a number such as 20 or 0.5"],
        ),
        (
            "a = infinity",
            &["infinity | infinity is not a finite number | write a number, or leave the key out"],
        ),
        (
            "a = 1e400x",
            &["1e400x | text must stand in quotes | write \"1e400x\""],
        ),
        (
            "a = 3\t\u{7f}",
            &["3\t\u{7f} | text must stand in quotes | write \"3\\\\t\\\\u{7f}\""],
        ),
        (
            "a = 1 2\nb: 3\nc\nd = 4 weeks\n",
            &[
                "1 2 | here are several numbers | write one, or a list: [1, 2]",
                "b: 3 | this line has no key with a value | write = in place of :",
                "c | this line has no key with a value | write key = value; a comment begins with #",
                "4 weeks | text must stand in quotes | write \"4 weeks\"",
            ],
        ),
        (
            "a={b=1 weeks, c=2 weeks}",
            &[
                "1 weeks | text must stand in quotes | write \"1 weeks\"",
                "2 weeks | text must stand in quotes | write \"2 weeks\"",
            ],
        ),
        (
            "a=nan\nb=inf\nc=1e999\nd=99999999999999999999\ne=-inf",
            &[
                "nan | nan is not a number | write a number, or leave the key out",
                "inf | inf is not a finite number | write a number, or leave the key out",
                "1e999 | 1e999 is too large for a number | write a number, or leave the key out",
                "99999999999999999999 | 99999999999999999999 is too large for a whole number | write a number, or leave the key out",
                "-inf | -inf is not a finite number | write a number, or leave the key out",
            ],
        ),
    ];
    for (text, expected) in table {
        let (_, problems, _) = parse(text);
        let found: Vec<String> = problems
            .sorted()
            .into_iter()
            .map(|problem| said(text, problem))
            .collect();
        assert_eq!(found, *expected, "{text:?}");
    }
}

#[test]
fn a_wrong_value_does_not_hide_the_rest() {
    for (text, trust, tree) in [
        ("a = 6 weeks\nb = 2", Trust::Whole, "{ a = , b = 2 }"),
        ("b = 1\nb = 2", Trust::Whole, "{ b = 1 }"),
        ("[a\nb = 1", Trust::Lost, ""),
        (
            "c: 3\n[d]\nb = 1\nf\nc = 2",
            Trust::Gaps,
            "{ d = { b = 1, c = 2 } }",
        ),
        ("a = [1, 2\nb = 1", Trust::Lost, ""),
        ("a = \"\"\"x\nb = 1", Trust::Lost, ""),
    ] {
        let (found, problems, _) = parse(text);
        assert!(!problems.is_empty());
        assert_eq!(found.trust, trust, "{text}");
        if trust != Trust::Lost {
            assert_eq!(found.root.text(), tree, "{text}");
        }
    }
}

#[test]
fn noise_is_answered_at_once_and_briefly() {
    let line = "=]\u{1}[[,{\"x' 1 2\n";
    for piece in [
        line,
        "a = ]\n",
        "a\n",
        "a = 1\n",
        "[[",
        "a.b.c.",
        "{a=",
        "[1,[",
        "\"",
        "\u{feff}",
        "a = \"\"\"\n\\q",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        let (_, problems, sources) = parse(&text);
        let shown = problems.render(&sources, Look::default());
        assert!(problems.errors() > 0, "{piece:?}");
        assert!(
            shown.len() < 20_000,
            "{piece:?} gives {} bytes",
            shown.len()
        );
    }
}

const GOOD: &str = r#"
# A place, with one of everything.
[place]
name = "Riverbridge"
opened = 2024-04-01
population = { value = 500_000, low = 4.9e5, high = 510_000, source = "ONS" }
[places.acute]
beds = 860
stay = { lognormal = { mean = "9 days", sd = "6 days" } }
month_index = [1.005, 1.025, -1e-3, 0x1f]
"St Mary's".open = true
[[policy]]
by = 'trust'
start = """month 1"""
[policy.action.buy]
beds = 100
"#;

#[test]
fn a_good_file_is_read_without_a_word() {
    let (tree, problems, _) = parse(GOOD);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(tree.trust, Trust::Whole);
}

proptest! {
    #[test]
    fn any_bytes_give_a_tree_or_problems(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        let (mut sources, mut problems) = (Sources::new(), Problems::new());
        if let Some(file) = sources.add_bytes("a.toml", &bytes, &mut problems) {
            Tree::parse(file, &sources, &mut problems);
        } else {
            prop_assert_eq!(problems.errors(), 1);
        }
        problems.render(&sources, Look::default());
        problems.to_json(&sources);
    }

    #[test]
    fn any_text_of_toml_pieces_gives_a_tree_or_problems(
        text in "([a-c\"'\\[\\]{}=,.#:£é%“” \n\r\t0-9_+-]|\"\"\"|value|low|source|inf|nan|true|2024-04-01|1e9){0,400}"
    ) {
        let (_, problems, sources) = parse(&text);
        problems.render(&sources, Look::default());
        for problem in problems.list() {
            prop_assert!(!problem.message.contains("cannot be read"), "not in house words: {:?}", problem);
        }
    }

    #[test]
    fn no_change_to_a_good_file_upsets_the_reader(
        at in 0..GOOD.len(), length in 0_usize..12, kind in 0..3, with in "\\PC{0,4}"
    ) {
        let mut bytes = GOOD.as_bytes().to_vec();
        let end = (at + length).min(bytes.len());
        match kind {
            0 => drop(bytes.drain(at..end)),
            1 => { let copy = bytes[at..end].to_vec(); bytes.splice(at..at, copy); }
            _ => { bytes.splice(at..end, with.bytes()); }
        }
        let (mut sources, mut problems) = (Sources::new(), Problems::new());
        if let Some(file) = sources.add_bytes("a.toml", &bytes, &mut problems) {
            Tree::parse(file, &sources, &mut problems);
        }
        problems.render(&sources, Look::default());
    }
}
