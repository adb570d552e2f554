//! Facts for the case: sealed where they are written on the floor, opened where the office folds them
//! (docs/entries.md, "Sealing").

use std::borrow::Cow;

use stupen_domain::{Audience, WriterKind};
use stupen_journal::{SealError, SealKey, SealPublicKey};

/// What this device does with payloads that only the office may read.
#[derive(Clone, Debug, Default)]
pub struct Seals {
    /// They open what was sealed; only the office has any. Former ones are kept for what came before.
    open: Vec<SealKey>,
    /// The office's key, as a kiosk was told.
    to: Option<SealPublicKey>,
}

/// Why a fact for the case was not written. Nothing of the command is stored then, neither readable nor sealed.
#[derive(Debug, thiserror::Error)]
pub enum NotSealed {
    /// The office has not told its key.
    #[error("the office's sealing key is not here yet: let this kiosk reach the office once")]
    NoKey,
    /// The key or the machine.
    #[error("a fact for the case could not be sealed: {0}")]
    Seal(#[from] SealError),
}

impl Seals {
    /// The office's: opens what was sealed to any of these keys.
    pub fn opened_by(keys: Vec<SealKey>) -> Self {
        Self {
            open: keys,
            to: None,
        }
    }

    /// A kiosk's: seals to the office's key, once that is known.
    pub fn sealed_to(key: Option<SealPublicKey>) -> Self {
        Self {
            open: Vec::new(),
            to: key,
        }
    }

    /// The key that facts for the case are sealed to here.
    pub fn to(&self) -> Option<SealPublicKey> {
        self.to
    }

    pub(crate) fn set_to(&mut self, key: SealPublicKey) {
        self.to = Some(key);
    }

    /// Whether this device opens sealed payloads at all.
    pub(crate) fn opens(&self) -> bool {
        !self.open.is_empty()
    }

    /// A payload as it is to be stored: sealed when a kiosk states it for others than the floor.
    pub(crate) fn close(
        &self,
        writer: WriterKind,
        audience: Audience,
        payload: Vec<u8>,
    ) -> Result<Vec<u8>, NotSealed> {
        if writer != WriterKind::Kiosk || audience == Audience::Floor {
            return Ok(payload);
        }
        Ok(self.to.ok_or(NotSealed::NoKey)?.seal(&payload)?)
    }

    /// A payload as it is to be read; what is not sealed stays as it is. The error is of the key that it names, where
    /// one of ours does.
    ///
    /// # Errors
    /// [`SealError`], where none of the keys here opens it.
    pub fn unseal<'a>(&self, payload: &'a [u8]) -> Result<Cow<'a, [u8]>, SealError> {
        if !stupen_journal::seal::is_sealed(payload) {
            return Ok(Cow::Borrowed(payload));
        }
        let mut refusal = SealError::Malformed("no key to open it is here".into());
        for key in &self.open {
            match key.open(payload) {
                Ok(plain) => return Ok(Cow::Owned(plain)),
                Err(other @ SealError::OtherKey { .. }) => refusal = other,
                Err(broken) => return Err(broken),
            }
        }
        Err(refusal)
    }
}
