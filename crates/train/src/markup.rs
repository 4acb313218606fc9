//! XML as the sets have it.

/// Text of an element as it reads: the five entities of XML are the signs that they stand for.
pub(crate) fn unescape(text: &str) -> String {
    // The sign for the others' first comes last: what was written out stays written out.
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}
