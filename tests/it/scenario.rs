//! Whole scenarios: they load, mean what they say, and survive being written and read again.

use corridor::scenario::{parse, starter};

#[test]
fn the_starter_loads_without_a_word() {
    let scenario = parse(starter(), "starter.json", &[]).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(scenario.warnings, []);
}
