//! The way to a value.

use std::borrow::Cow;
use std::fmt;

/// The way from an object to a value in it: keys of objects and places in lists. It may lead into a string that holds JSON.
/// In order, keys compare as text and places as numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(Vec<Step>);

/// One step of a [`Path`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// To a member of an object.
    Key(Cow<'static, str>),
    /// To an element of a list, counted from 0.
    Index(usize),
}

impl Path {
    /// The way to a member of what is here.
    #[must_use]
    pub fn key(mut self, key: impl Into<Cow<'static, str>>) -> Path {
        self.0.push(Step::Key(key.into()));
        self
    }

    /// The way to an element of what is here.
    #[must_use]
    pub fn index(mut self, place: usize) -> Path {
        self.0.push(Step::Index(place));
        self
    }

    /// The way on from here.
    #[must_use]
    pub fn join(mut self, on: impl Into<Path>) -> Path {
        self.0.extend(on.into().0);
        self
    }

    /// The steps, in their order.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Whether it leads nowhere: to the object itself.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it starts with the key `key`.
    pub fn is_below(&self, key: &str) -> bool {
        self.0.first().is_some_and(|step| step.is_key(key))
    }

    /// Whether it leads to what `other` leads to, or to something in it.
    pub fn starts_with(&self, other: &Path) -> bool {
        self.0.starts_with(&other.0)
    }

    /// The ways to all that it leads through, without itself, from the outside.
    pub fn parents(&self) -> impl Iterator<Item = Path> {
        (0..self.0.len()).map(|length| Path(self.0.iter().take(length).cloned().collect()))
    }

    /// Its keys, where it leads through no list.
    pub fn keys(&self) -> Option<Vec<&str>> {
        self.0.iter().map(Step::as_key).collect()
    }
}

impl Step {
    /// The key, of a step to a member.
    pub fn as_key(&self) -> Option<&str> {
        match self {
            Step::Key(key) => Some(key),
            Step::Index(_) => None,
        }
    }

    /// The place, of a step to an element.
    pub fn as_index(&self) -> Option<usize> {
        match self {
            Step::Index(place) => Some(*place),
            Step::Key(_) => None,
        }
    }

    /// Whether it is the step to the member `key`.
    pub fn is_key(&self, key: &str) -> bool {
        self.as_key() == Some(key)
    }
}

impl FromIterator<Step> for Path {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Path {
        Path(steps.into_iter().collect())
    }
}

impl From<&[&'static str]> for Path {
    fn from(keys: &[&'static str]) -> Path {
        Path(keys.iter().map(|key| Step::Key(Cow::Borrowed(key))).collect())
    }
}

impl<const N: usize> From<[&'static str; N]> for Path {
    fn from(keys: [&'static str; N]) -> Path {
        Path::from(keys.as_slice())
    }
}

/// One key.
impl From<&'static str> for Path {
    fn from(key: &'static str) -> Path {
        Path::from([key])
    }
}

impl From<&Path> for Path {
    fn from(path: &Path) -> Path {
        path.clone()
    }
}

/// `spec.config.ipam.ipRanges[0].range`; a key that has dots or slashes itself stands in brackets:
/// `metadata.annotations[k8s.v1.cni.cncf.io/networks]`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) if key.contains(['.', '/']) => write!(f, "[{key}]")?,
                Step::Key(key) if place == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_dots_or_slashes_stands_in_brackets() {
        let path = Path::from(["metadata", "annotations", "k8s.v1.cni.cncf.io/networks"]);
        assert_eq!(path.to_string(), "metadata.annotations[k8s.v1.cni.cncf.io/networks]");
        let path = Path::from("spec").join(Path::from("config").key("ipRanges").index(3).key("range"));
        assert_eq!(path.to_string(), "spec.config.ipRanges[3].range");
        assert_eq!(Path::default().to_string(), "");
    }

    #[test]
    fn a_path_starts_with_those_that_it_goes_by() {
        let path = Path::from("ipam").key("routes").index(2);
        assert!(path.starts_with(&Path::from(["ipam", "routes"])) && path.starts_with(&Path::default()));
        assert!(!path.starts_with(&Path::from(["ipam", "route"])));
        assert!(path.is_below("ipam") && !path.is_below("routes"));
        assert_eq!(path.parents().map(|path| path.to_string()).collect::<Vec<_>>(), ["", "ipam", "ipam.routes"]);
    }

    #[test]
    fn places_compare_as_numbers() {
        let at = |place| Path::from("routes").index(place);
        assert!(at(2) < at(10) && Path::from("routes") < at(0));
    }
}
