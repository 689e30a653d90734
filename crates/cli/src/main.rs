//! The `tagstead` command.

fn main() {}
