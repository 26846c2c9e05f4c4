//! How bad a finding is.

/// How a finding weighs. A rule has a default, the settings may change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing is said.
    Allow,
    /// The request passes with a warning.
    Warn,
    /// The request is rejected.
    Deny,
}

impl Level {
    /// All, in ascending order.
    pub const ALL: [Level; 3] = [Level::Allow, Level::Warn, Level::Deny];

    /// The word that settings and audit annotations use.
    pub fn name(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Deny => "deny",
        }
    }

    /// The level that `name` stands for.
    pub fn from_name(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// The levels that the settings give to rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChosenLevels(Vec<(&'static str, Level)>);

impl ChosenLevels {
    /// That of the rule of this id; `None` where its default counts.
    pub fn of(&self, rule: &str) -> Option<Level> {
        self.0.iter().find(|(known, _)| *known == rule).map(|(_, level)| *level)
    }
}

impl FromIterator<(&'static str, Level)> for ChosenLevels {
    fn from_iter<T: IntoIterator<Item = (&'static str, Level)>>(levels: T) -> Self {
        ChosenLevels(levels.into_iter().collect())
    }
}
