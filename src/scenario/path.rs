//! Dotted paths: `places.acute.beds`, `policy.0.start`, `places."St Mary's".beds`.
//!
//! A path is a plain string. Its steps are keys, or places in a list counted from 0; a key that has
//! more than letters, digits, `_` and `-` stands in quotes, as in TOML.

use super::text::{one_line, quoted};

/// Most steps a path may have: far more than a scenario is deep.
const DEEPEST: usize = 32;

/// The path one step below `path`; the path of everything is empty.
///
/// ```
/// use caremarket::scenario::path::join;
/// assert_eq!(join("places", "acute"), "places.acute");
/// assert_eq!(join("", "St Mary's"), "\"St Mary's\"");
/// ```
pub fn join(path: &str, step: &str) -> String {
    let step = written(step);
    if path.is_empty() {
        step
    } else {
        format!("{path}.{step}")
    }
}

/// The path of an item of a list, counted from 0.
pub fn join_index(path: &str, index: usize) -> String {
    join(path, &index.to_string())
}

/// A key as it is written in a file: bare if it may be, else in quotes.
pub fn written(key: &str) -> String {
    let bare = !key.is_empty()
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare {
        key.to_owned()
    } else {
        format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// The steps of a path, or what is wrong with it.
///
/// The steps are given with the byte range each takes in `path`.
///
/// # Errors
/// When a step is empty, quotes do not close, or there are more than 32 steps.
pub fn split(path: &str) -> Result<Vec<(String, std::ops::Range<usize>)>, String> {
    let mut steps = Vec::new();
    if path.trim().is_empty() {
        return Ok(steps);
    }
    let mut at = 0;
    loop {
        let rest = &path[at..];
        let start = at + (rest.len() - rest.trim_start().len());
        let (step, end) = step(path, start)?;
        if step.is_empty() && end == start {
            return Err(format!("{} has a dot with no key beside it", quoted(path)));
        }
        steps.push((step, start..end));
        if steps.len() > DEEPEST {
            return Err(format!("{} has more than {DEEPEST} steps", quoted(path)));
        }
        let after = path[end..].trim_start();
        if after.is_empty() {
            return Ok(steps);
        }
        if !after.starts_with('.') {
            return Err(format!(
                "{} goes on after a key; put a dot between keys",
                quoted(path)
            ));
        }
        at = path.len() - after.len() + 1;
    }
}

/// One step from byte `start`, and where it ends.
fn step(path: &str, start: usize) -> Result<(String, usize), String> {
    let text = &path[start..];
    let Some(quote) = text.chars().next().filter(|&c| c == '"' || c == '\'') else {
        let raw = text.find('.').map_or(text, |dot| &text[..dot]);
        let step = raw.trim_end();
        return Ok((step.to_owned(), start + step.len()));
    };
    let mut step = String::new();
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            step.push(c);
            escaped = false;
        } else if c == '\\' && quote == '"' {
            escaped = true;
        } else if c == quote {
            return Ok((step, start + at + 1));
        } else {
            step.push(c);
        }
    }
    Err(format!("{} has a quote that does not close", quoted(path)))
}

/// What a path is called in a sentence: `places.acute`, `policy 3`, `action.pay_uplift of policy 3`.
///
/// Items of lists are counted from 1 in sentences, as people do, and from 0 in paths.
pub fn spoken(path: &str) -> String {
    let steps: Vec<String> = split(path)
        .unwrap_or_default()
        .into_iter()
        .map(|(step, _)| step)
        .collect();
    let number = |step: &String| {
        step.parse::<usize>()
            .ok()
            .and_then(|index| index.checked_add(1))
    };
    let last = (1..steps.len())
        .rev()
        .find_map(|at| number(&steps[at]).map(|item| (at, item)));
    let Some((at, item)) = last else {
        return one_line(path);
    };
    let of_list = one_line(&format!("{} {item}", steps[at - 1]));
    if at + 1 == steps.len() {
        return of_list;
    }
    let tail = steps[at + 1..]
        .iter()
        .fold(String::new(), |path, step| join(&path, step));
    format!("{} of {of_list}", one_line(&tail))
}

/// What the last step of a path is called in a sentence: `beds`, or `month_index 4`.
pub fn spoken_last(path: &str) -> String {
    let steps = split(path).unwrap_or_default();
    match steps.as_slice() {
        [] => one_line(path),
        [.., (list, _), (item, _)] => match item.parse::<usize>() {
            Ok(index) => format!("{} {}", one_line(list), index.saturating_add(1)),
            Err(_) => one_line(item),
        },
        [(only, _)] => one_line(only),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn steps(path: &str) -> Vec<String> {
        split(path)
            .unwrap()
            .into_iter()
            .map(|(step, _)| step)
            .collect()
    }

    #[test]
    fn paths_split_into_steps() {
        assert_eq!(steps("policy.0.start"), ["policy", "0", "start"]);
        assert_eq!(
            steps("places.\"a.b\\\"c\" . beds"),
            ["places", "a.b\"c", "beds"]
        );
        assert_eq!(steps("'x.y'"), ["x.y"]);
        assert_eq!(steps(""), [""; 0]);
        assert_eq!(split("a.bc").unwrap()[1].1, 2..4);
    }

    #[test]
    fn a_wrong_path_says_why() {
        for (path, expected) in [
            ("a..b", "\"a..b\" has a dot with no key beside it"),
            (".a", "\".a\" has a dot with no key beside it"),
            ("a.", "\"a.\" has a dot with no key beside it"),
            ("\"a", "\"\"a\" has a quote that does not close"),
            (
                "\"a\"b",
                "\"\"a\"b\" goes on after a key; put a dot between keys",
            ),
        ] {
            assert_eq!(split(path).unwrap_err(), expected);
        }
        assert!(
            split(&"a.".repeat(100))
                .unwrap_err()
                .contains("more than 32 steps")
        );
    }

    #[test]
    fn paths_can_be_said() {
        assert_eq!(spoken("places.acute"), "places.acute");
        assert_eq!(spoken("policy.2"), "policy 3");
        assert_eq!(
            spoken("policy.2.action.pay_uplift"),
            "action.pay_uplift of policy 3"
        );
        assert_eq!(spoken_last("demand.month_index.3"), "month_index 4");
        assert_eq!(spoken_last("places.acute.beds"), "beds");
        assert_eq!(spoken("0"), "0");
    }

    proptest! {
        #[test]
        fn what_is_joined_splits_again(keys in prop::collection::vec(any::<String>(), 1..6)) {
            let path = keys.iter().fold(String::new(), |path, key| join(&path, key));
            prop_assert_eq!(steps(&path), keys);
        }

        #[test]
        fn no_text_upsets_a_path(text in any::<String>()) {
            let _ = split(&text);
            let _ = spoken(&text);
            let _ = spoken_last(&text);
        }
    }
}
