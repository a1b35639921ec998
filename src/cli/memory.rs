//! How much memory there is, and how much was used; only Linux says.

use std::fs;

/// What a run may use of the memory to be had.
const SHARE: f64 = 0.8;

/// Bytes that a run may use: most of what is available to this process, or no bound where the system does not say.
pub fn to_be_had() -> f64 {
    let limits = [available(), limit_of_group()];
    SHARE * limits.into_iter().flatten().fold(f64::INFINITY, f64::min)
}

/// Most memory this process has held, in bytes; 0 where the system does not say.
pub fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    kilobytes(&status, "VmHWM:").map_or(0, |kb| kb * 1024)
}

/// Memory that can be had without pushing others out.
fn available() -> Option<f64> {
    let memory = fs::read_to_string("/proc/meminfo").ok()?;
    kilobytes(&memory, "MemAvailable:").map(|kb| kb as f64 * 1024.0)
}

/// What is left of the limit that a container sets, if it sets one.
fn limit_of_group() -> Option<f64> {
    let bytes = |file: &str| -> Option<f64> {
        let text = fs::read_to_string(format!("/sys/fs/cgroup/{file}")).ok()?;
        text.trim().parse().ok()
    };
    let (most, used) = (bytes("memory.max")?, bytes("memory.current")?);
    // Files kept in memory give way.
    let told = fs::read_to_string("/sys/fs/cgroup/memory.stat").unwrap_or_default();
    let gives_way = told
        .lines()
        .find_map(|line| line.strip_prefix("inactive_file "));
    let gives_way: f64 = gives_way.map_or(0.0, |n| n.parse().unwrap_or(0.0));
    Some((most - used + gives_way).clamp(0.0, most))
}

/// The number behind a name in a file of lines such as `VmHWM:   5120 kB`.
fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_by_name() {
        let text = "MemTotal:       24000000 kB\nMemAvailable:   20000000 kB\n";
        assert_eq!(kilobytes(text, "MemAvailable:"), Some(20_000_000));
        assert_eq!(kilobytes(text, "Swap:"), None);
        assert!(to_be_had() > 0.0);
    }
}
