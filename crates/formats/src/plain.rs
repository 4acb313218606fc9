//! Words of a document made safe for a terminal and for one line.

/// The text on one line: white space collapsed, and without control characters or marks that turn the
/// direction of writing, by which a hostile report could repaint the screen.
pub fn plain(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = true;
        } else if !turns(c) {
            if gap && !line.is_empty() {
                line.push(' ');
            }
            gap = false;
            line.push(c);
        }
    }
    line
}

fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn nothing_that_moves_a_cursor_is_left() {
        assert_eq!(plain(" a \x1b[2J\r\nb\u{202e}c\t"), "a [2J bc");
        assert_eq!(plain("\u{9b}31m \u{2003} "), "31m");
    }
}
