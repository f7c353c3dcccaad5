//! Cash flows: what later money is worth now, and the rate at which an outlay and its returns break even.

/// Rates that are looked through: natural logarithms of 1 + rate.
const WIDEST: f64 = 30.0;
/// Where there may be several rates, they are looked for in steps of this.
const STEP: f64 = 0.02;
/// Beyond 1 + rate = e^-4 and e^6, several rates are not told apart.
const SEVERAL: (f64, f64) = (-4.0, 6.0);
/// Amounts below this share of the largest are rounding.
const ROUNDING: f64 = 1e-12;

/// Money at an instant, years from now; what is paid is below 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Payment {
    pub at: f64,
    pub amount: f64,
}

/// The worth of a payment of 1 after so many years at a yearly rate above -1.
pub fn discount(rate: f64, years: f64) -> f64 {
    libm::exp(-years * libm::log1p(rate))
}

/// What payments are worth now at a yearly rate above -1.
pub fn present_value(payments: &[Payment], rate: f64) -> f64 {
    payments.iter().map(|payment| payment.amount * discount(rate, payment.at)).sum()
}

/// The yearly rate at which payments are worth nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Return {
    Rate(f64),
    /// Money only goes, only comes, or never balances.
    None,
    /// The sign of the flow changes more than once, and so does that of its worth: no single rate says anything.
    Several,
}

/// The internal rate of return.
///
/// ```
/// use corridor::stats::cash::{Payment, Return, internal_return};
///
/// let loan = [Payment { at: 0.0, amount: -100.0 }, Payment { at: 1.0, amount: 10.0 }, Payment { at: 2.0, amount: 110.0 }];
/// let Return::Rate(rate) = internal_return(&loan) else { panic!("it has one") };
/// assert!((rate - 0.1).abs() < 1e-12);
/// ```
pub fn internal_return(payments: &[Payment]) -> Return {
    let flow = gathered(payments);
    let changes = flow.windows(2).filter(|pair| pair[0].amount.signum() != pair[1].amount.signum()).count();
    let worth = |log: f64| flow.iter().map(|payment| payment.amount * libm::exp(-payment.at * log)).sum::<f64>();
    match changes {
        0 => Return::None,
        // One change of sign, one rate (Descartes); the ends are those of the first and the last payment.
        1 => rate_between(&worth, -WIDEST, WIDEST).map_or(Return::None, Return::Rate),
        _ => {
            let steps = ((SEVERAL.1 - SEVERAL.0) / STEP) as u32;
            let at = |step: u32| SEVERAL.0 + f64::from(step) * STEP;
            let mut found = (0..steps).filter_map(|step| rate_between(&worth, at(step), at(step + 1)));
            match (found.next(), found.next()) {
                (None, _) => Return::None,
                (Some(rate), None) => Return::Rate(rate),
                (Some(_), Some(_)) => Return::Several,
            }
        }
    }
}

/// Payments of one instant as one, in their order, without those that come to nothing.
fn gathered(payments: &[Payment]) -> Vec<Payment> {
    let mut sorted = payments.to_vec();
    sorted.sort_by(|one, other| one.at.total_cmp(&other.at));
    let mut flow: Vec<Payment> = Vec::with_capacity(sorted.len());
    for payment in sorted {
        match flow.last_mut() {
            Some(last) if last.at == payment.at => last.amount += payment.amount,
            _ => flow.push(payment),
        }
    }
    let largest = payments.iter().map(|payment| payment.amount.abs()).fold(0.0, f64::max);
    flow.retain(|payment| payment.amount.abs() > ROUNDING * largest);
    flow
}

/// The rate between two logarithms, by bisection; `None` where the worth has one sign at both.
fn rate_between(worth: &impl Fn(f64) -> f64, low: f64, high: f64) -> Option<f64> {
    let (mut low, mut high) = (low, high);
    let rises = worth(low) < 0.0;
    if rises == (worth(high) < 0.0) {
        return None;
    }
    while high - low > 1e-15 * (1.0 + low.abs()) {
        let middle = 0.5 * (low + high);
        if (worth(middle) < 0.0) == rises { low = middle } else { high = middle }
    }
    Some(libm::expm1(0.5 * (low + high)))
}

/// Years until what has come makes up for what has gone, undiscounted, for good; `None` where it never does. Nothing was
/// ever owed where nothing was paid.
pub fn payback(payments: &[Payment]) -> Option<f64> {
    let flow = gathered(payments);
    let mut balance = 0.0;
    let mut since = None;
    for payment in &flow {
        balance += payment.amount;
        since = if balance < 0.0 { None } else { since.or(Some(payment.at)) };
    }
    if flow.is_empty() { Some(0.0) } else { since }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(amounts: &[f64]) -> Vec<Payment> {
        amounts.iter().enumerate().map(|(at, &amount)| Payment { at: at as f64, amount }).collect()
    }

    fn rate(amounts: &[f64]) -> f64 {
        match internal_return(&flow(amounts)) {
            Return::Rate(rate) => rate,
            other => panic!("{amounts:?} have {other:?}"),
        }
    }

    #[test]
    fn an_annuity_has_the_worth_of_its_formula() {
        let annuity: Vec<Payment> = (1..=25).map(|year| Payment { at: f64::from(year), amount: 10.0 }).collect();
        let formula = 10.0 * (1.0 - 1.08f64.powi(-25)) / 0.08;
        assert!((present_value(&annuity, 0.08) - formula).abs() < 1e-9);
        assert_eq!(present_value(&annuity, 0.0), 250.0);
        assert!((discount(0.21, 0.5) - 1.0 / 1.1).abs() < 1e-15);
    }

    #[test]
    fn rates_of_return_are_those_of_closed_forms() {
        assert!((rate(&[-100.0, 121.0]) - 0.21).abs() < 1e-12);
        assert!((rate(&[-100.0, 50.0]) + 0.5).abs() < 1e-12);
        assert!((rate(&[-100.0, 0.0, 121.0]) - 0.1).abs() < 1e-12);
        // A bond at par returns its coupon.
        assert!((rate(&[-100.0, 7.0, 7.0, 7.0, 107.0]) - 0.07).abs() < 1e-12);
        // x^2 + x = 1: the golden ratio.
        assert!((rate(&[-1.0, 1.0, 1.0]) - 0.5 * (5f64.sqrt() - 1.0)).abs() < 1e-12);
        assert!(rate(&[-100.0, 0.0, 0.0, 100.0]).abs() < 1e-12);
    }

    #[test]
    fn where_no_single_rate_says_anything_none_is_told() {
        assert_eq!(internal_return(&flow(&[-100.0, -1.0])), Return::None);
        assert_eq!(internal_return(&flow(&[5.0, 1.0])), Return::None);
        assert_eq!(internal_return(&[]), Return::None);
        // -100 + 230 / (1 + r) - 132 / (1 + r)^2 is nothing at 10 and at 20 %.
        assert_eq!(internal_return(&flow(&[-100.0, 230.0, -132.0])), Return::Several);
        // Never worth nothing.
        assert_eq!(internal_return(&flow(&[-100.0, 150.0, -100.0])), Return::None);
        // Two payments of one instant are one.
        let both = [
            Payment { at: 0.0, amount: -150.0 },
            Payment { at: 1.0, amount: 110.0 },
            Payment { at: 0.0, amount: 50.0 },
        ];
        assert!(matches!(internal_return(&both), Return::Rate(rate) if (rate - 0.1).abs() < 1e-12));
    }

    #[test]
    fn money_is_back_when_the_balance_stays_above_nothing() {
        assert_eq!(payback(&flow(&[-100.0, 60.0, 60.0, 60.0])), Some(2.0));
        assert_eq!(payback(&flow(&[-100.0, 120.0, -60.0, 60.0])), Some(3.0));
        assert_eq!(payback(&flow(&[-100.0, 60.0])), None);
        assert_eq!(payback(&[]), Some(0.0));
    }

    #[test]
    fn a_single_rate_is_found_however_high() {
        assert!((rate(&[-1.0, 1e4]) / 9999.0 - 1.0).abs() < 1e-12);
        // It takes one change of sign only, which payments of one instant do not make among themselves.
        let parts = [(0.0, -1.0), (1.0, 2e4), (1.0, -3e4), (1.0, 2e4)].map(|(at, amount)| Payment { at, amount });
        assert!(matches!(internal_return(&parts), Return::Rate(rate) if (rate / 9999.0 - 1.0).abs() < 1e-12));
    }

    #[test]
    fn a_rate_on_a_step_of_the_search_is_found_once() {
        // -1 + 1001 / (1 + r) - 1000 / (1 + r)^2 is nothing at 0 and at 999, which is out of reach.
        assert!(rate(&[-1.0, 1001.0, -1000.0]).abs() < 1e-12);
    }

    #[test]
    fn rounding_is_no_payment() {
        assert_eq!(payback(&flow(&[-1e6, 1e6, -1e-8])), Some(1.0));
        assert_eq!(payback(&[Payment { at: 3.0, amount: 0.0 }]), Some(0.0));
        assert_eq!(payback(&flow(&[-100.0, 50.0, 50.0])), Some(2.0));
    }
}
