//! One test binary; one small file for each feature.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on fails, and says what it did not check"
)]

mod appearance;
mod arbitrary;
mod archives;
mod archives_kit;
mod archives_property;
mod bad_input;
mod capture;
mod capture_dates;
mod capture_layouts;
mod capture_robust;
mod captures_shared;
mod commands;
mod conformance;
mod corpus;
mod documentation;
mod embargo;
mod encodings;
mod families;
mod faults;
mod fetch;
mod fix;
mod fix_files;
mod fix_json;
mod fix_laws;
mod formats_table;
mod fuzz_replay;
mod harness;
mod hostile_documents;
mod html;
mod http_pages;
mod http_sources;
mod http_sources_refused;
mod import_activitystreams;
mod import_drupal;
mod import_ghost;
mod import_html;
mod import_json_array;
mod import_json_feed;
mod import_kit;
mod import_newsml;
mod import_ninjs;
mod import_round_trip;
mod import_wp_rest;
mod import_xml;
mod importers_robust;
mod json_read;
mod jsonl;
mod jsonl_edge_cases;
mod jsonl_lines;
mod jsonl_properties;
mod life;
mod missing;
mod newsrooms;
mod origin;
mod packed;
mod pages;
mod pages_judged;
mod peers_faults;
mod podcast;
mod podcast_property;
mod podcast_refused;
mod probe;
mod property;
mod publish;
mod push;
mod push_hook;
mod render_crate_limits;
mod render_golden;
mod render_property;
mod render_samples;
mod rules;
mod rules_once;
mod samples;
mod seed;
mod serving;
mod sitemaps;
mod store_file;
mod store_identity;
mod store_kit;
mod store_life;
mod store_select;
mod store_time;
mod threats_config;
mod threats_death;
mod threats_imports;
mod threats_inputs;
mod threats_links;
mod threats_output;
mod threats_records;
mod threats_store;
mod threats_times;
mod threats_together;
mod validate_cli;
mod validate_differential;
mod validate_formats;
mod validate_json;
mod validate_kit;
mod validate_links;
mod validate_mending;
mod validate_modules;
mod validate_offsets;
mod validate_places;
mod validate_podcast;
mod validate_report;
mod validate_reports;
mod validate_robust;
mod validate_settings;
mod validate_xml;
mod vocabulary;
mod xml;
