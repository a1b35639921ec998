//! `caremarket check`: what is wrong with scenarios, without running them.

use super::options::Format;
use super::screen::{self, Screen};
use super::{Code, Failure};
use crate::scenario::reading::Reader;
use crate::scenario::render::Look;
use clap::Args;
use serde_json::{Value, json};

/// Read scenarios and say what is wrong with them, without running them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket check mine.toml
  caremarket check riverbridge --set places.acute.beds=900")]
pub struct Check {
    /// Scenarios: those of `caremarket list`, or files. `a+b` lays b over a.
    #[arg(value_name = "SCENARIO", required = true)]
    scenarios: Vec<String>,

    /// Change a value of the scenarios, such as `places.acute.beds=900`; may be given several times.
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,

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
        for typed in &self.scenarios {
            let mut reader = Reader::new();
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
            values.push(json!({
                "scenario": typed,
                "sound": sound,
                "problems": reader.problems.to_json(&reader.sources),
            }));
        }
        match self.format {
            Format::Text => screen::print(&text),
            Format::Json => screen::print_json(&Value::Array(values)),
        }
        Ok(code)
    }
}
