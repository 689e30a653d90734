//! Lanes: each process runs the jobs of one lane one after another, and the lanes beside each other.

/// A lane of jobs. A kind that is enqueued all the time has a lane of its own, so that others are not overtaken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// What people wait for: posts that are due.
    Due,
    /// The comparison of new posts.
    Duplicates,
    /// The search for tags that may be one subject.
    Proposals,
    /// Pruning, orphaned files, marks of robots' posts.
    Maintenance,
}

impl Lane {
    /// All lanes.
    pub const ALL: [Self; 4] = [Self::Due, Self::Duplicates, Self::Proposals, Self::Maintenance];

    /// The name in the table and in lists.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Duplicates => "duplicates",
            Self::Proposals => "proposals",
            Self::Maintenance => "maintenance",
        }
    }

    /// Whether a worker looks at once when its process enqueues a job. Posts come in bursts, and one comparison of many
    /// posts costs little more than that of one: their lane is looked at from time to time instead.
    pub const fn is_prompt(self) -> bool {
        !matches!(self, Self::Duplicates)
    }
}
