//! Everything that is tested through the library's own doors.

mod invalid;
mod scenario;
