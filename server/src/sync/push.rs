//! `POST /sync/v1/push`: entries that the kiosk wrote, or relays.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use stupen_journal::sync::{BodyError, MAX_BODY_BYTES, PushReport, StreamReport, batches};
use stupen_journal::{IngestRefusal, StoreError, StreamId};
use stupen_ledger::{Ledger, Prepared, TakeInError, prepare_ahead};

use super::Reach;
use super::kiosk::Signed;
use super::problem::Problem;
use super::tally::Tally;
use crate::book::{Book, BookError};
use crate::state::AppState;

/// `POST /sync/v1/push`. Each batch is one transaction and one turn at the ledger, so that pages need not wait for
/// a long push.
///
/// # Errors
/// [`Problem`] when the body cannot be read or the disk fails; the batches before the one at fault are stored.
pub async fn push(
    State(state): State<AppState>,
    Signed { kiosk, body }: Signed<MAX_BODY_BYTES>,
) -> Result<Json<PushReport>, Problem> {
    let reach = kiosk.reach(&state);
    let work = state.clone();
    let report = tokio::task::spawn_blocking(move || {
        let tally = &work.sync().tally;
        let refuse = |error: BodyError| {
            tally.bodies_refused.one();
            Problem::malformed(error.to_string())
        };
        let batches = batches(&body)
            .map_err(refuse)?
            .map(|batch| batch.map_err(refuse));
        let mut report = PushReport::default();
        let seals = work.book().seals();
        prepare_ahead(batches, seals, |batch| {
            report
                .streams
                .push(take_in(work.book(), tally, &reach, batch)?);
            Ok(())
        })?;
        Ok::<_, Problem>(report)
    })
    .await
    .map_err(|_stopped| Problem::from(BookError::Stopping))??;
    for refused in report.streams.iter().filter(|r| r.refused.is_some()) {
        tracing::warn!(
            device = %kiosk.device,
            stream = %refused.stream,
            reason = refused.refused.as_deref().unwrap_or_default(),
            "a batch was refused"
        );
    }
    Ok(Json(report))
}

fn take_in(
    book: &Book,
    tally: &Tally,
    reach: &Reach,
    batch: Prepared,
) -> Result<StreamReport, Problem> {
    let stream = batch.batch().stream.clone();
    if !reach.covers(&stream) {
        tally.batches_refused.one();
        return Ok(refused(
            stream,
            0,
            0,
            "not a stream of this kiosk's workshop".to_owned(),
        ));
    }
    let report = book
        .with(|ledger| report(ledger, &stream, batch))?
        .map_err(|error| match error {
            StoreError::DiskFull => Problem::new(
                StatusCode::INSUFFICIENT_STORAGE,
                "disk-full",
                "the office's disk is full: keep the entries and try again later",
            ),
            other => Problem::inside(&other),
        })?;
    if report.refused.is_some() {
        tally.batches_refused.one();
    }
    if report.fork.is_some() {
        tally.forks.one();
    }
    tally.entries_accepted.add(report.accepted);
    tally.entries_quarantined.add(report.quarantined);
    Ok(report)
}

/// Takes one batch in and says what became of it.
///
/// # Errors
/// When the store fails; a batch that is wrong is a report, not an error.
pub fn report(
    ledger: &mut Ledger,
    stream: &StreamId,
    batch: Prepared,
) -> Result<StreamReport, StoreError> {
    let count = u64::try_from(batch.batch().entries.len()).unwrap_or(u64::MAX);
    let outcome = match ledger.take_in_prepared(batch) {
        Ok(taken) => Ok(taken.report),
        Err(TakeInError::Refused(IngestRefusal::Store(error))) => return Err(error),
        Err(TakeInError::Refused(refusal)) => Err(refusal),
        Err(TakeInError::Stranger(writer)) => {
            return Ok(refused(
                stream.clone(),
                ledger.log().head(stream)?.map_or(0, |head| head.seq),
                ledger.log().backed_up(stream)?,
                format!("writer {writer} is not enrolled here"),
            ));
        }
        Err(TakeInError::Views(error)) => {
            // The log holds the batch; only the disposable half failed.
            tracing::error!(%error, "the views are made anew");
            ledger
                .rebuild()
                .map_err(|error| StoreError::Refused(error.to_string()))?;
            let mut report = StreamReport::of(
                ledger.log(),
                stream,
                &Ok(stupen_journal::Ingested::default()),
            )?;
            report.accepted = count;
            return Ok(report);
        }
    };
    StreamReport::of(ledger.log(), stream, &outcome)
}

fn refused(stream: StreamId, have: u64, backed_up: u64, why: String) -> StreamReport {
    StreamReport {
        stream,
        have,
        accepted: 0,
        quarantined: 0,
        backed_up,
        refused: Some(why),
        fork: None,
        needs_earlier: false,
    }
}
