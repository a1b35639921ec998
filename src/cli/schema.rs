//! `caremarket schema`: the JSON Schema of scenario files.

use super::{Code, screen};
use crate::scenario::schema::{json_schema, pretty};
use crate::scenario::spec::Spec;
use clap::Args;

/// Print the JSON Schema of scenario files, so that an editor completes and checks them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket schema > caremarket.schema.json
  caremarket schema | jq '.\"$defs\" | keys'          the tables there are

The first is for editors that know Taplo, which look for it in the first line of a scenario:
  #:schema ./caremarket.schema.json")]
pub struct Schema {}

impl Schema {
    /// Prints it.
    pub fn carry_out() -> Code {
        screen::print(&pretty(&json_schema::<Spec>()));
        Code::Done
    }
}
