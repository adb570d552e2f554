//! Whose signatures count: the roots given at enrolment, and the devices that a server enrolled since.

use stupen_domain::WriterKind;
use stupen_domain::facts::DeviceRevoked;
use stupen_domain::workshop;
use stupen_journal::{PublicKey, WriterId};

use crate::Ledger;
use crate::translate::device_id;

/// A writer whose key was handed over outside the log: the server, at a kiosk's enrolment.
#[derive(Clone, Debug, PartialEq)]
pub struct Root {
    /// The writer, in all its epochs.
    pub writer: WriterId,
    /// Its key.
    pub key: PublicKey,
    /// What it is.
    pub kind: WriterKind,
}

/// A writer as far as it is trusted.
#[derive(Clone, Debug)]
pub struct Trusted {
    /// Its key.
    pub key: PublicKey,
    /// What it is.
    pub kind: WriterKind,
    /// The only scope in which it may write; `None` for a server.
    pub scope: Option<String>,
    /// Its revocation, where there is one.
    pub revoked: Option<DeviceRevoked>,
}

impl Ledger {
    /// The office's writer, where a root names one.
    pub fn server(&self) -> Option<WriterId> {
        self.roots
            .iter()
            .find(|root| root.kind == WriterKind::Server)
            .map(|root| root.writer)
    }

    /// What is known of a writer; `None` for a stranger, whose batches are refused until somebody enrols it.
    pub fn trusted(&self, writer: WriterId) -> Option<Trusted> {
        if let Some(root) = self.roots.iter().find(|root| root.writer == writer) {
            return Some(Trusted {
                key: root.key,
                kind: root.kind,
                scope: None,
                revoked: None,
            });
        }
        let view = workshop::device(self.state(), &device_id(writer))?;
        let kind = match view.device.kind.as_str() {
            "kiosk" => WriterKind::Kiosk,
            "server" => WriterKind::Server,
            "import" => WriterKind::Import,
            _ => return None,
        };
        Some(Trusted {
            key: view.device.public_key.parse().ok()?,
            kind,
            scope: view
                .device
                .workshop
                .as_ref()
                .map(|workshop| format!("w:{workshop}")),
            revoked: view.revoked.cloned(),
        })
    }
}
