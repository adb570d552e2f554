//! Comparing heads: what to send, what to ask for, and when a device must begin a new epoch.

use std::collections::BTreeMap;

use super::message::{HeadsMessage, Want};
use crate::envelope::{Hash, Head, StreamId, Writer};

/// Why a writer may no longer append under its epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewEpochReason {
    /// The other side holds more of our own stream than we do: our store was rolled back.
    RolledBack,
    /// The other side holds other entries in our own stream: our store was cloned.
    Forked,
}

/// An own stream in which nothing may be appended any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEpochNeeded {
    /// The stream that shows it.
    pub stream: StreamId,
    /// Why.
    pub reason: NewEpochReason,
}

/// What to do with one peer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What the other side lacks.
    pub push: Vec<Want>,
    /// What we lack.
    pub want: Vec<Want>,
    /// Own streams that show that a new epoch is needed: begin it before appending anything.
    pub new_epoch: Vec<NewEpochNeeded>,
    /// Streams in which both sides hold different entries; both branches are exchanged, and each
    /// side keeps the other's apart.
    pub forks: Vec<StreamId>,
}

/// Finds the hash of an entry that we hold, by stream and number.
pub type HashAt<'a, E> = dyn Fn(&StreamId, u64) -> Result<Option<Hash>, E> + 'a;

/// Compares what both sides hold.
///
/// `own` is this device in its present epoch. `hash_at` finds the hash of an entry that we hold.
/// `may_relay` says which streams the other side may have.
///
/// # Errors
/// Whatever `hash_at` fails with.
pub fn plan<E>(
    own: Option<Writer>,
    mine: &HeadsMessage,
    theirs: &HeadsMessage,
    hash_at: &HashAt<'_, E>,
    may_relay: &dyn Fn(&StreamId) -> bool,
) -> Result<Plan, E> {
    let mut pairs: BTreeMap<&StreamId, (Option<&Head>, Option<&Head>)> = BTreeMap::new();
    for head in &mine.heads {
        pairs.entry(&head.stream).or_default().0 = Some(head);
    }
    for head in &theirs.heads {
        pairs.entry(&head.stream).or_default().1 = Some(head);
    }
    let mut plan = Plan::default();
    for (stream, pair) in pairs {
        let standing = match pair {
            (Some(_), None) => Standing::TheyLack { after: 0 },
            (None, Some(_)) => Standing::WeLack { after: 0 },
            (Some(my), Some(their)) => compare(my, their, mine, hash_at)?,
            (None, None) => continue,
        };
        let is_own = own.is_some_and(|own| stream.writer() == own);
        match standing {
            Standing::Equal => {}
            Standing::TheyLack { after } => {
                if may_relay(stream) {
                    plan.push.push(Want {
                        stream: stream.clone(),
                        after,
                    });
                }
            }
            Standing::WeLack { after } => {
                if is_own {
                    let reason = NewEpochReason::RolledBack;
                    plan.new_epoch.push(NewEpochNeeded {
                        stream: stream.clone(),
                        reason,
                    });
                }
                plan.want.push(Want {
                    stream: stream.clone(),
                    after,
                });
            }
            Standing::Forked => {
                if is_own {
                    let reason = NewEpochReason::Forked;
                    plan.new_epoch.push(NewEpochNeeded {
                        stream: stream.clone(),
                        reason,
                    });
                }
                plan.forks.push(stream.clone());
                let (Some(my), Some(their)) = pair else {
                    continue;
                };
                if may_relay(stream) && !theirs.apart.contains(my) {
                    let after = known_apart(my, &theirs.apart, hash_at)?;
                    plan.push.push(Want {
                        stream: stream.clone(),
                        after,
                    });
                }
                if !mine.apart.contains(their) {
                    plan.want.push(Want {
                        stream: stream.clone(),
                        after: 0,
                    });
                }
            }
        }
    }
    Ok(plan)
}

enum Standing {
    Equal,
    TheyLack { after: u64 },
    WeLack { after: u64 },
    Forked,
}

fn compare<E>(
    my: &Head,
    their: &Head,
    mine: &HeadsMessage,
    hash_at: &HashAt<'_, E>,
) -> Result<Standing, E> {
    if their.seq > my.seq {
        // Whether ours is a prefix of theirs shows when their entries arrive; a branch that we
        // already keep apart says that it is not.
        return Ok(if mine.apart.contains(their) {
            Standing::Forked
        } else {
            Standing::WeLack { after: my.seq }
        });
    }
    if hash_at(&my.stream, their.seq)? != Some(their.hash) {
        return Ok(Standing::Forked);
    }
    Ok(if their.seq == my.seq {
        Standing::Equal
    } else {
        Standing::TheyLack { after: their.seq }
    })
}

/// How much of our branch the other side already keeps apart.
fn known_apart<E>(my: &Head, apart: &[Head], hash_at: &HashAt<'_, E>) -> Result<u64, E> {
    let mut known = 0;
    for head in apart
        .iter()
        .filter(|head| head.stream == my.stream && head.seq <= my.seq)
    {
        if head.seq > known && hash_at(&head.stream, head.seq)? == Some(head.hash) {
            known = head.seq;
        }
    }
    Ok(known)
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
