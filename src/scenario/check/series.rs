//! Observed series: the rows of their files as figures of the measured part.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use super::View;
use super::report::Report;
use crate::scenario::calendar::{Calendar, after_month};
use crate::scenario::format::{CsvFile, File, Row, SeriesEntry, day};
use crate::scenario::measure::{InSeries, Observed, Role};
use crate::scenario::nearest::suggestion;
use crate::scenario::problem::{Problem, quoted};

const COLUMNS: [&str; 7] = ["measure", "of", "period", "unit", "value", "source", "role"];

/// What the observed series say of the measured part.
#[derive(Clone, Debug, Default)]
pub(in crate::scenario) struct Series {
    pub figures: Vec<Figure>,
    /// Rows of times that the run does not measure.
    pub passed_over: usize,
    /// Runs of months that rows speak of and the scenario has no name for: name, first days of first and last month.
    pub spans: Vec<(String, Date, Date)>,
}

/// One row.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Figure {
    pub observed: Observed,
    /// Its period is the year that is measured, so that it is `all` for measures that are not kept by year.
    pub is_whole: bool,
}

/// The time that a row speaks of.
#[derive(Clone, Debug, PartialEq)]
enum When {
    All,
    Year(i16),
    /// First days of the first and the last month.
    Months(Date, Date),
    At(Option<Date>),
    Named,
}

/// A row as it stands.
struct Told {
    measure: String,
    of: String,
    period: String,
    when: When,
    unit: String,
    value: f64,
    range: Option<(f64, f64)>,
    tolerance_pct: Option<f64>,
    source: String,
    role: Role,
    name: String,
    note: Option<String>,
}

impl Told {
    fn key(&self) -> [&str; 4] {
        [&self.measure, &self.of, &self.unit, &self.period]
    }
}

/// Fills the observed series of the view and reports what is wrong with their files.
pub(super) fn read(view: &mut View, report: &mut Report) {
    let (file, Some(calendar)) = (view.file, view.calendar) else { return };
    let mut series = Series::default();
    let mut known: HashMap<[String; 4], (&str, usize)> = HashMap::new();
    let mut names: HashSet<String> = file.observed.names().map(str::to_owned).collect();
    for (name, entry) in file.observed_series.iter() {
        let rows = match entry.file.parsed(&COLUMNS, |row| told(row, file)) {
            Ok(rows) => rows,
            Err(problems) => {
                problems.into_iter().for_each(|problem| report.push(problem));
                continue;
            }
        };
        let repeated = repeated(name, &entry.file, &rows, &mut known, report);
        if let Some(gaps) = gaps(entry, &rows) {
            gaps.into_iter().for_each(|problem| report.push(problem));
        }
        let own = own_names(name, &rows);
        for (index, (row, own)) in rows.into_iter().zip(own).enumerate() {
            if repeated.contains(&index) {
                continue;
            }
            if !names.insert(own.clone()) {
                let message = format!("another observed figure is called {} already", quoted(&own));
                report.push(entry.file.row_problem(index, message).help("give it a name of its own in a column name"));
                continue;
            }
            let Some((period, is_whole)) = measured(&row, &calendar, file, &mut series.spans) else {
                series.passed_over += 1;
                continue;
            };
            let location = entry.file.row_location(index);
            let place = InSeries { name: name.to_owned(), monthly: entry.months.is_some(), row: location };
            series.figures.push(Figure { observed: figure(row, own, period, place), is_whole });
        }
    }
    view.series = Arc::new(series);
}

fn figure(row: Told, name: String, period: String, place: InSeries) -> Observed {
    let around = |percent: f64| {
        let off = row.value.abs() * percent / 100.0;
        (row.value - off, row.value + off)
    };
    Observed {
        name,
        range: row.range.or(row.tolerance_pct.map(around)),
        tolerance_pct: row.tolerance_pct,
        year: row.period.get(..4).filter(|year| year.parse::<u16>().is_ok()).unwrap_or_default().to_owned(),
        measure: row.measure,
        of: row.of,
        period,
        unit: row.unit,
        value: row.value,
        source: row.source,
        role: row.role,
        note: row.note,
        pointer: format!("/observed_series/{}", place.name),
        series: Some(place),
    }
}

fn told(row: &Row, file: &File) -> Result<Told, String> {
    let text = |column: &str| match row.text(column) {
        "" => Err(format!("{column} is empty")),
        text => Ok(text.to_owned()),
    };
    let number = |column: &str| match row.text(column) {
        "" => Ok(None),
        _ => row.number(column).map(Some),
    };
    let period = text("period")?;
    let (value, low, high, tolerance_pct) =
        (row.number("value")?, number("low")?, number("high")?, number("tolerance_pct")?);
    let range = match (low, high) {
        (Some(low), Some(high)) if low > high => return Err(format!("low, {low}, is above high, {high}")),
        (Some(low), Some(high)) if !(low..=high).contains(&value) => {
            return Err(format!("the value {value} lies outside its range, {low} to {high}"));
        }
        (Some(low), Some(high)) => Some((low, high)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err("low and high are stated together or not at all".into()),
    };
    if range.is_some() && tolerance_pct.is_some() {
        return Err("tolerance_pct and a range, low to high, exclude each other".into());
    }
    if tolerance_pct.is_some_and(|percent| percent < 0.0) {
        return Err(format!("tolerance_pct must be a number from 0, found {}", row.text("tolerance_pct")));
    }
    let word = text("role")?;
    let role = Role::ALL.into_iter().find(|role| role.word() == word);
    let role = role.ok_or_else(|| {
        let words = Role::ALL.map(Role::word);
        format!("{} is no role; {}", quoted(&word), suggestion(&word, "roles", words))
    })?;
    if matches!(role, Role::Predicted | Role::Fitted) && range.is_none() && tolerance_pct.is_none() {
        return Err(format!("a {} figure states tolerance_pct, or low and high", role.word()));
    }
    Ok(Told {
        measure: text("measure")?,
        of: text("of")?,
        when: when(&period, file)?,
        period,
        unit: text("unit")?,
        value,
        range,
        tolerance_pct,
        source: text("source")?,
        role,
        name: row.text("name").to_owned(),
        note: Some(row.text("note").to_owned()).filter(|note| !note.is_empty()),
    })
}

fn when(period: &str, file: &File) -> Result<When, String> {
    let month = |text: &str| (text.len() == 7).then(|| day(&format!("{text}-01")))?;
    if period == "all" {
        return Ok(When::All);
    }
    if file.periods.knows(period) {
        return Ok(When::Named);
    }
    if let Some(instant) = period.strip_prefix("at ") {
        return Ok(When::At(day(instant)));
    }
    let year = (period.len() == 4).then(|| day(&format!("{period}-01-01"))).flatten();
    let span = period.split_once("..").and_then(|(from, to)| Some((month(from)?, month(to)?)));
    match (year, month(period), span) {
        (Some(year), _, _) => Ok(When::Year(year.year())),
        (_, Some(month), _) => Ok(When::Months(month, month)),
        (_, _, Some((from, to))) if from > to => Err(format!("the period {period} ends before it begins")),
        (_, _, Some((from, to))) => Ok(When::Months(from, to)),
        (None, None, None) => Err(format!(
            "{} is no period: expected \"all\", a year, a month as in 2023-01, months as in 2023-01..2023-10, \"at\" \
             and an instant, or the name of a period of the scenario",
            quoted(period)
        )),
    }
}

/// No figure is told twice: the rows that tell one again.
fn repeated<'n>(
    name: &'n str,
    file: &CsvFile,
    rows: &[Told],
    known: &mut HashMap<[String; 4], (&'n str, usize)>,
    report: &mut Report,
) -> Vec<usize> {
    let mut again = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let key = row.key().map(str::to_owned);
        if let Some((series, first)) = known.insert(key, (name, index)) {
            let [measure, of, unit, period] = row.key();
            let line = if series == name {
                format!("line {}", file.row_location(first).position.map_or(1, |position| position.0))
            } else {
                format!("the series {series}")
            };
            let message = format!("{measure} of {of} for {period} in {unit} is told a second time, first in {line}");
            report.push(file.row_problem(index, message).help("keep one of the two rows"));
            again.push(index);
        }
    }
    again
}

/// A monthly series has every month of every figure; `None` where the entry declares none.
fn gaps(entry: &SeriesEntry, rows: &[Told]) -> Option<Vec<Problem>> {
    let months = entry.months.as_ref()?;
    let (from, to) = (months.from.0, months.to.0);
    let mut problems = Vec::new();
    let mut told: BTreeMap<[&str; 3], Vec<Date>> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        match row.when {
            When::Months(first, last) if first == last && (from..=to).contains(&first) => {
                told.entry([&row.measure, &row.of, &row.unit]).or_default().push(first);
            }
            _ => {
                let message = format!("the series is of the months {} to {}, not of {}", of(from), of(to), row.period);
                problems.push(entry.file.row_problem(index, message).help("keep other figures in a file of their own"));
            }
        }
    }
    for ([measure, thing, unit], months) in told {
        let mut month = from;
        let mut missing = Vec::new();
        while month <= to {
            if !months.contains(&month) {
                missing.push(of(month));
            }
            month = after_month(month);
        }
        if !missing.is_empty() {
            let more = if missing.len() > 6 { format!(" and {} more", missing.len() - 6) } else { String::new() };
            missing.truncate(6);
            let message =
                format!("{measure} of {thing} in {unit} has a gap: there is no row for {}{more}", missing.join(", "));
            problems.push(entry.file.row_problem(0, message).help("add the rows, or do not declare the months"));
        }
    }
    Some(problems)
}

fn of(month: Date) -> String {
    format!("{:04}-{:02}", month.year(), month.month())
}

/// A row is called by its own name, or by the series and by what tells it from the other rows.
fn own_names(series: &str, rows: &[Told]) -> Vec<String> {
    let varies = [0, 1, 2, 3].map(|part| rows.iter().any(|row| row.key()[part] != rows[0].key()[part]));
    let name = |row: &Told| {
        if !row.name.is_empty() {
            return row.name.clone();
        }
        let parts = row.key().into_iter().zip(varies).filter(|(_, varies)| *varies).map(|(part, _)| part);
        std::iter::once(series).chain(parts).collect::<Vec<_>>().join("/")
    };
    rows.iter().map(name).collect()
}

/// The period of the measured part that a row is of, and whether that is the whole of it; `None` for another time.
fn measured(
    row: &Told,
    calendar: &Calendar,
    file: &File,
    spans: &mut Vec<(String, Date, Date)>,
) -> Option<(String, bool)> {
    let own = |is_whole: bool| Some((row.period.clone(), is_whole));
    let Calendar::Dated { start, measure_from, end } = *calendar else {
        return if matches!(row.when, When::All | When::At(None)) { own(false) } else { None };
    };
    let inside = |from: Date, until: Date| measure_from <= from && until <= end;
    match row.when {
        When::All | When::Named => own(false),
        When::At(instant) => own(false).filter(|_| instant.is_none_or(|day| (start..end).contains(&day))),
        When::Year(year) => {
            let from = Date::new(year, 1, 1).ok()?;
            let until = from.checked_add(1.year()).ok()?;
            own(from == measure_from && until == end).filter(|_| inside(from, until))
        }
        When::Months(from, to) if !inside(from, after_month(to)) => None,
        When::Months(from, to) if from == to => own(false),
        When::Months(from, to) => {
            let named = file.periods.iter().find(|(_, entry)| (entry.from.0, entry.to.0) == (from, to));
            if let Some((name, _)) = named {
                return Some((name.to_owned(), false));
            }
            if !spans.iter().any(|(name, _, _)| *name == row.period) {
                spans.push((row.period.clone(), from, to));
            }
            own(false)
        }
    }
}
