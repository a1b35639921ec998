//! What one replication showed, in few bytes, and back to the last bit.
//!
//! Most gauges stand still on most days, so that of each only its changes are written: how many days without
//! one, and by how much. Whole numbers take as many bytes as they need. Numbers with a fraction are kept as their
//! bits, all first bytes together, then all second bytes: neighbours have sign and size in common. What is left of
//! repetition, `deflate` takes out.

use crate::observe::Record;
use crate::world::flow::visits::Visit;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use std::io::{self, Read, Write};

/// A record of so many gauges, packed.
///
/// # Errors
/// Only where memory cannot be written to.
pub fn pack(record: &Record, gauges: usize) -> io::Result<Vec<u8>> {
    let mut plain = Plain::default();
    let lengths = [
        record.values.len(),
        record.daily.len(),
        record.year_before.len(),
        record.moves.len(),
        record.shares.len(),
        record.visits.len(),
    ];
    for length in lengths {
        plain.natural(length as u64);
    }
    plain.natural(record.events);
    plain.floats(&record.values);
    plain.days(&record.daily, gauges);
    plain.floats(&record.year_before);
    for &count in &record.moves {
        plain.whole(count);
    }
    plain.floats(&record.shares);
    plain.visits(&record.visits);
    let mut packing = DeflateEncoder::new(Vec::new(), Compression::default());
    packing.write_all(&plain.0)?;
    packing.finish()
}

/// A record of so many gauges on so many days, unpacked; `None` if these bytes are no such record.
pub fn unpack(packed: &[u8], gauges: usize, days: usize) -> Option<Record> {
    let mut bytes = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut bytes).ok()?;
    let mut from = Unpacking(&bytes);
    let mut lengths = [0; 6];
    for length in &mut lengths {
        *length = usize::try_from(from.natural()?).ok()?;
    }
    let [values, daily, year_before, moves, shares, visits] = lengths;
    if Some(daily) != gauges.checked_mul(days) {
        return None;
    }
    let events = from.natural()?;
    let record = Record {
        events,
        values: from.floats(values)?,
        daily: from.days(days, gauges)?,
        year_before: from.floats(year_before)?,
        moves: from.wholes(moves)?,
        shares: from.floats(shares)?,
        visits: from.visits(visits)?,
    };
    from.0.is_empty().then_some(record)
}

/// Bytes before they are compressed.
#[derive(Default)]
struct Plain(Vec<u8>);

impl Plain {
    /// Seven bits a byte, the last byte below 128.
    fn natural(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.0.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.0.push(n as u8);
    }

    /// Small ones of either sign take few bytes: 0, -1, 1, -2, …
    fn whole(&mut self, n: i64) {
        self.natural(((n << 1) ^ (n >> 63)) as u64);
    }

    fn floats(&mut self, numbers: &[f64]) {
        for byte in (0..8).rev() {
            let of_each = numbers.iter().map(|x| (x.to_bits() >> (8 * byte)) as u8);
            self.0.extend(of_each);
        }
    }

    /// Gauge by gauge: days without a change, then the change.
    fn days(&mut self, daily: &[i32], gauges: usize) {
        let mut changes = Self::default();
        for gauge in 0..gauges {
            let (mut before, mut still) = (0, 0);
            for &level in daily.iter().skip(gauge).step_by(gauges) {
                if level == before {
                    still += 1;
                } else {
                    self.natural(still);
                    changes.whole(i64::from(level) - i64::from(before));
                    (before, still) = (level, 0);
                }
            }
            self.natural(still);
        }
        self.0.append(&mut changes.0);
    }

    /// Column by column.
    fn visits(&mut self, visits: &[Visit]) {
        let rows: Vec<[i64; Visit::NUMBERS]> = visits.iter().map(Visit::numbers).collect();
        for column in 0..Visit::NUMBERS {
            let mut before = 0;
            for row in &rows {
                self.whole(row[column].wrapping_sub(before));
                before = row[column];
            }
        }
    }
}

/// What is left to be read.
struct Unpacking<'a>(&'a [u8]);

impl Unpacking<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn natural(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            n |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    fn whole(&mut self) -> Option<i64> {
        let n = self.natural()?;
        Some((n >> 1) as i64 ^ -((n & 1) as i64))
    }

    fn wholes(&mut self, count: usize) -> Option<Vec<i64>> {
        self.must_hold(count)?;
        (0..count).map(|_| self.whole()).collect()
    }

    /// Each of so many takes a byte at least: no room is made for what cannot be there.
    fn must_hold(&self, count: usize) -> Option<()> {
        (count <= self.0.len()).then_some(())
    }

    fn floats(&mut self, count: usize) -> Option<Vec<f64>> {
        let (planes, rest) = self.0.split_at_checked(count.checked_mul(8)?)?;
        self.0 = rest;
        let bits = |at: usize| (0..8).fold(0, |n, p| n << 8 | u64::from(planes[p * count + at]));
        Some((0..count).map(|at| f64::from_bits(bits(at))).collect())
    }

    fn days(&mut self, days: usize, gauges: usize) -> Option<Vec<i32>> {
        // The days of all changes come before the changes themselves.
        let mut changed: Vec<usize> = Vec::new();
        let mut ends = Vec::with_capacity(gauges);
        self.must_hold(gauges)?;
        for _ in 0..gauges {
            let mut day = 0;
            loop {
                day = usize::try_from(self.natural()?).ok()?.checked_add(day)?;
                if day >= days {
                    break;
                }
                changed.push(day);
                day += 1;
            }
            if day > days {
                return None;
            }
            ends.push(changed.len());
        }
        self.must_hold(changed.len())?;
        let mut daily = vec![0; days * gauges];
        let mut from = 0;
        for (gauge, end) in ends.into_iter().enumerate() {
            let (mut level, mut filled) = (0_i32, 0);
            for &day in &changed[from..end] {
                for before in filled..day {
                    daily[before * gauges + gauge] = level;
                }
                level = i32::try_from(i64::from(level).checked_add(self.whole()?)?).ok()?;
                filled = day;
            }
            for rest in filled..days {
                daily[rest * gauges + gauge] = level;
            }
            from = end;
        }
        Some(daily)
    }

    fn visits(&mut self, count: usize) -> Option<Vec<Visit>> {
        self.must_hold(count.checked_mul(Visit::NUMBERS)?)?;
        let mut rows = vec![[0; Visit::NUMBERS]; count];
        for column in 0..Visit::NUMBERS {
            let mut before = 0_i64;
            for row in &mut rows {
                before = before.wrapping_add(self.whole()?);
                row[column] = before;
            }
        }
        rows.into_iter().map(Visit::of_numbers).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Two records are the same if all their bits are.
    fn same(a: &Record, b: &Record) -> bool {
        let bits = |numbers: &[f64]| numbers.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        bits(&a.values) == bits(&b.values)
            && a.daily == b.daily
            && bits(&a.year_before) == bits(&b.year_before)
            && a.moves == b.moves
            && bits(&a.shares) == bits(&b.shares)
            && a.visits == b.visits
            && a.events == b.events
    }

    fn record(values: Vec<f64>, daily: Vec<i32>, moves: Vec<i64>, visits: &[[u32; 4]]) -> Record {
        let visits = visits.iter().map(|&[a, b, c, d]| {
            let times = [i64::from(b), i64::from(c), i64::from(d), -(1 << 35)];
            let head = [
                i64::from(a),
                i64::from(b),
                i64::from(a % 200),
                i64::from(c % 9),
            ];
            let place = i64::from(d % 60_000);
            let [p, o, g, u] = head;
            let [asked, started, ready, left] = times;
            Visit::of_numbers([p, o, g, u, place, asked, started, ready, left]).unwrap()
        });
        Record {
            shares: values.iter().rev().copied().collect(),
            year_before: values.iter().map(|x| x.trunc()).collect(),
            values,
            daily,
            moves,
            visits: visits.collect(),
            events: u64::MAX,
        }
    }

    proptest! {
        #[test]
        fn a_record_comes_back_to_the_last_bit(
            bits in prop::collection::vec(any::<u64>(), 0..40),
            gauges in 1_usize..7,
            days in 0_usize..20,
            levels in prop::collection::vec(prop_oneof![Just(0), Just(5), any::<i32>()], 140),
            moves in prop::collection::vec(any::<i64>(), 0..9),
            visits in prop::collection::vec(any::<[u32; 4]>(), 0..9),
        ) {
            let values = bits.into_iter().map(f64::from_bits).collect();
            let record = record(values, levels[..gauges * days].to_vec(), moves, &visits);
            let packed = pack(&record, gauges).unwrap();
            let back = unpack(&packed, gauges, days);
            prop_assert!(back.is_some_and(|back| same(&back, &record)));
        }

        #[test]
        fn noise_is_no_record(noise in prop::collection::vec(any::<u8>(), 0..60)) {
            let mut packing = DeflateEncoder::new(Vec::new(), Compression::default());
            packing.write_all(&noise).unwrap();
            // Whatever it is taken for, nothing panics and no memory is asked for that is not needed.
            for bytes in [noise, packing.finish().unwrap()] {
                let _ = unpack(&bytes, 3, 5);
            }
        }
    }

    #[test]
    fn what_stands_still_takes_no_room() {
        let record = record(vec![0.0; 10_000], vec![0; 1_000_000], Vec::new(), &[]);
        assert!(pack(&record, 1_000).unwrap().len() < 2_000);
    }
}
