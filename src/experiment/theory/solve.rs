//! What is exact: formulas, recursions and the linear algebra of Markov chains.
//!
//! Plain numbers in, plain numbers out; nothing here knows how anything is simulated.

/// Erlang's B: the chance that all `c` beds are taken when nobody waits.
pub fn erlang_b(c: u32, a: f64) -> f64 {
    (1..=c).fold(1.0, |b, n| a * b / (f64::from(n) + a * b))
}

/// Erlang's C: the chance that all `c` beds are taken when everyone waits.
pub fn erlang_c(c: u32, a: f64) -> f64 {
    let b = erlang_b(c, a);
    b / (1.0 - a / f64::from(c) * (1.0 - b))
}

/// The stationary law of a birth-death chain on `0..=most`, given its rates.
pub fn birth_death(
    most: usize,
    birth: impl Fn(usize) -> f64,
    death: impl Fn(usize) -> f64,
) -> Vec<f64> {
    let mut law = vec![1.0];
    for n in 0..most {
        law.push(law[n] * birth(n) / death(n + 1));
    }
    let total: f64 = law.iter().sum();
    law.iter().map(|p| p / total).collect()
}

/// The mean of a value over a law on `0..`.
pub fn mean(law: &[f64], value: impl Fn(usize) -> f64) -> f64 {
    law.iter().enumerate().map(|(n, p)| p * value(n)).sum()
}

/// The stationary law of a Markov chain given by its jumps (from, to, rate): Gauss elimination with pivoting.
pub fn stationary(states: usize, jumps: &[(usize, usize, f64)]) -> Vec<f64> {
    // Balance of each state but the last, whose equation is that chances add up to 1.
    let mut a = vec![vec![0.0; states + 1]; states];
    for &(from, to, rate) in jumps {
        a[to][from] += rate;
        a[from][from] -= rate;
    }
    a[states - 1] = vec![1.0; states + 1];
    for column in 0..states {
        let largest =
            (column..states).max_by(|&i, &j| a[i][column].abs().total_cmp(&a[j][column].abs()));
        a.swap(column, largest.expect("a column has rows left below it"));
        let pivot = a[column].clone();
        for row in a.iter_mut().skip(column + 1) {
            let factor = row[column] / pivot[column];
            if factor != 0.0 {
                for (x, p) in row.iter_mut().zip(&pivot).skip(column) {
                    *x -= factor * p;
                }
            }
        }
    }
    let mut law = vec![0.0; states];
    for row in (0..states).rev() {
        let known: f64 = (row + 1..states).map(|j| a[row][j] * law[j]).sum();
        law[row] = (a[row][states] - known) / a[row][row];
    }
    law
}

/// The law of a Markov chain on `0..states` a time after it started in `start`: uniformisation.
pub fn transient(
    states: usize,
    jumps: &[(usize, usize, f64)],
    start: usize,
    time: f64,
) -> Vec<f64> {
    let mut out = vec![0.0; states];
    for &(from, _, rate) in jumps {
        out[from] += rate;
    }
    let fastest = out.iter().copied().fold(0.0, f64::max);
    let (mut now, mut law) = (vec![0.0; states], vec![0.0; states]);
    now[start] = 1.0;
    let (mut weight, mut below, mut n) = (libm::exp(-fastest * time), 0.0, 0.0);
    while below < 1.0 - 1e-12 {
        for (x, p) in law.iter_mut().zip(&now) {
            *x += weight * p;
        }
        below += weight;
        n += 1.0;
        weight *= fastest * time / n;
        let mut next: Vec<f64> = now
            .iter()
            .zip(&out)
            .map(|(p, o)| p * (1.0 - o / fastest))
            .collect();
        for &(from, to, rate) in jumps {
            next[to] += now[from] * rate / fastest;
        }
        now = next;
    }
    law
}

/// The stationary law of a Markov chain given by the jumps out of each state, as far as they lead from one.
pub fn explored<S: Copy + PartialEq>(
    start: S,
    jumps_from: impl Fn(S) -> Vec<(S, f64)>,
) -> Vec<(S, f64)> {
    let (mut states, mut jumps, mut at) = (vec![start], Vec::new(), 0);
    while at < states.len() {
        for (to, rate) in jumps_from(states[at]) {
            let known = states.iter().position(|s| *s == to);
            let to = known.unwrap_or_else(|| {
                states.push(to);
                states.len() - 1
            });
            jumps.push((at, to, rate));
        }
        at += 1;
    }
    let law = stationary(states.len(), &jumps);
    states.into_iter().zip(law).collect()
}

/// An integral from `a` to `b` by Simpson's rule.
pub fn integral(a: f64, b: f64, f: impl Fn(f64) -> f64) -> f64 {
    let n = 20_000;
    let h = (b - a) / f64::from(n);
    let inner = (1..n).map(|i| f(a + h * f64::from(i)) * if i % 2 == 1 { 4.0 } else { 2.0 });
    (f(a) + f(b) + inner.sum::<f64>()) * h / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_solvers_agree_with_one_another() {
        let (c, a) = (4, 3.1);
        let most = 400;
        let beds = |n: usize| n.min(c) as f64;
        let law = birth_death(most, |_| a, beds);
        let waits: f64 = law[c..].iter().sum();
        assert!((waits - erlang_c(c as u32, a)).abs() < 1e-9);
        let jumps: Vec<(usize, usize, f64)> = (0..60)
            .flat_map(|n| [(n, n + 1, a), (n + 1, n, beds(n + 1))])
            .collect();
        let by_elimination = stationary(61, &jumps);
        let by_recursion = birth_death(60, |_| a, beds);
        for (x, y) in by_elimination.iter().zip(&by_recursion) {
            assert!((x - y).abs() < 1e-10);
        }
        let late = transient(61, &jumps, 7, 5_000.0 / 60.0);
        assert!((late[0] - by_recursion[0]).abs() < 1e-3);
        // Two chances that are in every table: B(10, 5) and C(2, 1).
        assert!((erlang_b(10, 5.0) - 0.018_384_570).abs() < 1e-8);
        assert!((erlang_c(2, 1.0) - 1.0 / 3.0).abs() < 1e-12);
    }
}
