//! The newest of a query, against a naive model.

use std::collections::BTreeMap;

use feedwright::model::{Kind, Query};
use feedwright::store::{Outcome, Selected, Store};
use proptest::prelude::*;

use crate::store_kit::{memory, see, titles};

#[test]
fn only_a_change_that_matters_to_a_query_is_one() {
    let mut store = memory();
    let of = |category: &str| Query {
        categories: vec![category.to_owned()],
        limit: 9,
        ..Query::default()
    };
    let record = |id: &str, category: &str, title: &str| {
        format!(r#"{{"id":"{id}","title":"{title}","categories":["{category}"]}}"#)
    };
    see(&record("1", "A", "One")).put(&mut store);
    store.commit().unwrap();
    let before = store.changes().unwrap();
    see(&record("2", "B", "Two")).run(2).put(&mut store);
    assert!(store.last_change(&of("A")).unwrap() <= before);
    assert!(store.last_change(&of("B")).unwrap() > before);
    assert!(
        store
            .last_change(&Query {
                limit: 9,
                ..Query::default()
            })
            .unwrap()
            > before
    );
    store.commit().unwrap();
    let before = store.changes().unwrap();
    see(&record("2", "A", "Two")).run(3).put(&mut store);
    for category in ["A", "B"] {
        assert!(
            store.last_change(&of(category)).unwrap() > before,
            "{category}"
        );
    }
    assert_eq!(store.last_change(&of("C")).unwrap(), 0);
}

#[test]
fn conditions() {
    let mut store = memory();
    for (n, rest) in [
        r#""kind":"article","summary":"s","categories":["A","B"],"authors":[{"name":"X"}],"language":"en""#,
        r#""kind":"headline","categories":["B"],"language":"EN-gb","section":"Sport""#,
        r#""kind":"article","summary":"s","categories":["C"],"authors":[{"name":"X"},{"name":"Y"}]"#,
    ]
    .iter()
    .enumerate()
    {
        let json = format!(r#"{{"id":"{n}","title":"T{n}","published":"2026-01-0{}T00:00:00Z",{rest}}}"#, n + 1);
        see(&json).source(if n == 1 { "b" } else { "a" }).put(&mut store);
    }
    let strings = |values: &[&str]| values.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>();
    let q = Query {
        limit: 9,
        ..Query::default()
    };
    for (query, want) in [
        (q.clone(), &["T2", "T1", "T0"][..]),
        (
            Query {
                limit: 0,
                ..q.clone()
            },
            &[],
        ),
        (
            Query {
                limit: 1,
                ..q.clone()
            },
            &["T2"],
        ),
        (
            Query {
                kinds: vec![Kind::Article],
                ..q.clone()
            },
            &["T2", "T0"],
        ),
        (
            Query {
                kinds: vec![Kind::Article, Kind::Headline],
                ..q.clone()
            },
            &["T2", "T1", "T0"],
        ),
        (
            Query {
                categories: strings(&["A", "B"]),
                ..q.clone()
            },
            &["T1", "T0"],
        ),
        (
            Query {
                categories: strings(&["a"]),
                ..q.clone()
            },
            &[],
        ),
        (
            Query {
                categories: strings(&["A", "C", "A"]),
                authors: strings(&["X", "Y"]),
                ..q.clone()
            },
            &["T2", "T0"],
        ),
        (
            Query {
                authors: strings(&["Y"]),
                ..q.clone()
            },
            &["T2"],
        ),
        (
            Query {
                authors: strings(&["X"]),
                categories: strings(&["B"]),
                kinds: vec![Kind::Headline],
                ..q.clone()
            },
            &[],
        ),
        (
            Query {
                languages: strings(&["en"]),
                ..q.clone()
            },
            &["T0"],
        ),
        (
            Query {
                languages: strings(&["en-GB"]),
                ..q.clone()
            },
            &["T1"],
        ),
        (
            Query {
                sections: strings(&["Sport", "None"]),
                ..q.clone()
            },
            &["T1"],
        ),
        (
            Query {
                sources: strings(&["a"]),
                ..q.clone()
            },
            &["T2", "T0"],
        ),
    ] {
        assert_eq!(titles(&store, &query), want, "{query:?}");
    }
}

#[test]
fn records_of_one_time_stand_in_the_order_of_their_page() {
    let mut store = memory();
    for n in 0..5 {
        see(&format!(r#"{{"title":"T{n}"}}"#))
            .line(n)
            .put(&mut store);
    }
    assert_eq!(
        titles(
            &store,
            &Query {
                limit: 3,
                ..Query::default()
            }
        ),
        ["T0", "T1", "T2"]
    );
}

/// A small record: few ids, so that many arrivals are changes.
#[derive(Debug, Clone)]
struct Small {
    id: u8,
    title: u8,
    day: u8,
    categories: Vec<u8>,
    article: bool,
}

impl Small {
    fn json(&self) -> String {
        let categories: Vec<String> = self
            .categories
            .iter()
            .map(|c| format!("\"c{c}\""))
            .collect();
        let categories = match categories.as_slice() {
            [] => String::new(),
            some => format!(r#","categories":[{}]"#, some.join(",")),
        };
        let kind = if self.article { "article" } else { "headline" };
        format!(
            r#"{{"id":"n-{}","kind":"{kind}","title":"T{}","published":"2025-01-{:02}T00:00:00Z"{}}}"#,
            self.id, self.title, self.day, categories
        )
    }
}

fn small() -> impl Strategy<Value = Small> {
    (
        0..12u8,
        0..4u8,
        1..9u8,
        proptest::collection::vec(0..4u8, 0..3),
        any::<bool>(),
    )
        .prop_map(|(id, title, day, categories, article)| Small {
            id,
            title,
            day,
            categories,
            article,
        })
}

/// What the newest of the model are: days descending, then in order of first arrival.
fn newest(model: &BTreeMap<u8, (usize, Small)>, query: &Query) -> Vec<String> {
    let wanted = |small: &Small| {
        let kind = if small.article {
            Kind::Article
        } else {
            Kind::Headline
        };
        let named = |c: &u8| query.categories.contains(&format!("c{c}"));
        (query.kinds.is_empty() || query.kinds.contains(&kind))
            && (query.categories.is_empty() || small.categories.iter().any(named))
    };
    let mut all: Vec<_> = model.values().filter(|(_, s)| wanted(s)).collect();
    all.sort_by_key(|(order, small)| (std::cmp::Reverse(small.day), *order));
    all.iter()
        .take(query.limit)
        .map(|(_, s)| s.json())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_store_agrees_with_a_naive_model(
        arrivals in proptest::collection::vec((small(), 0..10u8), 1..60),
        limit in 1..8usize,
    ) {
        let mut store = memory();
        let mut model: BTreeMap<u8, (usize, Small)> = BTreeMap::new();
        let mut looked: BTreeMap<usize, (u64, Vec<Selected>)> = BTreeMap::new();
        for (run, (small, fate)) in (1u64..).zip(&arrivals) {
            // Each arrival in a run of its own: whatever arrives under an id replaces what was there.
            let put = see(&small.json()).run(run).put(&mut store);
            match fate {
                0 => {
                    store.roll_back().unwrap();
                    looked.clear();
                }
                1..=3 => store.commit().unwrap(),
                _ => {}
            }
            if *fate == 0 {
                // All since the last commit is gone from the store: so the model forgets it too.
                model = committed(&arrivals, run);
            } else {
                let known = model.get(&small.id).map(|(order, _)| *order);
                let was = if known.is_some() { Outcome::Changed } else { Outcome::New };
                prop_assert!(put.outcome == was || put.outcome == Outcome::Unchanged);
                let order = known.unwrap_or(model.len());
                model.insert(small.id, (order, small.clone()));
            }
            for (n, query) in queries(limit).into_iter().enumerate() {
                let selected = store.newest(&query).unwrap();
                if let Some((changes, before)) = looked.get(&n)
                    && store.last_change(&query).unwrap() <= *changes
                {
                    prop_assert_eq!(before, &selected, "no change that matters: {:?}", query);
                }
                looked.insert(n, (store.changes().unwrap(), selected));
                let found: Vec<String> = crate::store_kit::shown(&store, &query).iter().map(|s| serde_json::to_string(&s.record).unwrap()).collect();
                prop_assert_eq!(found, newest(&model, &query), "{:?}", query);
            }
        }
    }
}

/// The model after the first `run` arrivals, of which the last was rolled back.
fn committed(arrivals: &[(Small, u8)], run: u64) -> BTreeMap<u8, (usize, Small)> {
    let mut kept = BTreeMap::new();
    let mut current: BTreeMap<u8, (usize, Small)> = BTreeMap::new();
    for (small, fate) in arrivals.iter().take(usize::try_from(run).unwrap()) {
        let order = current
            .get(&small.id)
            .map_or(current.len(), |(order, _)| *order);
        current.insert(small.id, (order, small.clone()));
        match fate {
            0 => current = kept.clone(),
            1..=3 => kept = current.clone(),
            _ => {}
        }
    }
    current
}

fn queries(limit: usize) -> Vec<Query> {
    let q = Query {
        limit,
        ..Query::default()
    };
    let c = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    vec![
        q.clone(),
        Query {
            categories: c(&["c0"]),
            ..q.clone()
        },
        Query {
            categories: c(&["c1", "c2"]),
            ..q.clone()
        },
        Query {
            categories: c(&["c1", "c3"]),
            kinds: vec![Kind::Article],
            ..q
        },
    ]
}
