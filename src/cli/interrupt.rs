//! Ctrl-C: once to stop and keep what is finished, twice to leave at once.

use std::sync::atomic::{AtomicBool, Ordering};

use super::exit::Exit;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Becomes true with the first interruption. From here on the program does not die of one.
pub fn flag() -> &'static AtomicBool {
    // Where no handler can be set an interruption ends the program at once, as without us.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            std::process::exit(i32::from(Exit::Interrupted.code()));
        }
    });
    &INTERRUPTED
}
