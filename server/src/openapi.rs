//! `/api/openapi.json`: every address that answers JSON, for programs. Kept by hand beside the router; a test compares
//! the two, and the fields with what is really answered.

use serde_json::{Map, Value, json};

use crate::web::damage::REASON;

/// One list: the same address as its page, asked for with `Accept: application/json`.
pub struct Listed {
    /// As in the router.
    pub path: &'static str,
    /// What it is.
    pub summary: &'static str,
    /// Names and meanings of what may stand in the query, beside `workshop`.
    pub query: &'static [(&'static str, &'static str)],
    /// Fields of the answer with their meaning; empty for a list of objects.
    pub fields: &'static [(&'static str, &'static str)],
}

const WORKSHOP: (&str, &str) = ("workshop", "id and name of the workshop");

/// Every list.
pub const LISTS: &[Listed] = &[
    Listed {
        path: "/",
        summary: "The live board of a workshop",
        query: &[],
        fields: &[
            WORKSHOP,
            ("day", "the workshop's day"),
            ("now", "as of when"),
            ("counts", "how many are in, late, away, ask for help"),
            (
                "help",
                "calls that nobody answered, the longest first; escalated ones say so",
            ),
            ("people", "everybody who belongs to the workshop today"),
            ("waiting", "entries that wait for review"),
        ],
    },
    Listed {
        path: "/day/{day}",
        summary: "Attendance of a day",
        query: &[],
        fields: &[
            WORKSHOP,
            ("day", "the day"),
            ("is_today", "whether it is today"),
            ("people", "one line a person"),
        ],
    },
    Listed {
        path: "/day/{day}/of/{person}",
        summary: "One person's day with marks and corrections",
        query: &[],
        fields: &[
            WORKSHOP,
            ("day", "the day"),
            ("line", "as in the list of the day"),
            (
                "mood",
                "how they said the day was: 1 very bad to 5 very good",
            ),
            ("marks", "marks by time, also those that do not count"),
            ("corrections", "corrections in the order in which they hold"),
        ],
    },
    Listed {
        path: "/people",
        summary: "Participants of a workshop",
        query: &[
            ("show", "`all` for all years; else what ended within a year"),
            ("page", "with `show=all`: which hundred, from 1"),
        ],
        fields: &[
            WORKSHOP,
            ("here", "enrolled today"),
            ("others", "were here, or will come"),
            ("past", "how far back `others` goes, and which page it is"),
        ],
    },
    Listed {
        path: "/people/{person}",
        summary: "One participant, gathered",
        query: &[],
        fields: &[
            WORKSHOP,
            ("name", "id, name to be called by, picture"),
            ("full_name", "surname, given name, patronymic"),
            ("roster_key", "the roster's key"),
            ("born", "date of birth"),
            ("standing", "where they are today"),
            ("came", "when they came today"),
            ("worked_min", "minutes worked today"),
            ("operation", "what they work on today"),
            ("enrolments", "the newest first"),
            ("review", "how the dismissal review stands"),
            ("due", "the next assessment"),
            ("assessed", "days of the last assessments"),
            ("goals", "those aimed at first"),
            ("requests", "the newest first"),
            ("trials", "trial tasks, the newest first"),
            ("at_site", "last agreed day of the stay that holds today"),
            ("stays", "how many stays at external sites there were"),
            ("settings", "how the kiosk is set"),
            ("badges", "how many badges of theirs work today"),
            (
                "badge_went_to",
                "whoever holds the only badge they were given, where it went to another",
            ),
            ("own_hours", "whether they have hours of their own"),
            ("today", "the workshop's day"),
        ],
    },
    Listed {
        path: "/people/{person}/end",
        summary: "What stands before the end of an enrolment",
        query: &[("enrolment", "id of one of several enrolments")],
        fields: &[
            WORKSHOP,
            ("name", "who"),
            ("full_name", "surname and given name, where known"),
            (
                "enrolment",
                "the one that is not over, an end told of it already, and why its term cannot be completed today",
            ),
            ("asked", "the open wish to leave that the end answers"),
            ("today", "today"),
        ],
    },
    Listed {
        path: "/people/{person}/settings",
        summary: "How the kiosk is set for a participant",
        query: &[],
        fields: &[
            ("language", "ru or en"),
            ("text_percent", "100, 125 or 150"),
            ("speech", "always, on_request or off"),
            ("volume_percent", "0 to 100"),
            ("high_contrast", "darker ink"),
            ("left_handed", "the main action stands at the left"),
            ("calm", "nothing moves"),
            (
                "debounce_ds",
                "tenths of a second within which a second touch means nothing",
            ),
            ("break_timer", "off, disc or bar"),
            ("work_timer", "off, disc or bar"),
        ],
    },
    Listed {
        path: "/people/{person}/work",
        summary: "A participant's prompts, learning, bars and limits",
        query: &[],
        fields: &[
            WORKSHOP,
            ("name", "id, name to be called by, picture"),
            ("full_name", "surname and given name"),
            (
                "operations",
                "each operation with skill, prompts, norm and runs",
            ),
            ("prompts", "other prompts that are proposed"),
            ("daily_min", "minutes a day at most"),
            ("weekly_min", "minutes a week at most"),
            ("no_night", "no work at night"),
            ("limits", "how near each limit is today"),
            ("birth_unknown", "no date of birth is known"),
            ("today", "the workshop's day"),
        ],
    },
    Listed {
        path: "/breaches",
        summary: "Breaches that are proposed, were recorded lately, and who has strikes",
        query: &[],
        fields: &[
            WORKSHOP,
            ("proposals", "what attendance shows, the newest first"),
            ("recent", "recorded breaches, the newest first"),
            ("since", "first day of `recent`"),
            (
                "stretches",
                "first and last day of each fortnight of `trend`",
            ),
            ("trend", "how often each regulation was broken"),
            (
                "people",
                "who has strikes in the enrolment that holds, by name",
            ),
        ],
    },
    Listed {
        path: "/breaches/of/{person}",
        summary: "One person's breaches with words, and praise",
        query: &[],
        fields: &[
            WORKSHOP,
            ("name", "id, name to be called by, picture"),
            ("full_name", "surname and given name"),
            ("enrolments", "each with its breaches"),
            ("praise", "the newest first"),
            ("let_be", "what attendance showed and staff let be"),
            ("proposals", "what attendance shows"),
            ("today", "the workshop's day"),
        ],
    },
    Listed {
        path: "/reviews",
        summary: "Dismissal reviews",
        query: &[("show", "`all` for all years; else what ended within a year")],
        fields: &[
            WORKSHOP,
            ("waiting", "those that wait for staff"),
            ("decided", "the latest first"),
            (
                "untold",
                "breaches that who was dismissed has not been told of yet",
            ),
            ("without_way", "who left without a further way"),
            ("since", "first day of ends that were looked at"),
        ],
    },
    Listed {
        path: "/reviews/of/{person}",
        summary: "One dismissal review with its evidence",
        query: &[("enrolment", "id of an earlier enrolment")],
        fields: &[
            WORKSHOP,
            ("name", "id, name to be called by, picture"),
            ("full_name", "surname and given name"),
            ("enrolment", "its id"),
            ("from", "first day of the enrolment"),
            ("ended", "last day and why"),
            (
                "dismissal_fell",
                "the decision that ended it fell after a newer enrolment had begun",
            ),
            ("standing", "how it stands"),
            ("strikes", "breaches that count, with words"),
            ("unweighed", "breaches that no decision has weighed"),
            ("days", "attendance"),
            ("assessments", "the last ones"),
            ("praise", "the newest first"),
            ("proposals", "everything that was proposed"),
            ("way", "the further way"),
            ("way_open", "a further way is to be chosen"),
            (
                "seen",
                "what a decision made now rests on; sent back with it in the field of that name",
            ),
            ("today", "the workshop's day"),
            ("may_dismiss", "enough breaches count for a dismissal"),
        ],
    },
    Listed {
        path: "/assessments",
        summary: "Assessments that are due, and readiness that is proposed",
        query: &[],
        fields: &[
            WORKSHOP,
            ("due", "overdue first; each with how the skills went"),
            ("readiness", "proposed readiness with what it rests on"),
        ],
    },
    Listed {
        path: "/assessments/of/{person}",
        summary: "One person's assessments over time",
        query: &[],
        fields: &[
            WORKSHOP,
            ("name", "id, name to be called by, picture"),
            ("full_name", "surname and given name"),
            ("due", "when the next is due"),
            ("all", "the newest first"),
            ("columns", "id and day of those that `rows` show"),
            ("rows", "each criterion over time"),
            ("readiness", "where it is proposed"),
            ("ready", "how readiness stands, and what staff answered"),
            ("goals", "those aimed at first"),
        ],
    },
    Listed {
        path: "/assessments/of/{person}/{assessment}",
        summary: "One assessment whole",
        query: &[],
        fields: &[
            WORKSHOP,
            ("name", "id, name to be called by, picture"),
            ("full_name", "surname and given name"),
            ("id", "the assessment's id"),
            ("on", "when it was signed"),
            ("by", "by whom"),
            ("looks_at", "first and last day that it looks back on"),
            (
                "criteria",
                "the consultant's and the participant's marks side by side",
            ),
            ("notes", "notes"),
            ("recommendations", "recommendations"),
            ("amendments", "changes after signing"),
            ("at_site", "at an external site"),
        ],
    },
    Listed {
        path: "/requests",
        summary: "What participants ask for",
        query: &[],
        fields: &[
            WORKSHOP,
            ("open", "those that wait, the longest first"),
            ("wishes", "wishes for another picture"),
            ("answered", "those that were answered lately"),
            ("today", "the workshop's day"),
        ],
    },
    Listed {
        path: "/help",
        summary: "Calls for help: who came, after how long",
        query: &[],
        fields: &[
            WORKSHOP,
            ("since", "first day shown"),
            (
                "escalates_after_min",
                "minutes after which an unanswered call stands out",
            ),
            ("open", "calls that nobody answered"),
            ("answered", "the latest first"),
            (
                "median_min",
                "half of the calls were answered within so many minutes",
            ),
        ],
    },
    Listed {
        path: "/work",
        summary: "Who works on what today, who can do what, what is proposed",
        query: &[],
        fields: &[
            WORKSHOP,
            ("day", "the workshop's day"),
            ("operations", "all operations"),
            ("people", "plan, proposal and skills of each"),
            ("prompts", "other prompts that are proposed"),
        ],
    },
    Listed {
        path: "/limits",
        summary: "Limits of working time today",
        query: &[],
        fields: &[
            WORKSHOP,
            ("day", "the workshop's day"),
            ("people", "who has limits, and how near they are"),
            ("missing", "who has none although the law sets some"),
        ],
    },
    Listed {
        path: "/placements",
        summary: "Stays at external sites",
        query: &[
            ("show", "`all` for all years; else what ended within a year"),
            ("page", "with `show=all`: which hundred, from 1"),
        ],
        fields: &[
            WORKSHOP,
            ("open", "those that hold or will hold"),
            ("ended", "the latest first"),
            ("past", "how far back `ended` goes, and which page it is"),
            (
                "employers",
                "the names that kiosks offer when somebody goes out",
            ),
        ],
    },
    Listed {
        path: "/placements/of/{person}",
        summary: "One person's stays with contacts and difficulties",
        query: &[],
        fields: &[
            WORKSHOP,
            ("name", "id, name to be called by, picture"),
            ("full_name", "surname and given name"),
            ("enrolment", "the enrolment that holds today"),
            ("stays", "the newest first"),
            ("here", "difficulties that belong to no stay"),
            ("today", "the workshop's day"),
        ],
    },
    Listed {
        path: "/week",
        summary: "Working hours of the workshop, or of one person",
        query: &[(
            "person",
            "id of a person; the workshop's own hours without it",
        )],
        fields: &[
            WORKSHOP,
            ("person", "whose hours; absent for the workshop's"),
            ("own", "whether they have hours of their own"),
            ("holds", "the week that holds today"),
            ("coming", "weeks that will hold later"),
            ("with_own", "people with hours of their own"),
            ("exceptions", "holidays and moved days ahead"),
            ("calendars_missing", "years whose calendar is not here"),
            ("today", "the workshop's day"),
        ],
    },
    Listed {
        path: "/kiosks",
        summary: "Devices that write",
        query: &[],
        fields: &[],
    },
    Listed {
        path: "/quarantine",
        summary: "What is held but does not count, and values in dispute",
        query: &[],
        fields: &[
            ("quarantined_count", "entries in quarantine"),
            ("quarantined", "the first of them"),
            ("divergent_count", "entries of other branches that wait"),
            ("divergent", "the first of them"),
            (
                "disputed",
                "values that were written at the same time elsewhere",
            ),
        ],
    },
    Listed {
        path: "/users",
        summary: "Accounts; administrators only",
        query: &[],
        fields: &[],
    },
];

/// The document.
pub fn document() -> Value {
    let mut paths = Map::new();
    for list in LISTS {
        let mut parameters: Vec<Value> = list
            .path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .map(|name| parameter(name, "path", "id, or a date", true))
            .collect();
        if list.fields.contains(&WORKSHOP) {
            let meaning = "id of the workshop; the first without it";
            parameters.push(parameter("workshop", "query", meaning, false));
        }
        for (name, meaning) in list.query {
            parameters.push(parameter(name, "query", meaning, false));
        }
        let schema = if list.fields.is_empty() {
            json!({ "type": "array", "items": { "type": "object" } })
        } else {
            let properties: Map<String, Value> = list
                .fields
                .iter()
                .map(|(name, meaning)| ((*name).to_owned(), json!({ "description": meaning })))
                .collect();
            json!({ "type": "object", "properties": properties })
        };
        paths.insert(
            list.path.to_owned(),
            json!({ "get": {
                "summary": list.summary,
                "parameters": parameters,
                "responses": {
                    "200": answer("the list", "application/json", schema),
                    "401": { "$ref": "#/components/responses/Problem" },
                    "403": { "$ref": "#/components/responses/Problem" },
                    "404": { "$ref": "#/components/responses/Problem" },
                },
            } }),
        );
    }
    paths.insert("/kiosks/code".to_owned(), code_for_a_kiosk());
    let health = json!({ "type": "object", "properties": {
        "status": { "enum": ["ok", "degraded"] },
        "reason": { "const": "media-missing" },
        "missing": { "type": "integer" },
        "version": { "type": "string" },
    } });
    let failing = json!({ "type": "object", "properties": {
        "status": { "const": "failing" },
        "reason": { "const": REASON },
        "version": { "type": "string" },
    } });
    paths.insert(
        "/healthz".to_owned(),
        json!({ "get": {
            "summary": "Whether this server can answer",
            "security": [],
            "responses": {
                "200": answer("it can; `degraded` where pictures or files of packs are missing", "application/json", health),
                "503": answer("it cannot, and why", "application/json", failing),
            },
        } }),
    );
    let text = || json!({ "type": "string" });
    let problem = json!({ "type": "object", "properties": {
        "type": text(), "title": text(), "detail": text(), "instance": text(),
        "status": { "type": "integer" },
    } });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Stupen office",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Every list of the office has JSON at the address of its page: send `Accept: application/json` and the session cookie. Forms are sent to the same addresses as `application/x-www-form-urlencoded`. How kiosks exchange entries is in docs/protocol.md.",
        },
        "security": [{ "session": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": "__Host-session" },
            },
            "responses": {
                "Problem": answer("why not, RFC 9457", "application/problem+json", problem),
            },
        },
    })
}

/// The one act that answers with something that no list holds.
fn code_for_a_kiosk() -> Value {
    let fields: Map<String, Value> = [
        ("name", "what staff call the kiosk"),
        (
            "workshop",
            "id of the workshop; not needed where there is one",
        ),
        ("mode", "entrance, station or both"),
        (
            "address",
            "how the kiosk reaches this server, e.g. https://192.0.2.10:8443",
        ),
    ]
    .into_iter()
    .map(|(name, meaning)| {
        (
            name.to_owned(),
            json!({ "type": "string", "description": meaning }),
        )
    })
    .collect();
    let form = json!({ "type": "object", "properties": fields, "required": ["name", "address"] });
    let issued = json!({ "type": "object", "properties": {
        "code": { "description": "the code by itself; readable only now" },
        "text": { "description": "what the kiosk scans, whole" },
        "address": { "description": "the server's address in it" },
        "workshop": { "description": "id of the workshop" },
        "name": { "description": "what staff call the kiosk" },
        "mode": { "description": "entrance, station or both" },
        "hours": { "description": "how long the code works" },
    } });
    json!({ "post": {
        "summary": "A one-time code for a new kiosk; administrators only",
        "requestBody": {
            "required": true,
            "content": { "application/x-www-form-urlencoded": { "schema": form } },
        },
        "responses": {
            "200": answer("the code", "application/json", issued),
            "401": { "$ref": "#/components/responses/Problem" },
            "403": { "$ref": "#/components/responses/Problem" },
            "422": { "$ref": "#/components/responses/Problem" },
        },
    } })
}

fn parameter(name: &str, place: &str, meaning: &str, required: bool) -> Value {
    json!({
        "name": name,
        "in": place,
        "required": required,
        "description": meaning,
        "schema": { "type": "string" },
    })
}

fn answer(meaning: &str, kind: &str, schema: Value) -> Value {
    json!({ "description": meaning, "content": { kind: { "schema": schema } } })
}
