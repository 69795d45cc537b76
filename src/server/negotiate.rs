//! Which encoding of a file a client gets (RFC 9110 section 12.5.3).

use axum::http::{HeaderMap, header};

/// The encodings that a file may be served in, the dearest first: what packs better is preferred where a client
/// takes both equally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Zstd,
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    pub(super) const ALL: [Encoding; 4] = [
        Encoding::Zstd,
        Encoding::Brotli,
        Encoding::Gzip,
        Encoding::Identity,
    ];

    /// Its name in `Content-Encoding`; none for the plain file.
    pub(super) const fn coding(self) -> Option<&'static str> {
        match self {
            Encoding::Zstd => Some("zstd"),
            Encoding::Brotli => Some("br"),
            Encoding::Gzip => Some("gzip"),
            Encoding::Identity => None,
        }
    }

    /// The end of the packed file's name, as [`crate::sink::packing`] names it; none for the plain file.
    pub(super) const fn packing(self) -> Option<&'static str> {
        match self {
            Encoding::Zstd => Some("zst"),
            Encoding::Brotli => Some("br"),
            Encoding::Gzip => Some("gz"),
            Encoding::Identity => None,
        }
    }
}

/// One thing for each encoding.
#[derive(Debug, Default)]
pub(super) struct Each<T> {
    zstd: T,
    brotli: T,
    gzip: T,
    identity: T,
}

impl<T> Each<T> {
    pub(super) const fn of(&self, encoding: Encoding) -> &T {
        match encoding {
            Encoding::Zstd => &self.zstd,
            Encoding::Brotli => &self.brotli,
            Encoding::Gzip => &self.gzip,
            Encoding::Identity => &self.identity,
        }
    }

    const fn of_mut(&mut self, encoding: Encoding) -> &mut T {
        match encoding {
            Encoding::Zstd => &mut self.zstd,
            Encoding::Brotli => &mut self.brotli,
            Encoding::Gzip => &mut self.gzip,
            Encoding::Identity => &mut self.identity,
        }
    }
}

/// The best encoding that the client takes; the plain file for one that says nothing, and for one that wants nothing
/// that there is: an answer is worth more to a reader than a refusal.
pub(super) fn best(headers: &HeaderMap) -> Encoding {
    let mut weights: Each<Option<u16>> = Each::default();
    let mut any = None;
    for value in headers.get_all(header::ACCEPT_ENCODING) {
        for (coding, weight) in value
            .to_str()
            .unwrap_or_default()
            .split(',')
            .filter_map(weighed)
        {
            if coding == "*" {
                any = Some(weight);
            }
            for encoding in Encoding::ALL {
                if names(coding, encoding) {
                    *weights.of_mut(encoding) = Some(weight);
                }
            }
        }
    }
    let mut best = (Encoding::Identity, 0);
    for encoding in Encoding::ALL.into_iter().filter(|e| e.coding().is_some()) {
        let weight = weights.of(encoding).or(any).unwrap_or(0);
        if weight > best.1 {
            best = (encoding, weight);
        }
    }
    match weights.identity {
        Some(weight) if weight > best.1 => Encoding::Identity,
        _ => best.0,
    }
}

fn names(coding: &str, encoding: Encoding) -> bool {
    match encoding {
        Encoding::Gzip => {
            coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip")
        }
        Encoding::Identity => coding.eq_ignore_ascii_case("identity"),
        other => other
            .coding()
            .is_some_and(|c| coding.eq_ignore_ascii_case(c)),
    }
}

/// A coding, or whatever else a list like `Accept` holds, and its weight in thousandths.
pub(super) fn weighed(part: &str) -> Option<(&str, u16)> {
    let mut parts = part.split(';').map(str::trim);
    let coding = parts.next().filter(|c| !c.is_empty())?;
    let weight = parts.find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q=")));
    let thousandths = match weight.map(str::parse::<f32>) {
        None => 1000,
        Some(Ok(weight)) if (0.0..=1.0).contains(&weight) => {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 to 1000"
            )]
            let thousandths = (weight * 1000.0) as u16;
            thousandths
        }
        // Whoever writes nonsense gets what can be read without it.
        Some(_) => 0,
    };
    Some((coding, thousandths))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_that_a_client_takes() {
        use Encoding as E;
        for (asked, expected) in [
            (None, E::Identity),
            (Some(""), E::Identity),
            (Some("gzip"), E::Gzip),
            (Some("x-gzip"), E::Gzip),
            (Some("gzip, deflate"), E::Gzip),
            (Some("gzip, deflate, br"), E::Brotli),
            (Some("gzip, deflate, br, zstd"), E::Zstd),
            (Some("br;q=0.5, gzip;q=0.8"), E::Gzip),
            (Some("gzip;q=0, identity"), E::Identity),
            (Some("gzip;q=0"), E::Identity),
            (Some("identity;q=1, gzip;q=0.5"), E::Identity),
            (Some("*"), E::Zstd),
            (Some("*;q=0"), E::Identity),
            (Some("*, zstd;q=0, br;q=0"), E::Gzip),
            (Some("GZIP ; Q=0.1"), E::Gzip),
            (Some("gzip;q=nonsense"), E::Identity),
            (Some("deflate"), E::Identity),
            (Some(",,;;,gzip"), E::Gzip),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(asked) = asked {
                headers.insert(header::ACCEPT_ENCODING, asked.parse().unwrap());
            }
            assert_eq!(best(&headers), expected, "{asked:?}");
        }
    }
}
