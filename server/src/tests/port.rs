//! The real port: what a kiosk sees when it connects.

use std::net::TcpListener;
use std::sync::Arc;

use axum_server::Handle;
use axum_server::tls_rustls::{RustlsConfig, from_tcp_rustls};
use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsConnector;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::House;
use crate::tls::Pin;

#[tokio::test]
async fn the_certificate_on_the_wire_carries_the_pinned_key() {
    let house = House::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let handle = Handle::new();
    let server = from_tcp_rustls(listener, RustlsConfig::from_config(house.identity.config()))
        .unwrap()
        .handle(handle.clone())
        .serve(house.router.clone().into_make_service());
    let server = tokio::spawn(server);

    let pem = std::fs::read(house.data_dir().join("keys/tls.crt")).unwrap();
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(&pem).unwrap())
        .unwrap();
    let config =
        ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
    let tcp = tokio::net::TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut tls = TlsConnector::from(Arc::new(config))
        .connect(name, tcp)
        .await
        .unwrap();

    let shown = tls.get_ref().1.peer_certificates().unwrap()[0].clone();
    let (_, certificate) = X509Certificate::from_der(&shown).unwrap();
    assert_eq!(
        Pin::of_spki(certificate.public_key().raw),
        house.state.pin()
    );

    tls.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    tls.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    handle.shutdown();
    server.await.unwrap().unwrap();
}
