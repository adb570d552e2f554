//! Makes a sound quieter before it is played, for players that cannot.

use std::io::Cursor;

use hound::{SampleFormat, WavReader, WavWriter};

/// The WAV file at `percent` of its loudness. What is no WAV file of whole numbers stays as it is: too loud is better
/// than silent.
pub(crate) fn scaled(wav: &[u8], percent: u8) -> Vec<u8> {
    quieter(wav, percent).unwrap_or_else(|| wav.to_vec())
}

fn quieter(wav: &[u8], percent: u8) -> Option<Vec<u8>> {
    let mut reader = WavReader::new(Cursor::new(wav)).ok()?;
    let spec = reader.spec();
    if spec.sample_format != SampleFormat::Int {
        return None;
    }
    let mut out = Cursor::new(Vec::with_capacity(wav.len()));
    let mut writer = WavWriter::new(&mut out, spec).ok()?;
    for sample in reader.samples::<i32>() {
        let sample = i64::from(sample.ok()?) * i64::from(percent.min(100)) / 100;
        writer.write_sample(i32::try_from(sample).ok()?).ok()?;
    }
    writer.finalize().ok()?;
    Some(out.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(samples: &[i16]) -> Vec<u8> {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 22_050,
            bits_per_sample: 16,
            sample_format: SampleFormat::Int,
        };
        let mut out = Cursor::new(Vec::new());
        let mut writer = WavWriter::new(&mut out, spec).unwrap();
        samples
            .iter()
            .for_each(|sample| writer.write_sample(*sample).unwrap());
        writer.finalize().unwrap();
        out.into_inner()
    }

    #[test]
    fn every_sample_becomes_smaller_and_the_rest_stays() {
        let loud = wav(&[0, 1000, -1000, i16::MAX, i16::MIN]);
        let quiet = scaled(&loud, 25);
        let samples: Vec<i16> = WavReader::new(Cursor::new(quiet))
            .unwrap()
            .samples()
            .map(Result::unwrap)
            .collect();
        assert_eq!(samples, [0, 250, -250, 8191, -8192]);
        assert_eq!(scaled(&loud, 100), loud);
    }

    #[test]
    fn what_cannot_be_read_is_played_as_it_is() {
        for bytes in [b"".as_slice(), b"RIFF", b"OggS and more"] {
            assert_eq!(scaled(bytes, 50), bytes);
        }
    }
}
