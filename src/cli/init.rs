//! `corridor init`: a scenario to start from.

use std::fs::File;
use std::io::{ErrorKind, Write};

use corridor::scenario;

use super::args::InitArguments;
use super::exit::{Exit, Failure};
use super::terminal;

pub fn init(arguments: &InitArguments) -> Result<Exit, Failure> {
    let file = &arguments.file;
    let written = File::create_new(file).and_then(|mut file| file.write_all(scenario::starter().as_bytes()));
    match written {
        Ok(()) => {
            terminal::say(&format!("wrote {0}; next: corridor run {0}", file.display()));
            Ok(Exit::Done)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let message = format!("error: {} exists and is left as it is\n  help: give another name", file.display());
            Err(Failure::new(Exit::Invalid, message))
        }
        Err(error) => {
            let message = format!("error: cannot write {}: {error}\n  help: choose another place", file.display());
            Err(Failure::new(Exit::Failed, message))
        }
    }
}
