//! TLS from the first start: our own key, a self-signed certificate, and the pin that kiosks trust.
//!
//! Kiosks pin the hash of the public key and look at neither name nor dates, because clocks in workshops
//! are wrong. So the certificate may be made anew (another name) while the key, and with it the pin, stays.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use rcgen::{
    CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, PublicKeyData, date_time_ymd,
};
use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};

use crate::begun::Needed;
use crate::data::{DataDir, write_private};

/// SHA-256 of the server key's SubjectPublicKeyInfo (RFC 7469, section 2.4): what a kiosk trusts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Pin([u8; 32]);

impl Pin {
    /// The pin of a key given as DER SubjectPublicKeyInfo.
    pub fn of_spki(spki: &[u8]) -> Self {
        Self(Sha256::digest(spki).into())
    }

    /// 52 capitals and digits without padding: dense in a QR code's alphanumeric mode.
    pub fn base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// 64 lower-case hexadecimal digits.
    pub fn hex(&self) -> String {
        HEXLOWER.encode(&self.0)
    }

    /// The 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base32())
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pin({})", self.base32())
    }
}

/// The server's TLS key and the certificate that presents it.
#[derive(Clone)]
pub struct Identity {
    config: Arc<ServerConfig>,
    pin: Pin,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("pin", &self.pin)
            .finish_non_exhaustive()
    }
}

impl Identity {
    /// Loads the key from `keys/tls.key`, or makes it where the server has not begun yet; renews the certificate when
    /// `names` changed.
    ///
    /// # Errors
    /// When the key is lost, or a file cannot be read or written, or holds no key; the message names it and the way out.
    pub fn load_or_make(data: &DataDir, names: &[String]) -> Result<Self> {
        let (key, key_pem, key_path) = load_or_make_key(data)?;
        let pin = Pin::of_spki(&key.subject_public_key_info());

        let certificate_path = data.keys().join("tls.crt");
        let heading = format!("names: {}; pin: {pin}\n", names.join(" "));
        if !fs::read_to_string(&certificate_path).is_ok_and(|text| text.starts_with(&heading)) {
            let pem = self_signed(&key, names)?;
            write_private(&certificate_path, format!("{heading}{pem}").as_bytes())?;
        }
        let certificate = CertificateDer::from_pem_slice(read(&certificate_path)?.as_bytes())
            .map_err(|error| anyhow!("{error}"))
            .with_context(|| {
                format!(
                    "{} holds no certificate: delete it, it is made anew",
                    certificate_path.display()
                )
            })?;
        let key = PrivateKeyDer::from_pem_slice(key_pem.as_bytes())
            .map_err(|error| anyhow!("{error}"))
            .with_context(|| format!("cannot read {}", key_path.display()))?;

        let mut config = ServerConfig::builder_with_provider(Arc::new(
            rustls::crypto::ring::default_provider(),
        ))
        .with_safe_default_protocol_versions()
        .context("TLS cannot be set up")?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .context(
            "the TLS key and certificate do not fit together: delete keys/tls.crt, it is made anew",
        )?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self {
            config: Arc::new(config),
            pin,
        })
    }

    /// The pin alone, whatever names the certificate has; makes the key where there is none.
    ///
    /// # Errors
    /// As [`Identity::load_or_make`].
    pub fn pin_of(data: &DataDir) -> Result<Pin> {
        let (key, ..) = load_or_make_key(data)?;
        Ok(Pin::of_spki(&key.subject_public_key_info()))
    }

    /// Makes another key in the place of a lost one: what only an administrator without any backup may ask for. A key that
    /// is there stays.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn make_anew(data: &DataDir) -> Result<()> {
        if Needed::Key.lost(data).is_some() {
            make_key(data)?;
        }
        Ok(())
    }

    /// What kiosks trust.
    pub fn pin(&self) -> Pin {
        self.pin
    }

    /// For the listener.
    pub fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }
}

fn load_or_make_key(data: &DataDir) -> Result<(KeyPair, String, PathBuf)> {
    let path = data.tls_key();
    Needed::Key.ensure(data)?;
    if !path.exists() {
        make_key(data)?;
    }
    let pem = read(&path)?;
    let key = KeyPair::from_pem(&pem).with_context(|| {
        format!(
            "{} holds no usable key: restore it from a backup. Without one, move it away and start the server once with `serve --new-key`; every kiosk has to be told the new pin then (`stupen-kiosk office --pin PIN`)",
            path.display()
        )
    })?;
    Ok((key, pem, path))
}

fn make_key(data: &DataDir) -> Result<()> {
    let key =
        KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).context("cannot make a TLS key")?;
    write_private(&data.tls_key(), key.serialize_pem().as_bytes())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn self_signed(key: &KeyPair, names: &[String]) -> Result<String> {
    let mut params = CertificateParams::new(names.to_vec()).with_context(|| {
        format!(
            "a name of the server is not usable in a certificate: {}",
            names.join(" ")
        )
    })?;
    params.distinguished_name.push(DnType::CommonName, "Stupen");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Wide on purpose: nobody trusts this certificate for its dates, and a browser on a machine whose
    // clock is wrong should not add a second warning.
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2099, 12, 31);
    Ok(params
        .self_signed(key)
        .context("cannot make the certificate")?
        .pem())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_pin_outlives_restarts_and_new_names_and_the_key_is_private() {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(dir.path()).unwrap();
        let first = Identity::load_or_make(&data, &["localhost".to_owned()]).unwrap();
        let certificate = fs::read(data.keys().join("tls.crt")).unwrap();
        Identity::load_or_make(&data, &["localhost".to_owned()]).unwrap();
        assert_eq!(
            fs::read(data.keys().join("tls.crt")).unwrap(),
            certificate,
            "browsers remember it"
        );
        let renamed = Identity::load_or_make(&data, &["office.local".to_owned()]).unwrap();
        assert_ne!(fs::read(data.keys().join("tls.crt")).unwrap(), certificate);
        assert_eq!(first.pin(), renamed.pin());
        assert_eq!(first.pin().base32().len(), 52);
        let mode = fs::metadata(data.keys().join("tls.key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_key_is_refused_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(dir.path()).unwrap();
        fs::write(data.keys().join("tls.key"), "torn").unwrap();
        let refusal = Identity::load_or_make(&data, &[]).unwrap_err();
        assert!(refusal.to_string().contains("restore it from a backup"));
        assert_eq!(
            fs::read_to_string(data.keys().join("tls.key")).unwrap(),
            "torn"
        );
    }
}
