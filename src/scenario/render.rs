//! How problems look: text for people, JSON for programs.

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use super::problem::{Problem, Problems, Severity};
use super::source::{Source, Sources, floor_char};
use super::text::grouped;

/// Longest source line shown whole, in bytes; of a longer one only the surroundings of the caret.
const LONGEST_LINE: usize = 160;
/// Bytes shown before the caret when a line is cut.
const BEFORE: usize = 40;

/// How problems are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// With colours, for a terminal that has them.
    pub colour: bool,
    /// Columns of the terminal; what does not fit is cut.
    pub width: usize,
}

impl Default for Look {
    /// Without colours, as for a file or a test.
    fn default() -> Self {
        Self {
            colour: false,
            width: DEFAULT_TERM_WIDTH,
        }
    }
}

impl Problems {
    /// All problems as text, each with its line and caret, and a last line that counts them.
    ///
    /// At most twenty are shown. Empty if there are none.
    pub fn render(&self, sources: &Sources, look: Look) -> String {
        if self.is_empty() {
            return String::new();
        }
        let (shown, left_out) = self.shown();
        let mut text = String::new();
        for problem in shown {
            text.push_str(&draw(problem, sources, look));
            text.push_str("\n\n");
        }
        if left_out > 0 {
            text.push_str("and ");
            text.push_str(&grouped(left_out as f64));
            text.push_str(" more like these\n");
        }
        text.push_str(&self.summary());
        text.push('\n');
        text
    }

    /// All problems as a list of objects with severity, code, message, file, line, column, path, help
    /// and notes; what does not apply is null. Lines and columns count from 1.
    pub fn to_json(&self, sources: &Sources) -> Value {
        self.sorted()
            .into_iter()
            .map(|problem| as_json(problem, sources))
            .collect()
    }
}

fn as_json(problem: &Problem, sources: &Sources) -> Value {
    let position = problem
        .span
        .map(|span| sources.get(span.file).position(span.start));
    let file = match (
        problem.span.map(|span| span.file).or(problem.file),
        &problem.file_name,
    ) {
        (Some(file), _) => Some(sources.get(file).name()),
        (None, name) => name.as_deref(),
    };
    json!({
        "severity": problem.severity.word(),
        "code": problem.code,
        "message": problem.message,
        "file": file,
        "line": position.map(|(line, _)| line),
        "column": position.map(|(_, column)| column),
        "path": problem.path,
        "help": problem.help,
        "notes": problem.notes,
    })
}

/// One problem as text, without a line end after it.
fn draw(problem: &Problem, sources: &Sources, look: Look) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut title = level.primary_title(problem.message.as_str());
    if let Some(code) = problem.code {
        title = title.id(code);
    }
    let mut group = Group::with_title(title);
    let mut correct = None;
    if let Some(span) = problem.span {
        let source = sources.get(span.file);
        let cut = Excerpt::around(source, span.start, span.end);
        correct = Some((
            format!("{}:{}:{}", source.name(), cut.line, cut.column_in_text()),
            format!("{}:{}:{}", source.name(), cut.line, cut.column),
        ));
        let caret = AnnotationKind::Primary
            .span(cut.caret.clone())
            .label(problem.label.clone());
        group = group.element(
            Snippet::source(cut.text)
                .path(source.name().to_owned())
                .line_start(cut.line)
                .annotation(caret),
        );
    } else if let Some(file) = problem.file {
        group = group.element(Origin::path(sources.get(file).name().to_owned()));
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    for note in &problem.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    let renderer = if look.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = renderer.term_width(look.width.max(40)).render(&[group]);
    if let Some((shown, meant)) = correct
        && shown != meant
    {
        text = text.replacen(&shown, &meant, 1);
    }
    tidy(&text)
}

/// Leaves out the empty line between caret and help, and spaces at the ends of lines.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut tidied = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let next_is_remark = lines
            .get(at + 1)
            .is_some_and(|next| bare(next).starts_with("= "));
        if !(next_is_remark && bare(line) == "|") {
            tidied.push(*line);
        }
    }
    tidied.join("\n")
}

/// A line without colours and without space at either end.
fn bare(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('\u{1b}') {
        text.push_str(&rest[..start]);
        rest = rest[start..]
            .find('m')
            .map_or("", |end| &rest[start + end + 1..]);
    }
    text.push_str(rest);
    text.trim().to_owned()
}

/// One line of a text, or the part of a long one that matters.
struct Excerpt {
    text: String,
    line: usize,
    column: usize,
    caret: std::ops::Range<usize>,
}

impl Excerpt {
    /// The line of `start`, with the caret from there to `end` or to the end of the line.
    fn around(source: &Source, start: usize, end: usize) -> Self {
        let text = source.text();
        let start = floor_char(text, start);
        let end = floor_char(text, end.max(start));
        let (line, column) = source.position(start);
        let whole = source.line(line);
        let start = start.min(whole.end);
        let end = end.clamp(start, whole.end);
        if whole.len() <= LONGEST_LINE {
            let caret = start - whole.start..end - whole.start;
            return Self {
                text: text[whole].to_owned(),
                line,
                column,
                caret,
            };
        }
        let from = floor_char(text, start.saturating_sub(BEFORE).max(whole.start));
        let to = floor_char(text, (from + LONGEST_LINE).min(whole.end));
        let mut shown = String::new();
        if from > whole.start {
            shown.push('…');
        }
        let shift = shown.len();
        shown.push_str(&text[from..to]);
        if to < whole.end {
            shown.push('…');
        }
        let caret = start - from + shift..end.min(to) - from + shift;
        Self {
            text: shown,
            line,
            column,
            caret,
        }
    }

    /// The column of the caret within the excerpt, which is what a drawn snippet would name.
    fn column_in_text(&self) -> usize {
        self.text[..self.caret.start].chars().count() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::source::Span;
    use proptest::prelude::*;

    fn drawn(text: &str, range: std::ops::Range<usize>) -> String {
        let mut sources = Sources::new();
        let file = sources.add("a.toml", text);
        draw(
            &Problem::error("wrong").span(Span::new(file, range)),
            &sources,
            Look::default(),
        )
    }

    #[test]
    fn a_problem_looks_as_the_style_page_says() {
        let mut sources = Sources::new();
        let text = format!("{}sector = \"home_care\"\n", "\n".repeat(7));
        let file = sources.add("scenarios/winter.toml", &text);
        let mut problems = Problems::new();
        problems.push(
            Problem::error("no sector is called \"home_care\"").span(Span::new(file, 16..27)).help(
                "did you mean homecare? this scenario has homecare, care_home, trust_care, nhs_support",
            ),
        );
        let expected = "\
error: no sector is called \"home_care\"
 --> scenarios/winter.toml:8:10
  |
8 | sector = \"home_care\"
  |          ^^^^^^^^^^^
  = help: did you mean homecare? this scenario has homecare, care_home, trust_care, nhs_support

1 problem; nothing was run
";
        assert_eq!(problems.render(&sources, Look::default()), expected);
        let coloured = problems.render(
            &sources,
            Look {
                colour: true,
                width: 140,
            },
        );
        let plain: Vec<String> = coloured.lines().map(bare).collect();
        let expected: Vec<&str> = expected.lines().map(str::trim).collect();
        assert_eq!(plain, expected);
        assert!(coloured.contains('\u{1b}'));
    }

    #[test]
    fn codes_labels_and_notes_have_their_place() {
        let mut sources = Sources::new();
        let file = sources.add("a.toml", "beds = 3\n");
        let problem = Problem::warning("few beds")
            .code("W014")
            .span(Span::new(file, 7..8))
            .label("only three")
            .note("riverbridge has 860");
        assert_eq!(
            draw(&problem, &sources, Look::default()),
            "\
warning[W014]: few beds
 --> a.toml:1:8
  |
1 | beds = 3
  |        ^ only three
  = note: riverbridge has 860"
        );
    }

    #[test]
    fn what_has_no_line_is_shown_without_one() {
        let mut sources = Sources::new();
        let file = sources.add("a.toml", "beds = 3\n");
        let mut problem = Problem::error("the scenario needs place").help("add it");
        assert_eq!(
            draw(&problem, &sources, Look::default()),
            "error: the scenario needs place\n = help: add it"
        );
        problem.file = Some(file);
        assert_eq!(
            draw(&problem, &sources, Look::default()),
            "error: the scenario needs place\n--> a.toml\n = help: add it"
        );
    }

    #[test]
    fn tabs_wide_characters_and_line_ends_keep_the_caret_right() {
        assert_eq!(
            drawn("\tb = 3\r\n", 5..6),
            "error: wrong\n --> a.toml:1:6\n  |\n1 |     b = 3\n  |         ^"
        );
        assert_eq!(
            drawn("é = ü x\r\n", 8..9),
            "error: wrong\n --> a.toml:1:7\n  |\n1 | é = ü x\n  |       ^"
        );
        assert_eq!(
            drawn("a = [\r\n1]\r\n", 4..8),
            "error: wrong\n --> a.toml:1:5\n  |\n1 | a = [\n  |     ^"
        );
        assert_eq!(
            drawn("a =", 3..3),
            "error: wrong\n --> a.toml:1:4\n  |\n1 | a =\n  |    ^"
        );
        assert_eq!(
            drawn("a =\n", 4..4),
            "error: wrong\n --> a.toml:2:1\n  |\n2 |\n  | ^"
        );
    }

    #[test]
    fn a_long_line_is_cut_and_its_column_is_not() {
        let text = format!("x = \"{}\" oops {}", "é".repeat(3000), "z".repeat(3000));
        let at = text.find("oops").unwrap();
        let shown = drawn(&text, at..at + 4);
        assert!(shown.contains(" --> a.toml:1:3008\n"), "{shown}");
        assert!(
            shown.lines().all(|line| line.chars().count() <= 170),
            "{shown}"
        );
        assert!(shown.contains("oops"));
        assert!(shown.contains("^^^^"));
        let mut sources = Sources::new();
        let file = sources.add("a.toml", &text);
        let problem = Problem::error("wrong").span(Span::new(file, at..at + 4));
        let coloured = draw(
            &problem,
            &sources,
            Look {
                colour: true,
                width: 80,
            },
        );
        assert!(coloured.contains("a.toml:1:3008"), "{coloured}");
    }

    #[test]
    fn more_than_twenty_are_counted() {
        let mut sources = Sources::new();
        let file = sources.add("a.toml", "a = 1\n");
        let mut problems = Problems::new();
        for _ in 0..25 {
            problems.push(Problem::error("wrong").span(Span::new(file, 0..1)));
        }
        let text = problems.render(&sources, Look::default());
        assert_eq!(text.matches("error: wrong").count(), 20);
        assert!(
            text.ends_with("\nand 5 more like these\n25 problems; nothing was run\n"),
            "{text}"
        );
    }

    #[test]
    fn programs_get_objects() {
        let mut sources = Sources::new();
        let file = sources.add("a.toml", "\na = 1\n");
        let mut problems = Problems::new();
        problems.push(
            Problem::warning("odd")
                .code("W001")
                .at("a")
                .span(Span::new(file, 5..6))
                .help("mend it"),
        );
        problems.push(Problem::error("gone").in_file("b.toml"));
        assert_eq!(
            problems.to_json(&sources),
            json!([
                { "severity": "error", "code": null, "message": "gone", "file": "b.toml", "line": null,
                  "column": null, "path": null, "help": null, "notes": [] },
                { "severity": "warning", "code": "W001", "message": "odd", "file": "a.toml", "line": 2,
                  "column": 5, "path": "a", "help": "mend it", "notes": [] },
            ])
        );
    }

    proptest! {
        #[test]
        fn any_span_of_any_text_can_be_drawn(text in "\\PC*|(\r|\n|\t|é|\u{0}|\u{1b}|[a-z]){0,300}", start in 0_usize..400, length in 0_usize..400) {
            drawn(&text, start..start + length);
        }
    }
}
