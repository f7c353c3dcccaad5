//! Routes resolved: the steps of every way that a flow may take, each with the place where it begins and ends.

use super::format::{File, FlowEntry, LaneEntry, LineEntry, StageEntry, YardEntry};
use super::problem::quoted;

/// A route of a flow as it stands in the file: its only one, or one of several.
#[derive(Clone, Debug)]
pub(super) struct Route<'f> {
    /// The name of the alternative; none where the flow has one route.
    pub alternative: Option<&'f str>,
    /// JSON pointer to the list of steps.
    pub pointer: String,
    pub steps: &'f [String],
}

/// The routes of a flow: the one it states and its sound alternatives.
pub(super) fn routes<'f>(flow_name: &str, flow: &'f FlowEntry) -> impl Iterator<Item = Route<'f>> {
    let at = format!("/flows/{flow_name}");
    let only = flow.route.iter().map({
        let at = at.clone();
        move |steps| Route { alternative: None, pointer: format!("{at}/route"), steps }
    });
    let several = flow.alternatives.iter().map(move |(name, entry)| Route {
        alternative: Some(name),
        pointer: format!("{at}/alternatives/{name}/route"),
        steps: &entry.route,
    });
    only.chain(several)
}

/// A route that holds together.
#[derive(Clone, Debug)]
pub(super) struct Way<'f> {
    pub route: Route<'f>,
    pub stops: Vec<Stop<'f>>,
}

/// One step of a route.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop<'f> {
    pub leg: Leg<'f>,
    pub name: &'f str,
    /// Place where the step begins.
    pub from: &'f str,
    /// Place where it ends; the same for stages and yards.
    pub to: &'f str,
}

/// What a step is, as described in the file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Leg<'f> {
    Stage(&'f StageEntry),
    Yard(&'f YardEntry),
    /// A line and the end from which it is entered.
    Line(&'f LineEntry, u8),
    /// A lane, by the end from which it is entered.
    Lane(u8),
}

/// Where a route does not hold together.
pub(super) struct Break {
    pub pointer: String,
    pub message: String,
    pub help: String,
}

/// Why a route could not be walked.
pub(super) enum Lost {
    /// The route itself is at fault.
    Broken(Break),
    /// Something it names is unknown or has problems of its own, told elsewhere.
    Elsewhere,
}

/// The names of a route's steps, routes replaced by their pieces, each with its pointer.
fn expand<'f>(file: &'f File, route: &Route<'f>) -> Vec<(String, &'f str)> {
    let mut steps = Vec::new();
    for (index, name) in route.steps.iter().enumerate() {
        let pointer = format!("{}/{index}", route.pointer);
        match file.routes.get(name) {
            Some(piece) => steps.extend(
                piece.iter().enumerate().map(|(index, step)| (format!("/routes/{name}/{index}"), step.as_str())),
            ),
            None => steps.push((pointer, name.as_str())),
        }
    }
    steps
}

/// What the file describes under a name that a route may use.
enum Thing<'f> {
    Stage(&'f StageEntry),
    Yard(&'f YardEntry),
    Line(&'f LineEntry),
    Lane(&'f LaneEntry),
}

impl<'f> Thing<'f> {
    /// `None` where there is no such thing, or several.
    fn find(file: &'f File, name: &str) -> Option<Thing<'f>> {
        let things = [
            file.stages.get(name).map(Thing::Stage),
            file.yards.get(name).map(Thing::Yard),
            file.lines.get(name).map(Thing::Line),
            file.lanes.get(name).map(Thing::Lane),
        ];
        let mut found = things.into_iter().flatten();
        found.next().filter(|_| found.next().is_none())
    }

    /// The places it touches: one, or its two ends; none where it has not two.
    fn places(&self) -> Vec<&'f str> {
        let between = match self {
            Thing::Stage(stage) => return vec![&stage.place],
            Thing::Yard(yard) => return vec![&yard.place],
            Thing::Line(line) => &line.between,
            Thing::Lane(lane) => &lane.between,
        };
        match &between[..] {
            [first, second] if first != second => vec![first, second],
            _ => Vec::new(),
        }
    }

    /// The step that starts at the given one of its places.
    fn entered(self, end: u8) -> Leg<'f> {
        match self {
            Thing::Stage(stage) => Leg::Stage(stage),
            Thing::Yard(yard) => Leg::Yard(yard),
            Thing::Line(line) => Leg::Line(line, end),
            Thing::Lane(_) => Leg::Lane(end),
        }
    }
}

/// Follows a route of a flow from place to place. An origin or destination that is no place is told as such, and not
/// once more as a route that misses it.
pub(super) fn walk<'f>(
    file: &'f File,
    flow_name: &str,
    flow: &'f FlowEntry,
    route: &Route<'f>,
) -> Result<Vec<Stop<'f>>, Lost> {
    if !file.places.knows(&flow.from) {
        return Err(Lost::Elsewhere);
    }
    let mut stops = Vec::new();
    let mut here = flow.from.as_str();
    let broken = |pointer: String, message: String, place: &str| {
        let help = leaving(file, place);
        let whose = match route.alternative {
            Some(way) => format!("flow {flow_name}/{way}"),
            None => format!("flow {flow_name}"),
        };
        Err(Lost::Broken(Break { pointer, message: format!("{message} ({whose})"), help }))
    };
    for (pointer, name) in expand(file, route) {
        let thing = Thing::find(file, name).ok_or(Lost::Elsewhere)?;
        let (from, to) = match thing.places()[..] {
            [place] if place == here => (0, here),
            [first, second] if first == here => (0, second),
            [first, second] if second == here => (1, first),
            [place] => {
                return broken(
                    pointer,
                    format!("{} is at {place}, but the route is at {here} here", quoted(name)),
                    here,
                );
            }
            [first, second] => {
                let message = format!("{} joins {first} and {second}, but the route is at {here} here", quoted(name));
                return broken(pointer, message, here);
            }
            _ => return Err(Lost::Elsewhere),
        };
        stops.push(Stop { leg: thing.entered(from), name, from: here, to });
        here = to;
    }
    if !file.places.knows(&flow.to) {
        return Err(Lost::Elsewhere);
    }
    if here != flow.to {
        let pointer = match route.alternative {
            Some(_) => route.pointer.clone(), // the others may well end there
            None => format!("/flows/{flow_name}/to"),
        };
        return broken(pointer, format!("the route ends at {here}, not at {}", flow.to), here);
    }
    Ok(stops)
}

/// What leaves a place, for help.
fn leaving(file: &File, place: &str) -> String {
    let mut known: Vec<&str> = Vec::new();
    known.extend(file.stages.iter().filter(|(_, stage)| stage.place == place).map(|(name, _)| name));
    known.extend(file.yards.iter().filter(|(_, yard)| yard.place == place).map(|(name, _)| name));
    let touches = |between: &[String]| between.iter().any(|end| end == place);
    known.extend(file.lines.iter().filter(|(_, line)| touches(&line.between)).map(|(name, _)| name));
    known.extend(file.lanes.iter().filter(|(_, lane)| touches(&lane.between)).map(|(name, _)| name));
    match known.len() {
        0 => format!("nothing stands at {place} or leaves it"),
        1..=12 => format!("what stands at {place} or leaves it: {}", known.join(", ")),
        more => format!("what stands at {place} or leaves it: {}, and {} more", known[..10].join(", "), more - 10),
    }
}
