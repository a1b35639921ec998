//! `caremarket schema`: the JSON Schema of scenario files.

use super::{Code, screen};
use crate::scenario::schema::{json_schema, pretty};
use crate::scenario::spec::Spec;
use clap::Args;

/// Print the JSON Schema of scenario files, so that an editor completes and checks them.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  caremarket schema > caremarket.schema.json

and in the first line of a scenario, for editors that know Taplo:
  #:schema ./caremarket.schema.json")]
pub struct Schema {}

impl Schema {
    /// Prints it.
    pub fn carry_out() -> Code {
        screen::print(&pretty(&json_schema::<Spec>()));
        Code::Done
    }
}
