//! Quotation marks: which opens, which closes, which is an apostrophe.
//!
//! Marks are paired block by block, so that an odd one spoils no more than the rest of its own block. A
//! quotation that runs over paragraphs opens anew at each; the part in each block is a quotation by itself.

use chancery_document::{Block, Blocks, Span};

/// Words between quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quotation {
    /// From the opening to the closing mark, both included.
    pub span: Span,
    /// What stands between them.
    pub inner: Span,
    /// Inside how many others it stands.
    pub depth: u8,
    /// What ends it.
    pub end: End,
}

/// What ends a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// A closing mark.
    Closed,
    /// The end of a paragraph; the next one opens the quotation anew.
    RunsOn,
    /// The end of its block, or the next opening mark: the closing mark is missing.
    Missing,
}

/// Quotations deeper than this are not told from the one around them.
const DEEPEST: usize = 4;

/// All quotations of a text, in order of their opening marks.
pub(crate) fn quotations(text: &str, blocks: &Blocks) -> Vec<Quotation> {
    let mut found = Vec::new();
    let blocks = blocks.all.as_slice();
    for (i, block) in blocks.iter().enumerate() {
        let next = blocks.get(i + 1).map(|next: &Block| next.span.of(text));
        pair(text, block.span, next, &mut found);
    }
    found.sort_by_key(|quotation: &Quotation| (quotation.span.start(), quotation.depth));
    found
}

/// Marks that can close one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Double,
    Single,
    Angle,
    SingleAngle,
    Corner,
}

/// What a mark looks like doing, from its shape and its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Opens,
    Closes,
    // Straight marks between letters or between spaces: whatever is due.
    Either,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    kind: Kind,
    mark: char,
    start: usize,
    inner: usize,
}

fn pair(text: &str, block: Span, next: Option<&str>, found: &mut Vec<Quotation>) {
    let (from, to) = (block.start() as usize, block.end() as usize);
    let body = &text[from..to];
    // Where opening and closing marks balance, an opening one inside a quotation opens a quotation in it.
    let balanced = body.matches('“').count() == body.matches('”').count();
    let mut stack: Vec<Open> = Vec::new();
    let mut before: Option<char> = None;
    let mut skip_to = 0;
    for (offset, mark) in body.char_indices() {
        let previous = before.replace(mark);
        if offset < skip_to {
            continue;
        }
        let innermost = stack.last().map(|open| (open.kind, open.mark));
        let twice = body[offset + mark.len_utf8()..].starts_with(mark);
        let (kind, length) = match mark {
            '`' | '\'' | '‘' if twice => (Kind::Double, 2 * mark.len_utf8()),
            // “No,’’ she said: where no quotation in single marks is open.
            '’' if twice && innermost.is_some_and(|(kind, _)| kind == Kind::Double) => {
                (Kind::Double, 2 * mark.len_utf8())
            }
            '"' | '“' | '”' | '„' | '‟' => (Kind::Double, mark.len_utf8()),
            '«' | '»' => (Kind::Angle, mark.len_utf8()),
            '‹' | '›' => (Kind::SingleAngle, mark.len_utf8()),
            '「' | '」' | '『' | '』' => (Kind::Corner, mark.len_utf8()),
            '\'' | '‘' | '’' | '‚' | '`' => (Kind::Single, mark.len_utf8()),
            _ => continue,
        };
        skip_to = offset + length;
        let after = body[offset + length..].chars().next();
        let is_open = stack.iter().any(|open| open.kind == kind);
        let Some(role) = role(mark, kind, (previous, after), innermost, is_open) else { continue };
        let closes = match role {
            Role::Opens => false,
            Role::Closes => true,
            Role::Either => is_open,
        };
        let at = from + offset;
        if closes {
            let Some(depth) = stack.iter().rposition(|open| open.kind == kind) else { continue };
            // Quotations inside that never closed were none.
            stack.truncate(depth + 1);
            if let Some(open) = stack.pop() {
                found.push(quotation(&open, at, at + length, depth, End::Closed));
            }
        } else {
            if let Some(depth) = stack.iter().position(|open| open.kind == kind)
                && !(balanced && mark == '“')
            {
                // The earlier one lacks its closing mark.
                let open = stack[depth];
                stack.truncate(depth);
                let end = from + body[..offset].trim_end().len();
                found.push(quotation(&open, end, end, depth, End::Missing));
            }
            if stack.len() < DEEPEST {
                stack.push(Open { kind, mark, start: at, inner: at + length });
            }
        }
    }
    let Some(open) = stack.first() else { return };
    let reopens = |next: &str| {
        let next = next.trim_start();
        match open.kind {
            Kind::Double => next.starts_with(['"', '“', '„', '”']) || next.starts_with("``"),
            Kind::Single => next.starts_with('‘'),
            _ => next.starts_with(open.mark),
        }
    };
    let end = match next {
        Some(next) if reopens(next) => End::RunsOn,
        // A single mark that nothing closes was an apostrophe.
        _ if open.kind == Kind::Single => return,
        _ => End::Missing,
    };
    found.push(quotation(open, to, to, 0, end));
}

fn quotation(open: &Open, inner_end: usize, end: usize, depth: usize, how: End) -> Quotation {
    let inner_end = inner_end.max(open.inner);
    Quotation {
        span: Span::at(open.start, end.max(inner_end)),
        inner: Span::at(open.inner, inner_end),
        depth: depth as u8,
        end: how,
    }
}

// None for an apostrophe, or for the sign of inches and feet.
fn role(
    mark: char,
    kind: Kind,
    around: (Option<char>, Option<char>),
    innermost: Option<(Kind, char)>,
    is_open: bool,
) -> Option<Role> {
    let (before, after) = around;
    let opening_place = before.is_none_or(|c| c.is_whitespace() || "([{—–-/‘'“\"«„‹".contains(c))
        && after.is_some_and(|c| !c.is_whitespace() && !".,;:!?)]}".contains(c));
    let closing_place = before.is_some_and(|c| !c.is_whitespace())
        && after.is_none_or(|c| c.is_whitespace() || ".,;:!?)]}—–-'’”\"»/›".contains(c));
    let by_place = match (opening_place, closing_place) {
        (true, false) => Role::Opens,
        (false, true) => Role::Closes,
        _ => Role::Either,
    };
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match kind {
        Kind::Double => match mark {
            '"' | '\'' | '`' | '‟' => {
                // 6'2" and 15" are lengths.
                let length = before.is_some_and(|c| c.is_ascii_digit()) && !is_open && !opening_place;
                (!length).then_some(by_place)
            }
            '„' => Some(Role::Opens),
            '“' if innermost.is_some_and(|(_, open)| open == '„') => Some(Role::Closes),
            // A curly mark of the wrong shape, as careless editors leave it.
            '“' if by_place == Role::Closes && is_open => Some(Role::Closes),
            '“' => Some(Role::Opens),
            _ if by_place == Role::Opens && !is_open => Some(Role::Opens),
            _ => Some(Role::Closes),
        },
        Kind::Angle | Kind::SingleAngle => {
            // French and Russian point outwards, Danish and some German inwards.
            let inward = mark == '»' || mark == '›';
            match innermost {
                Some((open, first)) if open == kind => {
                    Some(if first == mark { Role::Opens } else { Role::Closes })
                }
                _ if inward && closing_place && !opening_place => None,
                _ => Some(Role::Opens),
            }
        }
        Kind::Corner => Some(if mark == '「' || mark == '『' { Role::Opens } else { Role::Closes }),
        Kind::Single => {
            if word(before) && word(after) {
                return None;
            }
            let elision = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            match mark {
                '‘' | '‚' | '`' => (word(after) && !elision(after)).then_some(Role::Opens),
                // "The ministers' view": closes only what is open.
                _ if closing_place => is_open.then_some(Role::Closes),
                '\'' if opening_place && word(after) && !elision(after) => Some(Role::Opens),
                _ => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
    use chancery_document::Part;

    use super::*;

    fn find(text: &str) -> (Vec<Quotation>, Vec<&str>) {
        let mut blocks = Blocks::default();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let words = line.trim_end();
            if !words.is_empty() {
                blocks.all.push(Block { part: Part::Body, span: Span::at(at, at + words.len()) });
            }
            at += line.len();
        }
        let found = quotations(text, &blocks);
        let inner = found.iter().map(|quotation| quotation.inner.of(text)).collect();
        (found, inner)
    }

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        assert_eq!(find(text).1, expect, "{text}");
    }

    #[test]
    fn straight_marks() {
        check(r#""We left," she said. "It was late.""#, &["We left,", "It was late."]);
        check(r#"He called it "a farce"."#, &["a farce"]);
        check(r#"a ("nice") thing and a 15" screen"#, &["nice"]);
        check("``We left,'' she said.", &["We left,"]);
        check("“We left,’’ she said. ‘‘It was late.’’", &["We left,", "It was late."]);
    }

    #[test]
    fn curly_marks() {
        check("“We left,” she said. “It was late.”", &["We left,", "It was late."]);
        check("“He told me ‘go’ and left.”", &["He told me ‘go’ and left.", "go"]);
        check("“He told me “go” and left.”", &["He told me “go” and left.", "go"]);
        check("“We left,“ she said.", &["We left,"]);
        check("”We left,” she said.", &["We left,"]);
        check("„Wir gehen“, sagte er.", &["Wir gehen"]);
    }

    #[test]
    fn guillemets_and_corners() {
        check("Il dit « non » et part.", &[" non "]);
        check("Han sagde »nej« og gik.", &["nej"]);
        check("他说「不」。", &["不"]);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        check("The ministers' view and Ann's don't count, nor '90s rock ’n’ roll.", &[]);
        check("It's 'a farce', the ministers' man said.", &["a farce"]);
        check("‘It’s late,’ said Ann.", &["It’s late,"]);
        check("The ministers’ view of ‘it", &[]);
    }

    #[test]
    fn odd_marks_spoil_nothing_beyond_their_block() {
        check("He said “no.\n“Yes,” she said.", &["no.", "Yes,"]);
        assert_eq!(find("He said “no.\n“Yes,” she said.").0[0].end, End::RunsOn);
        check(
            "A stray \" mark here.\nShe said \"yes\".",
            &["mark here.", "yes"].map(|s| if s == "mark here." { " mark here." } else { s }),
        );
        check("He said \"no and \"yes\" again", &["no and", "yes"]);
        assert_eq!(find("He said \"no and \"yes\" again").0[0].end, End::Missing);
        check("No mark” opens here, “but here”.", &["but here"]);
    }

    #[test]
    fn marks_without_end_cost_linear_time() {
        let text = "\"a “b 'c ".repeat(30_000);
        let (found, _) = find(&text);
        assert!(found.len() <= 90_000);
        assert!(found.iter().all(|quotation| text.is_char_boundary(quotation.span.end() as usize)));
        let last = found.last().unwrap();
        assert!(last.span.contains(last.inner));
    }
}
