//! dev probe of homes
use caremarket::engine::{self, Time};
use caremarket::scenario::{reading::Reader, render::Look};
use caremarket::world::World;
use caremarket::world::market::employer::Kind;
fn main() {
    let all: Vec<String> = std::env::args().collect();
    let sets: Vec<String> = all
        .iter()
        .filter_map(|a| a.strip_prefix("--set="))
        .map(str::to_owned)
        .collect();
    let mut reader = Reader::new();
    let scenario = reader.read(&all[1], &sets);
    eprint!(
        "{}",
        reader.problems.render(&reader.sources, Look::default())
    );
    let scenario = scenario.unwrap();
    let day: i64 = all[2].parse().unwrap();
    let (mut world, mut cal) = World::new(&scenario.setup, 1, 0);
    engine::run(&mut world, &mut cal, Time::start_of_day(day));
    let m = world.market.as_ref().unwrap();
    let mut hs: Vec<_> = m
        .employers
        .iter()
        .filter(|e| e.kind == Kind::Home && e.open)
        .collect();
    hs.sort_by(|a, b| a.margin.total_cmp(&b.margin));
    println!("margin usual reg staffed taken resid held head posts vac reserve selfprice closing");
    let gap = |f: &dyn Fn(&&&caremarket::world::market::employer::Employer) -> bool| {
        (
            hs.iter().filter(f).count(),
            hs.iter()
                .filter(f)
                .map(|e| e.posts - e.headcount)
                .sum::<i32>(),
            hs.iter().filter(f).map(|e| e.posts).sum::<i32>(),
        )
    };
    println!(
        "losing {:?} fine {:?} closing {:?}",
        gap(&|e| e.margin < 0.0 && e.takes_clients()),
        gap(&|e| e.margin >= 0.0 && e.takes_clients()),
        gap(&|e| !e.takes_clients())
    );
    for e in hs.iter().step_by(3) {
        println!(
            "{:.3} {:.3} {} {} {} {} {} {} {} {} {:.0} {:.0} {:?}",
            e.margin,
            e.usual_margin,
            e.registered,
            e.staffed,
            e.beds_taken(),
            e.residents(),
            e.held_beds,
            e.headcount,
            e.posts,
            e.vacancies,
            e.reserve_price / 100.0,
            e.self_price / 100.0,
            e.closes_on
        );
    }
}
