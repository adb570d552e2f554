//! The stored form of a day's sums: free to change with [`crate::DOMAIN_VERSION`].

use alloc::string::ToString;
use alloc::vec::Vec;

use super::WireError;
use crate::practice::Done;
use crate::wire::ids::OperationId;

/// Operation, pieces, faulty ones, milliseconds.
type Row = (OperationId, u32, u32, u64);

fn bad(problem: serde_json::Error) -> WireError {
    WireError::Malformed {
        kind: "practice".into(),
        problem: problem.to_string(),
    }
}

/// Writes the sums of a day.
///
/// # Errors
/// [`WireError::Malformed`] should they not be expressible.
pub(crate) fn encode_practice(done: &[Done]) -> Result<Vec<u8>, WireError> {
    let rows: Vec<_> = done
        .iter()
        .map(|done| (&done.operation, done.pieces, done.defects, done.ms))
        .collect();
    serde_json::to_vec(&rows).map_err(bad)
}

/// Reads what [`encode_practice`] wrote.
///
/// # Errors
/// [`WireError::Malformed`] for anything else: the views are then rebuilt from the log.
pub(crate) fn decode_practice(body: &[u8]) -> Result<Vec<Done>, WireError> {
    let rows: Vec<Row> = serde_json::from_slice(body).map_err(bad)?;
    Ok(rows
        .into_iter()
        .map(|(operation, pieces, defects, ms)| Done {
            operation,
            pieces,
            defects,
            ms,
        })
        .collect())
}
