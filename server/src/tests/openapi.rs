//! The document for programs against the router and against what is really answered.

use std::collections::BTreeSet;

use axum::http::{StatusCode, header};
use serde_json::Value;

use super::House;
use crate::openapi::LISTS;
use crate::router::routes;

/// Addresses that are no list: acts, streams, pictures, sync, sign-in, and the document itself.
const NO_LISTS: &[&str] = &[
    "/about",
    "/api/openapi.json",
    "/assets/{file}",
    "/board/live",
    "/day",
    "/day/{day}/live",
    "/healthz",
    "/help/{help}",
    "/kiosks/code",
    "/kiosks/live",
    "/language",
    "/login",
    "/logout",
    "/metrics",
    "/picture/{reference}",
    "/quarantine/readmit",
    "/quarantine/release",
    "/quarantine/settle",
    "/users/live",
];

#[test]
fn every_route_is_described_or_named_as_no_list() {
    let routed: BTreeSet<&str> = routes()
        .iter()
        .map(|route| route.path)
        .filter(|path| !path.starts_with("/sync/"))
        .collect();
    let described: BTreeSet<&str> = LISTS.iter().map(|list| list.path).collect();
    let no_lists: BTreeSet<&str> = NO_LISTS.iter().copied().collect();
    assert_eq!(described.len(), LISTS.len(), "no path twice");
    assert!(described.is_disjoint(&no_lists));
    assert_eq!(routed, described.union(&no_lists).copied().collect());
}

#[tokio::test]
async fn answers_have_the_fields_that_are_described() {
    let house = House::with_a_case();
    let cookie = house.sign_in("admin").await;
    for list in LISTS {
        let path = list
            .path
            .replace("{day}", "2026-03-02")
            .replace("{person}", "p-1")
            .replace("{assessment}", "a-1");
        let answer = house.list(&cookie, &path).await;
        if list.fields.is_empty() {
            assert!(answer.is_array(), "{path}");
            continue;
        }
        let answered: BTreeSet<&str> = answer
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let described: BTreeSet<&str> = list.fields.iter().map(|(name, _)| *name).collect();
        assert_eq!(answered, described, "{path}");
    }
}

#[tokio::test]
async fn the_document_is_for_everybody() {
    let house = House::new();
    let seen = house.get("/api/openapi.json", &[]).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert_eq!(seen.header(header::CONTENT_TYPE), "application/json");
    let document: Value = serde_json::from_str(&seen.body).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let breaches = &document["paths"]["/breaches/of/{person}"]["get"];
    assert_eq!(breaches["parameters"][0]["in"], "path");
    assert_eq!(breaches["parameters"][1]["name"], "workshop");
}
