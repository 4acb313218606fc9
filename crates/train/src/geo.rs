//! Places in the news, with their spots: LGL and GeoVirus.

use std::ops::Range;

use chancery_document::Span;

use crate::markup::unescape;

/// An article and its places.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// The text.
    pub text: String,
    places: Vec<Place>,
    // LGL counts "Egyptian" as a place.
    peoples: bool,
}

/// A place that was found.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Where it stands.
    pub span: Span,
    /// True of the name of a people: "Egyptian".
    pub people: bool,
    /// Where it lies, north and east.
    pub spot: Option<(f64, f64)>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    span: Span,
    // Some toponyms of LGL have no spot.
    spot: Option<(f64, f64)>,
}

/// Reads the articles of either file.
pub fn articles(xml: &str) -> Vec<Article> {
    xml.split("<article").skip(1).filter_map(article).collect()
}

fn article(xml: &str) -> Option<Article> {
    let text = unescape(inner(xml, "text")?);
    let mut places = Vec::new();
    // LGL counts characters of the text, as does GeoVirus.
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    for tag in ["<toponym>", "<location>"] {
        for place in xml.split(tag).skip(1) {
            let number = |name: &str| inner(place, name)?.trim().parse::<f64>().ok();
            let Some(start) = number("start") else { continue };
            let words = unescape(inner(place, "phrase").or(inner(place, "name")).unwrap_or_default());
            // Counted from the text with or without what stands before it.
            let near = [0, 1, 2].map(|less| (start as usize).checked_sub(less));
            let near = near.into_iter().flatten().filter_map(|start| starts.get(start).copied());
            let Some(at) = near.into_iter().find(|&at| text[at..].starts_with(&words)) else { continue };
            places
                .push(Place { span: Span::at(at, at + words.len()), spot: number("lat").zip(number("lon")) });
        }
    }
    let peoples = xml.contains("<toponyms");
    Some(Article { text, places, peoples })
}

fn inner<'a>(xml: &'a str, tag: &str) -> Option<&'a str> {
    let rest = xml.split_once(&format!("<{tag}>"))?.1;
    // A place of the next element is none of this one.
    let body = rest.split_once(&format!("</{tag}>"))?.0;
    Some(body.strip_prefix("<![CDATA[").and_then(|body| body.strip_suffix("]]>")).unwrap_or(body))
}

/// Places told, found, found rightly; of those the ones whose spot is known, that were given one, and a near one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    gold: usize,
    found: usize,
    right: usize,
    located: usize,
    placed: usize,
    near: usize,
}

/// How near is right, in kilometres: a hundred miles.
const NEAR: f64 = 161.0;

impl Counts {
    /// Counts an article and the places found in it: where each stands, whether it is a people, and where it lies,
    /// north and east. Returns what was missed, spurious or far off.
    pub fn count(&mut self, article: &Article, found: &[Found]) -> Vec<String> {
        let found: Vec<&Found> = found.iter().filter(|found| article.peoples || !found.people).collect();
        let mut used = vec![false; found.len()];
        let mut wrong = Vec::new();
        self.found += found.len();
        self.gold += article.places.len();
        for place in &article.places {
            let words = place.span.of(&article.text);
            let same = (0..found.len()).find(|&i| !used[i] && same(found[i].span, place.span, &article.text));
            let Some(i) = same else {
                wrong.push(format!("missed {words}"));
                continue;
            };
            used[i] = true;
            self.right += 1;
            let Some(at) = place.spot else { continue };
            self.located += 1;
            // A place that no list holds gets no spot, rather than a wrong one.
            let Some(own) = found[i].spot else {
                wrong.push(format!("nowhere {words}"));
                continue;
            };
            self.placed += 1;
            if distance(own, at) <= NEAR {
                self.near += 1;
            } else {
                wrong.push(format!("far off {words}: {own:?} for {at:?}"));
            }
        }
        for (found, _) in found.iter().zip(used).filter(|(_, used)| !used) {
            wrong.push(format!("spurious {}", found.span.of(&article.text)));
        }
        wrong
    }

    /// F1 of the mentions; of those that were found and given a spot, the share that are near it; the share of those
    /// found that were given one.
    pub fn scores(&self) -> [f64; 3] {
        let f1 = 2.0 * self.right as f64 / (self.gold + self.found).max(1) as f64;
        let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
        [f1, share(self.near, self.placed), share(self.placed, self.located)]
    }
}

// "the Hague" and "Hague", "Paris," and "Paris" are one place.
fn same(found: Span, gold: Span, text: &str) -> bool {
    let bare = |span: Span| -> Range<usize> {
        let range = span.start() as usize..span.end() as usize;
        let words = &text[range.clone()];
        let words = words.strip_prefix("the ").or(words.strip_prefix("The ")).unwrap_or(words);
        let start = range.end - words.len();
        start..start + words.trim_end_matches([',', '.']).len()
    };
    bare(found) == bare(gold)
}

// Kilometres on a sphere.
fn distance(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (latitude, other_latitude) = (one.0.to_radians(), other.0.to_radians());
    let across = ((other_latitude - latitude) / 2.0).sin().powi(2);
    let along = ((other.1 - one.1).to_radians() / 2.0).sin().powi(2);
    let chord = across + latitude.cos() * other_latitude.cos() * along;
    2.0 * 6_371.0 * chord.clamp(0.0, 1.0).sqrt().asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_files() {
        let lgl = "<articles><article docid=\"1\"><text><![CDATA[Été in Lima.]]></text><toponyms count=\"1\"><toponym>\
                   <start>7</start><end>11</end><phrase>Lima</phrase><gaztag><lat>-12.0</lat><lon>-77.0</lon></gaztag></toponym></toponyms></article>";
        let virus = "<article><text>A &amp; B, Lima</text><locations><location><name>Lima</name><start>8</start><end>11</end>\
                     <lat>-12</lat><lon>-77</lon></location></locations></article>";
        for xml in [lgl, virus] {
            let article = articles(xml).pop().unwrap_or_default();
            let words: Vec<&str> = article.places.iter().map(|place| place.span.of(&article.text)).collect();
            assert_eq!(words, ["Lima"], "{xml}");
            assert_eq!(article.places[0].spot, Some((-12.0, -77.0)));
        }
    }
}
