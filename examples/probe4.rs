//! dev probe of budget
use caremarket::engine::{self, Time};
use caremarket::scenario::reading::Reader;
use caremarket::world::World;
fn main() {
    let all: Vec<String> = std::env::args().collect();
    let sets: Vec<String> = all
        .iter()
        .filter_map(|a| a.strip_prefix("--set="))
        .map(str::to_owned)
        .collect();
    let mut reader = Reader::new();
    let s = reader.read(&all[1], &sets).unwrap();
    for setup in [s.without_policies().setup, s.setup.clone()] {
        for rep in 0..3 {
            let (mut world, mut cal) = World::new(&setup, s.seed, rep);
            print!("rep {rep}:");
            for d in (1..1095).step_by(91) {
                engine::run(
                    &mut world,
                    &mut cal,
                    Time::start_of_day(d) + caremarket::engine::Span::from_seconds(9 * 3600),
                );
                let m = world.market.as_ref().unwrap();
                print!(
                    " {:.3}/{}",
                    m.placements_committed() as f64 / m.placements_limit().unwrap_or(f64::NAN),
                    m.beds_open_to_council()
                );
            }
            println!();
        }
    }
}
