//! The office's pages, as a browser asks for them.

use reqwest::blocking::{Client, Response};
use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, SET_COOKIE};

use super::Workshop;

/// Somebody with the page open.
pub(crate) struct Page {
    client: Client,
    pub(crate) address: String,
    cookie: String,
}

impl Page {
    pub(crate) fn signed_in(workshop: &Workshop, login: &str) -> Page {
        // Somebody else in this process may have chosen it: one is as good as the other.
        let _chosen = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            // A browser asks once, a person says yes.
            .danger_accept_invalid_certs(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let mut page = Page {
            client,
            address: workshop.address.clone(),
            cookie: String::new(),
        };
        let password = workshop.password_of(login);
        let answer = page.send("/login", &format!("login={login}&password={password}"));
        let set = answer.headers().get(SET_COOKIE).expect("a session");
        let (cookie, _) = set.to_str().unwrap().split_once(';').unwrap();
        page.cookie = cookie.to_owned();
        page
    }

    /// What a page says, as JSON.
    pub(crate) fn read(&self, path: &str) -> serde_json::Value {
        let request = self.client.get(format!("https://{}{path}", self.address));
        let answer = request
            .header(ACCEPT, "application/json")
            .header(COOKIE, &self.cookie)
            .send()
            .unwrap();
        serde_json::from_str(&answer.text().unwrap()).unwrap()
    }

    pub(crate) fn send(&self, path: &str, form: &str) -> Response {
        let request = self.client.post(format!("https://{}{path}", self.address));
        request
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(COOKIE, &self.cookie)
            .body(form.to_owned())
            .send()
            .unwrap()
    }
}
