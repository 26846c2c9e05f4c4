//! Mistakes that upstream accepts or rejects late, as people make them: each with the exact findings about one object of
//! the world of the others.

mod clusters;
mod devices;
mod odf;
mod options;
mod places;
mod routes;
mod support;
