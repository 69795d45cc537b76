//! Where records come from: the `[[source]]` tables.

use std::collections::BTreeSet;

use crate::config::newsroom_file::SourceTable;
use crate::config::place::Place;
use crate::config::{CapturedAt, Secret, Server, Site, SourceDef, WebSource, check, source_web};
use crate::model::Moment;
#[cfg(feature = "postgres")]
use crate::source::postgres;
use crate::{Error, Result, import};

/// Reads every `[[source]]`; there is at least one, and no two have one name.
pub(super) fn sources(
    written: &[SourceTable],
    site: &Site,
    place: &Place,
) -> Result<Vec<SourceDef>> {
    if written.is_empty() {
        return Err(Error::config("the newsroom has no [[source]]")
            .at(&place.file)
            .help("add one, for example:\n[[source]]\npath = \"articles/*.jsonl\""));
    }
    let mut sources: Vec<SourceDef> = Vec::with_capacity(written.len());
    let mut names = BTreeSet::new();
    for (n, table) in written.iter().enumerate() {
        let source = source(table, &n.to_string(), site, place)?;
        if !names.insert(source.name.clone()) {
            let message = format!("two sources have the name {:?}", source.name);
            return Err(place
                .error(&["source", &n.to_string()], message)
                .help("give one of them another `name`"));
        }
        sources.push(source);
    }
    Ok(sources)
}

fn source(written: &SourceTable, n: &str, site: &Site, place: &Place) -> Result<SourceDef> {
    let Location { path, web, server } = place_of(written, n, site, place)?;
    let format = match &written.format {
        Some(name) => Some(import::by_name(name).map_err(|e| {
            let help = e.help_text().unwrap_or_default().to_owned();
            place
                .error(
                    &["source", n, "format"],
                    format!("unknown input format {name:?}"),
                )
                .help(help)
        })?),
        None => None,
    };
    if let Some(template) = &written.page_url {
        check::page_url(template, n, place)?;
    }
    check::fields(&written.fields, n, place)?;
    Ok(SourceDef {
        name: name_of(written, &path),
        format,
        timezone: check::timezone(
            written.timezone.as_deref(),
            place,
            &["source", n, "timezone"],
        )?,
        language: check::language(
            written.language.as_deref(),
            place,
            &["source", n, "language"],
        )?,
        captured_at: captured_at(written.captured_at.as_deref(), n, place)?,
        page_url: written.page_url.clone(),
        fields: written.fields.clone(),
        trust: written.trust,
        missing_share: source_web::missing_share(written, n, place)?,
        sql: written.sql.clone(),
        path,
        web,
        server,
    })
}

/// Where a source is.
#[derive(Default)]
struct Location {
    /// The path, or what may be shown of the address.
    path: String,
    web: Option<Box<WebSource>>,
    server: Option<Box<Server>>,
}

/// The path, or the address and how it is fetched.
fn place_of(written: &SourceTable, n: &str, site: &Site, place: &Place) -> Result<Location> {
    if let Some(database) = database(written, n, place)? {
        return location(database, written, n, place);
    }
    match (&written.path, &written.url) {
        (Some(path), None) if !path.is_empty() => {
            source_web::none(written, n, &[], place)?;
            Ok(Location {
                path: path.clone(),
                ..Location::default()
            })
        }
        (None, Some(_)) => {
            let web = source_web::checked(written, n, site, place)?;
            Ok(Location {
                path: web.url.to_string(),
                web: Some(Box::new(web)),
                ..Location::default()
            })
        }
        (Some(_), Some(_)) => Err(place
            .error(&["source", n], "a source has either a `path` or a `url`")
            .help("make two of it")),
        _ => Err(place
            .error(&["source", n], "a source needs a `path` or a `url`")
            .help("name a file, a glob or a directory, or an address to fetch from")),
    }
}

/// A source's name: as written, else the path or address as written, without keys.
fn name_of(written: &SourceTable, path: &str) -> String {
    match (&written.name, &written.url) {
        (Some(name), _) => name.clone(),
        (None, Some(url)) => source_web::shown(url),
        (None, None) => path.to_owned(),
    }
}

/// The database that a query asks; `None` where there is no query.
fn database<'w>(written: &'w SourceTable, n: &str, place: &Place) -> Result<Option<&'w str>> {
    let at = |key: &'static str| ["source", n, key];
    let (sql, database) = match (&written.sql, &written.database) {
        (None, None) => return Ok(None),
        (Some(sql), Some(database)) => (sql, database),
        (Some(_), None) => {
            return Err(place.error(&at("sql"), "`sql` needs a `database`").help(
                "name the file or the server, like database = \"cms.sqlite\" or \"$DATABASE_URL\"",
            ));
        }
        (None, Some(_)) => {
            return Err(place
                .error(
                    &at("database"),
                    "`database` needs the query that it is asked",
                )
                .help("write it, like sql = \"SELECT title, url, published FROM stories\""));
        }
    };
    for (key, is_written) in [
        ("path", written.path.is_some()),
        ("url", written.url.is_some()),
        ("format", written.format.is_some()),
        ("captured_at", written.captured_at.is_some()),
        ("page_url", written.page_url.is_some()),
    ] {
        if is_written {
            return Err(place
                .error(&at(key), format!("`{key}` says nothing beside `sql`"))
                .help("leave one of them out"));
        }
    }
    if sql.trim().is_empty() || database.trim().is_empty() {
        return Err(place
            .error(&at("sql"), "the query or its database is empty")
            .help("write one SELECT and the file or server that it asks"));
    }
    Ok(Some(database))
}

/// A file, or a server whose address may hold a password and is not shown.
fn location(database: &str, written: &SourceTable, n: &str, place: &Place) -> Result<Location> {
    let path = ["source", n, "database"];
    if !database.contains("://") && !database.contains('$') {
        source_web::none(written, n, &[], place)?;
        return Ok(Location {
            path: database.to_owned(),
            ..Location::default()
        });
    }
    source_web::none(written, n, &["timeout"], place)?;
    let timeout = match written.timeout {
        Some(_) => Some(source_web::seconds(
            &["source", n, "timeout"],
            written.timeout,
            0.0,
            0.1..=3600.0,
            place,
        )?),
        None => None,
    };
    Ok(Location {
        path: if database.contains("://") {
            shown(database).map_err(|e| {
                let help = e.help_text().unwrap_or_default().to_owned();
                place.error(&path, e.to_string()).help(help)
            })?
        } else {
            database.to_owned()
        },
        server: Some(Box::new(Server {
            address: Secret::new(database, "`database`", place.line_of(&path)),
            timeout,
        })),
        web: None,
    })
}

/// Host and database of an address.
#[cfg(feature = "postgres")]
fn shown(address: &str) -> Result<String> {
    if !postgres::is_postgres(address) {
        return Err(
            Error::input("SQLite files and PostgreSQL servers are asked, and no others")
                .help("name a file or postgres://…, or let the other database write JSON Lines"),
        );
    }
    Ok(postgres::Address::read(address)?.shown())
}

#[cfg(not(feature = "postgres"))]
fn shown(_: &str) -> Result<String> {
    Err(Error::input("this program was built without PostgreSQL")
        .help("name a SQLite file, or let the other database write JSON Lines"))
}

fn captured_at(written: Option<&str>, n: &str, place: &Place) -> Result<Option<CapturedAt>> {
    match written {
        None => Ok(None),
        Some("mtime") => Ok(Some(CapturedAt::FileTime)),
        Some(raw) => match Moment::read(raw) {
            Ok((Moment::Instant(t), _)) => Ok(Some(CapturedAt::Time(t))),
            _ => Err(place
                .error(
                    &["source", n, "captured_at"],
                    format!("{raw:?} is neither \"mtime\" nor an RFC 3339 time"),
                )
                .help("write it like \"2017-10-13T12:00:00Z\"")),
        },
    }
}
