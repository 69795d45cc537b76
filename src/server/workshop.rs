//! One thread for what takes much memory for a moment: reading documents whole, packing and cutting them.
//!
//! The system's allocator keeps for each thread what that thread has given back. Packed by whichever thread was free, a
//! thousand documents left megabytes behind in every one of them.

use std::sync::LazyLock;

use tokio::runtime::{Builder, Runtime};

/// Its thread ends by itself after some seconds without work.
static WORKSHOP: LazyLock<Option<Runtime>> = LazyLock::new(|| {
    let mut builder = Builder::new_current_thread();
    builder.max_blocking_threads(1).build().ok()
});

/// Does this when its turn comes. None where it panicked.
pub(super) async fn work<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let done = match &*WORKSHOP {
        Some(workshop) => workshop.spawn_blocking(work),
        None => tokio::task::spawn_blocking(work),
    };
    done.await.ok()
}
