//! What a run leaves for the next one, in annotations: a CronJob has no memory of its own.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

const GONE: &str = "ceph-multus.io/gone-since";
const PREVIOUS: &str = "ceph-multus.io/previous-since";
const UNUSED: &str = "ceph-multus.io/previous-unused-since";
const SYNCED: &str = "ceph-multus.io/inventory-synced-at";

/// What a run knows of those before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    /// Objects of the inventory that are gone, and since when.
    pub gone_since: BTreeMap<String, Timestamp>,
    /// When `previous` was filled.
    pub previous_since: Option<Timestamp>,
    /// Since when no pod has the networks of `previous`.
    pub unused_since: Option<Timestamp>,
    /// When the settings were written.
    pub synced_at: Option<Timestamp>,
}

impl Memory {
    /// What the annotations of a policy say; what cannot be read there says nothing.
    pub fn of(annotations: &BTreeMap<String, String>) -> Memory {
        let time = |text: &str| text.parse::<Timestamp>().ok();
        let since = |key| annotations.get(key).and_then(|text| time(text));
        let gone: Value = annotations.get(GONE).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let entry = |(name, since): (&String, &Value)| Some((name.clone(), time(since.as_str()?)?));
        Memory {
            gone_since: gone.as_object().into_iter().flatten().filter_map(entry).collect(),
            previous_since: since(PREVIOUS),
            unused_since: since(UNUSED),
            synced_at: since(SYNCED),
        }
    }

    /// The annotations that say this.
    pub fn annotations(&self) -> BTreeMap<&'static str, String> {
        let mut annotations = BTreeMap::new();
        if !self.gone_since.is_empty() {
            let gone: BTreeMap<&String, String> =
                self.gone_since.iter().map(|(name, since)| (name, since.to_string())).collect();
            annotations.insert(GONE, json!(gone).to_string());
        }
        for (key, since) in [(PREVIOUS, self.previous_since), (UNUSED, self.unused_since), (SYNCED, self.synced_at)] {
            if let Some(since) = since {
                annotations.insert(key, since.to_string());
            }
        }
        annotations
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_read_again() {
        let time = |seconds| Timestamp::from_second(seconds).unwrap();
        let memory = Memory {
            gone_since: BTreeMap::from([(String::from("CephNFS rook-ceph/nfs"), time(1_800_000_000))]),
            previous_since: Some(time(1)),
            unused_since: None,
            synced_at: Some(time(2)),
        };
        let annotations = memory.annotations();
        assert_eq!(
            annotations.get(GONE).map(String::as_str),
            Some(r#"{"CephNFS rook-ceph/nfs":"2027-01-15T08:00:00Z"}"#)
        );
        let owned = annotations.into_iter().map(|(key, text)| (key.to_owned(), text)).collect();
        assert_eq!(Memory::of(&owned), memory);
        let unreadable = [GONE, PREVIOUS].map(|key| (key.to_owned(), String::from("x")));
        assert_eq!(Memory::of(&BTreeMap::from(unreadable)), Memory::default());
    }
}
