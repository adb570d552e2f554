//! Word forms of English, without a dictionary.

use super::Word;

/// Past participles that no ending tells.
const DONE: &[&str] = &[
    "done", "made", "put", "cut", "taken", "given", "shown", "held", "hung", "laid", "left",
    "stuck", "torn", "worn", "sewn", "kept", "sent", "brought",
];

pub(super) fn is_passive(before: &str, word: &str) -> bool {
    const BEING: &[&str] = &["is", "are", "was", "were", "be", "been", "being"];
    let done = DONE.contains(&word) || word.ends_with("ed") && word.len() > 4 && word != "need";
    BEING.contains(&before) && done
}

/// "the folded sheet", "two cut strips": between what says which one and the thing itself stands what was done to it.
pub(super) fn is_participle(before: &str, word: &str, after: Option<&Word<'_>>) -> bool {
    const WHICH: &[&str] = &[
        "the", "a", "an", "this", "that", "these", "those", "your", "each", "every", "one", "two",
        "three", "four", "five", "all",
    ];
    // Plain words that only look like it, and states of things with no plainer word.
    const PLAIN: &[&str] = &[
        "hundred", "speed", "needed", "used", "unused", "closed", "naked", "sacred", "striped",
        "dotted", "coloured", "colored", "crooked", "ragged", "rugged", "pointed", "rounded",
        "curved", "mixed", "tired", "indeed", "salted", "shaped", "sized",
    ];
    let done = word == "cut" || word.ends_with("ed") && !word.ends_with("eed") && word.len() > 4;
    let is_thing = after.is_some_and(|next| {
        next.shown.chars().all(char::is_alphabetic)
            && !BESIDE.contains(&next.lower.as_str())
            && !["and", "or", "is", "are"].contains(&next.lower.as_str())
    });
    let is_number = !before.is_empty() && before.chars().all(|c| c.is_ascii_digit());
    done && is_thing && !PLAIN.contains(&word) && (is_number || WHICH.contains(&before))
}

/// Words that stand before a place or a way: a noun goes before them as well as a verb.
const BESIDE: &[&str] = &[
    "in", "on", "at", "to", "from", "of", "with", "for", "by", "into", "onto", "under", "over",
    "beside", "behind", "near", "off", "out", "up", "down", "along", "through", "between",
];

/// Whether a word behind "and" is a second thing to do. What may be a thing as well ("the box and label") is told only
/// where something follows to do it to.
pub(super) fn is_second_action(at: &Word<'_>, after: Option<&Word<'_>>) -> bool {
    const OBJECTS: &[&str] = &[
        "it", "them", "this", "that", "these", "those", "the", "a", "an", "your", "its", "both",
        "every", "each", "again",
    ];
    let word = at.lower.as_str();
    let does = after.is_some_and(|next| OBJECTS.contains(&next.lower.as_str()));
    let closes = after.is_none() || at.ends || at.raw.ends_with('.');
    VERBS.contains(&word)
        || does && ALSO_THINGS.contains(&word)
        || closes && SELDOM_THINGS.contains(&word)
}

/// Meals, breaks, bells: "after lunch" and "before the lunch break" say when, and are nothing to do.
pub(super) fn is_time(behind: &[Word<'_>]) -> bool {
    const TIMES: &[&str] = &[
        "lunch",
        "dinner",
        "breakfast",
        "tea",
        "work",
        "school",
        "noon",
        "midday",
        "today",
        "tomorrow",
        "bell",
        "break",
        "shift",
        "pause",
        "holiday",
        "weekend",
        "meal",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    behind
        .iter()
        .map(|word| word.lower.as_str())
        .find(|word| !["the", "your", "a", "next", "last"].contains(word))
        .is_some_and(|word| TIMES.contains(&word) || word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Verbs of workshops that are no things.
const VERBS: &[&str] = &[
    "take", "put", "lay", "unfold", "open", "close", "give", "carry", "bring", "fill", "pour",
    "weigh", "choose", "wipe", "untie", "lift", "lower", "write", "unscrew", "insert", "remove",
    "add", "throw", "sew", "unlock", "unroll", "unload", "attach", "detach", "fasten", "tighten",
    "loosen", "get", "keep", "collect", "gather", "separate", "divide", "join", "pick", "hang",
    "shake", "stir", "squeeze", "rinse", "bend", "flip",
];

/// Of the next, those that nobody takes or puts anywhere: at the end of a sentence ("the box and fold") they are done.
const SELDOM_THINGS: &[&str] = &[
    "fold", "turn", "push", "pull", "pass", "count", "check", "look", "find", "wash", "sweep",
    "wrap", "hold", "wait", "repeat", "sort", "move", "scan", "twist", "slide", "rub", "start",
    "stop", "leave", "peel", "press", "measure", "call",
];

/// Verbs of workshops that are things or qualities as well.
const ALSO_THINGS: &[&str] = &[
    "place", "fold", "turn", "tape", "glue", "stick", "peel", "cut", "press", "push", "pull",
    "pass", "measure", "count", "check", "look", "find", "smooth", "level", "wash", "sweep",
    "pack", "wrap", "tie", "seal", "print", "switch", "hold", "mark", "call", "wait", "repeat",
    "iron", "dip", "spread", "paint", "screw", "move", "set", "scan", "sort", "label", "stack",
    "lock", "twist", "slide", "dry", "mix", "clean", "drop", "clip", "staple", "punch", "button",
    "zip", "rub", "brush", "dust", "empty", "load", "roll", "cover", "hand", "show", "use",
    "start", "stop", "plug", "touch", "read", "draw", "thread", "line", "split", "connect",
    "leave", "let",
];
