//! A reference to an image.

/// A reference to an image, as container runtimes read it (distribution/reference: regexp.go, normalize.go). Other text would
/// end up in the manifest; one that ends with `:` or `/` has lost its tag or its name to a variable that is not set.
pub(super) fn image(text: &str) -> Result<String, String> {
    let (named, digest) = text.split_once('@').map_or((text, None), |(named, digest)| (named, Some(digest)));
    let (name, tag) = match named.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (named, None),
    };
    let (registry, path) = match name.split_once('/') {
        Some((first, path)) if is_registry(first) => (Some(first), path),
        _ => (None, name),
    };
    let fits = registry.is_none_or(is_host)
        && path.split('/').all(is_part)
        && tag.is_none_or(is_tag)
        && digest.is_none_or(is_digest);
    if fits { Ok(text.to_owned()) } else { Err(String::from("use REGISTRY/NAME:TAG")) }
}

/// Whether the first part of a name is that of a registry: a part of a path has no such letters.
fn is_registry(first: &str) -> bool {
    first == "localhost" || first.contains(|letter: char| matches!(letter, '.' | ':') || letter.is_ascii_uppercase())
}

/// A host and a port.
fn is_host(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let is_label = |label: &str| {
        let is_one = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty() && label.bytes().all(is_one) && !label.starts_with('-') && !label.ends_with('-')
    };
    let is_address = match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.split('.').all(is_label),
    };
    is_address && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A part of a path: letters and digits, between them `.`, `_`, `__` or hyphens.
fn is_part(part: &str) -> bool {
    let is_inner = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let is_between = |text: &str| matches!(text, "" | "." | "_" | "__") || text.bytes().all(|byte| byte == b'-');
    part.starts_with(is_inner) && part.ends_with(is_inner) && part.split(is_inner).all(is_between)
}

fn is_tag(tag: &str) -> bool {
    let is_one = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    (1..=128).contains(&tag.len()) && tag.bytes().all(is_one) && !tag.starts_with(['.', '-'])
}

fn is_digest(digest: &str) -> bool {
    let Some((algorithm, hash)) = digest.split_once(':') else { return false };
    let is_word = !algorithm.is_empty() && algorithm.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_word && hash.len() >= 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_has_a_name_that_a_container_runtime_pulls() {
        let digest = format!("sha256:{}", "0a".repeat(32));
        for text in [
            "sync",
            "sync:v1",
            "user/sync",
            "ghcr.io/a/b:v1",
            "ghcr.io/a/b_c__d--e.f:V1_2.3-x",
            "localhost/b",
            "localhost:5000/b:v1",
            "Registry.example:5000/a/b",
            "[fd00::1]:5000/b:v1",
            &format!("127.0.0.1:5000/b@{digest}"),
            &format!("ghcr.io/a/b:v1@{digest}"),
        ] {
            assert_eq!(image(text).as_deref(), Ok(text));
        }
        for text in [
            "",
            "x y",
            "x:",
            "x/",
            "-x",
            "X",
            "a/B",
            "a//b",
            "/a",
            "a..b",
            "a:.b",
            "a:b:c",
            "a@sha256:0a",
            "a@",
            "ghcr.io/a/b:",
            "ghcr.io:x/b",
            "ghcr.io:/b",
            "-a.b/c",
            "registry://x/y:v1",
            "https://x/y",
            "registry://x/y\n",
            "a/b:v1\n",
            &format!("a:{}", "b".repeat(129)),
        ] {
            assert_eq!(image(text), Err("use REGISTRY/NAME:TAG".to_owned()), "{text}");
        }
    }
}
