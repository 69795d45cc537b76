//! The address of a database: `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require`.

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use url::Url;

use crate::{Error, Result};

/// How long connecting may take where `connect_timeout` says nothing.
const CONNECT: Duration = Duration::from_secs(10);

/// A server, a database, and how to reach them.
pub struct Address {
    pub(super) config: Config,
    pub(super) verify: Verify,
    /// A file of authorities, until it is known whether certificates are looked at.
    authorities: Option<String>,
    pub(super) connect: Duration,
    port: Option<u16>,
    host: String,
    database: String,
}

/// Whose certificates are believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verify {
    /// Anybody's: what is sent is encrypted, and nobody is asked who they are.
    Nobody,
    /// Those that the system trusts, for this host.
    System,
    /// Those of the authorities in this file, for this host.
    File(PathBuf),
}

/// Is this the address of a PostgreSQL server?
pub fn is_postgres(raw: &str) -> bool {
    let scheme = raw.split_once("://").map(|(scheme, _)| scheme);
    scheme
        .is_some_and(|s| s.eq_ignore_ascii_case("postgres") || s.eq_ignore_ascii_case("postgresql"))
}

impl Address {
    /// Reads an address. What is said of a wrong one shows no part of it that may be a password.
    ///
    /// # Errors
    /// An input error that says what is wrong.
    pub fn read(raw: &str) -> Result<Self> {
        // A socket has no host, which a URL with a user must have.
        let no_host = raw.contains("@/");
        let raw = raw.trim().replacen("@/", "@localhost/", 1);
        let url = Url::parse(&raw).map_err(|_| wrong("cannot be understood"))?;
        // A password with one of `/?#` ends the host early, and its rest must not be taken for a name.
        let behind = [Some(url.path()), url.query(), url.fragment()];
        if url.fragment().is_some() || behind.into_iter().flatten().any(|p| p.contains('@')) {
            return Err(wrong("has an @ or a # where none can stand"));
        }
        let mut address = Address::named(&url, no_host)?;
        for (key, value) in url.query_pairs() {
            address.parameter(&key, value)?;
        }
        address.settled()
    }

    /// What stands before the parameters.
    fn named(url: &Url, no_host: bool) -> Result<Self> {
        let part = |written: &str| decoded(written).ok_or_else(|| wrong("is not UTF-8"));
        let mut config = Config::new();
        config.application_name("feedwright");
        config.ssl_mode(SslMode::Prefer);
        if !url.username().is_empty() {
            config.user(part(url.username())?);
        }
        if let Some(password) = url.password() {
            config.password(part(password)?);
        }
        let host = url.host_str().filter(|_| !no_host).unwrap_or_default();
        Ok(Address {
            config,
            verify: Verify::Nobody,
            authorities: None,
            connect: CONNECT,
            port: url.port(),
            host: part(host.trim_matches(['[', ']']))?,
            database: part(url.path().trim_start_matches('/'))?,
        })
    }

    /// One parameter, named as in libpq (PostgreSQL documentation, section 34.1.2).
    fn parameter(&mut self, key: &str, value: Cow<'_, str>) -> Result<()> {
        let unknown = || wrong(&format!("has a value of `{key}` that is not known"));
        match key {
            "host" => self.host = value.into_owned(),
            "port" => self.port = Some(value.parse().map_err(|_| unknown())?),
            "dbname" => self.database = value.into_owned(),
            "user" => drop(self.config.user(&*value)),
            "password" => drop(self.config.password(&*value)),
            "application_name" => drop(self.config.application_name(&*value)),
            "options" => drop(self.config.options(&*value)),
            "connect_timeout" => {
                let seconds = value.parse().map_err(|_| unknown())?;
                if seconds > 0 {
                    self.connect = Duration::from_secs(seconds);
                }
            }
            "sslmode" => self.encryption(&value)?,
            "sslrootcert" => self.authorities = Some(value.into_owned()),
            "channel_binding" | "gssencmode" if value != "require" => {}
            "channel_binding" => {
                return Err(wrong_but(
                    "asks for channel_binding=require",
                    "leave it out, and write sslmode=verify-full",
                ));
            }
            _ => {
                return Err(wrong_but(
                    "has a parameter that is not known",
                    "use host, port, dbname, user, sslmode, sslrootcert, connect_timeout, application_name and options",
                ));
            }
        }
        Ok(())
    }

    fn encryption(&mut self, mode: &str) -> Result<()> {
        let (mode, verify) = match mode {
            "disable" => (SslMode::Disable, Verify::Nobody),
            "allow" | "prefer" => (SslMode::Prefer, Verify::Nobody),
            "require" => (SslMode::Require, Verify::Nobody),
            "verify-full" => (SslMode::Require, Verify::System),
            "verify-ca" => {
                return Err(wrong_but(
                    "asks for sslmode=verify-ca",
                    "write sslmode=verify-full",
                ));
            }
            _ => return Err(wrong("has a value of `sslmode` that is not known")),
        };
        self.config.ssl_mode(mode);
        self.verify = verify;
        Ok(())
    }

    /// With all parameters taken together.
    fn settled(mut self) -> Result<Self> {
        match self.authorities.take() {
            Some(file) if self.verify == Verify::System && file != "system" => {
                self.verify = Verify::File(file.into());
            }
            Some(_) if self.verify == Verify::Nobody => {
                return Err(wrong_but(
                    "has sslrootcert, which asks for a certificate",
                    "add sslmode=verify-full",
                ));
            }
            _ => {}
        }
        if self.host.is_empty() || self.database.is_empty() {
            return Err(wrong("names no host or no database"));
        }
        self.config.host(&self.host).dbname(&self.database);
        if let Some(port) = self.port {
            self.config.port(port);
        }
        self.config.connect_timeout(self.connect);
        Ok(self)
    }

    /// Host and database, which may be shown.
    pub fn shown(&self) -> String {
        format!("postgres://{}/{}", self.host, self.database)
    }
}

fn wrong(why: &str) -> Error {
    wrong_but(
        why,
        "write postgres://USER:PASSWORD@HOST/DATABASE, and @ : / ? # % in a password as %40 %3A %2F %3F %23 %25",
    )
}

fn wrong_but(why: &str, help: &str) -> Error {
    Error::input(format!("the address of the database {why}")).help(help)
}

/// What stands behind `%41`; `None` where that is not UTF-8 or holds a NUL.
fn decoded(written: &str) -> Option<String> {
    let text = percent_encoding::percent_decode_str(written).decode_utf8();
    text.ok().filter(|s| !s.contains('\0')).map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_show_host_and_database_alone() {
        for (raw, shown) in [
            ("postgres://h/d", Some("postgres://h/d")),
            (
                "postgresql://u:s3cret@h.example:5433/d?sslmode=require",
                Some("postgres://h.example/d"),
            ),
            (
                "postgres://u:s3cret@/d?host=/run/pg",
                Some("postgres:///run/pg/d"),
            ),
            (
                "postgres://u:s3cret%40%2F@h/d%20e",
                Some("postgres://h/d e"),
            ),
            (
                "postgres://u:s3cret@h/d?sslmode=verify-full&sslrootcert=a.pem",
                Some("postgres://h/d"),
            ),
            ("postgres://u:12/s3cret@h/d", None),
            ("postgres://u:12?s3cret@h/d", None),
            ("postgres://u:12#s3cret@h/d", None),
            ("postgres://u:s3cret@h", None),
            ("postgres://u@h/d?sslmode=s3cret", None),
            ("postgres://u@h/d?s3cret=1", None),
            ("postgres://u@h/d?sslrootcert=s3cret", None),
            ("postgres://u@h/d?sslmode=verify-ca", None),
        ] {
            match (Address::read(raw), shown) {
                (Ok(address), Some(shown)) => assert_eq!(address.shown(), shown),
                (Err(e), None) => assert!(!format!("{e:?}").contains("s3cret"), "{e:?}"),
                (got, _) => panic!("{raw}: {}", got.is_ok()),
            }
        }
    }
}
