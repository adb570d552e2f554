//! The office over HTTPS: only the pinned key is trusted, every request is signed.

use std::sync::Arc;
use std::time::Duration;

use reqwest::blocking::Client;
use rustls::DigitallySignedStruct;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use sha2::{Digest, Sha256};
use stupen_domain::wire::unusable::Unusable;
use stupen_journal::sync::{HeadsMessage, PullRequest, PushReport};
use stupen_journal::{DeviceKey, RequestSignature, SealPublicKey, WriterId};

use crate::local::Pin;

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Longest wait for an answer.
const ANSWER: Duration = Duration::from_secs(60);

/// Why the office did not answer as hoped.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// Nobody answers: off, out of reach, or busy.
    #[error("the office cannot be reached: {0}")]
    Away(String),
    /// Somebody answers with another key than the pinned one.
    #[error("the office shows another key than the one this kiosk was enrolled with")]
    OtherKey,
    /// The office answers no.
    #[error("the office refuses ({status} {code}): {what}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// For programs: the last part of the problem's type (docs/protocol.md); empty where it has none.
        code: String,
        /// Its words.
        what: String,
    },
    /// An answer that this version cannot read.
    #[error("the office's answer cannot be read: {0}")]
    Unreadable(String),
}

/// The answer to heads.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct HeadsAnswer {
    /// What the office holds for this kiosk.
    pub heads: HeadsMessage,
    /// The office's time, in the workshop's offset.
    pub time: chrono::DateTime<chrono::FixedOffset>,
    /// Hash of the bundle of PINs.
    pub pins: String,
    /// What facts for the case are sealed to.
    #[serde(default)]
    pub seal_key: Option<SealPublicKey>,
    /// Per stream: up to where the office has a backup.
    #[serde(default)]
    pub backed_up: std::collections::BTreeMap<String, u64>,
}

/// What the exchange needs of an office; tests put a router or a lossy link behind it.
pub trait Office: Send {
    /// Compares heads.
    ///
    /// # Errors
    /// [`OfficeError`].
    fn heads(&mut self, mine: &HeadsMessage) -> Result<HeadsAnswer, OfficeError>;
    /// Hands entries over.
    ///
    /// # Errors
    /// [`OfficeError`].
    fn push(&mut self, body: Vec<u8>) -> Result<PushReport, OfficeError>;
    /// Fetches entries.
    ///
    /// # Errors
    /// [`OfficeError`].
    fn pull(&mut self, request: &PullRequest) -> Result<Vec<u8>, OfficeError>;
    /// Fetches a picture or a pack's manifest; `None` when the office has none.
    ///
    /// # Errors
    /// [`OfficeError`].
    fn blob(&mut self, hash: &str) -> Result<Option<Vec<u8>>, OfficeError>;
    /// Fetches the bundle of PINs.
    ///
    /// # Errors
    /// [`OfficeError`].
    fn pins(&mut self) -> Result<Vec<Pin>, OfficeError>;
    /// Tells which files cannot be used here, all of them, in place of what was told before. An office of an older
    /// version does not take it, which is no trouble.
    ///
    /// # Errors
    /// [`OfficeError`].
    fn tell_unusable(&mut self, files: &[Unusable]) -> Result<(), OfficeError>;
}

/// The office over HTTPS.
pub struct HttpOffice {
    client: Client,
    url: String,
    pin: String,
    device: WriterId,
    key: DeviceKey,
}

impl HttpOffice {
    /// A client that trusts only `pin`.
    ///
    /// # Errors
    /// [`OfficeError::Away`] when TLS cannot be set up.
    pub fn new(
        url: &str,
        pin: &str,
        device: WriterId,
        key: DeviceKey,
    ) -> Result<Self, OfficeError> {
        Ok(HttpOffice {
            client: client(pin)?,
            url: url.trim_end_matches('/').to_string(),
            pin: pin.to_string(),
            device,
            key,
        })
    }

    fn send(
        &self,
        method: &'static str,
        path: &str,
        body: Vec<u8>,
    ) -> Result<Vec<u8>, OfficeError> {
        let request_id = uuid::Uuid::new_v4().simple().to_string();
        let signature = RequestSignature {
            server_pin: &self.pin,
            method,
            path,
            body: &body,
            request_id: &request_id,
        }
        .sign(&self.key);
        let url = format!("{}{path}", self.url);
        let request = match method {
            "GET" => self.client.get(url),
            _ => self
                .client
                .post(url)
                .header("content-type", "application/json")
                .body(body),
        };
        let response = request
            .header("stupen-device", self.device.to_string())
            .header("stupen-request", request_id)
            .header("stupen-signature", signature.to_string())
            .send()
            .map_err(|error| transport(&error))?;
        answer(response)
    }
}

impl Office for HttpOffice {
    fn heads(&mut self, mine: &HeadsMessage) -> Result<HeadsAnswer, OfficeError> {
        read(&self.send("POST", "/sync/v1/heads", write(mine)?)?)
    }

    fn push(&mut self, body: Vec<u8>) -> Result<PushReport, OfficeError> {
        read(&self.send("POST", "/sync/v1/push", body)?)
    }

    fn pull(&mut self, request: &PullRequest) -> Result<Vec<u8>, OfficeError> {
        self.send("POST", "/sync/v1/pull", write(request)?)
    }

    fn blob(&mut self, hash: &str) -> Result<Option<Vec<u8>>, OfficeError> {
        match self.send("GET", &format!("/sync/v1/blob/{hash}"), Vec::new()) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(OfficeError::Refused { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn pins(&mut self) -> Result<Vec<Pin>, OfficeError> {
        #[derive(serde::Deserialize)]
        struct Bundle {
            pins: Vec<Pin>,
        }
        Ok(read::<Bundle>(&self.send("GET", "/sync/v1/pins", Vec::new())?)?.pins)
    }

    fn tell_unusable(&mut self, files: &[Unusable]) -> Result<(), OfficeError> {
        let body = write(&serde_json::json!({ "files": files }))?;
        match self.send("POST", "/sync/v1/unusable", body) {
            Ok(_) | Err(OfficeError::Refused { status: 404, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Posts JSON without a signature: only enrolment does, whose code is the secret.
///
/// # Errors
/// [`OfficeError`].
pub fn post_unsigned(
    url: &str,
    pin: &str,
    path: &str,
    body: Vec<u8>,
) -> Result<Vec<u8>, OfficeError> {
    let response = client(pin)?
        .post(format!("{}{path}", url.trim_end_matches('/')))
        .header("content-type", "application/json")
        .body(body)
        .send()
        .map_err(|error| transport(&error))?;
    answer(response)
}

fn answer(response: reqwest::blocking::Response) -> Result<Vec<u8>, OfficeError> {
    let status = response.status();
    let bytes = response.bytes().map_err(|error| transport(&error))?;
    if status.is_success() {
        return Ok(bytes.to_vec());
    }
    let problem: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
    let code = problem
        .as_ref()
        .and_then(|problem| problem.get("type")?.as_str()?.rsplit(':').next())
        .unwrap_or_default()
        .to_string();
    let what = problem
        .as_ref()
        .and_then(|problem| problem.get("detail").or_else(|| problem.get("title")))
        .and_then(|text| text.as_str())
        .unwrap_or("no reason given")
        .to_string();
    Err(OfficeError::Refused {
        status: status.as_u16(),
        code,
        what,
    })
}

fn transport(error: &reqwest::Error) -> OfficeError {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    let mut words = String::new();
    while let Some(inner) = cause {
        if inner.downcast_ref::<rustls::Error>().is_some_and(|error| {
            matches!(
                error,
                rustls::Error::InvalidCertificate(
                    rustls::CertificateError::ApplicationVerificationFailure
                )
            )
        }) {
            return OfficeError::OtherKey;
        }
        words = inner.to_string();
        cause = inner.source();
    }
    if words.contains("ApplicationVerificationFailure") {
        return OfficeError::OtherKey;
    }
    OfficeError::Away(words)
}

fn write(value: &impl serde::Serialize) -> Result<Vec<u8>, OfficeError> {
    serde_json::to_vec(value).map_err(|error| OfficeError::Unreadable(error.to_string()))
}

fn read<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, OfficeError> {
    serde_json::from_slice(bytes).map_err(|error| OfficeError::Unreadable(error.to_string()))
}

fn client(pin: &str) -> Result<Client, OfficeError> {
    let away = |error: &dyn std::fmt::Display| OfficeError::Away(error.to_string());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| away(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(PinnedKey {
            pin: pin.to_string(),
            provider,
        }))
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(config)
        .connect_timeout(CONNECT)
        .timeout(ANSWER)
        .no_proxy()
        .build()
        .map_err(|error| away(&error))
}

/// Trusts one public key, whatever name and dates its certificate bears: clocks in workshops are wrong.
#[derive(Debug)]
struct PinnedKey {
    pin: String,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for PinnedKey {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let spki = ParsedCertificate::try_from(end_entity)?.subject_public_key_info();
        let shown = data_encoding::BASE32_NOPAD.encode(&Sha256::digest(spki.as_ref()));
        if shown == self.pin {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(rustls::CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
