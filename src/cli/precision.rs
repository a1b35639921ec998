//! `--precision`: which means are to be known how well, and what is said of it.

use super::Failure;
use super::options::RunOptions;
use crate::experiment::precision::{Precision, Wanted};
use crate::experiment::workload::Workload;
use crate::experiment::{Runs, Study};
use crate::output::words;
use crate::scenario::names;

/// Replications to begin with.
pub const FIRST: usize = 10;
/// Most replications, unless the command says otherwise.
const MOST: u32 = 2_000;

/// Reads a precision: `5%` or `0.05`.
///
/// # Errors
/// When it is neither.
pub fn share(text: &str) -> Result<f64, String> {
    let number = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().map(|p| p / 100.0),
        None => text.parse(),
    };
    match number {
        Ok(share) if (1e-6..1.0).contains(&share) => Ok(share),
        _ => Err("write a share of the mean, such as 5% or 0.05".to_owned()),
    }
}

/// What the options ask for, of this study on so many processors with so many bytes of memory.
///
/// # Errors
/// When a measure or a window is not there.
pub fn asked(
    options: &RunOptions,
    study: &Study,
    processors: usize,
    memory: f64,
) -> Result<Option<Precision>, Failure> {
    let Some(within) = options.precision else {
        return Ok(None);
    };
    let mut of = Vec::new();
    for text in &options.of {
        let (measure, window) = text.split_once('@').unwrap_or((text, "all"));
        let wanted = Wanted {
            measure: measure.trim().to_owned(),
            window: window.trim().to_owned(),
        };
        must_be_there(&wanted, study)?;
        of.push(wanted);
    }
    if of.is_empty() {
        of = usual(study);
    }
    let mut at_most = options.at_most.unwrap_or(MOST) as usize;
    if at_most < study.replications {
        return Err(Failure::wrong(format!(
            "--at-most {at_most} is less than the {} to begin with; give more, or fewer --replications",
            words::count(study.replications, "replication")
        )));
    }
    // No further than what would be refused if it were asked for at once.
    let too_much = |replications: usize| {
        let of_all = Study {
            replications,
            ..study.clone()
        };
        Workload::of(&of_all, processors).is_too_much(memory)
    };
    while at_most > study.replications && too_much(at_most) {
        at_most = (at_most - at_most.div_ceil(10)).max(study.replications);
    }
    Ok(Some(Precision {
        within,
        of,
        at_most,
    }))
}

/// What is to be known well if nobody says: everyone delayed, or else the first wait and the first level.
fn usual(study: &Study) -> Vec<Wanted> {
    let delayed = Wanted {
        measure: "delayed.all".to_owned(),
        window: "m7-12".to_owned(),
    };
    if must_be_there(&delayed, study).is_ok() {
        return vec![delayed];
    }
    let measures = &study.subjects[0].plan.measures;
    let wait = measures
        .iter()
        .find(|m| m.record.key.starts_with("wait_days."));
    let level = measures.iter().find(|m| m.is_level());
    let found = wait.into_iter().chain(level).map(|m| Wanted {
        measure: m.record.key.clone(),
        window: "all".to_owned(),
    });
    found.filter(|w| must_be_there(w, study).is_ok()).collect()
}

fn must_be_there(wanted: &Wanted, study: &Study) -> Result<(), Failure> {
    for subject in &study.subjects {
        let plan = &subject.plan;
        let measure = plan
            .measures
            .iter()
            .find(|m| m.record.key == wanted.measure);
        let Some(measure) = measure else {
            let known: Vec<&str> = plan
                .measures
                .iter()
                .map(|m| m.record.key.as_str())
                .collect();
            return Err(Failure::wrong(format!(
                "--of: {} in {}; {}",
                names::unknown("measure", &wanted.measure),
                subject.name,
                names::help(&wanted.measure, &known, "there are")
            )));
        };
        let window = plan.windows.iter().find(|w| w.name == wanted.window);
        let Some(window) = window else {
            let known: Vec<&str> = plan.windows.iter().map(|w| w.name.as_str()).collect();
            return Err(Failure::wrong(format!(
                "--of: {} in {}; {}, and others are added by --window",
                names::unknown("window", &wanted.window),
                subject.name,
                names::help(&wanted.window, &known, "there are")
            )));
        };
        if window.is_instant() && !measure.is_level() {
            return Err(Failure::wrong(format!(
                "--of: {} has no value at an instant; give a stretch of time",
                wanted.measure
            )));
        }
    }
    Ok(())
}

/// How well the means are known in the end, for people; and whether that is as asked.
pub fn told(precision: &Precision, study: &Study, runs: &Runs) -> (String, bool) {
    let percent = |share: f64| format!("{} %", words::size(share * 100.0));
    let known = precision.known(study, runs);
    let known = known.iter().map(|known| {
        let whose = if study.subjects.len() > 1 {
            format!(" of {}", known.scenario)
        } else {
            String::new()
        };
        let within = if known.within.is_finite() {
            percent(known.within)
        } else {
            "unknown".to_owned()
        };
        format!(
            "{} in {}{whose}: {within}",
            known.wanted.measure, known.wanted.window
        )
    });
    let known: Vec<String> = known.collect();
    let reached = precision.is_reached(study, runs);
    let (replications, asked) = (
        words::count(runs.replications(), "replication"),
        percent(precision.within),
    );
    let said = if reached {
        format!("{replications} were needed for means to within {asked}")
    } else {
        format!("{replications} were not enough for means to within {asked}")
    };
    (
        format!(
            "{said}. Half the 95% interval is, of the mean: {}.",
            known.join("; ")
        ),
        reached,
    )
}
