//! Numbers as people read them: cut where the error begins, thousands set apart.

use crate::stats::Estimate;

/// Digits of a figure at most: nobody plans by a fifth.
const DIGITS: i32 = 4;

/// What values are multiplied by before they are printed, and the unit they then have.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    pub factor: f64,
    pub unit: String,
}

impl Scale {
    pub fn one(unit: &str) -> Scale {
        Scale { factor: 1.0, unit: unit.to_owned() }
    }

    /// Digits after the point at most, whatever is known: a thousandth of an hour is four seconds.
    fn finest(&self) -> i32 {
        if matches!(self.unit.as_str(), "h" | "d" | "%") { 3 } else { 6 }
    }

    /// Money is printed in millions from a million on.
    pub fn of_money(unit: &str, largest: f64) -> Scale {
        if largest.abs() >= 1e6 { Scale { factor: 1e-6, unit: format!("million {unit}") } } else { Scale::one(unit) }
    }

    /// Shares are printed in percent; tonnes in kt from 10,000 t and in Mt from 1,000,000 t, judged by the largest
    /// value of a table so that a column has one unit.
    pub fn fitting(unit: &str, largest: f64) -> Scale {
        let (base, per) = unit.split_once('/').map_or((unit, ""), |(base, _)| (base, &unit[base.len()..]));
        match base {
            "share" => Scale { factor: 100.0, unit: "%".to_owned() },
            "t" if largest >= 1e6 => Scale { factor: 1e-6, unit: format!("Mt{per}") },
            "t" if largest >= 1e4 => Scale { factor: 1e-3, unit: format!("kt{per}") },
            _ => Scale::one(unit),
        }
    }
}

/// `2.761 ± 0.012`: both cut at the first digit of the standard error, and the mean behind its fourth digit. The error
/// is 0 only where all replications agree, and missing where there is only one.
pub fn interval(estimate: &Estimate, scale: &Scale) -> String {
    let mean = mean(estimate, scale);
    match (estimate.half_width, decimals(estimate, scale)) {
        (None, _) => mean,
        (Some(_), None) => format!("{mean} ± 0"),
        (Some(half_width), Some(decimals)) => {
            let mean = fixed(estimate.mean * scale.factor, decimals);
            // An error below the last digit is told as one of it: too wide, but not nothing.
            let half_width = (half_width * scale.factor).max(10f64.powi(-decimals));
            // Few replications have an error far above the standard error.
            let few = 2 - half_width.log10().floor() as i32;
            format!("{mean} ± {}", fixed(half_width, decimals.min(few)))
        }
    }
}

/// An estimate with its unit, as in `2.761 ± 0.012 Mt/year`.
pub fn figure(unit: &str, estimate: &Estimate) -> String {
    let scale = Scale::fitting(unit, estimate.mean.abs());
    format!("{} {}", interval(estimate, &scale), scale.unit)
}

/// The mean alone, cut where [`interval`] cuts it; `<0.001` where nothing is left of it.
pub fn mean(estimate: &Estimate, scale: &Scale) -> String {
    let value = estimate.mean * scale.factor;
    let decimals = decimals(estimate, scale);
    let digits = decimals.unwrap_or_else(|| significant(value, DIGITS).min(scale.finest()));
    let least = 10f64.powi(-digits);
    let text =
        if value > 0.0 && value < 0.5 * least { format!("<{}", fixed(least, digits)) } else { fixed(value, digits) };
    // A constant has no more digits than it needs.
    if decimals.is_none() && estimate.half_width.is_some() { trimmed(text) } else { text }
}

/// Another value of the same measure, with as many digits as its mean has.
pub fn beside(value: f64, estimate: &Estimate, scale: &Scale) -> String {
    let value = value * scale.factor;
    decimals(estimate, scale).map_or_else(|| brief(value), |decimals| fixed(value, decimals))
}

/// An input as it was written, as far as six digits go.
pub fn input(value: f64) -> String {
    trimmed(fixed(value, significant(value, 6)))
}

/// A number to four digits at most, all of those before the point.
pub fn brief(value: f64) -> String {
    trimmed(fixed(value, significant(value, DIGITS)))
}

/// `1 replication`, `100 replications`; the plural of `noun` ends in s.
pub fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn trimmed(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Digits after the point, up to the first one of the error and the fourth one of the value; negative where whole
/// digits are rounded away; `None` where there is no error to go by.
fn decimals(estimate: &Estimate, scale: &Scale) -> Option<i32> {
    estimate.half_width?;
    let error = estimate.sd / (estimate.n as f64).sqrt();
    // Sums of the same numbers in another order differ in the last bits; that is no error.
    let known = error > estimate.mean.abs() * 1e-9;
    let value = estimate.mean * scale.factor;
    let enough = if value == 0.0 { i32::MAX } else { significant(value, DIGITS) };
    let finest = enough.min(scale.finest());
    known.then(|| finest.min(-((error * scale.factor).log10().floor() as i32)))
}

/// Digits after the point that leave `digits` in all, none where there are as many before it.
fn significant(value: f64, digits: i32) -> i32 {
    if value == 0.0 || !value.is_finite() {
        return 0;
    }
    let decimals = digits - 1 - value.abs().log10().floor() as i32;
    let grows = (value.abs() * 10f64.powi(decimals)).round() >= 10f64.powi(digits); // 9.9999 becomes 10.00
    (decimals - i32::from(grows)).max(0)
}

fn fixed(value: f64, decimals: i32) -> String {
    if !value.is_finite() {
        return "-".to_owned();
    }
    let decimals = decimals.clamp(-15, 15);
    let value = match 10f64.powi(-decimals) {
        step if step > 1.0 => (value / step).round() * step,
        _ => value,
    };
    let text = format!("{value:.*}", decimals.max(0) as usize);
    let text = if text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') {
        text.trim_start_matches('-').to_owned()
    } else {
        text
    };
    grouped(&text)
}

fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(mean: f64, sd: f64, n: u64) -> Estimate {
        let half_width = (n > 1).then(|| 2.0 * sd / (n as f64).sqrt());
        Estimate { mean, half_width, sd, n, min: mean, max: mean }
    }

    #[test]
    fn digits_end_where_the_standard_error_begins() {
        let one = Scale::one("d");
        assert_eq!(interval(&estimate(2.761_23, 0.06, 100), &one), "2.761 ± 0.012");
        assert_eq!(interval(&estimate(2_763_941.0, 61_000.0, 100), &one), "2,764,000 ± 12,000");
        assert_eq!(interval(&estimate(-0.000_04, 0.01, 100), &one), "0.000 ± 0.002");
        assert_eq!(mean(&estimate(12.345_6, 3.0, 100), &one), "12.3");
        assert_eq!(interval(&estimate(9.999_96, 0.003, 100), &one), "10.00 ± 0.01");
        let wild = Estimate { half_width: Some(581_430_337.0), ..estimate(424.2, 1.0, 2) };
        assert_eq!(interval(&wild, &one), "424.2 ± 581,000,000");
    }

    #[test]
    fn no_digit_is_printed_that_nobody_uses() {
        let one = Scale::one("d");
        assert_eq!(interval(&estimate(108.357_76, 0.000_1, 100), &one), "108.4 ± 0.1");
        assert_eq!(interval(&estimate(14.0, 0.000_2, 100), &one), "14.00 ± 0.01");
        assert_eq!(interval(&estimate(2_763_941.0, 700.0, 100), &Scale::one("t")), "2,763,940 ± 140");
        assert_eq!(interval(&estimate(0.000_4, 0.003, 100), &one), "0.000 ± 0.001");
        assert_eq!(mean(&estimate(0.000_06, 0.000_1, 100), &one), "<0.001");
        assert_eq!(interval(&estimate(0.000_06, 0.000_1, 100), &Scale::one("Mt")), "0.00006 ± 0.00002");
    }

    #[test]
    fn without_an_error_no_digits_are_claimed() {
        let one = Scale::one("d");
        assert_eq!(interval(&estimate(12.345_678, 0.0, 1), &one), "12.35");
        assert_eq!(interval(&estimate(365.0, 0.0, 50), &one), "365 ± 0");
        assert_eq!(interval(&estimate(7.032, 1e-15, 50), &one), "7.032 ± 0");
        assert_eq!(interval(&estimate(2.744_92, 0.0, 50), &one), "2.745 ± 0");
        assert_eq!(interval(&estimate(52_560.0, 0.0, 50), &one), "52,560 ± 0");
        assert_eq!(interval(&estimate(0.003_472, 0.0, 50), &one), "0.003 ± 0");
        assert_eq!(mean(&estimate(0.000_2, 0.0, 50), &one), "<0.001");
        assert_eq!(mean(&estimate(0.000_2, 0.0, 1), &Scale::one("1/d")), "0.000200");
        assert_eq!(interval(&estimate(1.0 / 3.0, 0.0, 50), &one), "0.333 ± 0");
        assert_eq!(mean(&estimate(f64::NAN, 0.0, 1), &one), "-");
    }

    #[test]
    fn values_beside_a_mean_have_its_digits() {
        let one = Scale::one("d");
        assert_eq!(beside(13.345_6, &estimate(12.345_6, 3.0, 100), &one), "13.3");
        assert_eq!(beside(13.345_6, &estimate(13.345_6, 0.0, 100), &one), "13.35");
    }

    #[test]
    fn units_fit_the_largest_value() {
        assert_eq!(Scale::fitting("t/year", 2.7e6), Scale { factor: 1e-6, unit: "Mt/year".into() });
        assert_eq!(Scale::fitting("t", 2.7e4), Scale { factor: 1e-3, unit: "kt".into() });
        assert_eq!(Scale::fitting("teu/year", 2.7e6), Scale::one("teu/year"));
        assert_eq!(Scale::fitting("share", 0.2).unit, "%");
    }

    #[test]
    fn inputs_are_shown_as_written() {
        assert_eq!(input(1.97), "1.97");
        assert_eq!(input(20_500.0), "20,500");
        assert_eq!(input(0.0), "0");
    }
}
