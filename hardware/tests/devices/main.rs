//! Tests of the devices from outside, in one program. The modules are marked as tests so that the lints know it.

#[cfg(test)]
mod common;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod programs;
#[cfg(test)]
mod serial;
#[cfg(test)]
mod set;
#[cfg(test)]
mod sim;
