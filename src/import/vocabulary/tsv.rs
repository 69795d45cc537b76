//! A vocabulary as a table: one line for each code, columns parted by tabs, named by the first line.
//!
//! `qcode` (or `code`), `parent`, `retired` (a date), `instead`, and each other column whose name is a language tag
//! (`en`, `en_gb`) holds labels. Columns of other names are left alone.

use super::{Concept, Held};
use crate::syntax::language_tag::is_tag;

/// What a column holds.
enum Column {
    Code,
    Broader,
    Retired,
    Instead,
    Label(String),
    Other,
}

pub(super) fn read(text: &str) -> Result<Held, (Option<u64>, String)> {
    let mut lines = text.lines().zip(1_u64..);
    let header = lines.next().map_or("", |(line, _)| line);
    let columns: Vec<Column> = header.split('\t').map(column).collect();
    if !columns.iter().any(|c| matches!(c, Column::Code)) {
        let message = "the first line names no column `qcode` or `code`, parted by tabs";
        return Err((Some(1), message.to_owned()));
    }
    let mut held = Held::default();
    for (line, number) in lines.filter(|(line, _)| !line.trim().is_empty()) {
        let (code, concept) = one(line, &columns, &mut held.prefix);
        if code.is_empty() {
            return Err((Some(number), "the line has no code".to_owned()));
        }
        if held.concepts.insert(code.clone(), concept).is_some() {
            return Err((
                Some(number),
                format!("the code {code:?} stands there twice"),
            ));
        }
    }
    Ok(held)
}

fn column(name: &str) -> Column {
    match name.trim() {
        "qcode" | "code" => Column::Code,
        "parent" | "broader" => Column::Broader,
        "retired" => Column::Retired,
        "instead" | "successor" => Column::Instead,
        other => {
            let tag = other.replace('_', "-");
            if is_tag(&tag) {
                Column::Label(tag)
            } else {
                Column::Other
            }
        }
    }
}

fn one(line: &str, columns: &[Column], prefix: &mut Option<String>) -> (String, Concept) {
    let mut code = String::new();
    let mut concept = Concept::default();
    for (cell, column) in line.split('\t').zip(columns) {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        match column {
            Column::Code => {
                if let Some((before, _)) = cell.split_once(':') {
                    prefix.get_or_insert_with(|| before.to_owned());
                }
                code = bare(cell);
            }
            Column::Broader => concept.broader = codes(cell),
            Column::Retired => concept.retired = Some(cell.to_owned()),
            Column::Instead => concept.instead = codes(cell),
            Column::Label(tag) => {
                concept.labels.insert(tag.clone(), cell.to_owned());
            }
            Column::Other => {}
        }
    }
    (code, concept)
}

/// A QCode without its prefix.
fn bare(qcode: &str) -> String {
    qcode
        .split_once(':')
        .map_or(qcode, |(_, code)| code)
        .to_owned()
}

fn codes(cell: &str) -> Vec<String> {
    let codes = cell.split([' ', ',', ';', '|']);
    codes.filter(|c| !c.is_empty()).map(bare).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_their_line() {
        for (table, line, message) in [
            (
                "name\tlabel\n",
                1,
                "the first line names no column `qcode` or `code`, parted by tabs",
            ),
            ("code\ten\na\tA\n\tB\n", 3, "the line has no code"),
            (
                "code\ten\na\tA\na\tB\n",
                3,
                "the code \"a\" stands there twice",
            ),
        ] {
            assert_eq!(read(table).unwrap_err(), (Some(line), message.to_owned()));
        }
    }
}
