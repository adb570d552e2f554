//! Moments, workshop days and minutes.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveTime};

/// A moment with the offset that was valid where it was written.
pub type Moment = DateTime<FixedOffset>;

/// A workshop day begins at four in the morning, local time [D]: someone who leaves after midnight still ends
/// the day on which they came. It is a constant because the partitions of the log depend on it
/// (docs/domain.md section 3).
pub const DAY_BEGINS_HOUR: i64 = 4;

/// The same as a time of day.
pub(crate) const DAY_BEGINS: NaiveTime = match NaiveTime::from_hms_opt(4, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// The workshop day a moment belongs to, by its stored offset.
pub fn workshop_day(at: Moment) -> NaiveDate {
    (at.naive_local() - Duration::hours(DAY_BEGINS_HOUR)).date()
}

/// The moment of a local time on a day, in the offset of `like`; times before the day's beginning belong to
/// its last hours, after midnight.
pub fn at_time(day: NaiveDate, time: NaiveTime, like: FixedOffset) -> Moment {
    let early = i64::from(chrono::Timelike::hour(&time)) < DAY_BEGINS_HOUR;
    let local = day.and_time(time)
        + if early {
            Duration::days(1)
        } else {
            Duration::zero()
        };
    DateTime::from_naive_utc_and_offset(
        local - Duration::seconds(i64::from(like.local_minus_utc())),
        like,
    )
}

/// Whole minutes from `from` to `to`; 0 where `to` is not later.
pub fn minutes_between(from: Moment, to: Moment) -> u32 {
    u32::try_from((to - from).num_minutes().max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    #[test]
    fn a_day_lasts_until_four_in_the_morning() {
        for (at, day) in [
            ("2026-03-02T08:41:00+03:00", "2026-03-02"),
            ("2026-03-02T23:59:59+03:00", "2026-03-02"),
            ("2026-03-03T00:10:00+03:00", "2026-03-02"),
            ("2026-03-03T03:59:59+03:00", "2026-03-02"),
            ("2026-03-03T04:00:00+03:00", "2026-03-03"),
            ("2026-03-02T08:41:00+10:00", "2026-03-02"),
        ] {
            assert_eq!(
                workshop_day(moment(at)),
                day.parse::<NaiveDate>().unwrap(),
                "{at}"
            );
        }
    }

    #[test]
    fn a_local_time_finds_its_moment() {
        let day = "2026-03-02".parse().unwrap();
        let moscow = FixedOffset::east_opt(3 * 3600).unwrap();
        let hm = |h, m| NaiveTime::from_hms_opt(h, m, 0).unwrap();
        assert_eq!(
            at_time(day, hm(9, 0), moscow),
            moment("2026-03-02T09:00:00+03:00")
        );
        assert_eq!(
            at_time(day, hm(0, 30), moscow),
            moment("2026-03-03T00:30:00+03:00")
        );
    }
}
