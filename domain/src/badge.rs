//! The text on a badge: a prefix, 100 random bits and a check symbol, all in the alphabet of RFC 4648 base32.
//!
//! Upper-case letters and the digits 2–7 only: a scanner that types like a keyboard types the same on every
//! layout that maps back to physical keys, and a QR code of version 2 holds it in alphanumeric mode.

use alloc::string::String;

use data_encoding::BASE32_NOPAD;

use crate::wire::ids::BadgeHash;

/// What every badge text begins with.
pub const PREFIX: &str = "ST";
/// Symbols of base32 that hold the secret: 20 × 5 = 100 bits.
const SECRET_SYMBOLS: usize = 20;
/// Whole length: prefix, secret, check symbol.
pub const TEXT_LEN: usize = PREFIX.len() + SECRET_SYMBOLS + 1;

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Why a scanned text is not a badge of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotABadge {
    /// Some other code: a ticket, a shop's label, a web address.
    #[error("the code is not a Stupen badge")]
    Foreign,
    /// Begins like a badge, but is damaged or misread.
    #[error("the badge's check symbol does not fit: it was misread or is damaged")]
    Misread,
}

/// The text of a new badge from 13 random bytes (the last four bits are not used).
pub fn text(random: [u8; 13]) -> String {
    let mut text = String::from(PREFIX);
    text.extend(BASE32_NOPAD.encode(&random).chars().take(SECRET_SYMBOLS));
    text.push(char::from(check_symbol(&text).unwrap_or(b'A')));
    text
}

/// What kiosks and the log keep of a badge: a one-way hash of its text.
///
/// # Errors
/// [`NotABadge`] when the text is some other code, or a badge that was misread.
pub fn hash(scanned: &str) -> Result<BadgeHash, NotABadge> {
    let upper = scanned.trim().to_ascii_uppercase();
    if !upper.starts_with(PREFIX) || !upper.bytes().all(|b| ALPHABET.contains(&b)) {
        return Err(NotABadge::Foreign);
    }
    let body = upper.get(..TEXT_LEN - 1).ok_or(NotABadge::Misread)?;
    let given = upper.as_bytes().last().copied();
    if upper.len() != TEXT_LEN || check_symbol(body) != given {
        return Err(NotABadge::Misread);
    }
    let mut hasher = blake3::Hasher::new_derive_key("stupen badge v1");
    hasher.update(upper.as_bytes());
    Ok(BadgeHash::new(hasher.finalize().to_hex().as_str()))
}

/// Luhn's algorithm for an alphabet of 32 symbols: finds every single wrong symbol and most swaps.
fn check_symbol(body: &str) -> Option<u8> {
    let mut sum = 0usize;
    for (i, byte) in body.bytes().rev().enumerate() {
        let value = ALPHABET.iter().position(|b| *b == byte)?;
        let doubled = if i % 2 == 0 { value * 2 } else { value };
        sum += doubled / 32 + doubled % 32;
    }
    ALPHABET.get((32 - sum % 32) % 32).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn other_codes_are_told_from_damaged_badges() {
        let good = text([7; 13]);
        let short = good.get(..22).unwrap();
        for (scanned, expected) in [
            ("", NotABadge::Foreign),
            ("https://example.org/", NotABadge::Foreign),
            ("4601234567893", NotABadge::Foreign),
            ("ЫЕ", NotABadge::Foreign),
            ("ST", NotABadge::Misread),
            (short, NotABadge::Misread),
        ] {
            assert_eq!(hash(scanned), Err(expected), "{scanned:?}");
        }
        assert_eq!(good.len(), 23);
        assert_eq!(
            hash(&good),
            hash(&alloc::format!(" {}\r\n", good.to_lowercase()))
        );
    }

    proptest! {
        #[test]
        fn every_badge_reads_back_and_one_wrong_symbol_is_noticed(random: [u8; 13], at in 2usize..23, other in 0usize..32) {
            let good = text(random);
            prop_assert!(hash(&good).is_ok());
            let mut bad = good.clone().into_bytes();
            if bad[at] != ALPHABET[other] {
                bad[at] = ALPHABET[other];
                prop_assert_eq!(hash(core::str::from_utf8(&bad).unwrap()), Err(NotABadge::Misread));
            }
        }
    }
}
