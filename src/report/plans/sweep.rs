//! Responses along a grid: a table with bars for every measure, its knee, and all of it as tidy rows.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::experiment::{Failed, NoKnee, Response};
use crate::model::Measure;
use crate::report::answer::{Answer, CutShort, Filed};
use crate::report::document::{Align, Document, Table};
use crate::report::manifest::{Exclusion, Manifest};
use crate::report::number::{Scale, counted, input, interval};
use crate::report::origin::Origin;
use crate::report::summary_json::pretty;

/// Characters of the longest bar.
const LONGEST: f64 = 20.0;

/// A scenario with some values varied over a grid.
#[derive(Debug)]
pub struct SweptGrid {
    pub origin: Origin,
    pub title: String,
    pub replications: u64,
    /// Paths.
    pub varied: Vec<String>,
    /// The points that were simulated, a value for each path.
    pub points: Vec<Vec<String>>,
    pub measures: Vec<Measure>,
    /// By measure, then by point.
    pub responses: Vec<Vec<Response>>,
    /// By measure, where one path is varied.
    pub knees: Option<Vec<Result<usize, NoKnee>>>,
    /// Point, replication, reason.
    pub left_out: Vec<(usize, u64, Failed)>,
    /// How far it came, where it is not whole.
    pub cut_short: Option<CutShort>,
}

impl SweptGrid {
    /// Nothing but the title.
    fn titled(&self) -> Document {
        Document::new(&format!("{}: {}", self.title, self.varied.join(" and ")))
    }

    fn response(&self, document: &mut Document, at: usize) {
        let measure = &self.measures[at];
        let responses = &self.responses[at];
        let means: Vec<f64> = responses.iter().filter_map(|response| Some(response.mean?.mean)).collect();
        let lowest = means.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let scale = Scale::fitting(&measure.unit, lowest.abs().max(highest.abs()));
        let name = measure.name.replace('_', " ");
        let caption = format!("{name} of {} ({}), {}", measure.of, measure.period, scale.unit);
        let mut table = Table::new(caption, self.varied.len(), &[]);
        for path in &self.varied {
            table.column(path.as_str());
        }
        ["mean", "difference", "bar"].iter().for_each(|title| table.column(*title));
        table.columns.iter_mut().take(self.varied.len()).for_each(|column| column.align = Align::Left);
        table.columns.last_mut().expect("there is the bar").align = Align::Left;
        let knee = self.knee(at).and_then(Result::ok);
        for (point, (values, response)) in self.points.iter().zip(responses).enumerate() {
            let told = |estimate: Option<_>| estimate.map_or("-".to_owned(), |one| interval(&one, &scale));
            let mut bar = response.mean.map_or(String::new(), |mean| bar(mean.mean, lowest, highest));
            if knee == Some(point) {
                bar += " knee";
            }
            let figures = [told(response.mean), told(response.difference), bar.trim_start().to_owned()];
            table.row(values.iter().cloned().chain(figures).collect());
        }
        document.table(table);
        if let Some(Err(why)) = self.knee(at) {
            document.text(format!("No knee: {}.", words(why)));
        }
    }

    fn knee(&self, measure: usize) -> Option<Result<usize, NoKnee>> {
        Some(self.knees.as_ref()?[measure])
    }

    fn point(&self, at: usize) -> String {
        let pairs = self.varied.iter().zip(&self.points[at]).map(|(path, value)| format!("{path}={value}"));
        pairs.collect::<Vec<_>>().join(", ")
    }

    fn rows(&self) -> impl Iterator<Item = (usize, Row<'_>)> {
        (0..self.points.len()).flat_map(move |point| {
            self.measures.iter().enumerate().map(move |(at, measure)| {
                let Response { mean, difference } = self.responses[at][point];
                let row = Row {
                    measure: measure.name,
                    of: &measure.of,
                    period: &measure.period,
                    unit: &measure.unit,
                    mean: mean.map(|mean| mean.mean),
                    half_width: mean.and_then(|mean| mean.half_width),
                    n: mean.map_or(0, |mean| mean.n),
                    difference: difference.map(|difference| difference.mean),
                    difference_half_width: difference.and_then(|difference| difference.half_width),
                    knee: self.knee(at).is_some_and(|knee| knee == Ok(point)),
                };
                (point, row)
            })
        })
    }
}

fn bar(value: f64, lowest: f64, highest: f64) -> String {
    let share = if highest > lowest { (value - lowest) / (highest - lowest) } else { 0.0 };
    "\u{2588}".repeat((share * LONGEST).round() as usize)
}

fn words(why: NoKnee) -> &'static str {
    match why {
        NoKnee::TooFew => "it takes three points, all of them simulated",
        NoKnee::Unordered => "the values are no numbers in order",
        NoKnee::Unseen => "some points have nothing of the measure",
        NoKnee::NoChange => "it is not known that the last point differs from the first",
        NoKnee::NoBend => "returns are not known to diminish",
    }
}

/// One measure at one point. Empty where there is nothing to say.
#[derive(Serialize)]
struct Row<'a> {
    measure: &'a str,
    of: &'a str,
    period: &'a str,
    unit: &'a str,
    mean: Option<f64>,
    half_width: Option<f64>,
    /// Replications that observed something.
    n: u64,
    /// To the first point.
    difference: Option<f64>,
    difference_half_width: Option<f64>,
    knee: bool,
}

const HEADER: [&str; 10] =
    ["measure", "of", "period", "unit", "mean", "half_width", "n", "difference", "difference_half_width", "knee"];

#[derive(Serialize)]
struct Whole<'a> {
    base: &'a str,
    measured: &'a str,
    replications: u64,
    seed: u64,
    confidence: f64,
    complete: bool,
    varied: &'a [String],
    responses: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    /// By path.
    at: Map<String, Json>,
    #[serde(flatten)]
    row: Row<'a>,
}

impl Answer for SweptGrid {
    fn document(&self) -> Document {
        let mut document = self.titled();
        document.text(format!(
            "Measured: {}. {} of every point with the same luck, seed {}. A difference is to the first point, pair by \
             pair; half-widths are of {} % confidence, each by itself. Bars go from the lowest mean to the highest.",
            self.origin.measured,
            counted(self.replications, "replication"),
            self.origin.seed,
            input(self.origin.confidence * 100.0),
        ));
        if self.knees.is_some() {
            document.text(
                "The knee is where returns diminish most: the point whose mean is farthest ahead of the chord from the \
                 first point to the last, both axes scaled to 1 (Kneedle, Satopaa et al. 2011). It is told only where \
                 the whole change is known with that confidence, and that the point is ahead of the chord.",
            );
        }
        document.cut_short(self.cut_short.as_ref());
        (0..self.measures.len()).for_each(|at| self.response(&mut document, at));
        let told = self
            .left_out
            .iter()
            .map(|(point, replication, why)| format!("replication {replication} at {}: {why}", self.point(*point)));
        document.left_out(told);
        document
    }

    /// `sweep.csv`: one measure at one point a row, the varied values in front.
    fn csv(&self) -> Vec<u8> {
        let header: Vec<&str> = self.varied.iter().map(String::as_str).chain(HEADER).collect();
        crate::report::record::csv(&header, self.rows().map(|(point, row)| (&self.points[point], row)))
    }

    /// `sweep.json`.
    fn json(&self) -> String {
        let value = |text: &String| serde_json::from_str::<Json>(text).ok().filter(Json::is_number);
        let at = |point: usize| {
            let values =
                self.points[point].iter().map(|text| value(text).unwrap_or_else(|| Json::String(text.clone())));
            self.varied.iter().cloned().zip(values).collect()
        };
        pretty(&Whole {
            base: &self.title,
            measured: &self.origin.measured,
            replications: self.replications,
            seed: self.origin.seed,
            confidence: self.origin.confidence,
            complete: self.cut_short.is_none(),
            varied: &self.varied,
            responses: self.rows().map(|(point, row)| Entry { at: at(point), row }).collect(),
        })
    }
}

impl Filed for SweptGrid {
    fn cut_short(&self) -> Option<&CutShort> {
        self.cut_short.as_ref()
    }

    fn excluded(&self) -> Vec<Exclusion> {
        let exclusion = |(point, replication, why): &(usize, u64, Failed)| {
            Exclusion::new(*replication, self.origin.seed, self.point(*point), why)
        };
        self.left_out.iter().map(exclusion).collect()
    }

    fn manifest(&self) -> Manifest {
        self.origin.manifest(self.titled().title, self.replications, self.cut_short.as_ref(), self.excluded())
    }

    fn contents(&self) -> Vec<(&'static str, Vec<u8>)> {
        self.forms(["sweep.csv", "sweep.json", "sweep.md"])
    }
}
