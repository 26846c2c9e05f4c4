//! How the library reads.

use granit_parser::Options;

use crate::limits::DEPTH;

/// The options of every reading; with the names of anchors where these are asked for.
pub(super) fn options(with_anchors: bool) -> Options {
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.emit_anchor_events = with_anchors;
    options.block_nesting_limit = DEPTH;
    options.flow_nesting_limit = DEPTH;
    // A key of one line may be as long as that line: minified JSON is YAML, too.
    options.simple_key_max_lookahead = 64 * 1024;
    options
}
