//! Random secrets, their hashes, and passwords.
//!
//! Tokens and codes carry their own randomness, so a plain hash guards them; what people choose (passwords,
//! PINs) is guarded by Argon2id.

use anyhow::{Context, Result, anyhow};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};

/// Shortest password accepted, in characters (NIST SP 800-63B, section 5.1.1.2).
pub const PASSWORD_CHARS_MIN: usize = 8;

/// Longest text that is hashed, in bytes: hashing is costly on purpose, so nobody may make it costlier.
pub const PASSWORD_BYTES_MAX: usize = 512;

/// What the office keeps of a token or a code: enough to recognise it, not enough to use it.
pub type SecretHash = [u8; 32];

/// Random bytes of the operating system.
///
/// # Errors
/// When the system has no randomness; nothing may go on then.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow!("the system gives no random numbers: {error}"))?;
    Ok(bytes)
}

/// A new id for something that is recorded: 128 random bits, 32 hex digits.
///
/// # Errors
/// When the system gives no random numbers.
pub fn new_id() -> Result<String> {
    Ok(data_encoding::HEXLOWER.encode(&random::<16>()?))
}

/// A session token: 256 random bits.
///
/// # Errors
/// As [`random`].
pub fn token() -> Result<String> {
    Ok(BASE64URL_NOPAD.encode(&random::<32>()?))
}

/// A code that people may have to read out and type: 80 random bits in four groups, `XXXX-XXXX-XXXX-XXXX`.
///
/// # Errors
/// As [`random`].
pub fn spoken_code() -> Result<String> {
    let letters = BASE32_NOPAD.encode(&random::<10>()?);
    let groups: Vec<String> = letters
        .as_bytes()
        .chunks(4)
        .map(|group| group.iter().map(|byte| char::from(*byte)).collect())
        .collect();
    Ok(groups.join("-"))
}

/// The form in which a typed code is compared: no spaces or dashes, capitals, and 0/1/8 read as O/I/B,
/// which the alphabet has and the digits it has not.
pub fn fold_code(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| match c.to_ascii_uppercase() {
            '0' => 'O',
            '1' => 'I',
            '8' => 'B',
            other => other,
        })
        .collect()
}

/// Hash of a random secret, for one `purpose` only: a code of one table can never open another.
pub fn hash_secret(purpose: &str, secret: &str) -> SecretHash {
    let mut hasher = blake3::Hasher::new_derive_key("stupen-server secrets v1");
    hasher.update(purpose.as_bytes());
    hasher.update(&[0]);
    hasher.update(secret.as_bytes());
    *hasher.finalize().as_bytes()
}

/// Argon2id hash of a password or a PIN as a PHC string.
///
/// # Errors
/// When memory or randomness is missing.
pub fn hash_password(password: &str) -> Result<String> {
    Ok(Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|error| anyhow!("{error}"))
        .context("cannot hash the password")?
        .to_string())
}

/// True when the password belongs to the PHC string; a damaged string belongs to nothing.
pub fn password_fits(password: &str, phc: &str) -> bool {
    if password.len() > PASSWORD_BYTES_MAX {
        return false;
    }
    PasswordHash::new(phc).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let phc = hash_password("серый зонт 4").unwrap();
        assert!(phc.starts_with("$argon2id$"));
        assert!(password_fits("серый зонт 4", &phc));
        assert!(!password_fits("серый зонт 5", &phc));
        assert!(!password_fits("серый зонт 4", "damaged"));
    }

    #[test]
    fn a_code_is_four_groups_of_four_and_survives_being_typed() {
        let code = spoken_code().unwrap();
        assert_eq!(
            code.split('-').map(str::len).collect::<Vec<_>>(),
            [4, 4, 4, 4]
        );
        assert_eq!(
            fold_code(&code.to_lowercase().replace('-', " ")),
            fold_code(&code)
        );
        assert_eq!(fold_code("0o1i8b"), "OOIIBB");
    }

    #[test]
    fn a_secret_of_one_purpose_does_not_open_another() {
        assert_ne!(hash_secret("session", "x"), hash_secret("enrolment", "x"));
    }
}
