//! What a corridor can carry at most: links against demand, loops of vessels, and after a run where the rest went.

mod gap;
mod links;
mod loops;

use serde::Serialize;
use serde_json::Value;

use super::answer::{Answer, CutShort, Filed};
use super::document::Document;
use super::manifest::{Exclusion, Manifest};
use super::number::{brief, counted};
use super::origin::Origin;
use super::record::csv;
use super::summary_json::pretty;
use crate::experiment::Failed;
use crate::model::bound::Bound;

pub use gap::Simulated;

/// A bound and what it is of.
#[derive(Debug)]
pub struct Bounded {
    pub origin: Origin,
    pub title: String,
    /// `all` or another period of the scenario.
    pub period: String,
    pub bound: Bound,
    /// What a run came to, where there was one.
    pub simulated: Option<Simulated>,
    /// Replications of it that failed.
    pub left_out: Vec<(u64, Failed)>,
    /// How far it came, where it is not whole.
    pub cut_short: Option<CutShort>,
}

impl Bounded {
    fn titled(&self) -> Document {
        Document::new(&format!("{}: what can be carried", self.title))
    }

    /// What holds everything up, in a sentence.
    pub fn answer(&self) -> String {
        let busiest = self.bound.busiest();
        let Some(first) = busiest.first() else {
            return "Nothing that cargo passes has a limit.".to_owned();
        };
        let over = busiest.iter().filter(|link| link.utilisation().is_none_or(|use_| use_ > 1.0)).count() as u64;
        let named = format!("{} {}", first.kind.word(), first.name);
        match (first.utilisation(), over) {
            (None, _) => format!(
                "Cargo is offered without end; what can be carried is least at the {named}: {} t a year.",
                brief(first.capacity_tonnes())
            ),
            (Some(use_), _) if use_.is_infinite() => {
                format!("Nothing can pass the {named}, though there is cargo for it.")
            }
            (Some(use_), 0) => format!(
                "Everything offered can pass. The expected bottleneck is the {named}: it has {} % to do of what it can.",
                brief(use_ * 100.0)
            ),
            (Some(use_), _) => format!(
                "{} more to do than can be done. The expected bottleneck is the {named}: {} % of what it can.",
                if over == 1 { "1 link has".to_owned() } else { format!("{} have", counted(over, "link")) },
                brief(use_ * 100.0)
            ),
        }
    }

    fn whole(&self) -> Whole<'_> {
        Whole {
            answer: self.answer(),
            measured: &self.origin.measured,
            period: &self.period,
            years: self.bound.years,
            links: links::rows(&self.bound),
            loops: loops::rows(&self.bound),
            replications: self.simulated.as_ref().map(|simulated| simulated.replications),
            cut_short: self.cut_short.as_ref().map(|cut_short| cut_short.told.as_str()),
            gaps: self.simulated.as_ref().map(|simulated| gap::gaps(&self.bound, simulated)),
            use_measured: self.simulated.as_ref().map(|simulated| gap::uses(&self.bound, simulated)),
            assumed: ASSUMED,
        }
    }
}

const ASSUMED: &[&str] = &[
    "Laws count by their means. Closures, repairs and docks take their long-run share of the time, no more: that they \
     come at a bad moment, or keep ships waiting in a row, is not in it.",
    "Demand follows its routes by their shares, or by their cost without waiting. Carriers go back empty as often as \
     loaded ones came. Dated changes count from their date, those with a condition not at all.",
    "Trains are as long as what gathers within their patience; capacities are those of full trains. Ships are full in \
     the direction of the most cargo and loaded in proportion in the other; cargo of a lane is dealt to its fleets by \
     what they can carry.",
    "A yard has half a load of what takes its cargo away; a carrier of a pool is away for the way without waiting; a \
     locomotive does not wait for paths. All of these are the least.",
    "A loop is a closed network: exact by mean value analysis (Reiser & Lavenberg 1980; constants of Buzen 1973) where \
     times at berths are exponential, first come first served, whatever the law at sea. Each fleet has its berths to \
     itself, and cargo is always there. Lanes are told with that waiting; ships that keep regular times wait less and \
     can do more, up to the asymptotes.",
    "Bounds beside it are those of balanced networks (Zahorjan et al. 1982). The asymptotes are what could be done if \
     nothing waits, breaks or closes, and what berths and timetables allow.",
];

#[derive(Serialize)]
struct Whole<'a> {
    answer: String,
    measured: &'a str,
    period: &'a str,
    years: f64,
    links: Vec<links::Row<'a>>,
    loops: Vec<loops::Row<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replications: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_short: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gaps: Option<Vec<gap::Gap<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    use_measured: Option<Vec<gap::Use>>,
    assumed: &'a [&'a str],
}

impl Answer for Bounded {
    fn document(&self) -> Document {
        let mut document = self.titled();
        document.text(self.answer());
        document.text(format!("Span: {}, period {}. Nothing here is drawn.", self.origin.measured, self.period));
        document.cut_short(self.cut_short.as_ref());
        links::write(&mut document, &self.bound);
        loops::write(&mut document, &self.bound);
        if let Some(simulated) = &self.simulated {
            gap::write(&mut document, &self.bound, simulated);
        }
        let told = self.left_out.iter().map(|(replication, why)| format!("replication {replication}: {why}"));
        document.left_out(told);
        document.heading("What is assumed");
        document.list(ASSUMED.iter().map(|&line| line.to_owned()).collect());
        document
    }

    /// `bound.csv`: one figure a row, under the names of `bound.json`.
    fn csv(&self) -> Vec<u8> {
        let whole = serde_json::to_value(self.whole()).expect("plain data has a JSON form");
        let mut rows: Vec<[String; 4]> = Vec::new();
        for table in ["links", "loops", "gaps", "use_measured"] {
            for entry in whole[table].as_array().into_iter().flatten() {
                let of = entry["of"].as_str().unwrap_or_default();
                figures(table, of, "", entry, &mut rows);
                for (list, name, value) in [("lost", "cause", "decks"), ("shares", "name", "share")] {
                    for part in entry[list].as_array().into_iter().flatten() {
                        let name = part[name].as_str().unwrap_or_default().replace(' ', "_");
                        rows.push([table.to_owned(), of.to_owned(), format!("{list}_{name}"), part[value].to_string()]);
                    }
                }
                for call in entry["calls"].as_array().into_iter().flatten() {
                    let at = format!("{of}@{}", call["port"].as_str().unwrap_or_default());
                    figures("calls", &at, "", call, &mut rows);
                }
            }
        }
        csv(&["table", "of", "figure", "value"], rows.into_iter())
    }

    /// `bound.json`.
    fn json(&self) -> String {
        pretty(&self.whole())
    }
}

impl Filed for Bounded {
    fn cut_short(&self) -> Option<&CutShort> {
        self.cut_short.as_ref()
    }

    fn excluded(&self) -> Vec<Exclusion> {
        let exclusion =
            |(replication, why): &(u64, Failed)| Exclusion::new(*replication, self.origin.seed, "the scenario", why);
        self.left_out.iter().map(exclusion).collect()
    }

    fn manifest(&self) -> Manifest {
        self.origin.manifest(
            self.titled().title,
            self.simulated.as_ref().map_or(0, |simulated| simulated.replications),
            self.cut_short.as_ref(),
            self.excluded(),
        )
    }

    fn contents(&self) -> Vec<(&'static str, Vec<u8>)> {
        self.forms(["bound.csv", "bound.json", "bound.md"])
    }
}

/// The numbers of an object, those of objects within it under names put together.
fn figures(table: &str, of: &str, before: &str, entry: &Value, rows: &mut Vec<[String; 4]>) {
    for (key, value) in entry.as_object().into_iter().flatten() {
        let name = format!("{before}{key}");
        match value {
            Value::Number(number) => rows.push([table.to_owned(), of.to_owned(), name, number.to_string()]),
            Value::Object(_) => figures(table, of, &format!("{name}_"), value, rows),
            _ => {}
        }
    }
}
