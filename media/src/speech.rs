//! Recordings as a kiosk plays them: WAV of whole numbers, whose loudness can be changed by whoever plays it.
//!
//! What is such a WAV stays as it is. Ogg Vorbis and WAV of fractions are decoded, mixed to one channel and brought to
//! at most 32 000 samples a second: enough for a voice, and a pack of two hundred sentences stays below 50 MB.

use std::borrow::Cow;
use std::io::Cursor;

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use lewton::audio::{PreviousWindowRight, read_audio_packet_generic};
use lewton::header::{read_header_comment, read_header_ident, read_header_setup};
use lewton::samples::InterleavedSamples;
use ogg::PacketReader;

use crate::sound::{SOUND_MS_MAX, SoundKind, check_sound};

/// Voices lie below half of this.
const RATE_MAX: u32 = 32_000;
/// Some of them belong to no voice: what a hostile file asks memory for.
const CHANNELS_MAX: u32 = 8;

/// The recording that kiosks get of this one.
///
/// # Errors
/// What is wrong and what to do, in words: everything that [`check_sound`] refuses, and speech that cannot be decoded.
pub fn fit_sound_for_kiosks(bytes: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    let decoded = match check_sound(bytes)? {
        SoundKind::Wav => match of_fractions(bytes)? {
            Some(decoded) => decoded,
            None => return Ok(Cow::Borrowed(bytes)),
        },
        // The decoder reads what strangers made: one that gives up costs the recording, not the program.
        SoundKind::Ogg => std::panic::catch_unwind(|| of_vorbis(bytes))
            .unwrap_or_else(|_| Err("its decoder gave up".to_owned()))
            .map_err(|problem| format!("not a usable Ogg Vorbis: {problem}"))?,
    };
    decoded.as_wav().map(Cow::Owned)
}

/// A breath between two recordings.
const BREATH_MS: u32 = 350;

/// Recordings one after the other; nothing where they are not WAV of one and the same format, as those of one pack
/// mostly are.
pub fn joined(sounds: &[impl AsRef<[u8]>]) -> Option<Vec<u8>> {
    let (first, rest) = sounds.split_first()?;
    let first = WavReader::new(Cursor::new(first.as_ref())).ok()?;
    let spec = first.spec();
    let mut out = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut out, spec).ok()?;
    let breath = u64::from(spec.sample_rate) * u64::from(BREATH_MS) / 1000;
    let mut readers = vec![first];
    for sound in rest {
        readers.push(WavReader::new(Cursor::new(sound.as_ref())).ok()?);
    }
    for (at, mut reader) in readers.into_iter().enumerate() {
        if reader.spec() != spec || spec.sample_format != SampleFormat::Int {
            return None;
        }
        if at > 0 {
            for _ in 0..breath * u64::from(spec.channels) {
                writer.write_sample(0_i32).ok()?;
            }
        }
        for sample in reader.samples::<i32>() {
            writer.write_sample(sample.ok()?).ok()?;
        }
    }
    writer.finalize().ok()?;
    Some(out.into_inner())
}

/// One channel.
struct Decoded {
    rate: u32,
    samples: Vec<i16>,
}

impl Decoded {
    /// Channels are mixed; a rate that no voice needs is halved.
    fn mixed(rate: u32, channels: usize, all: &[i16]) -> Self {
        let mean = |part: &[i16]| {
            let sum: i64 = part.iter().map(|sample| i64::from(*sample)).sum();
            let count = i64::try_from(part.len().max(1)).unwrap_or(1);
            i16::try_from(sum / count).unwrap_or(0)
        };
        let mut rate = rate;
        let mut samples: Vec<i16> = all.chunks_exact(channels.max(1)).map(mean).collect();
        while rate > RATE_MAX {
            // Two neighbours become one: that takes off what half the rate cannot hold, too.
            samples = samples.chunks(2).map(mean).collect();
            rate /= 2;
        }
        Self { rate, samples }
    }

    fn as_wav(&self) -> Result<Vec<u8>, String> {
        let spec = WavSpec {
            channels: 1,
            sample_rate: self.rate,
            bits_per_sample: 16,
            sample_format: SampleFormat::Int,
        };
        let unwritten = |error: hound::Error| format!("it cannot be written as WAV: {error}");
        let mut out = Cursor::new(Vec::with_capacity(self.samples.len() * 2 + 64));
        let mut writer = WavWriter::new(&mut out, spec).map_err(unwritten)?;
        for sample in &self.samples {
            writer.write_sample(*sample).map_err(unwritten)?;
        }
        writer.finalize().map_err(unwritten)?;
        Ok(out.into_inner())
    }
}

/// Samples of a minute, over all channels.
fn most(rate: u32, channels: u32) -> Result<usize, String> {
    if rate == 0 || channels == 0 || channels > CHANNELS_MAX {
        return Err(format!("{channels} channels: record mono"));
    }
    let most = u64::from(rate) * u64::from(channels) * (SOUND_MS_MAX / 1000 + 1);
    Ok(usize::try_from(most).unwrap_or(usize::MAX))
}

/// A WAV of fractions, decoded; nothing where it is one of whole numbers.
fn of_fractions(bytes: &[u8]) -> Result<Option<Decoded>, String> {
    let unusable = |error: hound::Error| format!("not a usable WAV: {error}");
    let mut reader = WavReader::new(Cursor::new(bytes)).map_err(unusable)?;
    let spec = reader.spec();
    if spec.sample_format == SampleFormat::Int {
        return Ok(None);
    }
    let most = most(spec.sample_rate, u32::from(spec.channels))
        .map_err(|problem| format!("not a usable WAV: {problem}"))?;
    let mut all = Vec::new();
    for sample in reader.samples::<f32>().take(most) {
        let sample = sample.map_err(unusable)?;
        let sample = if sample.is_finite() { sample } else { 0.0 };
        // Between the ends of whole numbers.
        all.push((sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)) as i16);
    }
    Ok(Some(Decoded::mixed(
        spec.sample_rate,
        usize::from(spec.channels),
        &all,
    )))
}

/// The packets of a Vorbis stream: three headers (Vorbis I, 4.2), then sound.
fn of_vorbis(bytes: &[u8]) -> Result<Decoded, String> {
    let mut packets = PacketReader::new(Cursor::new(bytes));
    let mut next = || {
        packets
            .read_packet()
            .map_err(|error| error.to_string())
            .map(|packet| packet.map(|packet| (packet.absgp_page(), packet.data)))
    };
    let mut header = || {
        next()?
            .map(|(_, data)| data)
            .ok_or_else(|| "it ends within its headers".to_owned())
    };
    let ident = read_header_ident(&header()?).map_err(|error| error.to_string())?;
    read_header_comment(&header()?).map_err(|error| error.to_string())?;
    let setup = read_header_setup(
        &header()?,
        ident.audio_channels,
        (ident.blocksize_0, ident.blocksize_1),
    )
    .map_err(|error| error.to_string())?;
    let most = most(ident.audio_sample_rate, u32::from(ident.audio_channels))?;
    let mut window = PreviousWindowRight::new();
    let mut all: Vec<i16> = Vec::new();
    // The sample with which it ends: the last packet has more.
    let mut end = u64::MAX;
    while let Some((position, packet)) = next()? {
        if position != u64::MAX {
            end = position;
        }
        let heard: InterleavedSamples<i16> =
            read_audio_packet_generic(&ident, &setup, &packet, &mut window)
                .map_err(|error| error.to_string())?;
        all.extend(heard.samples);
        if all.len() > most {
            return Err(format!(
                "it is longer than it says, and longer than {} s: shorten it",
                SOUND_MS_MAX / 1000
            ));
        }
    }
    let end = end.saturating_mul(u64::from(ident.audio_channels));
    all.truncate(usize::try_from(end).unwrap_or(usize::MAX));
    if all.is_empty() {
        return Err("it is empty: record it again".to_owned());
    }
    Ok(Decoded::mixed(
        ident.audio_sample_rate,
        usize::from(ident.audio_channels),
        &all,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    /// Rate, channels and samples of a WAV of whole numbers.
    fn heard(wav: &[u8]) -> (u32, u16, Vec<i32>) {
        let mut reader = WavReader::new(Cursor::new(wav)).unwrap();
        let spec = reader.spec();
        assert_eq!(spec.sample_format, SampleFormat::Int);
        let samples = reader.samples::<i32>().map(Result::unwrap).collect();
        (spec.sample_rate, spec.channels, samples)
    }

    #[test]
    fn whole_numbers_stay_as_they_are() {
        let wav = hostile::wav(300);
        assert!(matches!(fit_sound_for_kiosks(&wav), Ok(Cow::Borrowed(same)) if same == wav));
    }

    #[test]
    fn vorbis_becomes_a_wav_of_one_channel_that_sounds_the_same() {
        let wav = fit_sound_for_kiosks(hostile::TONE_OGG).unwrap();
        let (rate, channels, samples) = heard(&wav);
        assert_eq!((rate, channels), (22_050, 1));
        // Four tenths of a second of 440 Hz at half of full.
        let ms = samples.len() * 1000 / 22_050;
        assert!((380..=420).contains(&ms), "{ms} ms");
        let loudest = samples.iter().map(|sample| sample.abs()).max().unwrap();
        assert!((14_000..=18_000).contains(&loudest), "{loudest}");
        let middle = samples.get(2205..samples.len() - 2205).unwrap();
        let crossings = middle
            .windows(2)
            .filter(|two| two[0] < 0 && two[1] >= 0)
            .count();
        let hertz = crossings * 22_050 / middle.len();
        assert!((420..=460).contains(&hertz), "{hertz} Hz");
    }

    #[test]
    fn fractions_become_whole_numbers() {
        let fractions = [0.0, 0.0, 0.5, 0.5, -1.0, -1.0, 2.0, f32::NAN].repeat(20);
        let wav = hostile::wav_of_fractions(44_100, &fractions);
        let (rate, channels, samples) = heard(&fit_sound_for_kiosks(&wav).unwrap());
        assert_eq!((rate, channels), (22_050, 1));
        assert_eq!(samples, [0, 16_383, -32_767, 16_383].repeat(20));
        let slow = hostile::wav_of_fractions(8_000, &[0.25; 80]);
        let (rate, _, samples) = heard(&fit_sound_for_kiosks(&slow).unwrap());
        assert_eq!((rate, samples.len(), samples[0]), (8_000, 80, 8_191));
    }

    #[test]
    fn recordings_are_heard_one_after_the_other() {
        let (a, b) = (hostile::wav(300), hostile::wav(500));
        let (rate, channels, samples) = heard(&joined(&[&a, &b, &a]).unwrap());
        assert_eq!((rate, channels), (8_000, 1));
        assert_eq!(samples.len(), (300 + 350 + 500 + 350 + 300) * 8);
        assert_eq!(joined(&[&a]).as_deref(), Some(a.as_slice()));
        let ogg = hostile::TONE_OGG.to_vec();
        let other = hostile::wav_of_fractions(8_000, &[0.5; 8]);
        for unlike in [&ogg, &other, &b"RIFF".to_vec()] {
            assert_eq!(joined(&[&a, unlike]), None);
            assert_eq!(joined(&[unlike, &a]), None);
        }
        let none: [Vec<u8>; 0] = [];
        assert_eq!(joined(&none), None);
    }

    #[test]
    fn what_cannot_be_decoded_is_refused_in_words() {
        let mut cut = hostile::TONE_OGG.to_vec();
        cut.truncate(2000);
        let hollow = hostile::ogg(b"\x01vorbis\0\0\0\0\x01\x22\x56\0\0", 22_050);
        for (name, bytes, expected) in [
            ("torn", cut, "not a usable Ogg Vorbis"),
            ("headers alone", hollow, "not a usable Ogg Vorbis"),
            ("no sound", b"ID3".to_vec(), "neither WAV nor Ogg"),
            ("too long", hostile::wav(61_000), "61 s long"),
        ] {
            let said = fit_sound_for_kiosks(&bytes).unwrap_err();
            assert!(said.contains(expected), "{name}: {said}");
        }
    }
}
