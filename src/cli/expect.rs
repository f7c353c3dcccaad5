//! Expectations of a scenario: the measures they mean, and how a run bears them out.

use corridor::experiment::{Claim, Summary, Verdict, judge};
use corridor::model::Measure;
use corridor::report::Expected;
use corridor::scenario::{Expectation, Known, MeasureRef, Scenario};

use super::exit::{Exit, Failure};

/// An expectation and the measure it is of.
pub struct Expecting<'s> {
    expectation: &'s Expectation,
    /// Position in the list of measures.
    pub at: usize,
    pub claim: Claim,
}

/// Finds the measures that the expectations of a scenario mean. What one leaves open is taken from the headline, the
/// first that fits, or from the only measure that does.
pub fn expecting<'s>(scenario: &'s Scenario, measures: &[Measure]) -> Result<Vec<Expecting<'s>>, Failure> {
    let mut problems: Vec<String> = Vec::new();
    let mut found = Vec::new();
    for expectation in &scenario.expectations {
        match find(scenario, expectation, measures) {
            Ok(one) => found.push(one),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(Failure::new(Exit::Invalid, problems.join("\n"))) }
}

fn find<'s>(scenario: &Scenario, expectation: &'s Expectation, measures: &[Measure]) -> Result<Expecting<'s>, String> {
    let sentence = &expectation.sentence;
    let names = sentence.measures();
    let name = names.iter().find(|name| measures.iter().any(|measure| measure.name == name.as_str()));
    let written = name.is_some_and(|name| name.starts_with(&sentence.measure));
    let in_name = sentence.unit_in_name().filter(|_| !written);
    // Shares may be said in per cent.
    let percent = sentence.unit.as_deref() == Some("%");
    let unit = if percent { Some("share") } else { sentence.unit.as_deref().or(in_name) };
    let fits = |measure: &Measure| {
        name.is_some_and(|name| measure.name == name.as_str())
            && sentence.of.as_ref().is_none_or(|of| *of == measure.of)
            && measure.period == sentence.period.as_deref().unwrap_or("all")
            && unit.is_none_or(|unit| unit == measure.unit)
    };
    let same = |measure: &Measure, reference: &MeasureRef| {
        measure.name == reference.measure
            && measure.of == reference.of
            && reference.unit.as_ref().is_none_or(|unit| *unit == measure.unit)
    };
    let positions: Vec<usize> = (0..measures.len()).filter(|&at| fits(&measures[at])).collect();
    let in_headline = scenario
        .headline
        .iter()
        .find_map(|reference| positions.iter().copied().find(|&at| same(&measures[at], reference)));
    let only = (positions.len() == 1).then(|| positions[0]);
    if let Some(at) = in_headline.or(only) {
        let claim = Claim {
            at_most: sentence.at_most,
            limit: if percent { sentence.limit / 100.0 } else { sentence.limit },
            runs: sentence.runs,
            confidence: sentence.confidence.unwrap_or(scenario.run.confidence),
        };
        return Ok(Expecting { expectation, at, claim });
    }
    if positions.len() > 1 {
        let examples: Vec<String> = positions
            .iter()
            .take(4)
            .map(|&at| format!("\"{} of {}\" in {}", measures[at].name, measures[at].of, measures[at].unit))
            .collect();
        let message = format!("{} measures answer to {:?}", positions.len(), sentence.text);
        let problem = scenario.problem_at(&expectation.pointer, "several_measures", message);
        let help = format!("say of what, and in which unit behind the number, such as {}", examples.join(", "));
        return Err(problem.help(help).to_string());
    }
    let reference = MeasureRef {
        measure: name.unwrap_or(&names[0]).clone(),
        of: sentence.of.clone().unwrap_or_else(|| of_any(name, measures)),
        period: sentence.period.clone().unwrap_or_else(|| "all".to_owned()),
        unit: unit.map(str::to_owned),
        pointer: expectation.pointer.clone(),
        row: None,
    };
    let known = measures.iter().map(|measure| Known {
        measure: measure.name,
        of: &measure.of,
        period: &measure.period,
        unit: &measure.unit,
    });
    Err(scenario.no_such_measure(&reference, known).to_string())
}

/// Something that the measure is told of, where the sentence says nothing.
fn of_any(name: Option<&String>, measures: &[Measure]) -> String {
    let found = measures.iter().find(|measure| Some(measure.name) == name.map(String::as_str));
    found.map_or(String::new(), |measure| measure.of.clone())
}

/// Judges the expectations by what a run came to; the values of those on single runs must have been kept.
pub fn judged(expecting: &[Expecting], summary: &Summary) -> Vec<Expected> {
    let one = |one: &Expecting| {
        let row = &summary.rows[one.at];
        let values = row.spread.as_ref().map_or(&[][..], |spread| &spread.values);
        Expected {
            name: one.expectation.name.clone(),
            sentence: one.expectation.sentence.text.clone(),
            note: one.expectation.note.clone(),
            at: one.at,
            claim: one.claim,
            judgement: judge(&one.claim, row.estimate.as_ref(), values),
        }
    };
    expecting.iter().map(one).collect()
}

/// How a command ends that came to its end otherwise: failed if any expectation has, undecided if any is.
pub fn ending(expected: &[Expected], otherwise: Exit) -> Exit {
    let any = |verdict| expected.iter().any(|one| one.judgement.verdict == verdict);
    match otherwise {
        Exit::Done | Exit::Undecided if any(Verdict::Fail) => Exit::NotPassed,
        Exit::Done if any(Verdict::Undecided) => Exit::Undecided,
        other => other,
    }
}

/// What did not pass, in a line.
pub fn told(expected: &[Expected]) -> Option<String> {
    let names = |verdict| {
        let those = expected.iter().filter(move |one| one.judgement.verdict == verdict);
        those.map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let said = [("failed", names(Verdict::Fail)), ("undecided", names(Verdict::Undecided))];
    let said: Vec<String> = said
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(word, names)| format!("{word}: {names}"))
        .collect();
    (!said.is_empty()).then(|| format!("expectations {}", said.join("; ")))
}
