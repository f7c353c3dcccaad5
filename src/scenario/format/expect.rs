//! Expectations: sentences on measures that a run is to bear out.

use serde_json::{Value as Json, json};

use super::read::{Read, Reader, record};
use super::schema::Schema;
use crate::scenario::document::Node;
use crate::scenario::measure::Sentence;
use crate::scenario::problem::quoted;

/// How a sentence goes.
const FORM: &str = "\"MEASURE <= NUMBER\" or \">=\", as in \"p95 transit_days of boxes <= 15 at 95 %\" or \"throughput \
                    of all in 2024 >= 2500000 t in 90 % of runs\"";

/// What is expected: a sentence, by itself or under `that`.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct ExpectEntry(pub Sentence);

record! {
    /// An expectation with what its sentence leaves open.
    ExpectObject {
        /// Such as "p95 transit_days <= 15 at 95 %".
        that: SentenceText,
        /// What the measure is of, where the sentence leaves it open.
        of: Option<String>,
        /// Period, where the sentence leaves it open; by default "all".
        period: Option<String>,
    }
}

/// A sentence that holds together.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct SentenceText(Sentence);

impl Read for ExpectEntry {
    fn expected() -> String {
        format!("a sentence: {FORM}")
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        if node.object().is_none() {
            return SentenceText::read(node, reader).map(|text| ExpectEntry(text.0));
        }
        let ExpectObject { that: SentenceText(mut sentence), of, period } = ExpectObject::read(node, reader)?;
        for (key, stated, said) in [("of", of, &mut sentence.of), ("period", period, &mut sentence.period)] {
            if let (Some(_), Some(said)) = (&stated, &said) {
                let message = format!("the sentence says {} already, {}", quoted(key), quoted(said));
                reader.inside(key, |reader| {
                    reader.error(node.span, "exclusive_keys", message, "say it once");
                });
                return None;
            }
            *said = said.take().or(stated);
        }
        Some(ExpectEntry(sentence))
    }

    fn schema(schema: &mut Schema) -> Json {
        json!({ "oneOf": [SentenceText::schema(schema), ExpectObject::schema(schema)] })
    }
}

impl Read for SentenceText {
    fn expected() -> String {
        format!("a sentence: {FORM}")
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let Some(text) = node.text() else {
            reader.wrong_type(node, &Self::expected());
            return None;
        };
        match parse(text) {
            Ok(sentence) => Some(SentenceText(sentence)),
            Err(why) => {
                let message = format!("{} is no expectation: {why}", quoted(text));
                reader.error(node.span, "bad_sentence", message, format!("write {FORM}"));
                None
            }
        }
    }

    fn schema(_: &mut Schema) -> Json {
        json!({ "type": "string" })
    }
}

/// `[p95] transit [of boxes] [in 2024] <= 15 [d] [in 90 % of runs] [at 95 %]`.
fn parse(text: &str) -> Result<Sentence, String> {
    let spaced = text.replace("<=", " <= ").replace(">=", " >= ").replace('%', " % ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let Some(sign) = words.iter().position(|word| matches!(*word, "<=" | ">=")) else {
        return Err("there is no <= or >= in it".to_owned());
    };
    let (mut of, mut period) = (None, None);
    let (left, right) = (&words[..sign], &words[sign + 1..]);
    let named = left.iter().position(|word| matches!(*word, "of" | "in")).unwrap_or(left.len());
    let (measure, mut rest) = (&left[..named], &left[named..]);
    while let [word, what, others @ ..] = rest {
        match *word {
            "of" if of.is_none() => of = Some((*what).to_owned()),
            "in" if period.is_none() => period = Some((*what).to_owned()),
            other => return Err(format!("{} is not understood before {}", quoted(other), words[sign])),
        }
        rest = others;
    }
    if let [word] = rest {
        return Err(format!("nothing stands behind {}", quoted(word)));
    }
    let (statistic, measure) = match measure {
        [measure] => (None, (*measure).to_owned()),
        [statistic @ ("mean" | "p50" | "p90" | "p95"), measure] => {
            (Some((*statistic).to_owned()), (*measure).to_owned())
        }
        [] => return Err("it names no measure".to_owned()),
        [word, ..] => return Err(format!("{} is not one of mean, p50, p90 and p95", quoted(word))),
    };
    let Some((number, mut rest)) = right.split_first() else {
        return Err(format!("no number stands behind {}", words[sign]));
    };
    let limit = number.replace(',', "").parse::<f64>().ok().filter(|number| number.is_finite());
    let Some(limit) = limit else { return Err(format!("{} is not a number", quoted(number))) };
    let mut sentence = Sentence {
        statistic,
        measure,
        of,
        period,
        at_most: words[sign] == "<=",
        limit,
        unit: None,
        runs: None,
        confidence: None,
        text: text.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    if let [unit, others @ ..] = rest
        && !matches!(*unit, "at" | "in")
    {
        sentence.unit = Some((*unit).to_owned());
        rest = others;
    }
    if let ["in", share, "%", "of", "runs", others @ ..] = rest {
        sentence.runs = Some(percent(share, "a share of runs")?);
        rest = others;
    }
    if let ["at", share, "%", others @ ..] = rest {
        sentence.confidence = Some(percent(share, "a confidence")?);
        rest = others;
    }
    match rest {
        [] => Ok(sentence),
        _ => Err(format!("{} is not understood", quoted(&rest.join(" ")))),
    }
}

/// Per cent between 0 and 100, as a share.
fn percent(text: &str, what: &str) -> Result<f64, String> {
    let percent = text.parse::<f64>().ok().filter(|percent| *percent > 0.0 && *percent < 100.0);
    let percent = percent.ok_or_else(|| format!("{what} lies between 0 and 100 %, {} does not", quoted(text)))?;
    Ok(percent / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_say_what_they_say() {
        let plain = parse("p95 transit_days <= 15 at 95 %").unwrap();
        assert_eq!((plain.statistic.as_deref(), plain.measure.as_str()), (Some("p95"), "transit_days"));
        assert_eq!((plain.at_most, plain.limit, plain.confidence, plain.runs), (true, 15.0, Some(0.95), None));
        let long = parse("throughput of titr in 2024>=2,500,000 t in 90% of runs at 99%").unwrap();
        assert_eq!(
            (long.of.as_deref(), long.period.as_deref(), long.unit.as_deref()),
            (Some("titr"), Some("2024"), Some("t"))
        );
        assert_eq!((long.at_most, long.limit, long.runs, long.confidence), (false, 2.5e6, Some(0.9), Some(0.99)));
    }

    #[test]
    fn what_is_no_sentence_is_told() {
        for (text, why) in [
            ("transit 15", "there is no <= or >="),
            ("<= 15", "names no measure"),
            ("p99 transit <= 15", "\"p99\" is not one of"),
            ("transit of <= 15", "nothing stands behind \"of\""),
            ("transit <=", "no number stands behind"),
            ("transit <= soon", "\"soon\" is not a number"),
            ("transit <= 15 at 100 %", "between 0 and 100 %"),
            ("transit <= 15 in 0 % of runs", "between 0 and 100 %"),
            ("transit <= 15 d maybe", "\"maybe\" is not understood"),
        ] {
            let told = parse(text).unwrap_err();
            assert!(told.contains(why), "{text}: {told}");
        }
    }
}
