//! Records for people who have a browser: one page that needs nothing else.
//!
//! The text stands on the left, each paragraph beside the records that it tells. The words of every role are
//! marked; pointing at a record lights its words and names their roles, pointing at words lights their records.
//! All of this is done by style sheets: the page holds no script and asks for nothing.

use std::fmt::Write as _;

use anstyle::Style;
use chancery_document::{Part, Reading, Record, Span};
use serde_json::Value;

use crate::{
    Offsets, json,
    marks::{Family, Mark, marks},
    plain,
    table::{
        CODE, DATE, DOUBT, FAINT, NAME, VOICE, kind,
        layout::{details, layout, order, plural},
    },
};

/// What stands before the first article.
pub const HEAD: &str = concat!(
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    "<title>Chancery: what is claimed</title>\n<style>\n",
    include_str!("html/page.css"),
    "</style>\n</head>\n<body>\n"
);

/// What stands behind the last one.
pub const TAIL: &str = "</body>\n</html>\n";

/// A document and its records.
pub fn article(reading: &Reading, records: &[Record]) -> String {
    let document = json::document(reading);
    // Ids of elements must differ between the articles of a page.
    let prefix: String = document["id"].as_str().unwrap_or_default().chars().take(10).collect();
    let records = json::records(reading, records);
    let offsets = Offsets::new(&reading.document.text);
    let mut page =
        Page { out: String::new(), prefix, records: &records, marks: Vec::new(), next: 0, over: Vec::new() };
    for (number, record) in records.iter().enumerate() {
        page.marks.extend(marks(record).into_iter().map(|mark| (number, mark)));
    }
    page.marks.sort_by_key(|(number, mark)| (mark.start, mark.end, *number));

    page.out.push_str("<article>\n");
    page.styles();
    page.heading(&document);
    let mut told = 0; // how many records stand beside a paragraph so far; they are sorted by trigger
    for paragraph in paragraphs(reading) {
        let end = paragraph.last().map_or(0, |(_, span)| offsets.point(span.end()));
        let beside = records[told..].iter().take_while(|r| point(&r["trigger"]["start"]) < u64::from(end));
        let beside = told..told + beside.count();
        told = beside.end;
        page.out.push_str("<div class=\"row\">");
        page.paragraph(&paragraph, &offsets);
        page.cards(beside);
        page.out.push_str("</div>\n");
    }
    if told < records.len() {
        page.out.push_str("<div class=\"row\"><p></p>");
        page.cards(told..records.len());
        page.out.push_str("</div>\n");
    }
    let engine = records.first().map_or("", |record| record["engine"].as_str().unwrap_or_default());
    let _ = write!(
        page.out,
        "<footer>Every record is somebody’s claim and stands on the words it lights; none is asserted as fact. {}</footer>\n</article>\n",
        escaped(engine)
    );
    page.out
}

struct Page<'r> {
    out: String,
    prefix: String,
    records: &'r [Value],
    // With the number of their record, in the order of the text.
    marks: Vec<(usize, Mark)>,
    // As far as the text is written: the first mark that is still to come, and those that lie over it.
    next: usize,
    over: Vec<usize>,
}

impl Page<'_> {
    // Which words light up with which record: what cannot be said once for all, as pages have no variables for it.
    fn styles(&mut self) {
        if self.records.is_empty() {
            return;
        }
        let p = &self.prefix;
        let each = |pattern: &dyn Fn(usize) -> String| {
            (0..self.records.len()).map(pattern).collect::<Vec<_>>().join(",\n")
        };
        let lit = each(&|n| format!("article:has(#r{p}-{n}:is(:hover,:target)) .w{p}-{n}"));
        let cards = each(&|n| format!("article:has(.w{p}-{n}:hover) #r{p}-{n}"));
        let labels: String = (0..self.records.len())
            .map(|n| format!("article:has(#r{p}-{n}:is(:hover,:target)) [data-w{p}-{n}]::before{{content:attr(data-w{p}-{n})}}\n"))
            .collect();
        let _ = write!(
            self.out,
            "<style>\n{lit}{{background:color-mix(in srgb,var(--c) 34%,transparent);box-shadow:0 0 0 2px color-mix(in srgb,var(--c) 34%,transparent)}}\n\
             {labels}{cards}{{border-color:var(--k);background:color-mix(in srgb,var(--k) 12%,var(--paper))}}\n</style>\n"
        );
    }

    fn heading(&mut self, document: &Value) {
        let source = document["source"].as_str().unwrap_or_default();
        let title =
            document["title"].as_str().unwrap_or_else(|| source.rsplit(['/', '\\']).next().unwrap_or(source));
        let day = document["published"].as_str().unwrap_or("day of publication unknown");
        let mut kinds: Vec<&str> = self.records.iter().map(kind).collect();
        kinds.sort_by_key(|name| (order(name), *name));
        let counts = kinds.chunk_by(|a, b| a == b).map(|group| {
            let name = if group.len() == 1 { group[0].to_owned() } else { plural(group[0]) };
            format!("<b class=\"k-{}\">{} {}</b>", class(group[0]), group.len(), escaped(&name))
        });
        let counts: Vec<String> = counts.collect();
        let counts = if counts.is_empty() { "no records".to_owned() } else { counts.join(" ") };
        let _ = writeln!(
            self.out,
            "<header><h1>{}</h1><p>{} · {} · {counts}</p><p class=\"legend\"><span class=\"m trigger\">what tells it</span> <span class=\"m who\">who</span> \
             <span class=\"m when\">when</span> <span class=\"m where\">where</span> <span class=\"m what\">what</span> — point at a record to light its words, or at words to light their records</p></header>",
            escaped(title),
            escaped(source),
            escaped(day),
        );
    }

    fn paragraph(&mut self, parts: &[(Part, Span)], offsets: &Offsets<'_>) {
        let part = parts.last().map_or(Part::Body, |(part, _)| *part);
        let _ = write!(self.out, "<p class=\"{}\">", part.as_str());
        for (n, (part, span)) in parts.iter().enumerate() {
            let dateline = *part == Part::Dateline && parts.len() > 1;
            self.out.push_str(if n > 0 { " " } else { "" });
            self.out.push_str(if dateline { "<span class=\"dateline\">" } else { "" });
            self.words(span.of(offsets.text()), u64::from(offsets.point(span.start())));
            self.out.push_str(if dateline { "</span>" } else { "" });
        }
        self.out.push_str("</p>");
    }

    // The text cut at every border of a mark: marks of several records cross each other, elements must not.
    fn words(&mut self, text: &str, start: u64) {
        let end = start + text.chars().count() as u64;
        let mut chars = text.chars();
        let mut at = start;
        while at < end {
            self.over.retain(|&n| self.marks[n].1.end > at);
            while let Some((_, mark)) = self.marks.get(self.next).filter(|(_, mark)| mark.start <= at) {
                if mark.end > at {
                    self.over.push(self.next);
                }
                self.next += 1;
            }
            let ends = self.over.iter().map(|&n| self.marks[n].1.end);
            let begins = self.marks.get(self.next).map(|(_, mark)| mark.start);
            let to = ends.chain(begins).min().unwrap_or(end).min(end);
            let words: String = chars.by_ref().take((to - at) as usize).collect();
            self.piece(&words, at, at == start);
            at = to;
        }
    }

    fn piece(&mut self, words: &str, at: u64, first: bool) {
        let words = escaped(words);
        let over: Vec<&(usize, Mark)> = self.over.iter().take(CROWD).map(|&n| &self.marks[n]).collect();
        // The shortest mark colours: it says most of these very words.
        let Some((_, inner)) = over.iter().min_by_key(|(_, mark)| mark.end - mark.start) else {
            self.out.push_str(&words);
            return;
        };
        let p = &self.prefix;
        let trigger = over.iter().find(|(_, mark)| mark.family == Family::Trigger);
        let family = trigger.map_or(inner.family, |(_, mark)| mark.family);
        let mut classes = format!("m {}", family_class(family));
        let mut labels = String::new();
        let mut roles: Vec<String> = Vec::new();
        for (record, mark) in &over {
            let _ = write!(classes, " w{p}-{record}");
            roles.push(format!("{} of {}", mark.label.replace(' ', ", "), kind(&self.records[*record])));
            let begins = mark.start == at || (first && mark.start < at);
            if begins && !labels.contains(&format!("data-w{p}-{record}=")) {
                let _ = write!(labels, " data-w{p}-{record}=\"{}\"", escaped(&mark.label));
            }
        }
        roles.dedup();
        let title = escaped(&roles.join("\n"));
        let (open, close) = match trigger {
            Some((record, _)) => (format!("<a href=\"#r{p}-{record}\""), "</a>"),
            None => ("<span".to_owned(), "</span>"),
        };
        let _ = write!(self.out, "{open} class=\"{classes}\" title=\"{title}\"{labels}>{words}{close}");
    }

    fn cards(&mut self, records: std::ops::Range<usize>) {
        self.out.push_str("<ol>");
        for number in records {
            let record = &self.records[number];
            let name = kind(record);
            let row = layout(record);
            let _ = write!(
                self.out,
                "<li id=\"r{}-{number}\" class=\"k-{}\"><details><summary><em>{}</em> ",
                self.prefix,
                class(name),
                escaped(name)
            );
            for (text, style) in row.columns.iter().filter(|(text, _)| !text.is_empty()) {
                self.styled(text, *style);
                self.out.push(' ');
            }
            for piece in &row.body {
                self.styled(&piece.text, piece.style);
            }
            for (text, style) in &row.flags {
                self.out.push(' ');
                self.styled(text, *style);
            }
            self.out.push_str("</summary><dl>");
            for (field, value) in details(record) {
                let _ = write!(self.out, "<dt>{}</dt><dd>{}</dd>", escaped(&field), escaped(&value));
            }
            self.out.push_str("</dl></details></li>");
        }
        self.out.push_str("</ol>");
    }

    fn styled(&mut self, text: &str, style: Style) {
        let name = match style {
            NAME => "name",
            CODE => "code",
            DATE => "date",
            DOUBT => "doubt",
            VOICE => "voice",
            FAINT => "faint",
            _ => return self.out.push_str(&escaped(text)),
        };
        let _ = write!(self.out, "<span class=\"{name}\">{}</span>", escaped(text));
    }
}

// So many marks may lie over one another; a hostile text could otherwise make the page as long as its square.
const CROWD: usize = 24;

// Blocks on one line are one paragraph: a dateline and what it opens.
fn paragraphs(reading: &Reading) -> Vec<Vec<(Part, Span)>> {
    let text = &reading.document.text;
    let mut paragraphs: Vec<Vec<(Part, Span)>> = Vec::new();
    for block in reading.blocks.all.as_slice() {
        let joined = paragraphs.last().and_then(|paragraph| paragraph.last()).is_some_and(|(_, span)| {
            span.end() <= block.span.start()
                && !text[span.end() as usize..block.span.start() as usize].contains('\n')
        });
        match paragraphs.last_mut() {
            Some(paragraph) if joined => paragraph.push((block.part, block.span)),
            _ => paragraphs.push(vec![(block.part, block.span)]),
        }
    }
    paragraphs
}

fn family_class(family: Family) -> &'static str {
    match family {
        Family::Trigger => "trigger",
        Family::Who => "who",
        Family::When => "when",
        Family::Where => "where",
        Family::What => "what",
    }
}

// A kind of the user's own may have any name.
fn class(kind: &str) -> String {
    kind.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

fn point(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

// Foreign words as text of a page: nothing of them is markup, and nothing turns the direction of what follows.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let ends = |c: Option<char>| c.is_some_and(char::is_whitespace);
    safe.push_str(if ends(text.chars().next()) { " " } else { "" });
    for c in plain(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe.push_str(if ends(text.chars().next_back()) && !text.trim().is_empty() { " " } else { "" });
    safe
}
