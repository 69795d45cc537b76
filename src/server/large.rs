//! Files that are too large for memory are read as the client takes them.

use std::ops::Range;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use tokio::sync::Semaphore;

/// How many bytes of a large file are read at once.
const CHUNK: usize = 64 << 10;

/// So many reads of large files at once: more would only hold up those who ask for something small.
static READING: Semaphore = Semaphore::const_new(4);

/// A part of a file, read as the client takes it. A file that has been cut meanwhile ends the connection.
pub(super) fn stream(file: std::fs::File, part: Range<u64>) -> Body {
    let from = (Arc::new(file), part);
    let chunks = futures_util::stream::try_unfold(from, |(file, part)| async move {
        if part.is_empty() {
            return Ok(None);
        }
        let chunk = read(Arc::clone(&file), part.clone()).await?;
        let rest = part.start + chunk.len() as u64..part.end;
        Ok::<_, std::io::Error>(Some((chunk, (file, rest))))
    });
    Body::from_stream(chunks)
}

/// The next bytes of this part of a file.
async fn read(file: Arc<std::fs::File>, part: Range<u64>) -> std::io::Result<Bytes> {
    use std::os::unix::fs::FileExt;
    let _one = READING.acquire().await.map_err(std::io::Error::other)?;
    let reading = tokio::task::spawn_blocking(move || {
        let length = usize::try_from(part.end - part.start).map_or(CHUNK, |n| n.min(CHUNK));
        let mut chunk = vec![0; length];
        match file.read_at(&mut chunk, part.start)? {
            0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
            read => {
                chunk.truncate(read);
                Ok(chunk.into())
            }
        }
    });
    reading.await.map_err(std::io::Error::other)?
}
