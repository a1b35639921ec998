//! The command line: one file for each command, and what they share.
//!
//! Only this part prints, draws a progress bar, or decides how the program ends.

mod bundle;
mod carry_out;
mod catalogue;
mod check;
mod compare;
mod explain;
#[cfg(feature = "parquet")]
mod export;
mod extend;
mod failure;
mod lineup;
mod list;
mod memory;
mod new;
mod options;
mod precision;
mod progress;
mod read;
mod replay;
mod report;
mod reproduce;
mod run;
mod saved;
mod schema;
mod screen;
mod sensitivity;
#[cfg(feature = "serve")]
mod serve;
mod shell;
mod sweep;
mod vary;
mod verify;

pub use failure::{Code, Failure};

use clap::{Parser, Subcommand};
use std::ffi::OsString;

/// Who waits where, and who has the staff, when a hospital, a council or both act.
///
/// Simulates a local care market: beds, homecare, care homes, the people who wait for them and
/// the people who work in them. Change one thing, and see where the delays and the staff go.
#[derive(Debug, Parser)]
#[command(name = "caremarket", version, max_term_width = 100)]
#[command(after_help = "\
Begin here:
  caremarket compare                     two ways to clear a hospital, compared with doing nothing
  caremarket list                        the places and scenarios that come with the program
  caremarket compare step-down           one of them, with the same place without it
  caremarket new mine.toml --from step-down
                                         a scenario of your own to change
  caremarket serve --open                the same in the browser, without typing

Ends with 0 when done, 1 when something could not be done, 2 when a scenario or a command is wrong,
3 when a precision was not reached, 4 when results differ from what was published or bundled, 130 when interrupted (what was finished is kept).")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Run),
    Compare(compare::Compare),
    Extend(extend::Extend),
    Bundle(bundle::Bundle),
    Reproduce(reproduce::Reproduce),
    Sensitivity(sensitivity::Sensitivity),
    Sweep(sweep::Sweep),
    List(list::List),
    New(new::New),
    Check(check::Check),
    Explain(explain::Explain),
    Schema(schema::Schema),
    Report(report::Report),
    #[cfg(feature = "parquet")]
    Export(export::Export),
    Replay(replay::Replay),
    #[cfg(feature = "serve")]
    Serve(serve::Serve),
    Verify(verify::Verify),
    Completions(shell::Completions),
    Man(shell::Man),
}

/// Does what the arguments ask for.
///
/// # Errors
/// What went wrong, and how the program is to end.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<Code, Failure> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help is no error; nobody may be there to read either.
            let _ = error.print();
            return Ok(match error.exit_code() {
                0 => Code::Done,
                _ => Code::Wrong,
            });
        }
    };
    let typed = carry_out::as_typed(&arguments);
    match cli.command {
        Command::Run(command) => {
            let format = command.options.format;
            command.carry_out(&typed).map_err(|f| f.shown_as(format))
        }
        Command::Compare(command) => {
            let format = command.options.format;
            command.carry_out(&typed).map_err(|f| f.shown_as(format))
        }
        Command::Extend(command) => {
            let format = command.format;
            command.carry_out(&typed).map_err(|f| f.shown_as(format))
        }
        Command::Bundle(command) => {
            let format = command.format;
            command.carry_out().map_err(|f| f.shown_as(format))
        }
        Command::Reproduce(command) => {
            let format = command.format;
            command.carry_out(&typed).map_err(|f| f.shown_as(format))
        }
        Command::Sensitivity(command) => {
            let format = command.tries.format;
            command.carry_out(&typed).map_err(|f| f.shown_as(format))
        }
        Command::Sweep(command) => {
            let format = command.tries.format;
            command.carry_out(&typed).map_err(|f| f.shown_as(format))
        }
        Command::List(command) => Ok(command.carry_out()),
        Command::New(command) => {
            let format = command.format;
            command.carry_out().map_err(|f| f.shown_as(format))
        }
        Command::Check(command) => {
            let format = command.format;
            command.carry_out().map_err(|f| f.shown_as(format))
        }
        Command::Explain(command) => {
            let format = command.format;
            command.carry_out().map_err(|f| f.shown_as(format))
        }
        Command::Completions(command) => Ok(command.carry_out()),
        Command::Man(command) => command.carry_out(),
        Command::Schema(_) => Ok(schema::Schema::carry_out()),
        Command::Report(command) => {
            let format = command.format;
            command.carry_out().map_err(|f| f.shown_as(format))
        }
        #[cfg(feature = "parquet")]
        Command::Export(command) => {
            let format = command.format;
            command.carry_out().map_err(|f| f.shown_as(format))
        }
        Command::Replay(command) => {
            let format = command.format.of_failures();
            command.carry_out().map_err(|f| f.shown_as(format))
        }
        #[cfg(feature = "serve")]
        Command::Serve(command) => command.carry_out(),
        Command::Verify(command) => {
            let format = command.format;
            command.carry_out().map_err(|f| f.shown_as(format))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_fit_together() {
        Cli::command().debug_assert();
    }
}
