//! Judges bytes: is this a feed, and is it a valid one?
