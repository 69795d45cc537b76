//! CPU time and peak memory of a piece of work in this process. Linux tells both; elsewhere the figures are zero.

use std::fs;

/// What a piece of work cost.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    /// Seconds of CPU, user and system.
    pub(crate) cpu: f64,
    /// The most memory that the process held meanwhile.
    pub(crate) peak_mib: f64,
}

impl Cost {
    /// Before anything was measured.
    pub(crate) const NONE: Cost = Cost {
        cpu: f64::INFINITY,
        peak_mib: 0.0,
    };

    /// The lower CPU time and the higher peak of two rounds.
    pub(crate) fn or(self, other: Cost) -> Cost {
        Cost {
            cpu: self.cpu.min(other.cpu),
            peak_mib: self.peak_mib.max(other.peak_mib),
        }
    }
}

/// Does the work and tells what it cost.
pub(crate) fn measured(work: impl FnOnce()) -> Cost {
    // Sets the peak back to what is held now.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let begin = cpu_seconds();
    work();
    Cost {
        cpu: cpu_seconds() - begin,
        peak_mib: peak_mib(),
    }
}

fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds: Option<f64> = stat.split(' ').next().and_then(|n| n.parse().ok());
    nanoseconds.unwrap_or_default() / 1e9
}

fn peak_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kib: Option<f64> = line.and_then(|l| l.split_whitespace().next()?.parse().ok());
    kib.unwrap_or_default() / 1024.0
}
