//! A query around a query: a row that is too large comes without its texts, so that nobody has to hold it.
//!
//! The server measures; what it would send otherwise is up to a gigabyte a value, which the protocol makes us take
//! whole.

use super::cells::Form;

/// The query as it is asked: the same columns, and one more that says whether the row has more than so many bytes
/// of text and comes without it. What is no text at all is never sent.
pub(super) fn bounded(sql: &str, forms: &[Form], most: u64) -> String {
    let all = || forms.iter().enumerate();
    let sizes: Vec<String> = all()
        .filter(|(_, form)| form.is_wide())
        .map(|(n, _)| format!("coalesce(octet_length(c{n}::text), 0)::bigint"))
        .collect();
    let size = match sizes.is_empty() {
        true => "0".to_owned(),
        false => sizes.join(" + "),
    };
    let wanted: String = all()
        .map(|(n, form)| match form {
            Form::Bytes => format!("substring(c{n} FROM 1 FOR 0), "),
            form if form.is_wide() => format!("CASE WHEN size <= {most} THEN c{n} END, "),
            _ => format!("c{n}, "),
        })
        .collect();
    let names: Vec<String> = all().map(|(n, _)| format!("c{n}")).collect();
    let asked = sql.trim_end_matches(|c: char| c.is_whitespace() || c == ';');
    // Behind OFFSET the size is worked out once for each row; a line end ends a comment.
    format!(
        "SELECT {wanted}size > {most} FROM (SELECT *, {size} AS size FROM (\n{asked}\n) AS asked({}) OFFSET 0) AS sized",
        names.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_long_is_measured() {
        assert_eq!(
            bounded(
                "SELECT a, b, c; \n",
                &[Form::Text, Form::Int4, Form::Bytes],
                9
            ),
            "SELECT CASE WHEN size <= 9 THEN c0 END, c1, substring(c2 FROM 1 FOR 0), size > 9 FROM (SELECT *, \
             coalesce(octet_length(c0::text), 0)::bigint AS size FROM (\nSELECT a, b, c\n) AS asked(c0, c1, c2) \
             OFFSET 0) AS sized"
        );
    }
}
