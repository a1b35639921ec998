//! `caremarket check`: what is wrong with scenarios, without running them.

use super::options::Format;
use super::read::in_folders;
use super::screen::{self, Screen};
use super::{Code, Failure};
use crate::experiment::warm_up::{self, Level, STANDS_STILL, WarmUp};
use crate::output::words;
use crate::scenario::Scenario;
use crate::scenario::reading::Reader;
use crate::scenario::render::Look;
use clap::Args;
use serde_json::{Value, json};

/// Read scenarios and say what is wrong with them, without running them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket check mine.toml
  caremarket check .                                      every scenario file in this folder
  caremarket check riverbridge --set places.acute.beds=900
  caremarket check mine.toml --plausibility
  caremarket check riverbridge --warm-up")]
pub struct Check {
    /// Scenarios: those of `caremarket list`, files, or folders of files. `a+b` lays b over a.
    #[arg(value_name = "SCENARIO", required = true)]
    scenarios: Vec<String>,

    /// Change a value of the scenarios, such as `places.acute.beds=900`; may be given several times.
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,

    /// Also say which values lie outside what the evidence allows, with the source of each range. The evidence is that of the
    /// example place; what grows with a place is compared per head of its population.
    #[arg(long)]
    plausibility: bool,

    /// Run each scenario without its policies, and say whether its warm-up is long enough and whether it stands still.
    #[arg(long)]
    warm_up: bool,

    /// How many histories to simulate for `--warm-up`.
    #[arg(long, value_name = "N", default_value_t = 10, requires = "warm_up",
          value_parser = clap::value_parser!(u32).range(2..=100_000))]
    replications: u32,

    /// The seed of all chance for `--warm-up`. Without this, what the scenario says.
    #[arg(long, value_name = "S", requires = "warm_up")]
    seed: Option<u64>,

    /// How problems are told.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

impl Check {
    /// Reads and reports.
    ///
    /// # Errors
    /// What went wrong; problems of scenarios are no failure of this command, but decide how it ends.
    pub fn carry_out(self) -> Result<Code, Failure> {
        let screen = Screen::stdout();
        let look = Look {
            colour: screen.colour,
            width: usize::from(screen.width),
        };
        let mut code = Code::Done;
        let (mut text, mut values) = (String::new(), Vec::<Value>::new());
        for typed in &in_folders(&self.scenarios)? {
            let mut reader = Reader {
                plausibility: self.plausibility,
                ..Reader::new()
            };
            let scenario = reader.read(typed, &self.set);
            let problems = reader.problems.render(&reader.sources, look);
            let sound = scenario.is_some();
            if !sound {
                code = Code::Wrong;
            }
            match &scenario {
                Some(scenario) => text.push_str(&format!(
                    "{typed} can be run: {}\n{problems}",
                    scenario.title
                )),
                None => text.push_str(&problems),
            }
            let mut value = json!({
                "scenario": typed,
                "sound": sound,
                "problems": reader.problems.to_json(&reader.sources),
            });
            if let Some(compared) = reader.compared {
                text.push_str(&format!(
                    "{} compared with the evidence: {} outside its range\n",
                    words::count(compared.values, "value"),
                    compared.outside
                ));
                value["plausibility"] =
                    json!({ "values": compared.values, "outside": compared.outside });
            }
            if let Some(scenario) = scenario.filter(|_| self.warm_up) {
                let warm_up = self.look(&scenario)?;
                text.push_str(&told(&warm_up, screen));
                value["warm_up"] = as_json(&warm_up);
            }
            values.push(value);
        }
        match self.format {
            Format::Text => screen::print(&text),
            Format::Json => screen::print_json(&Value::Array(values)),
        }
        Ok(code)
    }

    /// Runs a scenario without its policies.
    fn look(&self, scenario: &Scenario) -> Result<WarmUp, Failure> {
        let baseline = scenario.without_policies();
        let seed = self.seed.unwrap_or(baseline.seed);
        warm_up::look(&baseline, seed, self.replications as usize)
            .map_err(|broken| Failure::could_not(&anyhow::Error::new(broken)))
    }
}

/// What a warm-up came to, in a table and a sentence or two.
fn told(found: &WarmUp, screen: Screen) -> String {
    let title = |level: &Level| level.title.clone();
    let widest = found.levels.iter().map(|l| title(l).chars().count()).max();
    let widest = widest.unwrap_or(0).max(7);
    let mut text = format!(
        "\nWarm-up of {}, without policies\n\n",
        words::count(found.days, "day")
    );
    text.push_str(&format!(
        "  {:widest$}  {:>12}  {:>12}  {:>8}  {:>8}  change\n",
        "", "MSER-5", "Welch", "before", "after"
    ));
    let settled = |days: Option<usize>| {
        days.map_or_else(
            || "not settled".to_owned(),
            |days| words::count(days, "day"),
        )
    };
    for level in &found.levels {
        let change = level.change.map_or_else(
            || words::NOTHING.to_owned(),
            |c| {
                let style = words::Style::of("share", &[c.mean, c.lower, c.upper]);
                let size = style.difference(c.mean).replace(" points", "%");
                format!("{size} ({})", style.difference_interval(c.lower, c.upper))
            },
        );
        text.push_str(&format!(
            "  {:widest$}  {:>12}  {:>12}  {:>8}  {:>8}  {change}\n",
            title(level),
            settled(level.mser_5),
            settled(level.welch),
            words::size(level.before),
            words::size(level.after),
        ));
    }
    text.push('\n');
    let names = |fails: &dyn Fn(&Level) -> bool| -> Vec<String> {
        let failing = found.levels.iter().filter(|l| fails(l));
        failing.map(|l| l.title.clone()).collect()
    };
    let cold = names(&|l| !l.is_warm(found.days));
    let drifting = names(&Level::drifts);
    let unclear = names(&|l| !l.stands_still() && !l.drifts());
    let mut sentences = Vec::new();
    sentences.push(if cold.is_empty() {
        "The warm-up is long enough: every level has settled by day 0.".to_owned()
    } else {
        format!(
            "The warm-up may be too short for: {}. Set run.warm_up_days higher.",
            words::list(&cold)
        )
    });
    let percent = libm::rint(STANDS_STILL * 100.0);
    let days = words::count(found.compared, "day");
    sentences.push(if found.compared == 0 {
        "Without a warm-up there is no time before day 0 to compare with.".to_owned()
    } else if drifting.is_empty() && unclear.is_empty() {
        format!(
            "The baseline stands still: from the {days} before day 0 to the {days} after, no level changes by {percent}% or more."
        )
    } else if drifting.is_empty() {
        format!("No level clearly drifts from the {days} before day 0 to the {days} after.")
    } else {
        format!(
            "The baseline drifts: from the {days} before day 0 to the {days} after, these change by {percent}% or more: {}.",
            words::list(&drifting)
        )
    });
    if !unclear.is_empty() {
        sentences.push(format!(
            "Too few replications to say of: {}. Their intervals hold both no change and more than {percent}%.",
            words::list(&unclear)
        ));
    }
    sentences.push(
        "MSER-5 and Welch say how many days of the start to leave out: the first minimises the error of the mean of \
         what is left, the second looks when the smoothed curve stays within 5% of its later mean."
            .to_owned(),
    );
    for sentence in sentences {
        text.push_str(&screen::wrapped(&sentence, screen.width, 0));
        text.push('\n');
    }
    crate::output::terminal::plain(&text, screen.look())
}

fn as_json(found: &WarmUp) -> Value {
    let levels: Vec<Value> = found
        .levels
        .iter()
        .map(|l| {
            json!({
                "measure": l.key,
                "title": l.title,
                "mser_5_days": l.mser_5,
                "welch_days": l.welch,
                "before": l.before,
                "after": l.after,
                "change": l.change.map(|c| json!({ "mean": c.mean, "lower": c.lower, "upper": c.upper })),
                "warm": l.is_warm(found.days),
                "stands_still": l.stands_still(),
                "drifts": l.drifts(),
            })
        })
        .collect();
    json!({ "warm_up_days": found.days, "compared_days": found.compared, "levels": levels })
}
