//! How far back lists of what is over go: a year, or everything a page at a time. So a page costs what a workshop's year
//! costs, however long the log is.

use chrono::{Months, NaiveDate};
use serde::Serialize;

/// Who left within this time is still asked about [D].
const MONTHS: u32 = 12;

/// Lines of one page of everything.
const PAGE_LINES: usize = 100;

/// How far back somebody asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Past {
    /// The last year.
    #[default]
    Year,
    /// Everything: which page of it, from 1.
    All(usize),
}

impl Past {
    /// From the fields of an address: `show=all`, `page=2`. Anything else is the last year.
    pub fn asked(show: &str, page: &str) -> Self {
        if show == "all" {
            Self::All(page.parse().unwrap_or(1))
        } else {
            Self::Year
        }
    }

    /// The first day that counts; `None` where all do.
    pub fn since(self, today: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Year => today.checked_sub_months(Months::new(MONTHS)),
            Self::All(_) => None,
        }
    }

    /// Whether something that was over on a day is looked at; what is not over always is.
    pub fn shows(self, over: Option<NaiveDate>, today: NaiveDate) -> bool {
        match (over, self.since(today)) {
            (Some(over), Some(since)) => over >= since,
            _ => true,
        }
    }

    /// Keeps the lines of the page that was asked for.
    pub fn cut<T>(self, lines: Vec<T>, today: NaiveDate) -> (Vec<T>, Shown) {
        let of = lines.len();
        let pages = of.div_ceil(PAGE_LINES).max(1);
        let shown = |page| Shown {
            since: self.since(today),
            of,
            page,
            pages,
        };
        match self {
            Self::Year => (
                lines,
                Shown {
                    pages: 1,
                    ..shown(1)
                },
            ),
            Self::All(asked) => {
                let page = asked.clamp(1, pages);
                let lines = lines
                    .into_iter()
                    .skip((page - 1) * PAGE_LINES)
                    .take(PAGE_LINES)
                    .collect();
                (lines, shown(page))
            }
        }
    }
}

/// What is shown of something that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// The first day that was looked at; absent where all are.
    pub since: Option<NaiveDate>,
    /// How many lines there are, on all pages.
    pub of: usize,
    /// Which page.
    pub page: usize,
    /// Of how many.
    pub pages: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_what_is_over_ends_with_a_year_or_with_a_page() {
        let today: NaiveDate = "2026-03-02".parse().unwrap();
        for (show, page, lines, first, kept, page_shown, pages) in [
            ("", "", 250, 0, 250, 1, 1),
            ("past", "2", 250, 0, 250, 1, 1),
            ("all", "", 250, 0, 100, 1, 3),
            ("all", "3", 250, 200, 50, 3, 3),
            ("all", "9", 250, 200, 50, 3, 3),
            ("all", "0", 250, 0, 100, 1, 3),
            ("all", "x", 250, 0, 100, 1, 3),
            ("all", "", 0, 0, 0, 1, 1),
        ] {
            let past = Past::asked(show, page);
            let (cut, shown) = past.cut((0..lines).collect::<Vec<usize>>(), today);
            assert_eq!(cut.first().copied().unwrap_or(0), first, "{show} {page}");
            assert_eq!(cut.len(), kept, "{show} {page}");
            assert_eq!(
                (shown.page, shown.pages, shown.of),
                (page_shown, pages, lines),
                "{show} {page}"
            );
        }
        for (show, over, is_shown) in [
            ("", None, true),
            ("", Some("2025-03-02"), true),
            ("", Some("2025-03-01"), false),
            ("all", Some("2019-01-01"), true),
        ] {
            let over = over.map(|day: &str| day.parse().unwrap());
            assert_eq!(
                Past::asked(show, "").shows(over, today),
                is_shown,
                "{over:?}"
            );
        }
    }
}
