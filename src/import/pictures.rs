//! The pictures and files of a record: the first picture is its image, all others are files beside it.

use super::draft::Draft;
use crate::model::{Enclosure, Image, Rendition};

/// No story has more files; each is compared with all before it.
pub(super) const MOST_FILES: usize = 500;

impl Draft<'_> {
    /// Adds a picture. One of which only the credit is known gives way to one that can be shown.
    pub(super) fn add_picture(&mut self, image: Image) {
        match &self.record.image {
            Some(first) if first.url.is_some() => {
                let first = first.url.clone();
                let title = image.caption.or(image.alt).map(|text| text.to_line());
                if let Some(url) = image.url.filter(|url| Some(url) != first.as_ref()) {
                    self.add_file(Enclosure {
                        url,
                        media_type: image.media_type,
                        length: image.length,
                        duration: None,
                        title,
                        renditions: image.renditions,
                    });
                }
            }
            _ if image != Image::default() => self.record.image = Some(image),
            _ => {}
        }
    }

    /// Adds a file unless the same is there already.
    pub(super) fn add_file(&mut self, file: Enclosure) {
        let known = &mut self.record.enclosures;
        if known.len() < MOST_FILES && !known.iter().any(|k| k.url == file.url) {
            known.push(file);
        }
    }
}

/// The widest picture that is shown where there are several sizes.
const WIDEST: u32 = 2048;

/// Parts the files of one picture into the one to show and the others: the widest that is not too wide, else the
/// narrowest, else the first.
pub(super) fn parted(mut files: Vec<Rendition>) -> Option<(Rendition, Vec<Rendition>)> {
    let wide = |file: &Rendition| file.width.unwrap_or_default();
    let fitting = files.iter().enumerate().rev();
    let fitting = fitting.filter(|(_, f)| f.width.is_some_and(|w| w <= WIDEST));
    let narrowest = files.iter().enumerate().filter(|(_, f)| f.width.is_some());
    let shown = fitting
        .max_by_key(|(_, f)| wide(f))
        .or_else(|| narrowest.min_by_key(|(_, f)| wide(f)))
        .map_or(0, |(at, _)| at);
    if files.is_empty() {
        return None;
    }
    let shown = files.remove(shown);
    files.retain(|file| file.url != shown.url);
    Some((shown, files))
}
