//! `caremarket serve`: the page to ask from, in the browser of this machine.

mod desk;
mod draft;
mod job;
mod page;
mod routes;

use super::carry_out;
use super::options::Machine;
use super::{Code, Failure, screen};
use anyhow::Context as _;
use clap::Args;
use desk::Desk;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

/// Ask and compare in the browser, without typing: pick what someone is thinking of, answer a few questions, and look.
///
/// The page is on this machine alone, at an address that nobody else can guess; nothing is loaded from elsewhere and
/// nothing is sent anywhere. What is asked for becomes a scenario file in a folder of yours, so that it can be edited,
/// kept, sent on, and run again from the command line. Ctrl-C ends it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket serve --open
  caremarket serve step-down mine.toml
  caremarket serve --port 8080 --folder study --replications 100")]
pub struct Serve {
    /// Scenarios to lay on the desk: those of `caremarket list`, files, or folders of files.
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<String>,

    /// Where scenarios of your own are, and new ones are written.
    #[arg(long, value_name = "DIR", default_value = "my-scenarios")]
    folder: PathBuf,

    /// How many histories to simulate before anyone asks for more.
    #[arg(long, value_name = "N", default_value_t = 40,
          value_parser = clap::value_parser!(u32).range(2..=1000))]
    replications: u32,

    /// The port of the address; without this, one that is free.
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    port: u16,

    /// Show the page in the browser.
    #[arg(long)]
    open: bool,

    #[command(flatten)]
    machine: Machine,
}

impl Serve {
    /// Serves the page until someone presses Ctrl-C.
    ///
    /// # Errors
    /// When a scenario cannot be read, or the port cannot be had.
    pub fn carry_out(self) -> Result<Code, Failure> {
        let processors = self.machine.processors();
        carry_out::use_processors(processors);
        let desk = Desk::new(
            &self.folder,
            &self.scenarios,
            self.replications as usize,
            processors,
        )?;
        let desk = Arc::new(desk);
        if !self.scenarios.is_empty() {
            desk.begin();
        }
        let could_not = |error: anyhow::Error| Failure::could_not(&error);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port))
            .with_context(|| format!("port {} cannot be had; choose another, or none", self.port))
            .map_err(could_not)?;
        let token = token().map_err(could_not)?;
        let address = listener.local_addr().context("the port has no address");
        let address = format!("http://{}/{token}/", address.map_err(could_not)?);
        if !self.machine.quiet {
            screen::complain("The page is on this machine alone. Ctrl-C ends it.\n");
        }
        screen::print(&format!("{address}\n"));
        if self.open {
            carry_out::show(&address);
        }
        routes::serve(listener, &token, desk).map_err(could_not)?;
        Ok(Code::Done)
    }
}

/// Sixteen bytes from the system's chance, as letters: an address that neither another user of this machine nor a page
/// from elsewhere can guess.
fn token() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow::anyhow!("this system gives no chance: {error}"))?;
    Ok(format!("{:032x}", u128::from_le_bytes(bytes)))
}
