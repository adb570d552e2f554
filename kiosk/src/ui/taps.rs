//! From the face's callbacks to the one listener of the engine.

use std::cell::RefCell;
use std::rc::Rc;

use super::views::Tap;

type Listener = Rc<dyn Fn(Tap)>;

/// Shared by every adapter; silent until somebody listens.
#[derive(Clone, Default)]
pub(super) struct Taps {
    listener: Rc<RefCell<Option<Listener>>>,
}

impl Taps {
    pub(super) fn listen(&self, listener: impl Fn(Tap) + 'static) {
        *self.listener.borrow_mut() = Some(Rc::new(listener));
    }

    /// The listener is taken out before it is called: it may show another screen or listen anew.
    pub(super) fn send(&self, tap: Tap) {
        let listener = self.listener.borrow().clone();
        if let Some(listener) = listener {
            listener(tap);
        }
    }

    /// A callback that always means the same tap.
    pub(super) fn sends(&self, tap: Tap) -> impl FnMut() + 'static {
        let taps = self.clone();
        move || taps.send(tap)
    }

    /// A callback whose number says which tap.
    pub(super) fn sends_with(
        &self,
        meaning: impl Fn(i32) -> Option<Tap> + 'static,
    ) -> impl FnMut(i32) + 'static {
        let taps = self.clone();
        move |number| {
            if let Some(tap) = meaning(number) {
                taps.send(tap);
            }
        }
    }
}
