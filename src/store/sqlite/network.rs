//! Is a file system one of a network's?

use std::path::Path;

/// `f_type` of statfs(2).
#[cfg(target_os = "linux")]
const NETWORK: &[u32] = &[
    0x0000_6969, // NFS
    0x0000_517B, // SMB
    0xFF53_4D42, // CIFS
    0xFE53_4D42, // SMB 2
    0x5346_414F, // AFS
    0x6B41_4653, // kAFS
    0x0000_564C, // NCP
    0x7375_7245, // Coda
    0x0102_1997, // 9p
    0x00C3_6400, // Ceph
    0x0BD0_0BD0, // Lustre
    0x4750_4653, // GPFS
];

/// Does the file lie on a network file system? `false` where that cannot be told.
#[cfg(target_os = "linux")]
pub(super) fn is_network(path: &Path) -> bool {
    // The magic numbers have 32 bits; the kernel's field is wider on some machines.
    rustix::fs::statfs(path).is_ok_and(|fs| {
        NETWORK
            .iter()
            .any(|&n| i128::from(fs.f_type) & 0xFFFF_FFFF == i128::from(n))
    })
}

/// Does the file lie on a network file system? `false` where that cannot be told.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_network(_path: &Path) -> bool {
    false
}
