//! Stages, lines and storms.

use super::oracles::exact;
use super::{Case, Seen, row};

fn case(file: &'static str, wrong: &'static [&'static str], rows: Vec<super::Row>) -> Case {
    Case { file, sets: &[], wrong, rows }
}

pub fn p01() -> Case {
    case(
        "p01",
        &["stages/alat_crane/handling/unit_h/exponential/mean=8.4"],
        vec![
            row("P01", "Wq", |seen| seen.of("wait_mean", "alat_crane")),
            row("P01", "W", |seen| seen.of("time_mean", "alat_crane")),
            row("P01", "P_wait", |seen| seen.of("waited_share", "alat_crane")),
            row("P01", "Lq", |seen| seen.of("queue_mean", "alat_crane")),
            row("P01", "W_p95", |seen| seen.of("time_p95", "alat_crane")),
        ],
    )
}

pub fn p02() -> Case {
    case(
        "p02",
        &["stages/alat_cranes/handling/unit_h/exponential/mean=8.4"],
        vec![
            row("P02", "P_wait", |seen| seen.of("waited_share", "alat_cranes")),
            row("P02", "Wq", |seen| seen.of("wait_mean", "alat_cranes")),
            row("P02", "Lq", |seen| seen.of("queue_mean", "alat_cranes")),
            row("P02", "Wq_p90", |seen| seen.of("wait_p90", "alat_cranes")),
        ],
    )
}

pub fn p02_locomotives() -> Case {
    case(
        "p02-locomotives",
        &["lines/dostyk_aktogay/running_h/exponential/mean=8.4"],
        vec![
            row("P02", "P_wait", |seen| seen.of("waited_share", "dostyk_aktogay@dostyk")),
            row("P02", "Wq", |seen| seen.of("wait_mean", "dostyk_aktogay@dostyk")),
            row("P02", "Lq", |seen| seen.of("locomotives_waiting_mean", "kz_east")),
            row("P02", "Wq_p90", |seen| seen.of("wait_p90", "dostyk_aktogay@dostyk")),
        ],
    )
}

fn erlang_loss() -> Vec<super::Row> {
    vec![
        row("P03", "P_lost", |seen| seen.of("diverted_share", "aktogay_tracks")),
        row("P03", "mean_busy", |seen| (5.0 * seen.value("busy_share", "aktogay_tracks"), 1.0)),
    ]
}

pub fn p03() -> Case {
    case("p03", &["stages/aktogay_tracks/handling/train_h/exponential/mean=8.8"], erlang_loss())
}

pub fn p03_lognormal() -> Case {
    case("p03-lognormal", &["stages/aktogay_tracks/handling/train_h/lognormal/mean=8.8"], erlang_loss())
}

pub fn p04() -> Case {
    case(
        "p04",
        &["stages/aktau_cranes/room=3"],
        vec![
            row("P04", "P_lost", |seen| seen.of("diverted_share", "aktau_cranes")),
            row("P04", "thr_per_h", |seen| (seen.per_hour("blocks", "wagon/year"), 1.0)),
            row("P04", "Lq", |seen| seen.of("queue_mean", "aktau_cranes")),
            row("P04", "Wq", |seen| seen.of("wait_mean", "aktau_cranes")),
            row("P04", "L", |seen| seen.of("present_mean", "aktau_cranes")),
        ],
    )
}

pub fn p05() -> Case {
    case(
        "p05",
        &["stages/dostyk_hall/handling/train_h=8.4"],
        vec![
            row("P05", "Wq", |seen| seen.of("wait_mean", "dostyk_hall")),
            row("P05", "P_wait", |seen| seen.of("waited_share", "dostyk_hall")),
            row("P05", "Wq_p95", |seen| seen.of("wait_p95", "dostyk_hall")),
        ],
    )
}

pub fn p06_lognormal() -> Case {
    case(
        "p06-lognormal",
        &["stages/dostyk_customs/handling/group_h/lognormal/mean=8.4"],
        vec![row("P06", "Wq_lognormal", |seen| seen.of("wait_mean", "dostyk_customs"))],
    )
}

pub fn p06_triangular() -> Case {
    case(
        "p06-triangular",
        &["stages/dostyk_customs/handling/group_h/triangular/mode=5"],
        vec![
            row("P06", "Wq_triangular", |seen| seen.of("wait_mean", "dostyk_customs")),
            row("P06", "rho_triangular", |seen| seen.of("busy_share", "dostyk_customs")),
        ],
    )
}

pub fn p07() -> Case {
    case(
        "p07",
        &["stages/altynkol_crane/handling/train_h/exponential/mean=8.4"],
        vec![
            row("P07", "sigma", |seen| seen.of("waited_share", "altynkol_crane")),
            row("P07", "P_wait", |seen| seen.of("waited_share", "altynkol_crane")),
            row("P07", "Wq", |seen| seen.of("wait_mean", "altynkol_crane")),
            row("P07", "W", |seen| seen.of("time_mean", "altynkol_crane")),
        ],
    )
}

pub fn p08() -> Case {
    case(
        "p08",
        &["flows/heavy_loads/arrivals/poisson/rate_per_h=0.126"],
        vec![
            row("P08", "W1", |seen| seen.of("time_mean", "alat_rail_front")),
            row("P08", "W2", |seen| seen.of("time_mean", "alat_quay")),
            row("P08", "W3", |seen| seen.of("time_mean", "alat_customs")),
            row("P08", "W_total", |seen| seen.of("transit_mean", "heavy_loads")).exact(|hours| hours / 24.0),
            row("P08", "L_total", |seen| {
                let stages = ["alat_rail_front", "alat_quay", "alat_customs"];
                (stages.iter().map(|stage| seen.value("present_mean", stage)).sum(), 1.0)
            }),
        ],
    )
}

fn saturated_tandem(file: &'static str, statistic: &'static str, wrong: &'static [&'static str]) -> Case {
    case(file, wrong, vec![row("P09", statistic, |seen| (seen.per_hour("wagons", "wagon/year"), 1.0))])
}

pub fn p09_b0() -> Case {
    saturated_tandem("p09-b0", "thr_b0", &["stages/aktau_quay/room=1"])
}

pub fn p09_b2() -> Case {
    saturated_tandem("p09-b2", "thr_b2", &["stages/aktau_quay/room=3"])
}

pub fn p09_b5() -> Case {
    saturated_tandem("p09-b5", "thr_b5", &["stages/aktau_quay/room=3"])
}

pub fn p09_three() -> Case {
    saturated_tandem("p09-three", "thr_3stations_b0", &["stages/aktau_customs/room=1"])
}

pub fn p10() -> Case {
    case(
        "p10",
        &["weather/gales/closed_h/exponential/mean=13.2"],
        vec![
            row("P10", "W", |seen| seen.of("time_mean", "aktau_crane")),
            row("P10", "L", |seen| seen.of("present_mean", "aktau_crane")),
            row("P10", "availability", open_share),
        ],
    )
}

pub fn p11() -> Case {
    case(
        "p11",
        &["stages/dostyk_crane/handling/train_h/exponential/mean=8.4"],
        vec![
            row("P11", "Wq1", |seen| seen.of("wait_mean", "dostyk_crane/container_trains")),
            row("P11", "Wq2", |seen| seen.of("wait_mean", "dostyk_crane/ordinary_trains")),
            row("P11", "Wq_mean", |seen| seen.of("wait_mean", "dostyk_crane")),
        ],
    )
}

pub fn p12() -> Case {
    case(
        "p12",
        &["stages/dostyk_crane/handling/unit_h/exponential/mean=1.3125"],
        vec![
            row("P12", "L", |seen| seen.of("present_mean", "dostyk_crane")),
            row("P12", "W", |seen| seen.of("time_mean", "dostyk_crane")),
            row("P12", "Wq", |seen| seen.of("wait_mean", "dostyk_crane")),
            row("P12", "rho", |seen| seen.of("busy_share", "dostyk_crane")),
        ],
    )
}

fn open_share(seen: &Seen) -> (f64, f64) {
    (1.0 - seen.value("weather_closed_share", "aktau"), 1.0)
}

/// The table has the variance of a long run, 2 p q / (c T), with p = 5/6, q = 1/6 and c = 1/60 + 1/12 an hour. Over
/// T = 720 h from an open start, integrating the covariance of the two-state Markov process leaves this share of it.
const FROM_AN_OPEN_START: f64 = 1.0 - (4.0 * 5.0 / 6.0 - 1.0 / 6.0) / (2.0 * 5.0 / 6.0 * 0.1 * 720.0);

pub fn p16() -> Case {
    case(
        "p16",
        &["weather/gales/closed_h/exponential/mean=18"],
        vec![
            row("P16", "open_fraction_720h", open_share),
            row("P16", "sd_open_fraction_720h", |seen| {
                ((open_share(seen).0 - exact("P16", "open_fraction_720h")).powi(2), 1.0)
            })
            .exact(|sd| sd * sd * FROM_AN_OPEN_START),
        ],
    )
}

pub fn p16_long() -> Case {
    case("p16-long", &["weather/gales/closed_h/lognormal/mean=15"], vec![row("P16", "availability", open_share)])
}

const TRAINS: &str = "dostyk_aktogay@dostyk";

pub fn p17() -> Case {
    case(
        "p17",
        &["flows/trains/arrivals/poisson/rate_per_h=0.275"],
        vec![
            row("P17", "mean_N_48h", |seen| seen.at("level", TRAINS, "at 48 h")),
            row("P17", "var_N_48h", |seen| {
                ((seen.at("level", TRAINS, "at 48 h").0 - exact("P17", "mean_N_48h")).powi(2), 1.0)
            }),
            row("P17", "mean_N_96h", |seen| seen.at("level", TRAINS, "at 96 h")),
        ],
    )
}

pub fn p17_long() -> Case {
    case(
        "p17-long",
        &["flows/trains/arrivals/poisson/rate_per_h=0.275"],
        vec![row("P17", "mean_N_inf", |seen| seen.at("level", TRAINS, "at 400 h"))],
    )
}

pub fn p18() -> Case {
    case(
        "p18",
        &["flows/wagons/arrivals/poisson/rate_per_h=2.1"],
        vec![
            row("P18", "form_wait", |seen| seen.of("wait_mean", "yard_crane@altynkol_yard")),
            row("P18", "sigma", |seen| seen.of("waited_share", "altynkol_crane")),
            row("P18", "Wq_crane", |seen| seen.of("wait_mean", "altynkol_crane")),
        ],
    )
}

pub fn p20() -> Case {
    case(
        "p20",
        &["stages/altynkol_crane/handling/train_h/exponential/mean=8.4"],
        vec![
            row("P20", "sigma", |seen| seen.of("waited_share", "altynkol_crane")),
            row("P20", "P_wait", |seen| seen.of("waited_share", "altynkol_crane")),
            row("P20", "Wq", |seen| seen.of("wait_mean", "altynkol_crane")),
            row("P20", "Kingman_upper", |seen| seen.of("wait_mean", "altynkol_crane")).below(),
        ],
    )
}

/// Hours that the lorry of this number waited; the lane is of kind `border`, so its queue is the cause.
fn wait_of(seen: &Seen, number: u64) -> (f64, f64) {
    let lorry = seen.watch.first_lots.iter().find(|left| left.number == number);
    (lorry.expect("400 h let 25 lorries through").border_queue, 1.0)
}

pub fn p21() -> Case {
    case(
        "p21",
        &["stages/alat_customs/handling/unit_h/exponential/mean=1.5"],
        vec![
            row("P21", "mean_first25", |seen| seen.of("wait_mean", "alat_customs")),
            row("P21", "wait_25th", |seen| wait_of(seen, 25)),
            row("P21", "wait_2nd", |seen| wait_of(seen, 2)),
        ],
    )
}

pub fn p24() -> Case {
    case(
        "p24",
        &["flows/wagons/arrivals/poisson/rate_per_h=0.525"],
        vec![
            row("P24", "mean_units", |seen| seen.of("created", "wagons")),
            row("P24", "sd_units", |seen| ((seen.of("created", "wagons").0 - exact("P24", "mean_units")).powi(2), 1.0))
                .exact(|sd| sd * sd),
            row("P24", "count_dispersion", |seen| ((seen.watch.lots as f64 - 360.0).powi(2) / 360.0, 1.0)),
        ],
    )
}
