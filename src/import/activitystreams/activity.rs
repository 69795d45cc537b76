//! What was done: made, changed, taken back. What others did with it says nothing of ours.

use super::audience::is_public;
use super::object;
use super::values::{id_of, is_a};
use crate::Result;
use crate::import::draft::Draft;
use crate::import::json::Json;
use crate::import::{Emit, Imported, Options};
use crate::model::{Notice, Status};

/// Something is there that was not there before.
const MADE: [&str; 3] = ["Create", "Add", "Update"];

/// What is there to read, listen to or look at.
const OBJECTS: [&str; 8] = [
    "Article", "Note", "Page", "Question", "Image", "Video", "Audio", "Document",
];

/// What stands around an object: its activity, and the collection of that.
#[derive(Debug, Default, Clone)]
pub(super) struct Around {
    /// The language of the whole document.
    pub(super) language: Option<String>,
}

/// Hands on the records of an activity or object, one after the other: a list in it may be long. None where it is of no
/// kind that makes one.
///
/// # Errors
/// Those of `emit`.
pub(super) fn read(
    json: &Json<'_>,
    line: u64,
    around: &Around,
    options: &Options,
    emit: &mut Emit<'_>,
) -> Result<()> {
    let objects = || json.get("object").map_or(&[][..], Json::items).iter();
    if is_a(json, &["Delete"]) {
        return objects().try_for_each(|gone| emit(retraction(gone, json, line, options)));
    }
    if is_a(json, &["Tombstone"]) {
        return emit(retraction(json, json, line, options));
    }
    if is_a(json, &MADE) {
        return objects().try_for_each(|object| match object {
            Json::Str(_) if !is_a(json, &["Add"]) => emit(only_named(object, line)),
            _ if is_a(object, &["Tombstone"]) => emit(retraction(object, json, line, options)),
            _ if is_a(object, &OBJECTS) => emit(made(object, Some(json), line, around, options)),
            _ => Ok(()),
        });
    }
    if is_a(json, &OBJECTS) {
        return emit(made(json, None, line, around, options));
    }
    Ok(())
}

fn made(
    json: &Json<'_>,
    activity: Option<&Json<'_>>,
    line: u64,
    around: &Around,
    options: &Options,
) -> Imported {
    let mut draft = Draft::new(options, line);
    object::read(&mut draft, json, activity, around.language.as_deref());
    let of_activity = activity.and_then(is_public);
    let told = [is_public(json), of_activity];
    if told.contains(&Some(false)) {
        draft.record.status = Status::Draft;
        draft.explain("status", "to", "not addressed to the public");
    }
    draft.finish()
}

/// An object of which only the address is given.
fn only_named(object: &Json<'_>, line: u64) -> Imported {
    let id = id_of(object).unwrap_or_default();
    let message = format!(
        "the activity names {} and does not hold it",
        crate::import::draft::shown(id)
    );
    Imported {
        line,
        notices: vec![Notice::doubt("id", message).on_line(line)],
        ..Imported::default()
    }
}

fn retraction(gone: &Json<'_>, activity: &Json<'_>, line: u64, options: &Options) -> Imported {
    let mut draft = Draft::new(options, line);
    draft.record.status = Status::Retracted;
    draft.explain("status", "type", "Delete");
    match id_of(gone) {
        Some(id) => draft.record.id = draft.line("id", "object.id", id),
        None => draft.refuse(
            "id",
            "something was deleted, and its id is not given",
            "give the id of what was deleted",
        ),
    }
    let when = [gone.get("deleted"), activity.get("published")];
    if let Some(when) = when.into_iter().flatten().find_map(Json::str) {
        draft.record.updated = draft.moment("updated", "deleted", when);
    }
    draft.finish()
}
