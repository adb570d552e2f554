//! Recorded speech: WAV and Ogg Vorbis. Read to the end, not played.

use std::io::Cursor;

use ogg::PacketReader;

/// A sentence takes some seconds; nobody listens longer at a step.
pub const SOUND_MS_MAX: u64 = 60_000;
/// A minute of speech without compression.
const SOUND_BYTES_MAX: usize = 8 * 1024 * 1024;

/// What a sound is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SoundKind {
    /// Uncompressed.
    Wav,
    /// Ogg Vorbis.
    Ogg,
}

impl SoundKind {
    /// By its first bytes; says nothing about the rest.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"RIFF") {
            Some(Self::Wav)
        } else if bytes.starts_with(b"OggS") {
            Some(Self::Ogg)
        } else {
            None
        }
    }

    /// The ending of a file's name, for programs that go by it.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Ogg => "ogg",
        }
    }
}

/// Checks that a sound is whole and short enough.
///
/// # Errors
/// What is wrong and what to do, in words.
pub fn check_sound(bytes: &[u8]) -> Result<SoundKind, String> {
    if bytes.len() > SOUND_BYTES_MAX {
        return Err(format!(
            "larger than {} MiB: record mono, 22 050 times a second",
            SOUND_BYTES_MAX / (1024 * 1024)
        ));
    }
    let kind = SoundKind::of(bytes)
        .ok_or("neither WAV nor Ogg Vorbis: convert the recording to one of them")?;
    let ms = match kind {
        SoundKind::Wav => wav_ms(bytes)?,
        SoundKind::Ogg => vorbis_ms(bytes)?,
    };
    if ms == 0 {
        return Err("empty: record it again".to_owned());
    }
    if ms > SOUND_MS_MAX {
        return Err(format!(
            "{} s long, at most {}: shorten it",
            ms / 1000,
            SOUND_MS_MAX / 1000
        ));
    }
    Ok(kind)
}

fn wav_ms(bytes: &[u8]) -> Result<u64, String> {
    let unusable = |error: hound::Error| format!("not a usable WAV: {error}");
    let mut reader = hound::WavReader::new(Cursor::new(bytes)).map_err(unusable)?;
    let spec = reader.spec();
    let (rate, channels) = (u64::from(spec.sample_rate), u64::from(spec.channels));
    // A torn file claims more samples than it has.
    let mut samples: u64 = 0;
    match spec.sample_format {
        hound::SampleFormat::Int => {
            for sample in reader.samples::<i32>() {
                sample.map_err(unusable)?;
                samples += 1;
            }
        }
        hound::SampleFormat::Float => {
            for sample in reader.samples::<f32>() {
                sample.map_err(unusable)?;
                samples += 1;
            }
        }
    }
    (samples.saturating_mul(1000))
        .checked_div(rate.saturating_mul(channels))
        .ok_or_else(|| "not a usable WAV: it has no rate".to_owned())
}

fn vorbis_ms(bytes: &[u8]) -> Result<u64, String> {
    const ADVICE: &str = "not a usable Ogg Vorbis";
    let mut packets = PacketReader::new(Cursor::new(bytes));
    let mut rate = None;
    let mut position = 0;
    let mut ended = false;
    while let Some(packet) = packets
        .read_packet()
        .map_err(|error| format!("{ADVICE}: {error}"))?
    {
        if rate.is_none() {
            // Identification header (Vorbis I, 4.2.2): type 1, "vorbis", version, channels, rate.
            let found = packet
                .data
                .strip_prefix(b"\x01vorbis")
                .and_then(|rest| rest.get(5..9))
                .and_then(|rate| <[u8; 4]>::try_from(rate).ok())
                .ok_or_else(|| format!("{ADVICE}: it holds something else than Vorbis"))?;
            rate = Some(u64::from(u32::from_le_bytes(found)));
        }
        let at = packet.absgp_page();
        if at != u64::MAX {
            position = at;
        }
        ended = packet.last_in_stream();
    }
    if !ended {
        return Err(format!("{ADVICE}: it ends too early"));
    }
    position
        .saturating_mul(1000)
        .checked_div(rate.unwrap_or(0))
        .ok_or_else(|| format!("{ADVICE}: it has no rate"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn recordings_are_whole_and_short() {
        let second = hostile::wav(1000);
        let torn = second.get(..second.len() / 2).unwrap_or_default().to_vec();
        let ogg = hostile::ogg(b"\x01vorbis\0\0\0\0\x01\x22\x56\0\0", 22_050);
        let torn_ogg = ogg.get(..ogg.len() - 4).unwrap_or_default().to_vec();
        let mut flipped = ogg.clone();
        if let Some(byte) = flipped.last_mut() {
            *byte ^= 1;
        }
        #[rustfmt::skip]
        let table = [
            ("a second", second, Ok(SoundKind::Wav)),
            ("nothing", hostile::wav(0), Err("empty")),
            ("too long", hostile::wav(61_000), Err("61 s long")),
            ("torn", torn, Err("not a usable WAV")),
            ("vorbis", ogg, Ok(SoundKind::Ogg)),
            ("torn vorbis", torn_ogg, Err("not a usable Ogg Vorbis")),
            ("flipped bit", flipped, Err("not a usable Ogg Vorbis")),
            ("opus", hostile::ogg(b"OpusHead", 48_000), Err("something else than Vorbis")),
            ("music", b"ID3\x04".to_vec(), Err("neither WAV nor Ogg")),
            ("empty file", Vec::new(), Err("neither WAV nor Ogg")),
            ("head alone", b"RIFF".to_vec(), Err("not a usable WAV")),
            ("page alone", b"OggS".to_vec(), Err("not a usable Ogg")),
        ];
        for (name, bytes, expected) in table {
            match (check_sound(&bytes), expected) {
                (Ok(found), Ok(kind)) => assert_eq!(found, kind, "{name}"),
                (Err(said), Err(words)) => assert!(said.contains(words), "{name}: {said}"),
                (found, _) => panic!("{name}: {found:?}"),
            }
        }
    }
}
