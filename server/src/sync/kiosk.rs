//! The kiosk behind a request: known, not revoked, and the signer of exactly these bytes.

use std::io::Read;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use stupen_domain::WriterKind;
use stupen_domain::wire::ids::WorkshopId;
use stupen_journal::keys::SignatureBytes;
use stupen_journal::{RequestSignature, WriterId};

use super::Reach;
use super::problem::Problem;
use crate::state::AppState;

/// Header with the writer id.
pub const DEVICE: &str = "stupen-device";
/// Header with the request's own id.
pub const REQUEST: &str = "stupen-request";
/// Header with the signature.
pub const SIGNATURE: &str = "stupen-signature";

/// Longest request id, characters.
const REQUEST_ID_MAX: usize = 64;

/// A verified request of a kiosk whose body is at most `LIMIT` bytes, packed and unpacked.
#[derive(Debug)]
pub struct Signed<const LIMIT: usize> {
    /// Who.
    pub kiosk: Kiosk,
    /// The body, unpacked.
    pub body: Bytes,
}

/// An enrolled kiosk.
#[derive(Clone, Debug)]
pub struct Kiosk {
    /// The device.
    pub device: WriterId,
    /// Where it stands.
    pub workshop: WorkshopId,
    /// Why it was revoked, where it was.
    pub revoked: Option<String>,
}

impl Kiosk {
    /// Which streams it may hold.
    pub fn reach(&self, state: &AppState) -> Reach {
        Reach::new(self.device, &self.workshop, state.book().organisation())
    }

    /// Refuses a revoked device: it may hand over what it wrote, and nothing else.
    ///
    /// # Errors
    /// [`Problem`], 403.
    pub fn unless_revoked(&self, state: &AppState) -> Result<(), Problem> {
        match &self.revoked {
            None => Ok(()),
            Some(_) => {
                state.sync().tally.requests_revoked.one();
                Err(Problem::new(
                    StatusCode::FORBIDDEN,
                    "revoked",
                    "this kiosk was revoked: it may still hand over its entries, which wait for review; enrol it anew",
                ))
            }
        }
    }
}

impl<const LIMIT: usize> FromRequest<AppState> for Signed<LIMIT> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let claim = Claim::read(&parts.headers).ok_or_else(|| {
            unsigned(
                state,
                "headers stupen-device, stupen-request and stupen-signature are needed",
            )
        })?;
        if parts.uri.query().is_some() {
            return Err(Problem::malformed(
                "a query is not part of any signed address",
            ));
        }
        let device = claim.device;
        let known = state
            .book()
            .run(move |ledger| ledger.trusted(device))
            .await?
            .filter(|trusted| trusted.kind == WriterKind::Kiosk);
        let workshop = known.as_ref().and_then(|trusted| {
            let scope = trusted.scope.as_deref()?;
            Some(WorkshopId::new(scope.strip_prefix("w:")?))
        });
        let (Some(trusted), Some(workshop)) = (known, workshop) else {
            return Err(unsigned(state, "this device is not enrolled here"));
        };
        // Only now is the body worth reading: it may be large.
        let sent = read(state, &parts.headers, body, LIMIT).await?;
        let pin = state.pin().base32();
        let signed = RequestSignature {
            server_pin: &pin,
            method: parts.method.as_str(),
            path: parts.uri.path(),
            body: &sent,
            request_id: &claim.request,
        };
        if !signed.verifies(&trusted.key, &claim.signature) {
            return Err(unsigned(state, "the signature does not verify"));
        }
        if !state.sync().recent.is_new(device, &claim.request) {
            state.sync().tally.requests_repeated.one();
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "repeated",
                "this request came before; a new one needs a new id",
            ));
        }
        state.sync().heard(device, state.now());
        let body = if parts
            .headers
            .get(header::CONTENT_ENCODING)
            .is_some_and(|coding| coding.as_bytes().eq_ignore_ascii_case(b"gzip"))
        {
            unpack(&sent, LIMIT).ok_or_else(|| refused_body(state, LIMIT))?
        } else {
            sent
        };
        Ok(Self {
            kiosk: Kiosk {
                device,
                workshop,
                revoked: trusted.revoked.map(|revoked| revoked.reason),
            },
            body,
        })
    }
}

/// What the headers claim.
struct Claim {
    device: WriterId,
    request: String,
    signature: SignatureBytes,
}

impl Claim {
    fn read(headers: &HeaderMap) -> Option<Self> {
        let text = |name: &str| headers.get(name)?.to_str().ok();
        let request = text(REQUEST)?;
        let is_word = (1..=REQUEST_ID_MAX).contains(&request.len())
            && request
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-');
        Some(Self {
            device: text(DEVICE)?.parse().ok()?,
            request: is_word.then(|| request.to_owned())?,
            signature: text(SIGNATURE)?.parse().ok()?,
        })
    }
}

fn unsigned(state: &AppState, detail: &str) -> Problem {
    state.sync().tally.requests_unsigned.one();
    Problem::new(StatusCode::UNAUTHORIZED, "unsigned", detail)
}

fn refused_body(state: &AppState, limit: usize) -> Problem {
    state.sync().tally.bodies_refused.one();
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        format!("the body is broken off, not gzip, or larger than {limit} bytes"),
    )
}

/// Reads a body up to `limit` bytes.
pub(super) async fn read(
    state: &AppState,
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<Bytes, Problem> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(refused_body(state, limit));
    }
    axum::body::to_bytes(body, limit)
        .await
        .map_err(|_over_or_broken| refused_body(state, limit))
}

/// Unpacks gzip; `None` when it is none or grows beyond `limit`.
fn unpack(sent: &[u8], limit: usize) -> Option<Bytes> {
    let mut body = Vec::new();
    let most = u64::try_from(limit).ok()?.checked_add(1)?;
    let read = flate2::read::GzDecoder::new(sent)
        .take(most)
        .read_to_end(&mut body)
        .ok()?;
    (read <= limit).then(|| body.into())
}
