//! `corridor completions` and `corridor man`: both from the description of the command line.

use std::io;

use clap::CommandFactory;

use super::args::{Arguments, CompletionsArguments};
use super::exit::{Exit, Failure};
use super::terminal;

pub fn completions(arguments: &CompletionsArguments) -> Result<Exit, Failure> {
    let mut out = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "corridor", &mut out);
    terminal::print(&out)?;
    Ok(Exit::Done)
}

/// One page with every command behind the general part.
pub fn man() -> Result<Exit, Failure> {
    let mut out = Vec::new();
    let mut command = Arguments::command();
    command.build();
    let written = clap_mangen::Man::new(command.clone()).render(&mut out).and_then(|()| {
        command.get_subcommands().filter(|sub| sub.get_name() != "help").try_for_each(|sub| options(sub, &mut out))
    });
    written.map_err(|error| Failure::new(Exit::Failed, format!("error: cannot make the man page: {error}")))?;
    terminal::print(&out)?;
    Ok(Exit::Done)
}

/// The section of one command.
fn options(command: &clap::Command, out: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_uppercase();
    out.extend_from_slice(format!(".SH \"{name}\"\n").as_bytes());
    let man = clap_mangen::Man::new(command.clone());
    man.render_description_section(out)?;
    man.render_options_section(out)
}
