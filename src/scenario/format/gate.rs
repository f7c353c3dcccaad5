//! What holds units at their origin, as it stands in the file.

use super::names::Entries;
use super::number::{AtLeastOne, Room, Units};
use super::read::record;
use crate::model::corridor::UnitKind;

record! {
    /// Loading at the origins is suspended while too much waits.
    BanEntry {
        /// Where those who wait are counted: stages, yards, and ends of lines and lanes as name@place.
        waiting_at: Vec<String>,
        /// The kind of unit that is counted, by default that of the flows; must be stated where they are of several.
        unit: Option<UnitKind>,
        /// Flows that are held back.
        flows: Vec<String>,
        /// Imposed where a review finds more units waiting.
        above: Room,
        /// Lifted where a review finds no more units waiting than this.
        below: Room,
        /// Hours from one review to the next, from the start of the run; by default 24.
        review_h: AtLeastOne = AtLeastOne(24.0),
    }
}

record! {
    /// Wagons, platforms or boxes that go back and forth.
    PoolEntry {
        /// What they carry; a carrier counts as the units it carries.
        unit: UnitKind,
        /// Units that can be carried, by the place where they are at the start; places that are not named have none.
        stock: Entries<Room>,
    }
}

record! {
    /// Carriers of the flow's pool without load.
    EmptiesEntry {
        /// Units of stock that stay at the origin.
        keep: Room,
        /// Units that go together, as soon as the stock is that much above what is kept.
        group: Units,
        /// Hours from one look at the stock to the next; by default it is looked at whenever it changes.
        review_h: Option<AtLeastOne>,
    }
}
