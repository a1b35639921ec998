//! `caremarket completions` and `caremarket man`: what a shell and `man` are told of the commands.

use super::{Cli, Code, Failure, screen};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print what a shell needs to complete commands and options.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket completions bash > ~/.local/share/bash-completion/completions/caremarket
  caremarket completions powershell >> $PROFILE")]
pub struct Completions {
    /// Which shell.
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

impl Completions {
    /// Prints it.
    pub fn carry_out(&self) -> Code {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "caremarket", &mut script);
        screen::print(&String::from_utf8_lossy(&script));
        Code::Done
    }
}

/// Print the manual page of the program, or of one of its commands.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket man > caremarket.1
  caremarket man compare | man -l -")]
pub struct Man {
    /// The command.
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

impl Man {
    /// Prints it.
    ///
    /// # Errors
    /// When there is no such command.
    pub fn carry_out(&self) -> Result<Code, Failure> {
        let mut all = Cli::command();
        all.build();
        let command = match &self.command {
            None => Some(&all),
            Some(name) => all.find_subcommand(name),
        };
        let Some(command) = command else {
            let known: Vec<&str> = all.get_subcommands().map(clap::Command::get_name).collect();
            let name = self.command.as_deref().unwrap_or_default();
            let help = crate::scenario::names::help(name, &known, "there are");
            return Err(Failure::wrong(format!(
                "there is no command {name}; {help}"
            )));
        };
        let title = match &self.command {
            None => "caremarket".to_owned(),
            Some(name) => format!("caremarket-{name}"),
        };
        let mut page = Vec::new();
        clap_mangen::Man::new(command.clone())
            .title(title)
            .section("1")
            .render(&mut page)
            .map_err(|e| Failure::could_not(&anyhow::Error::new(e)))?;
        screen::print(&String::from_utf8_lossy(&page));
        Ok(Code::Done)
    }
}
