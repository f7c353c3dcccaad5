//! Stages, lines and storms.

use super::case::{Case, Row, row, scenario};
use super::finding::Claim;
use super::seen::Seen;
use super::table::exact;

pub(super) fn cases() -> Vec<Case> {
    vec![
        p01(),
        p02(),
        p02_locomotives(),
        p03(),
        p03_lognormal(),
        p04(),
        p05(),
        p06_lognormal(),
        p06_triangular(),
        p07(),
        p08(),
        p09_b0(),
        p09_b2(),
        p09_b5(),
        p09_three(),
        p10(),
        p11(),
        p12(),
        p16(),
        p16_long(),
        p17(),
        p17_long(),
        p18(),
        p20(),
        p21(),
        p24(),
    ]
}

fn p01() -> Case {
    scenario(
        "P01",
        "p01",
        &["stages/alat_crane/handling/unit_h/exponential/mean=8.4"],
        vec![
            row("Wq", |seen| seen.of("wait_mean", "alat_crane")),
            row("W", |seen| seen.of("time_mean", "alat_crane")),
            row("P_wait", |seen| seen.of("waited_share", "alat_crane")),
            row("Lq", |seen| seen.of("queue_mean", "alat_crane")),
            row("W_p95", |seen| seen.of("time_p95", "alat_crane")),
        ],
    )
}

fn p02() -> Case {
    scenario(
        "P02",
        "p02",
        &["stages/alat_cranes/handling/unit_h/exponential/mean=8.4"],
        vec![
            row("P_wait", |seen| seen.of("waited_share", "alat_cranes")),
            row("Wq", |seen| seen.of("wait_mean", "alat_cranes")),
            row("Lq", |seen| seen.of("queue_mean", "alat_cranes")),
            row("Wq_p90", |seen| seen.of("wait_p90", "alat_cranes")),
        ],
    )
}

fn p02_locomotives() -> Case {
    scenario(
        "P02-locomotives",
        "p02-locomotives",
        &["lines/dostyk_aktogay/running_h/exponential/mean=8.4"],
        vec![
            row("P_wait", |seen| seen.of("waited_share", "dostyk_aktogay@dostyk")),
            row("Wq", |seen| seen.of("wait_mean", "dostyk_aktogay@dostyk")),
            row("Lq", |seen| seen.of("locomotives_waiting_mean", "kz_east")),
            row("Wq_p90", |seen| seen.of("wait_p90", "dostyk_aktogay@dostyk")),
        ],
    )
}

fn erlang_loss() -> Vec<Row> {
    vec![
        row("P_lost", |seen| seen.of("diverted_share", "aktogay_tracks")),
        row("mean_busy", |seen| (5.0 * seen.value("busy_share", "aktogay_tracks"), 1.0)),
    ]
}

fn p03() -> Case {
    scenario("P03", "p03", &["stages/aktogay_tracks/handling/train_h/exponential/mean=8.8"], erlang_loss())
}

fn p03_lognormal() -> Case {
    scenario(
        "P03-lognormal",
        "p03-lognormal",
        &["stages/aktogay_tracks/handling/train_h/lognormal/mean=8.8"],
        erlang_loss(),
    )
}

fn p04() -> Case {
    scenario(
        "P04",
        "p04",
        &["stages/aktau_cranes/room=3"],
        vec![
            row("P_lost", |seen| seen.of("diverted_share", "aktau_cranes")),
            row("thr_per_h", |seen| (seen.per_hour("blocks", "wagon/year"), 1.0)),
            row("Lq", |seen| seen.of("queue_mean", "aktau_cranes")),
            row("Wq", |seen| seen.of("wait_mean", "aktau_cranes")),
            row("L", |seen| seen.of("present_mean", "aktau_cranes")),
        ],
    )
}

fn p05() -> Case {
    scenario(
        "P05",
        "p05",
        &["stages/dostyk_hall/handling/train_h=8.4"],
        vec![
            row("Wq", |seen| seen.of("wait_mean", "dostyk_hall")),
            row("P_wait", |seen| seen.of("waited_share", "dostyk_hall")),
            row("Wq_p95", |seen| seen.of("wait_p95", "dostyk_hall")),
        ],
    )
}

fn p06_lognormal() -> Case {
    scenario(
        "P06-lognormal",
        "p06-lognormal",
        &["stages/dostyk_customs/handling/group_h/lognormal/mean=8.4"],
        vec![row("Wq_lognormal", |seen| seen.of("wait_mean", "dostyk_customs"))],
    )
}

fn p06_triangular() -> Case {
    scenario(
        "P06-triangular",
        "p06-triangular",
        &["stages/dostyk_customs/handling/group_h/triangular/mode=5"],
        vec![
            row("Wq_triangular", |seen| seen.of("wait_mean", "dostyk_customs")),
            row("rho_triangular", |seen| seen.of("busy_share", "dostyk_customs")),
        ],
    )
}

fn p07() -> Case {
    scenario(
        "P07",
        "p07",
        &["stages/altynkol_crane/handling/train_h/exponential/mean=8.4"],
        vec![
            row("sigma", |seen| seen.of("waited_share", "altynkol_crane")),
            row("P_wait", |seen| seen.of("waited_share", "altynkol_crane")),
            row("Wq", |seen| seen.of("wait_mean", "altynkol_crane")),
            row("W", |seen| seen.of("time_mean", "altynkol_crane")),
        ],
    )
}

fn p08() -> Case {
    scenario(
        "P08",
        "p08",
        &["flows/heavy_loads/arrivals/poisson/rate_per_h=0.126"],
        vec![
            row("W1", |seen| seen.of("time_mean", "alat_rail_front")),
            row("W2", |seen| seen.of("time_mean", "alat_quay")),
            row("W3", |seen| seen.of("time_mean", "alat_customs")),
            row("W_total", |seen| seen.of("transit_mean", "heavy_loads")).shown(|days| days * 24.0),
            row("L_total", |seen| {
                let stages = ["alat_rail_front", "alat_quay", "alat_customs"];
                (stages.iter().map(|stage| seen.value("present_mean", stage)).sum(), 1.0)
            }),
        ],
    )
}

fn saturated_tandem(
    name: &'static str,
    file: &'static str,
    statistic: &'static str,
    wrong: &'static [&'static str],
) -> Case {
    scenario(name, file, wrong, vec![row(statistic, |seen| (seen.per_hour("wagons", "wagon/year"), 1.0))])
}

fn p09_b0() -> Case {
    saturated_tandem("P09-b0", "p09-b0", "thr_b0", &["stages/aktau_quay/room=1"])
}

fn p09_b2() -> Case {
    saturated_tandem("P09-b2", "p09-b2", "thr_b2", &["stages/aktau_quay/room=3"])
}

fn p09_b5() -> Case {
    saturated_tandem("P09-b5", "p09-b5", "thr_b5", &["stages/aktau_quay/room=3"])
}

fn p09_three() -> Case {
    saturated_tandem("P09-three", "p09-three", "thr_3stations_b0", &["stages/aktau_customs/room=1"])
}

fn p10() -> Case {
    scenario(
        "P10",
        "p10",
        &["weather/gales/closed_h/exponential/mean=13.2"],
        vec![
            row("W", |seen| seen.of("time_mean", "aktau_crane")),
            row("L", |seen| seen.of("present_mean", "aktau_crane")),
            row("availability", open_share),
        ],
    )
}

fn p11() -> Case {
    scenario(
        "P11",
        "p11",
        &["stages/dostyk_crane/handling/train_h/exponential/mean=8.4"],
        vec![
            row("Wq1", |seen| seen.of("wait_mean", "dostyk_crane/container_trains")),
            row("Wq2", |seen| seen.of("wait_mean", "dostyk_crane/ordinary_trains")),
            row("Wq_mean", |seen| seen.of("wait_mean", "dostyk_crane")),
        ],
    )
}

fn p12() -> Case {
    scenario(
        "P12",
        "p12",
        &["stages/dostyk_crane/handling/unit_h/exponential/mean=1.3125"],
        vec![
            row("L", |seen| seen.of("present_mean", "dostyk_crane")),
            row("W", |seen| seen.of("time_mean", "dostyk_crane")),
            row("Wq", |seen| seen.of("wait_mean", "dostyk_crane")),
            row("rho", |seen| seen.of("busy_share", "dostyk_crane")),
        ],
    )
}

fn open_share(seen: &Seen) -> (f64, f64) {
    (1.0 - seen.value("weather_closed_share", "aktau"), 1.0)
}

/// The table has the variance of a long run, 2 p q / (c T), with p = 5/6, q = 1/6 and c = 1/60 + 1/12 an hour. Over
/// T = 720 h from an open start, integrating the covariance of the two-state Markov process leaves this share of it.
const FROM_AN_OPEN_START: f64 = 1.0 - (4.0 * 5.0 / 6.0 - 1.0 / 6.0) / (2.0 * 5.0 / 6.0 * 0.1 * 720.0);

fn p16() -> Case {
    scenario(
        "P16",
        "p16",
        &["weather/gales/closed_h/exponential/mean=18"],
        vec![
            row("open_fraction_720h", open_share),
            row("sd_open_fraction_720h", |seen| {
                ((open_share(seen).0 - exact("P16", "open_fraction_720h")).powi(2), 1.0)
            })
            .shown(|variance| (variance.max(0.0) / FROM_AN_OPEN_START).sqrt()),
        ],
    )
}

fn p16_long() -> Case {
    scenario(
        "P16-long",
        "p16-long",
        &["weather/gales/closed_h/lognormal/mean=15"],
        vec![row("availability", open_share)],
    )
}

const TRAINS: &str = "dostyk_aktogay@dostyk";

fn p17() -> Case {
    scenario(
        "P17",
        "p17",
        &["flows/trains/arrivals/poisson/rate_per_h=0.275"],
        vec![
            row("mean_N_48h", |seen| seen.at("level", TRAINS, "at 48 h")),
            row("var_N_48h", |seen| {
                ((seen.at("level", TRAINS, "at 48 h").0 - exact("P17", "mean_N_48h")).powi(2), 1.0)
            }),
            row("mean_N_96h", |seen| seen.at("level", TRAINS, "at 96 h")),
        ],
    )
}

fn p17_long() -> Case {
    scenario(
        "P17-long",
        "p17-long",
        &["flows/trains/arrivals/poisson/rate_per_h=0.275"],
        vec![row("mean_N_inf", |seen| seen.at("level", TRAINS, "at 400 h"))],
    )
}

fn p18() -> Case {
    scenario(
        "P18",
        "p18",
        &["flows/wagons/arrivals/poisson/rate_per_h=2.1"],
        vec![
            row("form_wait", |seen| seen.of("wait_mean", "yard_crane@altynkol_yard")),
            row("sigma", |seen| seen.of("waited_share", "altynkol_crane")),
            row("Wq_crane", |seen| seen.of("wait_mean", "altynkol_crane")),
        ],
    )
}

fn p20() -> Case {
    scenario(
        "P20",
        "p20",
        &["stages/altynkol_crane/handling/train_h/exponential/mean=8.4"],
        vec![
            row("sigma", |seen| seen.of("waited_share", "altynkol_crane")),
            row("P_wait", |seen| seen.of("waited_share", "altynkol_crane")),
            row("Wq", |seen| seen.of("wait_mean", "altynkol_crane")),
            row("Kingman_upper", |seen| seen.of("wait_mean", "altynkol_crane")).claim(Claim::Below),
        ],
    )
}

/// Hours that the lorry of this number waited; the lane is of kind `border`, so its queue is the cause.
fn wait_of(seen: &Seen, number: u64) -> (f64, f64) {
    let lorry = seen.watch.first_lots.iter().find(|left| left.number == number);
    (lorry.expect("400 h let 25 lorries through").border_queue, 1.0)
}

fn p21() -> Case {
    scenario(
        "P21",
        "p21",
        &["stages/alat_customs/handling/unit_h/exponential/mean=1.5"],
        vec![
            row("mean_first25", |seen| seen.of("wait_mean", "alat_customs")),
            row("wait_25th", |seen| wait_of(seen, 25)),
            row("wait_2nd", |seen| wait_of(seen, 2)),
        ],
    )
}

fn p24() -> Case {
    scenario(
        "P24",
        "p24",
        &["flows/wagons/arrivals/poisson/rate_per_h=0.525"],
        vec![
            row("mean_units", |seen| seen.of("created", "wagons")),
            row("sd_units", |seen| ((seen.of("created", "wagons").0 - exact("P24", "mean_units")).powi(2), 1.0))
                .shown(|variance| variance.max(0.0).sqrt()),
            row("count_dispersion", |seen| ((seen.watch.lots as f64 - 360.0).powi(2) / 360.0, 1.0)),
        ],
    )
}
