//! Helpers for text forms inside JSON.

/// Serialises types by their `Display` text and reads them back by `FromStr`.
macro_rules! text_serde {
    ($($name:ty),+) => {$(
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(crate::wire::TextVisitor(std::marker::PhantomData))
            }
        }
    )+};
}
pub(crate) use text_serde;

/// Reads any `FromStr` type from a JSON string without keeping a copy of the text.
pub(crate) struct TextVisitor<T>(pub(crate) std::marker::PhantomData<T>);

impl<T> serde::de::Visitor<'_> for TextVisitor<T>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}
