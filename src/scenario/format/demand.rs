//! Flows and what is asked about them, as they stand in the file.

use serde_json::{Value as Json, json};

use super::gate::EmptiesEntry;
use super::law::{TimeLaw, UnitsLaw};
use super::names::{ByUnit, ByYear, Entries};
use super::network::TrainChoice;
use super::number::{Amount, Number, Positive, Share, Units, Whole};
use super::read::{Read, Reader, choice, record, word, words};
use super::schema::Schema;
use super::sea::CountedWhere;
use super::table::CsvFile;
use crate::model::corridor::UnitKind;
use crate::scenario::document::{Node, Value};
use crate::scenario::measure::Role;

/// A rate of lots, constant or as points of (hour, rate).
#[derive(Clone, Debug)]
pub(in crate::scenario) enum RateEntry {
    Constant(f64),
    Points(Vec<(f64, f64)>),
}

impl Read for RateEntry {
    fn expected() -> String {
        "a number from 0, or a list of [hour, rate]".into()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let Value::List(items) = &node.value else {
            return Amount::read(node, reader).map(|rate| RateEntry::Constant(rate.0));
        };
        let mut points = Some(Vec::new());
        for (index, item) in items.iter().enumerate() {
            let pair = reader.inside(index.to_string(), |reader| Vec::<Amount>::read(item, reader));
            match pair.as_deref() {
                Some([hour, rate]) => points.as_mut().into_iter().for_each(|points| points.push((hour.0, rate.0))),
                Some(other) => {
                    let message = format!("expected an hour and a rate, found {} numbers", other.len());
                    reader.inside(index.to_string(), |reader| {
                        reader.error(item.span, "wrong_length", message, "a point is [hour, rate]");
                    });
                    points = None;
                }
                None => points = None,
            }
        }
        points.map(RateEntry::Points)
    }

    fn schema(schema: &mut Schema) -> Json {
        let amount = Amount::schema(schema);
        json!({ "anyOf": [amount.clone(), { "type": "array", "minItems": 1,
            "items": { "type": "array", "items": amount, "minItems": 2, "maxItems": 2 } }] })
    }
}

record! {
    /// Lots at the points of a Poisson process: exactly one of `volume` and `rate_per_h`.
    PoissonEntry {
        /// Units (not lots) a year, one number or one for each year; dated scenarios only.
        volume: Option<ByYear<Amount>>,
        /// Profile of the months, or "flat" (every day alike; the default), one for all years or one for each.
        month_profile: Option<ByYear<String>>,
        /// Lots (not units) an hour: a number, or points [hour, rate] with straight lines between them.
        rate_per_h: Option<RateEntry>,
        /// The points repeat after this time.
        period_h: Option<Positive>,
        /// Units in a lot, by default 1.
        units: UnitsLaw = UnitsLaw::one(),
        /// No unit comes beyond this number.
        units_in_all: Option<Units>,
    }
}

record! {
    /// Lots at independent intervals.
    GapsEntry {
        /// From one lot to the next.
        gap_h: TimeLaw,
        /// Units in a lot, by default 1.
        units: UnitsLaw = UnitsLaw::one(),
        /// No unit comes beyond this number.
        units_in_all: Option<Units>,
    }
}

record! {
    /// Lots by the clock.
    TimetableEntry {
        /// First lot, from the start of the run.
        first_h: Amount,
        /// From one lot to the next.
        every_h: Positive,
        /// Delay of each lot, below `every_h`; by default 0.
        jitter_h: TimeLaw = TimeLaw::zero(),
        /// Units in a lot, by default 1.
        units: UnitsLaw = UnitsLaw::one(),
        /// No unit comes beyond this number.
        units_in_all: Option<Units>,
    }
}

record! {
    /// Lots as recorded.
    RecordedEntry {
        /// CSV with the columns `time_h` or `date` (perhaps with a time; dated scenarios only), and `units`.
        file: CsvFile,
    }
}

/// A unit is there whenever one is asked for: an object without keys.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct AlwaysEntry;

impl Read for AlwaysEntry {
    fn expected() -> String {
        "an empty object".into()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        reader.object(node, &[], &Self::expected()).map(|_| AlwaysEntry)
    }

    fn schema(_: &mut Schema) -> Json {
        super::schema::object("A unit is there whenever one is asked for.", Vec::new())
    }
}

choice! {
    /// How units appear at the origin.
    ArrivalsEntry {
        /// At the points of a Poisson process.
        poisson => Poisson(PoissonEntry),
        /// At independent intervals.
        gaps => Gaps(GapsEntry),
        /// By the clock.
        timetable => Timetable(TimetableEntry),
        /// As recorded.
        recorded => Recorded(RecordedEntry),
        /// Whenever one is asked for.
        always => Always(AlwaysEntry),
        /// As carriers of the pool are left over.
        empties => Empties(EmptiesEntry),
    }
}

record! {
    /// One of several ways from the origin to the destination.
    AlternativeEntry {
        /// Names of stages, yards, lines, lanes and routes, in order, all the way.
        route: Vec<String>,
        /// Chance that a lot takes it where all are open; the shares of a flow add to 1.
        share: Option<Share>,
        /// What is paid for a unit all the way, in any money, the same for all.
        cost_per_unit: Option<Amount>,
        /// Can it be taken at all? By default true.
        open: bool = true,
    }
}

record! {
    /// The way of the least cost per unit: what is paid and what its expected time is worth.
    LeastCostEntry {
        /// What a day is worth to a unit, in the money of the costs.
        value_of_time_per_d: Amount,
        /// Scale of a multinomial logit, in that money; by default 0, which takes the cheapest way always.
        spread: Amount = Amount(0.0),
    }
}

choice! {
    /// A choice by what the ways offer.
    ChoiceByOffer {
        /// By cost and expected time.
        least_cost => LeastCost(LeastCostEntry),
    }
}

/// How a lot picks one of several ways.
#[derive(Clone, Debug)]
pub(in crate::scenario) enum RouteChoiceEntry {
    ByShare,
    LeastCost(LeastCostEntry),
}

impl Read for RouteChoiceEntry {
    fn expected() -> String {
        format!("\"by_share\", or {}", ChoiceByOffer::expected())
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(_) => word(node, reader, "ways to choose", &["by_share"]).map(|_| RouteChoiceEntry::ByShare),
            Value::Object(_) => ChoiceByOffer::read(node, reader)
                .map(|ChoiceByOffer::LeastCost(entry)| RouteChoiceEntry::LeastCost(entry)),
            _ => {
                reader.wrong_type(node, &Self::expected());
                None
            }
        }
    }

    fn schema(schema: &mut Schema) -> Json {
        json!({ "anyOf": [{ "const": "by_share" }, ChoiceByOffer::schema(schema)] })
    }
}

record! {
    /// A stream of demand from one origin to one destination.
    FlowEntry {
        /// What it is; totals are kept by commodity.
        commodity: String,
        /// Which way it goes, such as westbound; totals are kept by direction.
        direction: String,
        /// What is counted.
        unit: UnitKind,
        /// Net mass of a unit; 1 where the unit is the tonne.
        t_per_unit: Option<Amount>,
        /// Containers a unit stands for, by default 1 for teu that is not empties, else 0.
        teu_per_unit: Option<Amount>,
        /// 0 to 9, lower goes first; by default 5.
        priority: Whole<0, 9> = Whole(5),
        /// Does it share the facilities without belonging to the corridor, so that it is left out of the totals? By default false.
        competing: bool = false,
        /// Pool whose carriers its units take at the origin and leave at the destination.
        pool: Option<String>,
        /// Origin.
        from: String,
        /// Destination.
        to: String,
        /// Names of stages, yards, lines, lanes and routes, in order.
        route: Option<Vec<String>>,
        /// Instead of one route: several, one of which each lot takes.
        alternatives: Entries<AlternativeEntry>,
        /// How a lot picks one of them when it appears.
        route_choice: Option<RouteChoiceEntry>,
        /// Kinds of train that this flow uses in place of those of the lines.
        trains: Entries<TrainChoice>,
        /// Does each unit end its handling on its own instead of with its group? By default false.
        unit_events: bool = false,
        /// How units appear.
        arrivals: ArrivalsEntry,
    }
}

/// Where units of a definition are counted.
#[derive(Clone, Debug)]
pub(in crate::scenario) enum CountedAt {
    Delivery,
    Place(String),
    Lane(String),
}

impl Read for CountedAt {
    fn expected() -> String {
        format!("\"delivery\", or {}", CountedWhere::expected())
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(text) if text == "delivery" => Some(CountedAt::Delivery),
            Value::Object(_) => CountedWhere::read(node, reader).map(|place| match place {
                CountedWhere::Place(place) => CountedAt::Place(place),
                CountedWhere::Lane(lane) => CountedAt::Lane(lane),
            }),
            _ => {
                reader.wrong_type(node, &Self::expected());
                None
            }
        }
    }

    fn schema(schema: &mut Schema) -> Json {
        json!({ "anyOf": [{ "const": "delivery" }, CountedWhere::schema(schema)] })
    }
}

record! {
    /// An aggregate of flows, and where they are counted.
    DefinitionEntry {
        /// Flows that belong to it.
        flows: Vec<String>,
        /// "delivery", {"place": ..} or {"lane": ..}.
        counted_at: CountedAt,
        /// Tonnes that a unit counts for instead of its net mass, by kind of unit.
        booked_t: ByUnit<Amount>,
    }
}

choice! {
    /// Where the clock of a section starts.
    SectionStart {
        /// When the run over a line or lane from this place begins.
        departure => Departure(String),
        /// When the run that ends at this place ends, or on appearing there.
        arrival => Arrival(String),
    }
}

choice! {
    /// Where the clock of a section stops.
    SectionEnd {
        /// When the run that ends at this place ends.
        arrival => Arrival(String),
        /// When the last step at this place is done.
        handled => Handled(String),
    }
}

record! {
    /// A part of the journey that is timed.
    SectionEntry {
        /// Where the clock starts.
        from: SectionStart,
        /// Where it stops.
        to: SectionEnd,
        /// Flows that are timed, by default every one that passes both ends.
        flows: Option<Vec<String>>,
    }
}

record! {
    /// A main measure of the scenario.
    HeadlineEntry {
        /// Name of the measure, such as throughput.
        measure: String,
        /// What it is of, such as a flow.
        of: String,
        /// Period, by default "all".
        period: String = "all".into(),
        /// Unit; needed only where a measure comes in several.
        unit: Option<String>,
    }
}

words! { Role, "roles" {
    "predicted" => Role::Predicted,
    "fitted" => Role::Fitted,
    "input" => Role::Input,
    "other_year" => Role::OtherYear,
} }

record! {
    /// A figure from the real world to hold the results against.
    ObservedEntry {
        /// Name of the measure.
        measure: String,
        /// What it is of.
        of: String,
        /// Period, by default "all".
        period: String = "all".into(),
        /// Unit.
        unit: String,
        /// The figure.
        value: Number,
        /// How far the result may be off.
        tolerance_pct: Option<Amount>,
        /// Lowest and highest result that agrees with it.
        range: Option<Vec<Number>>,
        /// The year it is of.
        year: String,
        /// Where it comes from.
        source: String,
        /// "predicted" (nothing was set by it), "fitted" (it comes out, but a setting was chosen with it in view),
        /// "input" (it went into the scenario) or "other_year".
        role: Role,
    }
}
