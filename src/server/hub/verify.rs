//! Asks a callback whether it wants what was asked on its behalf (WebSub section 5.3), or tells it that it cannot have it
//! (section 5.2).

use url::Url;

use super::signature::hex;
use super::{Hub, now};
use crate::source::{Answered, Callbacks, Unanswerable};
use crate::store::hub::{Intent, Mode};

/// How long after a question without an answer it is asked again, and again; then no more.
const PAUSES: [i64; 2] = [10, 120];

/// Bytes of a challenge before they are written in hexadecimal digits.
const CHALLENGE: usize = 24;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The callback said yes, or was told.
    Confirmed,
    /// It said no, or cannot be asked.
    Refused,
    /// It gave no answer, and is asked again at this time.
    Again(i64),
}

/// Asks, or tells.
pub(super) async fn ask(hub: &Hub, callbacks: &Callbacks, intent: &Intent) -> Outcome {
    let (Ok(url), Some(challenge)) = (Url::parse(&intent.callback), challenge()) else {
        return Outcome::Refused;
    };
    let asked = question(url, intent, &challenge);
    // An answer that begins otherwise is another.
    let answered = callbacks.get(&asked, challenge.len() + 64).await;
    let outcome = judge(intent, &challenge, answered);
    match (&outcome, intent.mode) {
        (_, Mode::Denied) | (Outcome::Again(_), _) => {}
        (Outcome::Confirmed, _) => hub.counts.verified.add(),
        (Outcome::Refused, _) => {
            hub.counts.unverified.add();
            let host = asked.host_str().unwrap_or_default();
            tracing::info!(target: "feedwright", "the hub asked a callback on {host} in vain");
        }
    }
    outcome
}

/// The callback's address with what it is asked; its own query stays as it is.
fn question(mut url: Url, intent: &Intent, challenge: &str) -> Url {
    let mut query = url.query_pairs_mut();
    let mode = match intent.mode {
        Mode::Subscribe => "subscribe",
        Mode::Unsubscribe => "unsubscribe",
        Mode::Denied => "denied",
    };
    query.append_pair("hub.mode", mode);
    query.append_pair("hub.topic", &intent.asked);
    match &intent.reason {
        Some(reason) => query.append_pair("hub.reason", reason),
        None => query.append_pair("hub.challenge", challenge),
    };
    if intent.mode == Mode::Subscribe {
        query.append_pair("hub.lease_seconds", &intent.lease.to_string());
    }
    drop(query);
    url
}

fn judge(intent: &Intent, challenge: &str, answered: Result<Answered, Unanswerable>) -> Outcome {
    let success = |status: u16| (200..300).contains(&status);
    match answered {
        Ok(answer) if success(answer.status) => {
            let echoed = answer.body.trim_ascii() == challenge.as_bytes();
            match echoed || intent.mode == Mode::Denied {
                true => Outcome::Confirmed,
                false => Outcome::Refused,
            }
        }
        Ok(answer) if answer.status < 500 && answer.status != 429 => Outcome::Refused,
        Err(Unanswerable::Forbidden(_)) => Outcome::Refused,
        Ok(_) | Err(Unanswerable::Unreached(_)) => {
            let tries = usize::try_from(intent.tries).unwrap_or(usize::MAX);
            match PAUSES.get(tries) {
                Some(pause) => Outcome::Again(now() + pause),
                None => Outcome::Refused,
            }
        }
    }
}

/// What nobody can guess; none where the system gives nothing of the kind.
fn challenge() -> Option<String> {
    let mut bytes = [0; CHALLENGE];
    getrandom::fill(&mut bytes).ok()?;
    Some(hex(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intent(mode: Mode, tries: u32) -> Intent {
        Intent {
            mode,
            asked: "https://quay.example/a&b".to_owned(),
            callback: String::new(),
            lease: 300,
            reason: (mode == Mode::Denied).then(|| "it has ended".to_owned()),
            tries,
        }
    }

    #[test]
    fn a_callback_keeps_its_own_query() {
        let url = |raw: &str| Url::parse(raw).unwrap();
        for (callback, mode, expected) in [
            (
                "https://reader.example/a?x=%2F&y",
                Mode::Subscribe,
                "https://reader.example/a?x=%2F&y&hub.mode=subscribe&hub.topic=https%3A%2F%2Fquay.example%2Fa%26b\
                 &hub.challenge=c&hub.lease_seconds=300",
            ),
            (
                "https://reader.example/",
                Mode::Unsubscribe,
                "https://reader.example/?hub.mode=unsubscribe&hub.topic=https%3A%2F%2Fquay.example%2Fa%26b&hub.challenge=c",
            ),
            (
                "https://reader.example/?",
                Mode::Denied,
                "https://reader.example/?hub.mode=denied&hub.topic=https%3A%2F%2Fquay.example%2Fa%26b\
                 &hub.reason=it+has+ended",
            ),
        ] {
            assert_eq!(
                question(url(callback), &intent(mode, 0), "c").as_str(),
                expected
            );
        }
    }

    #[test]
    fn only_the_challenge_is_a_yes() {
        let said = |status, body: &str| {
            Ok(Answered {
                status,
                retry_after: None,
                body: body.as_bytes().to_vec(),
            })
        };
        let subscribe = intent(Mode::Subscribe, 0);
        for (answer, expected) in [
            (said(200, "c"), Outcome::Confirmed),
            (said(299, "c\n"), Outcome::Confirmed),
            (said(200, ""), Outcome::Refused),
            (said(200, "cc"), Outcome::Refused),
            (said(200, "<p>c</p>"), Outcome::Refused),
            (said(302, "c"), Outcome::Refused),
            (said(404, "c"), Outcome::Refused),
            (
                Err(Unanswerable::Forbidden(String::new())),
                Outcome::Refused,
            ),
        ] {
            assert_eq!(
                judge(&subscribe, "c", answer.clone()),
                expected,
                "{answer:?}"
            );
        }
        assert!(matches!(
            judge(&subscribe, "c", said(500, "c")),
            Outcome::Again(_)
        ));
        let last = intent(Mode::Subscribe, 2);
        assert_eq!(judge(&last, "c", said(500, "c")), Outcome::Refused);
        let denied = intent(Mode::Denied, 0);
        assert_eq!(judge(&denied, "c", said(200, "")), Outcome::Confirmed);
    }
}
