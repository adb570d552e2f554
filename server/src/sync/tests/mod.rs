//! A kiosk at the router: enrolment, signed requests, and everything hostile that a network can bring.

mod exchange;
mod hostile;
mod rig;
