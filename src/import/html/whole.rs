//! Whole HTML documents that came where a fragment belongs: only what the article says is kept.

use std::borrow::Cow;

use super::plain::text_of;
use super::tags::DROPPED_WHOLE;
use super::tokens::{Token, Tokens};

/// The content of the only `<article>` of a document, else of its body; a fragment is its own content. A first heading
/// that repeats the title is left out of a document.
pub(in crate::import) fn content_of<'h>(html: &'h str, title: Option<&str>) -> Cow<'h, str> {
    match content(html) {
        Some(content) => without_heading(content, title.unwrap_or_default()),
        None => Cow::Borrowed(html),
    }
}

/// `None` where the first tag is not one of a whole document.
fn content(html: &str) -> Option<&str> {
    let mut tokens = Tokens::new(html);
    let at = |tokens: &Tokens<'_>| html.len() - tokens.rest().len();
    let (mut is_document, mut depth, mut articles) = (false, 0_usize, 0_usize);
    let (mut article, mut body) = ((0, html.len()), (0, html.len()));
    loop {
        let before = at(&tokens);
        let Some(token) = tokens.next() else { break };
        match token {
            Token::Open { name, .. } => {
                let name = name.to_ascii_lowercase();
                is_document |= matches!(name.as_str(), "html" | "head" | "body");
                if !is_document {
                    return None;
                }
                match name.as_str() {
                    "article" => {
                        if depth == 0 {
                            articles += 1;
                            article = (at(&tokens), html.len());
                        }
                        depth += 1;
                    }
                    "html" | "body" => body.0 = at(&tokens),
                    "head" => body.0 = html.len(),
                    dropped if DROPPED_WHOLE.contains(&dropped) => tokens.skip_content(dropped),
                    _ => {}
                }
            }
            Token::Close { name } if name.eq_ignore_ascii_case("article") => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    article.1 = before;
                }
            }
            Token::Close { name } if name.eq_ignore_ascii_case("body") => body.1 = before,
            Token::Close { name } if name.eq_ignore_ascii_case("head") => body.0 = at(&tokens),
            Token::Close { .. } | Token::Text(_) | Token::Cdata(_) => {}
        }
    }
    let (from, to) = if articles == 1 { article } else { body };
    is_document.then(|| html.get(from..to).unwrap_or_default().trim())
}

fn without_heading<'h>(html: &'h str, title: &str) -> Cow<'h, str> {
    let mut tokens = Tokens::new(html);
    let at = |tokens: &Tokens<'_>| html.len() - tokens.rest().len();
    loop {
        let before = at(&tokens);
        match tokens.next() {
            Some(Token::Text(text)) if text.trim().is_empty() => {}
            Some(Token::Open { name, .. }) if is_around(name) => {}
            Some(Token::Open { name, .. }) if name.eq_ignore_ascii_case("h1") => {
                tokens.skip_content("h1");
                let after = at(&tokens);
                let heading = text_of(html.get(before..after).unwrap_or_default());
                if heading.trim() != title.trim() {
                    return Cow::Borrowed(html);
                }
                let head = html.get(..before).unwrap_or_default();
                let tail = html.get(after..).unwrap_or_default();
                return Cow::Owned([head, tail].concat());
            }
            _ => return Cow::Borrowed(html),
        }
    }
}

fn is_around(name: &str) -> bool {
    ["section", "div", "header", "main"]
        .iter()
        .any(|n| name.eq_ignore_ascii_case(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_and_fragments() {
        for (html, want) in [
            ("<p>a</p>", "<p>a</p>"),
            ("a < b", "a < b"),
            ("<article><p>a</p></article>", "<article><p>a</p></article>"),
            (
                "<!DOCTYPE html><html><head><title>T</title></head><body class=x><p>a</p></body></html>",
                "<p>a</p>",
            ),
            (
                "<HTML><head><title>T</title></head><body><nav>n</nav><ARTICLE id=1><section> <h1>T</h1><p>a</p></section></ARTICLE><p>z</p></body></HTML>",
                "<section> <p>a</p></section>",
            ),
            (
                "<html><body><h1>Other</h1><p>a</p>",
                "<h1>Other</h1><p>a</p>",
            ),
            (
                "<html><body><article>a</article><article>b</article></body></html>",
                "<article>a</article><article>b</article>",
            ),
            (
                "<html><body><article>a<article>b</article>c</article></body></html>",
                "a<article>b</article>c",
            ),
            (
                "<html><head><script>'<article>'</script></head><p>a",
                "<p>a",
            ),
            ("<html>", ""),
        ] {
            assert_eq!(content_of(html, Some("T")), want, "{html}");
        }
    }
}
