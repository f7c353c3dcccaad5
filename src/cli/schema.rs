//! `corridor schema`: the JSON Schema of scenario files.

use corridor::scenario;

use super::exit::{Exit, Failure};
use super::terminal;

pub fn schema() -> Result<Exit, Failure> {
    terminal::print(format!("{:#}\n", scenario::schema()).as_bytes())?;
    Ok(Exit::Done)
}
