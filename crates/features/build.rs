//! Empty: Cargo only takes the features of build dependencies where there is a build script.

fn main() {}
