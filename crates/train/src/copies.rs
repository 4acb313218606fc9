//! Copies of a text as desks make them: cut, with another headline, wrapped anew, lightly edited.

/// The ways, each used for every fifth text; the last does it all at once.
const WAYS: [&str; 5] = ["cut", "re-titled", "re-wrapped", "edited", "all at once"];

/// Makes a copy, the same for the same text and number, and says how.
pub fn copy(text: &str, number: usize) -> (&'static str, String) {
    let mut dice = Dice(number as u64 + 1);
    let way = number % WAYS.len();
    let all = way == 4;
    let mut copy = text.to_owned();
    if way == 3 || all {
        copy = edited(&copy, &mut dice);
    }
    if way == 0 || all {
        copy = cut(&copy, 50 + dice.roll(30));
    }
    if way == 1 || all {
        copy = retitled(&copy, &mut dice);
    }
    if way == 2 || all {
        copy = wrapped(&copy, 45 + dice.roll(50));
    }
    (WAYS[way], copy)
}

// The first lines, so many of a hundred.
fn cut(text: &str, percent: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let kept = (lines.len() * percent).div_ceil(100).max(1);
    lines[..kept].join("\n") + "\n"
}

fn retitled(text: &str, dice: &mut Dice) -> String {
    const WORDS: [&str; 8] = ["Update", "Report", "Markets", "News", "World", "Today", "Focus", "Brief"];
    let body = text.split_once('\n').map_or("", |(_, body)| body);
    let title: Vec<&str> = (0..4).map(|_| WORDS[dice.roll(WORDS.len())]).collect();
    format!("{}\n{body}", title.join(" "))
}

// The title stays a line; what follows is one paragraph of lines so wide.
fn wrapped(text: &str, width: usize) -> String {
    let (title, body) = text.split_once('\n').unwrap_or((text, ""));
    let mut out = format!("{title}\n\n");
    let mut line = 0;
    for word in body.split_whitespace() {
        if line > 0 && line + word.len() > width {
            out.push('\n');
            line = 0;
        } else if line > 0 {
            out.push(' ');
        }
        out.push_str(word);
        line += word.len() + 1;
    }
    out
}

// One word in twenty-five is left out, doubled by another before it, or replaced; numbers and names stay.
fn edited(text: &str, dice: &mut Dice) -> String {
    const WORDS: [&str; 6] = ["also", "then", "reportedly", "further", "certain", "other"];
    let mut out = String::new();
    for line in text.lines() {
        for (n, word) in line.split(' ').enumerate() {
            if n > 0 {
                out.push(' ');
            }
            let plain = word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_lowercase());
            match (plain, dice.roll(75)) {
                (true, 0) => {}
                (true, 1) => out.push_str(WORDS[dice.roll(WORDS.len())]),
                (true, 2) => out.push_str(&format!("{} {word}", WORDS[dice.roll(WORDS.len())])),
                _ => out.push_str(word),
            }
        }
        out.push('\n');
    }
    out
}

// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

#[cfg(test)]
mod tests {
    use super::copy;

    #[test]
    fn a_copy_holds_most_of_its_text() {
        let text = "TITLE\n\nOslo and Lima have signed a pact.\nIt takes effect in May.\nNobody protested.\n"
            .repeat(3);
        for number in 0..50 {
            let (how, made) = copy(&text, number);
            assert_eq!((how, &made), (copy(&text, number).0, &copy(&text, number).1));
            assert!(made.len() * 3 > text.len() && made.len() < text.len() * 2, "{how}: {made}");
        }
    }
}
