//! Why there is no verdict, and the status that says so.

use axum::http::StatusCode;

use crate::Error;

/// Why there is no verdict.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    /// What is wrong, as the command line says it.
    pub(super) says: String,
    /// The way out.
    pub(super) help: String,
    /// After how many seconds it is worth another try.
    pub(super) again: Option<u32>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, says: impl Into<String>, help: &str) -> Self {
        Refusal {
            status,
            says: says.into(),
            help: help.to_owned(),
            again: None,
        }
    }

    /// All places are taken.
    pub(super) fn busy() -> Self {
        Refusal {
            again: Some(5),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too many documents are being judged at this moment",
                "try again in a few seconds",
            )
        }
    }

    /// One host was asked too often.
    fn too_often(error: &Error) -> Self {
        Refusal {
            again: Some(60),
            status: StatusCode::TOO_MANY_REQUESTS,
            ..Self::unread(error)
        }
    }

    /// There is more than the bound.
    pub(super) fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("the document has more than {} bytes", super::MOST),
            "larger ones are judged on the command line: feedwright validate FILE",
        )
    }

    /// A fault of ours.
    pub(super) fn fault() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "this document could not be judged: a fault of feedwright",
            "report it, with the document",
        )
    }

    fn unread(error: &Error) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            error.to_string(),
            error.help_text().unwrap_or_default(),
        )
    }

    /// Is it about the moment, and not about the document?
    pub(super) fn passes(&self) -> bool {
        self.again.is_some()
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error.is_busy() {
            true => Self::too_often(&error),
            false => Self::unread(&error),
        }
    }
}
