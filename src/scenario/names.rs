//! Nearest known names: "did you mean homecare?", and a list of what there is.

use super::text::quoted;

/// How many names a list shows before it says "and N more".
const LISTED: usize = 8;

/// The known name that was most likely meant by `word`, or `None` if none is near.
///
/// Case, spaces and hyphens count for nothing; a slip of the finger, swapped letters, a name cut
/// short and a plural count for little. Of equally near names the first known one is taken.
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word = plain(word);
    if word.is_empty() {
        return None;
    }
    let mut best: Option<(f64, &str)> = None;
    for &name in known {
        let likeness = likeness(&word, &plain(name));
        if likeness > 0.0 && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, name));
        }
    }
    best.map(|(_, name)| name)
}

/// Names one after another, `homecare, care_home and 3 more` when there are many.
pub fn list(names: &[&str]) -> String {
    if names.len() <= LISTED {
        return names.join(", ");
    }
    let shown = names[..LISTED - 1].join(", ");
    format!("{shown} and {} more", names.len() - (LISTED - 1))
}

/// What to say to someone who wrote `word` where one of `known` is right.
///
/// `holder` says whose names they are, with its verb: "this scenario has", "units are". Of many names
/// the nearest one is always among those shown.
///
/// ```
/// use caremarket::scenario::names::help;
/// assert_eq!(
///     help("home_care", &["homecare", "care_home"], "this scenario has"),
///     "did you mean homecare? this scenario has homecare, care_home"
/// );
/// assert_eq!(help("x", &[], "this scenario has"), "this scenario has none");
/// ```
pub fn help(word: &str, known: &[&str], holder: &str) -> String {
    if known.is_empty() {
        return format!("{holder} none");
    }
    match nearest(word, known) {
        Some(name) => format!("did you mean {name}? {holder} {}", list(known)),
        None => format!("{holder} {}", list(known)),
    }
}

/// The message for a name that does not exist: `no sector is called "home_care"`.
pub fn unknown(kind: &str, word: &str) -> String {
    format!("no {kind} is called {}", quoted(word))
}

/// A name as it is compared: lower case, words joined by one kind of stroke.
fn plain(name: &str) -> String {
    let joined = |c: char| if c == '-' || c == ' ' { '_' } else { c };
    // A name nobody would type is not worth comparing letter by letter.
    name.trim()
        .chars()
        .take(80)
        .map(joined)
        .collect::<String>()
        .to_lowercase()
}

/// How alike two plain names are: 1 for equal, 0 for too different to suggest.
fn likeness(word: &str, name: &str) -> f64 {
    if word == name {
        return 1.0;
    }
    let longer = word.chars().count().max(name.chars().count());
    let slips = strsim::damerau_levenshtein(word, name);
    let similar = strsim::jaro_winkler(word, name);
    let cut_short =
        word.len() >= 4 && (name.starts_with(word) || word.starts_with(name) && name.len() >= 4);
    let whole_words = longer > 4 && name.len() >= 4 && name.split('_').any(|part| part == word);
    let near = slips <= (longer / 3).clamp(1, 4) && slips < longer;
    if near || cut_short || whole_words || similar >= 0.92 {
        // Slips count first; likeness from the left decides between equals.
        (similar + 1.0 - slips as f64 / longer as f64) / 2.0
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_name_and_a_stranger_finds_none() {
        let sectors = ["homecare", "care_home", "trust_care", "nhs_support"];
        let units = [
            "seconds", "minutes", "hours", "days", "weeks", "months", "years",
        ];
        let shapes = [
            "fixed",
            "exponential",
            "uniform",
            "triangular",
            "lognormal",
            "weibull",
        ];
        for (word, known, expected) in [
            ("home_care", &sectors[..], Some("homecare")),
            ("Homecare", &sectors, Some("homecare")),
            ("care-home", &sectors, Some("care_home")),
            ("carehome", &sectors, Some("care_home")),
            ("nhs", &sectors, Some("nhs_support")),
            ("support", &sectors, Some("nhs_support")),
            ("zebra", &sectors, None),
            ("", &sectors, None),
            ("wekks", &units, Some("weeks")),
            ("day", &units, Some("days")),
            ("hrs", &units, None),
            ("log_normal", &shapes, Some("lognormal")),
            ("lognorm", &shapes, Some("lognormal")),
            ("fixd", &shapes, Some("fixed")),
            ("x", &["a"], None),
        ] {
            assert_eq!(nearest(word, known), expected, "{word}");
        }
    }

    #[test]
    fn a_long_list_is_cut() {
        let names = ["a1", "b1", "c1", "d1", "e1", "f1", "g1", "h1", "i1", "j1"];
        assert_eq!(list(&names), "a1, b1, c1, d1, e1, f1, g1 and 3 more");
        assert_eq!(list(&names[..8]), "a1, b1, c1, d1, e1, f1, g1, h1");
    }

    #[test]
    fn help_says_what_exists() {
        assert_eq!(help("zebra", &["a", "b"], "units are"), "units are a, b");
        assert_eq!(
            unknown("sector", "home_care"),
            "no sector is called \"home_care\""
        );
    }
}
