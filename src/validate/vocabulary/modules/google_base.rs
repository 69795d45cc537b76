//! Google Base, which became Merchant Center: what a shop says of what it sells.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, TEXT, URL, module};
use crate::validate::vocabulary::{Child, Def, Form, Occurs, Place, Value, branch, child, filled};

const fn own(name: &'static str, occurs: Occurs, def: &'static Def) -> Child {
    child(Ns::GoogleBase, name, occurs, def)
}

/// The list grows with the service, so an unknown attribute may be a new one.
pub(super) static MODULE: Module = Module {
    complete: false,
    entry: ATTRIBUTES,
    ..module(Ns::GoogleBase)
};

/// Attributes of one's own: any name, any text.
pub(super) static CUSTOM: Module = Module {
    complete: false,
    ..module(Ns::GoogleBaseCustom)
};

const ATTRIBUTES: &[Child] = &[
    own("actor", Often, &TEXT),
    own("age", AtMostOnce, &COUNT),
    own("agent", Often, &TEXT),
    own("apparel_type", Often, &TEXT),
    own("area", AtMostOnce, &INT_UNIT),
    own("artist", Often, &TEXT),
    own("author", Often, &TEXT),
    own("availability", Often, &TEXT),
    own("bathrooms", AtMostOnce, &NUMBER),
    own("bedrooms", AtMostOnce, &COUNT),
    own("brand", Often, &TEXT),
    own("color", Often, &TEXT),
    own("condition", Often, &TEXT),
    own("course_date_range", AtMostOnce, &RANGE),
    own("course_number", Often, &TEXT),
    own("course_times", Often, &TEXT),
    own("currency", AtMostOnce, &CURRENCY),
    own("delivery_notes", Often, &TEXT),
    own("delivery_radius", AtMostOnce, &FLOAT_UNIT),
    own("description", Often, &TEXT),
    own("education", Often, &TEXT),
    own("employer", Often, &TEXT),
    own("ethnicity", Often, &TEXT),
    own("event_date_range", AtMostOnce, &RANGE),
    own("expiration_date", AtMostOnce, &DATE),
    own("expiration_date_time", AtMostOnce, &TIME),
    own("feature", Often, &TEXT),
    own("format", Often, &TEXT),
    own("from_location", AtMostOnce, &LOCATION),
    own("gender", AtMostOnce, &GENDER),
    own("google_product_category", Often, &TEXT),
    own("gtin", Often, &TEXT),
    own("hoa_dues", AtMostOnce, &NUMBER),
    own("id", Often, &TEXT),
    own("image_link", Often, &LINKS),
    own("immigration_status", Often, &TEXT),
    own("interested_in", Often, &TEXT),
    own("isbn", Often, &TEXT),
    own("item_group_id", Often, &TEXT),
    own("job_function", Often, &TEXT),
    own("job_industry", Often, &TEXT),
    own("job_type", Often, &TEXT),
    own("label", Often, &LABEL),
    own("listing_type", AtMostOnce, &FLAG),
    own("location", AtMostOnce, &FULL_LOCATION),
    own("made_in", Often, &TEXT),
    own("make", Often, &TEXT),
    own("manufacturer", Often, &TEXT),
    own("manufacturer_id", Often, &TEXT),
    own("marital_status", AtMostOnce, &MARITAL),
    own("material", Often, &TEXT),
    own("megapixels", AtMostOnce, &FLOAT_UNIT),
    own("memory", Often, &TEXT),
    own("mileage", AtMostOnce, &INT_UNIT),
    own("model", Often, &TEXT),
    own("model_number", Often, &TEXT),
    own("mpn", Often, &TEXT),
    own("name_of_item_being_reviewed", Often, &TEXT),
    own("news_source", Often, &TEXT),
    own("occupation", Often, &TEXT),
    own("pages", AtMostOnce, &COUNT),
    own("pattern", Often, &TEXT),
    own("payment_accepted", Often, &PAYMENT),
    own("payment_notes", Often, &TEXT),
    own("pickup", AtMostOnce, &FLAG),
    own("pickup_notes", Often, &TEXT),
    own("price", AtMostOnce, &FLOAT_UNIT),
    own("price_type", AtMostOnce, &PRICE),
    own("processor_speed", AtMostOnce, &FLOAT_UNIT),
    own("product_highlight", Often, &TEXT),
    own("product_type", Often, &TEXT),
    own("property_type", Often, &TEXT),
    own("publication_name", Often, &TEXT),
    own("publication_volume", Often, &TEXT),
    own("publish_date", AtMostOnce, &DATE),
    own("quantity", AtMostOnce, &COUNT),
    own("rating", AtMostOnce, &RATING),
    own("review_type", Often, &TEXT),
    own("reviewer_type", Often, &TEXT),
    own("salary", AtMostOnce, &NUMBER),
    own("salary_type", AtMostOnce, &PRICE),
    own("school_district", Often, &TEXT),
    own("service", Often, &TEXT),
    own("service_type", Often, &TEXT),
    own("sexual_orientation", Often, &TEXT),
    own("shipping", Often, &SHIPPING),
    own("shipping_weight", Often, &TEXT),
    own("size", Often, &TEXT),
    own("square_footage", AtMostOnce, &INT_UNIT),
    own("subject", Often, &TEXT),
    own("subject_area", Often, &TEXT),
    own("tax_percent", AtMostOnce, &PERCENT),
    own("tax_region", Often, &TEXT),
    own("title", Often, &TEXT),
    own("to_location", AtMostOnce, &LOCATION),
    own("travel_date_range", AtMostOnce, &RANGE),
    own("university", Often, &TEXT),
    own("upc", Often, &TEXT),
    own("url_of_item_being_reviewed", AtMostOnce, &URL),
    own("vehicle_type", Often, &TEXT),
    own("year", AtMostOnce, &YEAR),
];

const fn form(form: &'static Form) -> Def {
    filled(Value::Form(form))
}

static LABEL: Def = filled(Value::Text);
static COUNT: Def = form(&WHOLE);
static NUMBER: Def = form(&DECIMAL);
static INT_UNIT: Def = form(&WHOLE_AND_UNIT);
static FLOAT_UNIT: Def = form(&DECIMAL_AND_UNIT);
static PERCENT: Def = form(&PERCENTAGE);
static CURRENCY: Def = form(&CURRENCY_CODE);
static DATE: Def = filled(Value::LocalDate);
static TIME: Def = filled(Value::LocalDate);
static YEAR: Def = form(&FOUR_DIGITS);
static RATING: Def = form(&ONE_TO_FIVE);
static LOCATION: Def = form(&PLACE);
static FULL_LOCATION: Def = form(&ADDRESS);
static LINKS: Def = form(&ADDRESSES);
static FLAG: Def = filled(Value::Choice(&["true", "false"]));
static GENDER: Def = filled(Value::Choice(&[
    "male", "female", "unisex", "Male", "Female", "Unisex", "M", "F",
]));
static MARITAL: Def = filled(Value::Choice(&[
    "single",
    "divorced",
    "separated",
    "widowed",
    "married",
    "in relationship",
]));
static PAYMENT: Def = filled(Value::Choice(&[
    "Cash",
    "Check",
    "GoogleCheckout",
    "Visa",
    "MasterCard",
    "AmericanExpress",
    "Discover",
    "WireTransfer",
]));
static PRICE: Def = filled(Value::Choice(&["starting", "negotiable"]));
static RANGE: Def = branch(
    &[],
    &[
        own("start", AtMostOnce, &TIME),
        own("end", AtMostOnce, &TIME),
    ],
    Place::Inside,
);
static SHIPPING: Def = Def {
    value: Value::Nothing,
    ..branch(
        &[],
        &[
            own("country", AtMostOnce, &COUNTRY),
            own("region", AtMostOnce, &TEXT),
            own("service", AtMostOnce, &TEXT),
            own("price", AtMostOnce, &FLOAT_UNIT),
        ],
        Place::Inside,
    )
};
static COUNTRY: Def = form(&COUNTRY_CODE);

static WHOLE: Form = Form {
    name: "a whole number",
    write: "digits alone",
    w3c: Some("InvalidNonNegativeInteger"),
    fits: is_whole,
};
static DECIMAL: Form = Form {
    name: "a number",
    write: "such as 12 or 12.50",
    w3c: Some("InvalidFloat"),
    fits: is_decimal,
};
static WHOLE_AND_UNIT: Form = Form {
    name: "a whole number, with or without a unit",
    write: "such as 1700 or 1,700 miles",
    w3c: Some("InvalidIntUnit"),
    fits: |text| with_unit(text, |n| n.split(',').all(is_whole)),
};
static DECIMAL_AND_UNIT: Form = Form {
    name: "a number with a point for its fraction, with or without a unit",
    write: "such as 5.95 or 5.95 USD",
    w3c: Some("InvalidFloatUnit"),
    fits: |text| with_unit(text, is_decimal),
};
static PERCENTAGE: Form = Form {
    name: "a percentage",
    write: "such as 8.25",
    w3c: Some("InvalidPercentage"),
    fits: |text| is_decimal(text.trim_end_matches('%').trim_end()),
};
static CURRENCY_CODE: Form = Form {
    name: "a currency code of ISO 4217",
    write: "such as USD",
    w3c: Some("InvalidCurrencyUnit"),
    fits: |text| text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase()),
};
static COUNTRY_CODE: Form = Form {
    name: "a country code of ISO 3166",
    write: "such as DE",
    w3c: Some("InvalidCountryCode"),
    fits: |text| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()),
};
static FOUR_DIGITS: Form = Form {
    name: "a year with four digits",
    write: "such as 2005",
    w3c: Some("InvalidYear"),
    fits: |text| text.len() == 4 && is_whole(text),
};
static ONE_TO_FIVE: Form = Form {
    name: "a rating from 1 to 5",
    write: "1, 2, 3, 4 or 5",
    w3c: Some("InvalidRatingType"),
    fits: |text| matches!(text, "1" | "2" | "3" | "4" | "5"),
};
static PLACE: Form = Form {
    name: "a city and its state or country with a comma between",
    write: "such as Paris, France",
    w3c: Some("InvalidLocation"),
    fits: |text| parts(text) >= 2,
};
static ADDRESS: Form = Form {
    name: "street, city, state, postal code and country with commas between",
    write: "such as 123 Main St, Anytown, CA, 12345, USA",
    w3c: Some("InvalidFullLocation"),
    fits: |text| parts(text) >= 5,
};
static ADDRESSES: Form = Form {
    name: "one or more full addresses with commas between",
    write: "each with https:// and host",
    w3c: Some("InvalidFullLink"),
    fits: |text| {
        text.split(',').all(|one| {
            let one = one.trim();
            let host = one
                .strip_prefix("http://")
                .or_else(|| one.strip_prefix("https://"));
            host.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        })
    },
};

fn is_whole(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_decimal(text: &str) -> bool {
    match text.split_once('.') {
        Some((whole, fraction)) => is_whole(whole) && is_whole(fraction),
        None => is_whole(text),
    }
}

/// A number and at most one word after it.
fn with_unit(text: &str, number: fn(&str) -> bool) -> bool {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
        .unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    number(digits) && unit.split_whitespace().count() <= 1
}

/// How many parts that say something stand between commas.
fn parts(text: &str) -> usize {
    text.split(',')
        .filter(|part| !part.trim().is_empty())
        .count()
}
