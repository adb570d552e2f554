//! What is wrong with a device, in the words of whoever stands before the kiosk.

use stupen_hardware::{Device, Fault, Trouble};

/// What a device is called.
pub(super) fn device(device: Device, lang: &str) -> &'static str {
    let (ru, en) = match device {
        Device::Scanner => ("сканер", "scanner"),
        Device::Buttons => ("кнопки", "buttons"),
        Device::Lamp => ("лампа", "lamp"),
        Device::Buzzer => ("звонок", "buzzer"),
        Device::Speaker => ("динамик", "loudspeaker"),
        Device::Voice => ("программа речи", "speech program"),
        Device::Pins => ("контакты платы", "pins of the board"),
        Device::Simulator => ("имитатор устройств", "simulated devices"),
    };
    if lang == "en" { en } else { ru }
}

fn trouble(trouble: Trouble, lang: &str) -> &'static str {
    let (ru, en) = match trouble {
        Trouble::Missing => ("нет на месте", "not there"),
        Trouble::NotPermitted => ("нет разрешения", "not permitted"),
        Trouble::Busy => ("занято другой программой", "in use by another program"),
        Trouble::NotAPi => ("это не Raspberry Pi", "this is no Raspberry Pi"),
        Trouble::NotBuilt => (
            "программа собрана без этого",
            "the program was built without it",
        ),
        Trouble::Misconfigured => ("ошибка в настройке", "wrong configuration"),
        Trouble::Failed => ("не отвечает", "does not answer"),
    };
    if lang == "en" { en } else { ru }
}

/// Device, trouble, and which one exactly where that is a path; the system's own words stay in the log.
pub(super) fn fault(fault: &Fault, lang: &str) -> String {
    let what = format!(
        "{}: {}",
        device(fault.device, lang),
        trouble(fault.trouble, lang)
    );
    let which = fault.detail.split(": ").next().unwrap_or_default();
    if which.starts_with('/') {
        format!("{what} ({which})")
    } else {
        what
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_in_one_language() {
        let told = |detail: &str, lang| {
            let detail = detail.to_owned();
            fault(
                &Fault {
                    device: Device::Scanner,
                    trouble: Trouble::Missing,
                    detail,
                },
                lang,
            )
        };
        #[rustfmt::skip]
        let rows = [
            ("/dev/ttyACM0: No such file or directory", "ru", "сканер: нет на месте (/dev/ttyACM0)"),
            ("/dev/ttyACM0: No such file or directory", "en", "scanner: not there (/dev/ttyACM0)"),
            ("no device answers", "ru", "сканер: нет на месте"),
            ("", "en", "scanner: not there"),
        ];
        for (detail, lang, expected) in rows {
            assert_eq!(told(detail, lang), expected);
        }
    }
}
