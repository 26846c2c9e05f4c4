//! What is found and how it is put: findings with their levels and edits, the answer that they make, and its words.

pub mod consequences;
pub mod edit;
pub mod finding;
pub mod level;
pub mod limits;
pub mod suggest;
pub mod text;
pub mod verdict;
