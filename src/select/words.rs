//! The few words that stand in entries beside what records say, by language.

/// Words that an entry needs, in one language.
pub(super) struct Words {
    /// Before the title of a withdrawn entry.
    pub(super) withdrawn: &'static str,
    /// The text of a withdrawn entry.
    pub(super) notice: &'static str,
    /// Above the titles of related stories.
    pub(super) related: &'static str,
    /// Before the note that tells what was put right.
    pub(super) correction: &'static str,
}

const ENGLISH: Words = Words {
    withdrawn: "Withdrawn",
    notice: "This story has been withdrawn by its publisher.",
    related: "Related",
    correction: "Correction",
};

/// The primary subtag of a language (BCP 47) and its words; every other language has the English ones.
const WORDS: &[(&str, Words)] = &[
    (
        "de",
        Words {
            withdrawn: "Zurückgezogen",
            notice: "Die Redaktion hat diesen Beitrag zurückgezogen.",
            related: "Mehr zum Thema",
            correction: "Berichtigung",
        },
    ),
    (
        "fr",
        Words {
            withdrawn: "Retiré",
            notice: "Cet article a été retiré par la rédaction.",
            related: "À lire aussi",
            correction: "Rectificatif",
        },
    ),
    (
        "es",
        Words {
            withdrawn: "Retirado",
            notice: "La redacción ha retirado este artículo.",
            related: "Relacionado",
            correction: "Corrección",
        },
    ),
    (
        "ru",
        Words {
            withdrawn: "Отозвано",
            notice: "Редакция отозвала этот материал.",
            related: "По теме",
            correction: "Исправление",
        },
    ),
    (
        "uk",
        Words {
            withdrawn: "Відкликано",
            notice: "Редакція відкликала цей матеріал.",
            related: "За темою",
            correction: "Виправлення",
        },
    ),
    (
        "it",
        Words {
            withdrawn: "Ritirato",
            notice: "La redazione ha ritirato questo articolo.",
            related: "Leggi anche",
            correction: "Correzione",
        },
    ),
    (
        "pl",
        Words {
            withdrawn: "Wycofano",
            notice: "Redakcja wycofała ten artykuł.",
            related: "Czytaj także",
            correction: "Sprostowanie",
        },
    ),
];

/// The words for a language tag.
pub(super) fn in_language(tag: Option<&str>) -> &'static Words {
    let primary = tag.and_then(|t| t.split('-').next()).unwrap_or_default();
    WORDS
        .iter()
        .find(|(language, _)| language.eq_ignore_ascii_case(primary))
        .map_or(&ENGLISH, |(_, words)| words)
}
