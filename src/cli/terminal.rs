//! The two ways out: results on standard output, conversation on standard error.

use std::io::{self, ErrorKind, Write};

use super::exit::{Exit, Failure};

/// Prints a result. A reader that has seen enough and closed the pipe is no failure.
pub fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    judged(out.write_all(bytes).and_then(|()| out.flush()))
}

/// What the end of writing to standard output means.
pub fn judged(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let message =
                format!("error: cannot write to standard output: {error}\n  help: use --out for files elsewhere");
            Err(Failure::new(Exit::Failed, message))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Says something to the person at the terminal. If nobody listens, so be it.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
