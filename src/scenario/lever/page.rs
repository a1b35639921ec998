//! The page of all levers, for people: `docs/levers.md`.

use super::{LeverRecord, levers};
use std::fmt::Write;

/// Every lever with its keys and an example, as Markdown.
pub fn page() -> String {
    let levers = levers();
    let mut page = String::from(
        "# What a policy can do\n\n\
Every lever: how it is written, what it does, and what is known of its effect. This page is made by \
`caremarket list --levers --format markdown` from the same text as `caremarket explain LEVER`.\n\n\
What all policies share, such as who pays, when it starts and how it grows, is in \
[scenario-language.md](scenario-language.md).\n\n\
| lever | | kind |\n|---|---|---|\n",
    );
    for lever in &levers {
        let (name, about) = (lever.name, lever.about);
        let (title, kind) = (about.title, about.kind.words());
        let _ = writeln!(page, "| [`{name}`](#{name}) | {title} | {kind} |");
    }
    for lever in &levers {
        section(lever, &mut page);
    }
    page
}

fn section(lever: &LeverRecord, page: &mut String) {
    let about = lever.about;
    let _ = write!(
        page,
        "\n## {}\n\n{}\n\n{}\n",
        lever.name, about.title, about.does
    );
    let _ = writeln!(
        page,
        "\n| key | | write | range | unless given |\n|---|---|---|---|---|"
    );
    for key in &lever.keys {
        let name = key.name();
        let cell = |text: &str| text.replace('|', "\\|").replace("\n\n", " ");
        let _ = writeln!(
            page,
            "| `{name}` | {} | {} | {} | {} |",
            cell(&key.description),
            cell(&key.needs),
            key.range.as_deref().unwrap_or_default(),
            cell(key.unless_given()),
        );
    }
    let _ = writeln!(page, "\n```toml\n{}\n```", about.example.trim_end());
    let _ = writeln!(page, "\nEvidence: {}. Sources:\n", about.evidence.words());
    for source in about.sources {
        let _ = writeln!(page, "- {source}");
    }
}
