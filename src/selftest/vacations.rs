//! A model of its own, on kernel and facilities alone: a shunting locomotive that works elsewhere when nothing waits.
//!
//! Trains come at the points of a Poisson process and the locomotive takes an exponential time for each. Whenever it
//! finds nothing to do it leaves for a job of fixed length, and again until it finds work. The mean wait is that of
//! M/M/1 and half a job more (Levy & Yechiali 1975; Fuhrmann & Cooper 1985).
//!
//! ```text
//! at work -> done -> a train waits: at work again
//!                 -> nothing waits: away -> back -> (the same question)
//! ```

use super::case::{Case, Rule, model};
use crate::facility::PriorityQueue;
use crate::kernel::{Agenda, Duration, Event, Law, Model, Stream, Time, run};
use crate::stats::Tally;

/// Trains an hour.
const RATE: f64 = 0.1;
/// Hours of work on a train, on average.
const WORK_H: f64 = 6.0;
/// Hours of a job elsewhere.
const JOB_H: f64 = 5.0;
/// About 4,000 trains, which are not measured, and 36,000 that are.
const WARM_UP_H: f64 = 40_000.0;
const END_H: f64 = 400_000.0;
const PRIORITY: u8 = 5;

pub(super) fn case() -> Case {
    model("P19", &["Wq"], 24, 119, |stream, rule| {
        let mut yard = Yard::new(stream, rule);
        let mut agenda = Agenda::new();
        agenda.at(Time::from_hours(yard.gap()), Shunting::TrainArrives);
        agenda.at(Time::ZERO, Shunting::LocomotiveFree);
        run(&mut yard, &mut agenda, Time::from_hours(WARM_UP_H));
        yard.waits = Tally::new();
        run(&mut yard, &mut agenda, Time::from_hours(END_H));
        vec![(Duration::from_ms(1).hours() * yard.waits.sum() as f64, yard.waits.count() as f64)]
    })
}

#[derive(Clone, Copy, Debug)]
pub enum Shunting {
    TrainArrives,
    /// Done with a train, or back from elsewhere.
    LocomotiveFree,
}

impl Event for Shunting {
    fn rank(self) -> u8 {
        match self {
            Shunting::TrainArrives => 0, // a train that comes as the locomotive asks is seen
            Shunting::LocomotiveFree => 1,
        }
    }
}

/// The state of the yard and its locomotive.
pub struct Yard {
    gaps: (Stream, Law),
    work: (Stream, Law),
    rule: Rule,
    arrived: u64,
    begun: u64,
    /// When each train that waits has come.
    waiting: PriorityQueue<Time>,
    /// Of the broken rule: the locomotive waits at the yard.
    idle: bool,
    /// Milliseconds.
    waits: Tally,
}

impl Yard {
    fn new(stream: Stream, rule: Rule) -> Yard {
        let law = |mean| Law::exponential(mean).expect("the mean is positive");
        Yard {
            gaps: (stream.named("gaps"), law(1.0 / RATE)),
            work: (stream.named("work"), law(WORK_H)),
            rule,
            arrived: 0,
            begun: 0,
            waiting: PriorityQueue::new(),
            idle: false,
            waits: Tally::new(),
        }
    }

    /// Hours to the next train.
    fn gap(&self) -> f64 {
        self.gaps.1.draw(self.gaps.0, self.arrived)
    }

    fn on_train(&mut self, agenda: &mut Agenda<Shunting>) {
        self.waiting.push(PRIORITY, agenda.now());
        self.arrived += 1;
        agenda.after(Duration::from_hours(self.gap()), Shunting::TrainArrives);
        if std::mem::take(&mut self.idle) {
            agenda.at(agenda.now(), Shunting::LocomotiveFree);
        }
    }

    fn on_free(&mut self, agenda: &mut Agenda<Shunting>) {
        let Some(came) = self.waiting.pop() else { return self.leave(agenda) };
        self.waits.add(agenda.now().since(came).ms(), 1);
        let work = self.work.1.draw(self.work.0, self.begun);
        self.begun += 1;
        agenda.after(Duration::from_hours(work), Shunting::LocomotiveFree);
    }

    /// Broken, the locomotive does no job elsewhere: that is M/M/1, with a wait of 9 h.
    fn leave(&mut self, agenda: &mut Agenda<Shunting>) {
        match self.rule {
            Rule::Stated => agenda.after(Duration::from_hours(JOB_H), Shunting::LocomotiveFree),
            Rule::Broken => self.idle = true,
        }
    }
}

impl Model for Yard {
    type Event = Shunting;

    fn handle(&mut self, event: Shunting, agenda: &mut Agenda<Shunting>) {
        match event {
            Shunting::TrainArrives => self.on_train(agenda),
            Shunting::LocomotiveFree => self.on_free(agenda),
        }
    }
}
