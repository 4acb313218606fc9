//! A small recurrent network over the words of a sentence, for tags, features, arcs and labels.
//!
//! ```text
//! rows of tables -> sum -> layers of (product, gated running mean both ways) -> heads
//! ```
//! Products are of bytes ([`kernel`]); all between them is f32, one IEEE operation at a time, in an order that
//! the source fixes: every machine gives the same bits. What enters a product is clipped to -63/16 ..= 63/16 in
//! steps of 1/16. The network is trained with the same clipping (`training/student.py`); this module knows
//! neither words nor trees: it takes row numbers and gives scores.

use std::{
    borrow::Cow,
    sync::atomic::{AtomicU64, Ordering},
};

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::{
    Error,
    file::Cursor,
    kernel::{Packed, Path, multiply},
};

/// The most words that are read at once. A longer sentence must be cut: scores of arcs are square.
pub const LONGEST: usize = 256;

const FORMAT: u32 = 1;
const MOST_WIDTH: usize = 1024;
const STEP: f32 = 16.0;
const LIMIT: f32 = 63.0;
const ZERO: i32 = 64;
// Nothing heads itself.
const NEVER: i32 = i32::MIN / 4;
// Two bytes multiplied count 1/256.
const UNIT: f32 = STEP * STEP;

/// The weights.
#[derive(Clone, Debug)]
pub struct Encoder {
    path: Path,
    // No other encoder of this process has it, but those cloned from this one.
    stamp: u64,
    embedding: usize,
    width: usize,
    arc: usize,
    label: usize,
    span: usize,
    buckets: usize,
    vocabulary: FxHashMap<u64, u32>,
    words: Table,
    hashes: Table,
    gram_weight: f32,
    layers: Vec<Layer>,
    heads: Product,
    pair: Product,
    distance: Product,
    labels: Product,
    root: Vec<i8>,
    label_root: Vec<f32>,
    tag_names: Vec<String>,
    bundle_names: Vec<String>,
    label_names: Vec<String>,
}

#[derive(Clone, Debug)]
struct Table {
    // Signed bytes.
    rows: Cow<'static, [u8]>,
    scale: f32,
}

#[derive(Clone, Debug)]
struct Layer {
    window: usize,
    product: Product,
}

#[derive(Clone, Debug)]
struct Product {
    packed: Packed,
    // What the zero of the activations adds to each sum.
    offset: Vec<i32>,
    scale: Vec<f32>,
    bias: Vec<f32>,
}

/// Memory for reading some sentences at once, to be used again.
#[derive(Clone, Debug, Default)]
pub struct Work {
    // Where each sentence's rows begin, and how many; a row of nothing stands before, between and after.
    sentences: Vec<(usize, usize)>,
    x: Vec<f32>,
    // The same in bytes, as they enter a product.
    q: Vec<u8>,
    labelled: Vec<u8>,
    sums: Vec<i32>,
    scores: Vec<f32>,
    tags: Vec<u16>,
    bundles: Vec<u16>,
    dep: Vec<u8>,
    pair: Vec<u8>,
    distance: Vec<i32>,
    head: Vec<i8>,
    label_dep: Vec<f32>,
    label_head: Vec<f32>,
    packed: Packed,
    arcs: Vec<i32>,
    lately: Lately,
}

// The sums of words that were embedded lately: most words of a text are a few.
#[derive(Clone, Debug, Default)]
struct Lately {
    stamp: u64,
    keys: Vec<Option<u64>>,
    sums: Vec<f32>,
}

// How many; a power of two.
const LATELY: usize = 4096;

impl Lately {
    // Makes room for the words of an encoder, and forgets those of another.
    fn of(&mut self, stamp: u64, width: usize) {
        if self.stamp != stamp {
            self.stamp = stamp;
            self.keys.clear();
            self.keys.resize(LATELY, None);
            self.sums.clear();
            self.sums.resize(LATELY * width, 0.0);
        }
    }
}

impl Work {
    /// Forgets all sentences.
    pub fn clear(&mut self) {
        self.sentences.clear();
        self.x.clear();
    }

    /// How many words wait to be read, or were.
    pub fn len(&self) -> usize {
        self.sentences.iter().map(|sentence| sentence.1).sum()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }

    /// How many sentences there are.
    pub fn sentences(&self) -> usize {
        self.sentences.len()
    }

    /// The tags of a sentence, by number.
    pub fn tags(&self, sentence: usize) -> &[u16] {
        let (start, length) = self.sentences[sentence];
        &self.tags[start..start + length]
    }

    /// The feature bundles of a sentence, by number.
    pub fn bundles(&self, sentence: usize) -> &[u16] {
        let (start, length) = self.sentences[sentence];
        &self.bundles[start..start + length]
    }
}

impl Encoder {
    /// Reads the bytes that `training/export.py` wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Encoder, Error> {
        Encoder::parse(bytes, |part| Cow::Owned(part.to_vec()))
    }

    /// The same; what is part of the program stays where it is.
    pub fn read(bytes: Cow<'static, [u8]>) -> Result<Encoder, Error> {
        match bytes {
            Cow::Borrowed(bytes) => Encoder::parse(bytes, Cow::Borrowed),
            Cow::Owned(bytes) => Encoder::from_bytes(&bytes),
        }
    }

    fn parse<'a>(bytes: &'a [u8], keep: impl Fn(&'a [u8]) -> Cow<'static, [u8]>) -> Result<Encoder, Error> {
        let mut cursor = Cursor::new(bytes);
        let format = cursor.u32()?;
        if format != FORMAT {
            return Err(Error::new(format!(
                "encoder format {format} is unknown here; this build reads {FORMAT}"
            )));
        }
        let mut size = |name: &str, least: u32, most: u32| {
            let size = cursor.u32()?;
            if !(least..=most).contains(&size) {
                return Err(Error::new(format!("an encoder whose {name} is {size}")));
            }
            Ok(size as usize)
        };
        let embedding = size("embedding", 4, MOST_WIDTH as u32)?;
        let width = size("width", 4, MOST_WIDTH as u32)?;
        let arc = size("arc width", 4, 1024)?;
        let label = size("label width", 4, 1024)?;
        let span = size("span", 1, 1024)?;
        let buckets = size("number of buckets", 1, 1 << 20)?;
        let vocabulary_size = size("vocabulary", 0, 1 << 20)?;
        let depth = size("depth", 1, 16)?;
        if [embedding, width, arc, label].iter().any(|size| size % 8 != 0) || !buckets.is_power_of_two() {
            return Err(Error::new("an encoder whose sizes are uneven"));
        }
        let gram_weight = float(&mut cursor)?;
        // No more than there are bytes for: nothing is taken on trust.
        let room = vocabulary_size.min(bytes.len() / 8);
        let mut vocabulary = FxHashMap::with_capacity_and_hasher(room, FxBuildHasher);
        for chunk in cursor.take(vocabulary_size * 8)?.chunks_exact(8) {
            let mut word = [0; 8];
            word.copy_from_slice(chunk);
            vocabulary.insert(u64::from_le_bytes(word), vocabulary.len() as u32);
        }
        if vocabulary.len() != vocabulary_size {
            return Err(Error::new("an encoder with a word twice in its vocabulary"));
        }
        let mut table = |size| -> Result<Table, Error> {
            Ok(Table { scale: float(&mut cursor)?, rows: keep(cursor.take(size)?) })
        };
        let words = table(vocabulary_size * embedding)?;
        let hashes = table(buckets * embedding)?;
        let mut layers = Vec::new();
        for i in 0..depth {
            let window = cursor.u32()? as usize;
            if window > 1 {
                return Err(Error::new("an encoder with a wide window"));
            }
            let inner = if i == 0 { embedding } else { width };
            layers.push(Layer {
                window,
                product: Product::read(&mut cursor, inner * (2 * window + 1), 2 * width, ZERO)?,
            });
        }
        let tag_names = names(&mut cursor)?;
        let bundle_names = names(&mut cursor)?;
        let label_names = names(&mut cursor)?;
        let fused = tag_names.len() + bundle_names.len() + 2 * arc + 2 * label;
        static STAMPS: AtomicU64 = AtomicU64::new(1);
        let encoder = Encoder {
            path: Path::best(),
            stamp: STAMPS.fetch_add(1, Ordering::Relaxed),
            embedding,
            width,
            arc,
            label,
            span,
            buckets,
            vocabulary,
            words,
            hashes,
            gram_weight,
            layers,
            heads: Product::read(&mut cursor, width, fused, ZERO)?,
            pair: Product::read(&mut cursor, arc, arc, 0)?,
            distance: Product::read(&mut cursor, arc, 2 * span + 1, 0)?,
            labels: Product::read(&mut cursor, label, label_names.len(), 0)?,
            root: cursor.take(arc)?.iter().map(|&byte| byte as i8).collect(),
            label_root: floats(&mut cursor, label)?,
            tag_names,
            bundle_names,
            label_names,
        };
        if !cursor.is_at_end() {
            return Err(Error::new("an encoder goes on after its weights"));
        }
        Ok(encoder)
    }

    /// The same weights by another loop, to compare; the plain one if this machine cannot take that path.
    #[must_use]
    pub fn on(mut self, path: Path) -> Encoder {
        self.stamp ^= (path as u64 + 1) << 56;
        self.path = if Path::available().contains(&path) { path } else { Path::Plain };
        self
    }

    /// What tag each number stands for.
    pub fn tag_names(&self) -> &[String] {
        &self.tag_names
    }

    /// What feature bundle each number stands for.
    pub fn bundle_names(&self) -> &[String] {
        &self.bundle_names
    }

    /// What label each number stands for.
    pub fn label_names(&self) -> &[String] {
        &self.label_names
    }

    /// How many rows the hashed table has; a power of two.
    pub fn buckets(&self) -> usize {
        self.buckets
    }

    /// How many numbers stand for a word.
    pub fn embedding(&self) -> usize {
        self.embedding
    }

    /// Sums the rows of a word: its own if the vocabulary has its hash, some hashed rows, and some more that
    /// share one weight. `sum` has [`Encoder::embedding`] places.
    pub fn embed(&self, word: u64, rows: &[u32], grams: &[u32], sum: &mut [f32]) {
        match self.path {
            Path::Plain => self.embed_here(word, rows, grams, sum),
            // SAFETY: the path is one of `Path::available`; all but the plain one have AVX2.
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "calls safe code compiled for AVX2")]
            Path::Avx2 | Path::Vnni => unsafe { self.embed_avx2(word, rows, grams, sum) },
        }
    }

    #[inline(always)]
    fn embed_here(&self, word: u64, rows: &[u32], grams: &[u32], sum: &mut [f32]) {
        let width = self.embedding;
        let mut ints = [0i16; MOST_WIDTH];
        let ints = &mut ints[..width];
        let sum = &mut sum[..width];
        add_rows(&self.hashes, rows, ints);
        for (x, &i) in sum.iter_mut().zip(&*ints) {
            *x = f32::from(i) * self.hashes.scale;
        }
        if !grams.is_empty() {
            ints.fill(0);
            add_rows(&self.hashes, grams, ints);
            let scale = self.hashes.scale * (self.gram_weight / grams.len() as f32);
            for (x, &i) in sum.iter_mut().zip(&*ints) {
                *x += f32::from(i) * scale;
            }
        }
        if let Some(&row) = self.vocabulary.get(&word) {
            let row = &self.words.rows[row as usize * width..][..width];
            for (x, &i) in sum.iter_mut().zip(row) {
                *x += f32::from(i as i8) * self.words.scale;
            }
        }
    }

    /// Appends a sentence of at most [`LONGEST`] words; `embed` writes the numbers of each. Words of one key have the
    /// same numbers: they are not asked for again as long as they are remembered.
    pub fn push(
        &self,
        work: &mut Work,
        length: usize,
        key: impl Fn(usize) -> u64,
        mut embed: impl FnMut(usize, &mut [f32]),
    ) {
        assert!(length <= LONGEST, "the caller cuts longer sentences");
        let width = self.embedding;
        if work.x.is_empty() {
            work.x.resize(width, 0.0);
        }
        let start = work.x.len() / width;
        work.sentences.push((start, length));
        work.x.resize((start + length + 1) * width, 0.0);
        work.lately.of(self.stamp, width);
        for (i, sum) in work.x[start * width..].chunks_exact_mut(width).take(length).enumerate() {
            let key = key(i);
            let place = (key ^ (key >> 32)) as usize % LATELY;
            let known = &mut work.lately.sums[place * width..][..width];
            if work.lately.keys[place] == Some(key) {
                sum.copy_from_slice(known);
            } else {
                embed(i, sum);
                known.copy_from_slice(sum);
                work.lately.keys[place] = Some(key);
            }
        }
    }

    /// Reads the sentences that were pushed: tags and bundles are then known, arcs and labels may be asked for.
    pub fn run(&self, work: &mut Work) {
        match self.path {
            Path::Plain => self.run_here(work),
            // SAFETY: the path is one of `Path::available`; all but the plain one have AVX2.
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "calls safe code compiled for AVX2")]
            Path::Avx2 => unsafe { self.run_avx2(work) },
            // SAFETY: the path is one of `Path::available`, which looks for all of these.
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "calls safe code compiled for AVX-512")]
            Path::Vnni => unsafe { self.run_avx512(work) },
        }
    }

    // The same operations one by one, compiled for wider registers.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn run_avx2(&self, work: &mut Work) {
        self.run_here(work);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    fn run_avx512(&self, work: &mut Work) {
        self.run_here(work);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn embed_avx2(&self, word: u64, rows: &[u32], grams: &[u32], sum: &mut [f32]) {
        self.embed_here(word, rows, grams, sum);
    }

    #[inline(always)]
    fn run_here(&self, work: &mut Work) {
        quantise(&work.x, &mut work.q);
        for layer in &self.layers {
            self.layer(layer, work);
        }
        multiply(self.path, &work.q, self.width, &self.heads.packed, &mut work.sums);
        let rows = work.x.len() / self.width;
        let (tags, bundles) = (self.tag_names.len(), self.bundle_names.len());
        work.tags.clear();
        work.bundles.clear();
        work.dep.clear();
        work.head.clear();
        work.label_dep.clear();
        work.label_head.clear();
        let mut row = vec![0.0; self.heads.packed.stride()];
        for r in 0..rows {
            self.heads.floats(&work.sums, r, &mut row);
            let (tag, rest) = row.split_at(tags);
            let (bundle, rest) = rest.split_at(bundles);
            let (dep, rest) = rest.split_at(self.arc);
            let (head, rest) = rest.split_at(self.arc);
            let (label_dep, rest) = rest.split_at(self.label);
            work.tags.push(best(tag) as u16);
            work.bundles.push(best(bundle) as u16);
            work.dep.extend(dep.iter().map(|&x| positive(x)));
            work.head.extend(head.iter().map(|&x| (signed(x) - ZERO) as i8));
            work.label_dep.extend(label_dep);
            work.label_head.extend(&rest[..self.label]);
        }
        multiply(self.path, &work.dep, self.arc, &self.distance.packed, &mut work.sums);
        let distances = 2 * self.span + 1;
        work.distance.clear();
        for r in 0..rows {
            self.distance.floats(&work.sums, r, &mut row);
            work.distance.extend(row[..distances].iter().map(|&x| whole(x * UNIT)));
        }
        multiply(self.path, &work.dep, self.arc, &self.pair.packed, &mut work.sums);
        work.pair.clear();
        for r in 0..rows {
            self.pair.floats(&work.sums, r, &mut row);
            work.pair.extend(row[..self.arc].iter().map(|&x| signed(x) as u8));
        }
    }

    // From the bytes of the rows to their new numbers and bytes.
    #[inline(always)]
    fn layer(&self, layer: &Layer, work: &mut Work) {
        let width = self.width;
        let half = width / 2;
        let inner = layer.product.packed.inner() / (2 * layer.window + 1);
        let rows = work.x.len() / inner;
        multiply(self.path, &work.q, inner, &layer.product.packed, &mut work.sums);
        if inner != width {
            work.x.clear();
            work.x.resize(rows * width, 0.0);
            work.q.clear();
            work.q.resize(rows * width, ZERO as u8);
        }
        let Work { sentences, x, q, sums, .. } = work;
        let stride = layer.product.packed.stride();
        for &(start, length) in &*sentences {
            for (backward, from) in [(false, 0), (true, half)] {
                let mut state = [0.0f32; MOST_WIDTH / 2];
                for i in 0..length {
                    let r = start + if backward { length - 1 - i } else { i };
                    let at = r * width + from;
                    let (x, q) = (&mut x[at..at + half], &mut q[at..at + half]);
                    layer.step(&sums[(r - layer.window) * stride..], from, half, &mut state, x, q);
                }
            }
        }
    }

    /// How many numbers stand for a word in its sentence.
    pub fn width(&self) -> usize {
        self.width
    }

    /// What the last layer makes of a word of a sentence that was read, in steps of 1/16: -63 ..= 63.
    pub fn state(&self, work: &Work, sentence: usize, word: usize, out: &mut Vec<i8>) {
        let (start, _) = work.sentences[sentence];
        let row = &work.q[(start + word) * self.width..][..self.width];
        out.clear();
        out.extend(row.iter().map(|&q| (i32::from(q) - ZERO) as i8));
    }

    /// Sums rows of weights, each times a number of a state, in their order.
    pub fn weigh<const N: usize>(&self, state: &[i8], rows: &[[f32; N]]) -> [f32; N] {
        match self.path {
            Path::Plain => weigh(state, rows),
            // SAFETY: the path is one of `Path::available`; all but the plain one have AVX2.
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "calls safe code compiled for AVX2")]
            Path::Avx2 | Path::Vnni => unsafe { weigh_avx2(state, rows) },
        }
    }

    /// Scores of the arcs of a sentence: for each word a row of the root and all words as its head.
    pub fn arcs<'w>(&self, work: &'w mut Work, sentence: usize) -> &'w [i32] {
        let (start, n) = work.sentences[sentence];
        let arc = self.arc;
        let mut heads = std::mem::take(&mut work.packed);
        let mut rows = Vec::with_capacity((n + 1) * arc);
        rows.extend(&self.root);
        rows.extend(&work.head[start * arc..(start + n) * arc]);
        heads.pack(arc, &rows);
        multiply(self.path, &work.pair[start * arc..(start + n) * arc], arc, &heads, &mut work.sums);
        let (stride, totals) = (heads.stride(), heads.totals());
        let distances = 2 * self.span + 1;
        work.arcs.clear();
        for i in 0..n {
            let sums = &work.sums[i * stride..][..n + 1];
            let distance = &work.distance[(start + i) * distances..][..distances];
            work.arcs.push(sums[0] - ZERO * totals[0]);
            for (j, (sum, total)) in sums[1..].iter().zip(&totals[1..]).enumerate() {
                let place = (j + self.span).saturating_sub(i).min(2 * self.span);
                work.arcs.push(if i == j { NEVER } else { sum - ZERO * total + distance[place] });
            }
        }
        work.packed = heads;
        &work.arcs
    }

    /// The best label of each word of a sentence, given its head (0: the root, j: the j-th word).
    pub fn labels(&self, work: &mut Work, sentence: usize, heads: &[usize], labels: &mut Vec<u16>) {
        let (start, n) = work.sentences[sentence];
        let label = self.label;
        work.labelled.clear();
        for (i, &head) in heads.iter().enumerate().take(n) {
            let dep = &work.label_dep[(start + i) * label..][..label];
            let head = match head {
                0 => &self.label_root[..],
                head => &work.label_head[(start + head - 1) * label..][..label],
            };
            work.labelled.extend(dep.iter().zip(head).map(|(d, h)| positive(d + h)));
        }
        multiply(self.path, &work.labelled, label, &self.labels.packed, &mut work.sums);
        labels.clear();
        work.scores.resize(self.labels.packed.stride(), 0.0);
        for r in 0..n {
            self.labels.floats(&work.sums, r, &mut work.scores);
            labels.push(best(&work.scores[..self.label_names.len()]) as u16);
        }
    }
}

impl Layer {
    // Half of a running mean moves on by a row: the gates stand in the first half of the sums, the values in the
    // second. What comes of it is added to the numbers of the row, and these are made bytes.
    #[inline(always)]
    fn step(&self, sums: &[i32], from: usize, half: usize, state: &mut [f32], x: &mut [f32], q: &mut [u8]) {
        let product = &self.product;
        let part = |at: usize| (&sums[at..at + half], &product.offset[at..at + half]);
        let line = |at: usize| (&product.scale[at..at + half], &product.bias[at..at + half]);
        let (gates, values) = (from, 2 * half + from);
        let ((gate_sums, gate_offset), (gate_scale, gate_bias)) = (part(gates), line(gates));
        let ((value_sums, value_offset), (value_scale, value_bias)) = (part(values), line(values));
        let (state, x, q) = (&mut state[..half], &mut x[..half], &mut q[..half]);
        for i in 0..half {
            let gate = (gate_sums[i] + gate_offset[i]) as f32 * gate_scale[i] + gate_bias[i];
            let value = (value_sums[i] + value_offset[i]) as f32 * value_scale[i] + value_bias[i];
            let open = 0.5 + 0.5 * gate / (1.0 + gate.abs());
            state[i] = (1.0 - open) * value + open * state[i];
            x[i] += state[i];
            q[i] = signed(x[i]) as u8;
        }
    }
}

impl Product {
    fn read(cursor: &mut Cursor, inner: usize, outer: usize, zero: i32) -> Result<Product, Error> {
        let rows: Vec<i8> = cursor.take(inner * outer)?.iter().map(|&byte| byte as i8).collect();
        let packed = Packed::new(inner, &rows);
        let mut scale = floats(cursor, outer)?;
        let mut bias = floats(cursor, outer)?;
        scale.resize(packed.stride(), 0.0);
        bias.resize(packed.stride(), 0.0);
        let offset = packed.totals().iter().map(|total| -zero * total).collect();
        Ok(Product { packed, offset, scale, bias })
    }

    // One row of sums as numbers.
    #[inline(always)]
    fn floats(&self, sums: &[i32], row: usize, out: &mut [f32]) {
        let stride = self.packed.stride();
        let sums = &sums[row * stride..][..stride];
        let (offset, scale, bias) = (&self.offset[..stride], &self.scale[..stride], &self.bias[..stride]);
        for (i, out) in out[..stride].iter_mut().enumerate() {
            *out = (sums[i] + offset[i]) as f32 * scale[i] + bias[i];
        }
    }
}

/// Sums rows of weights, each times a number of a state, in their order.
#[inline(always)]
pub fn weigh<const N: usize>(state: &[i8], rows: &[[f32; N]]) -> [f32; N] {
    let mut sums = [0.0f32; N];
    for (&x, row) in state.iter().zip(rows) {
        let x = f32::from(x);
        for (sum, weight) in sums.iter_mut().zip(row) {
            *sum += x * weight;
        }
    }
    sums
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn weigh_avx2<const N: usize>(state: &[i8], rows: &[[f32; N]]) -> [f32; N] {
    weigh(state, rows)
}

fn float(cursor: &mut Cursor) -> Result<f32, Error> {
    let number = f32::from_bits(cursor.u32()?);
    if number.is_finite() && number.abs() < 1e6 {
        Ok(number)
    } else {
        Err(Error::new("an encoder with a number out of bounds"))
    }
}

fn floats(cursor: &mut Cursor, count: usize) -> Result<Vec<f32>, Error> {
    (0..count).map(|_| float(cursor)).collect()
}

fn names(cursor: &mut Cursor) -> Result<Vec<String>, Error> {
    let count = cursor.u32()?;
    if !(1..=4096).contains(&count) {
        return Err(Error::new(format!("an encoder of {count} classes")));
    }
    (0..count).map(|_| Ok(cursor.text()?.to_owned())).collect()
}

// Sixteen bits hold the sum of 256 rows.
#[inline(always)]
fn add_rows(table: &Table, rows: &[u32], sum: &mut [i16]) {
    for &row in rows.iter().take(256) {
        let row = &table.rows[row as usize * sum.len()..][..sum.len()];
        for (sum, &weight) in sum.iter_mut().zip(row) {
            *sum += i16::from(weight as i8);
        }
    }
}

// Nearest whole number, halves to the even one; exact for all that is clipped before.
#[inline(always)]
fn whole(x: f32) -> i32 {
    const MAGIC: f32 = 12_582_912.0;
    (x.clamp(-4e6, 4e6) + MAGIC).to_bits() as i32 - MAGIC.to_bits() as i32
}

#[inline(always)]
fn signed(x: f32) -> i32 {
    whole((x * STEP).clamp(-LIMIT, LIMIT)) + ZERO
}

#[inline(always)]
fn positive(x: f32) -> u8 {
    whole((x * STEP).clamp(0.0, 2.0 * LIMIT + 1.0)) as u8
}

#[inline(always)]
fn quantise(x: &[f32], q: &mut Vec<u8>) {
    q.clear();
    q.extend(x.iter().map(|&x| signed(x) as u8));
}

// The place of the greatest, the first of several.
#[inline(always)]
fn best(scores: &[f32]) -> usize {
    let mut lanes = [f32::MIN; 8];
    let mut chunks = scores.chunks_exact(8);
    for chunk in &mut chunks {
        for (lane, &score) in lanes.iter_mut().zip(chunk) {
            *lane = if score > *lane { score } else { *lane };
        }
    }
    let most = lanes.iter().chain(chunks.remainder()).fold(f32::MIN, |a, &b| if b > a { b } else { a });
    scores.iter().position(|&score| score == most).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::file::put_text;

    // A small encoder of noise: the format is what is tested, and that all paths agree.
    fn bytes() -> Vec<u8> {
        let mut state = 3u32;
        let mut noise = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 24) as i8).max(-127) as u8
        };
        let (embedding, width, arc, label, span, buckets, words) = (8, 16, 8, 8, 3, 32, 5);
        let mut out = Vec::new();
        for size in [FORMAT as usize, embedding, width, arc, label, span, buckets, words, 2] {
            out.extend((size as u32).to_le_bytes());
        }
        out.extend(2.0f32.to_le_bytes());
        (0..words as u64).for_each(|word| out.extend((word * 77).to_le_bytes()));
        for rows in [words, buckets] {
            out.extend(0.01f32.to_le_bytes());
            out.extend((0..rows * embedding).map(|_| noise()));
        }
        let mut product = |out: &mut Vec<u8>, inner: usize, outer: usize| {
            out.extend((0..inner * outer).map(|_| noise()));
            (0..outer).for_each(|_| out.extend(0.0008f32.to_le_bytes()));
            (0..outer).for_each(|i| out.extend((i as f32 * 0.01 - 0.1).to_le_bytes()));
        };
        for (window, inner) in [(1u32, embedding), (0, width)] {
            out.extend(window.to_le_bytes());
            product(&mut out, inner * (2 * window as usize + 1), 2 * width);
        }
        for names in [&["NOUN", "VERB"][..], &["_", "Number=Sing", "Number=Plur"], &["root", "obj", "nsubj"]]
        {
            out.extend((names.len() as u32).to_le_bytes());
            names.iter().for_each(|name| put_text(&mut out, name));
        }
        product(&mut out, width, 2 + 3 + 2 * arc + 2 * label);
        product(&mut out, arc, arc);
        product(&mut out, arc, 2 * span + 1);
        product(&mut out, label, 3);
        out.extend((0..arc).map(|i| i as u8));
        (0..label).for_each(|_| out.extend(0.5f32.to_le_bytes()));
        out
    }

    type Readings = Vec<(Vec<u16>, Vec<u16>, Vec<i32>, Vec<u16>)>;

    fn read(encoder: &Encoder, work: &mut Work) -> Readings {
        work.clear();
        for length in [1, 7, 2] {
            encoder.push(
                work,
                length,
                |i| i as u64,
                |i, sum| {
                    encoder.embed(77 * i as u64, &[i as u32, 31], &[2, 3, i as u32 + 9], sum);
                },
            );
        }
        encoder.run(work);
        let read = |sentence| {
            let arcs = encoder.arcs(work, sentence).to_vec();
            let heads: Vec<usize> = (0..work.tags(sentence).len()).collect();
            let mut labels = Vec::new();
            encoder.labels(work, sentence, &heads, &mut labels);
            (work.tags(sentence).to_vec(), work.bundles(sentence).to_vec(), arcs, labels)
        };
        (0..3).map(read).collect()
    }

    #[test]
    fn every_path_reads_the_same() {
        let encoder = Encoder::from_bytes(&bytes()).unwrap();
        let mut work = Work::default();
        let expected = read(&encoder.clone().on(Path::Plain), &mut work);
        assert_eq!(expected[1].2.len(), 7 * 8);
        for path in Path::available() {
            // Old memory must not matter either.
            assert_eq!(read(&encoder.clone().on(path), &mut work), expected, "{path:?}");
        }
    }

    #[test]
    fn a_sentence_does_not_see_its_neighbours() {
        let encoder = Encoder::from_bytes(&bytes()).unwrap();
        let mut work = Work::default();
        let together = read(&encoder, &mut work);
        work.clear();
        encoder.push(
            &mut work,
            7,
            |i| i as u64,
            |i, sum| {
                encoder.embed(77 * i as u64, &[i as u32, 31], &[2, 3, i as u32 + 9], sum);
            },
        );
        encoder.run(&mut work);
        assert_eq!(encoder.arcs(&mut work, 0), together[1].2);
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let bytes = bytes();
        for end in 0..bytes.len() {
            assert!(Encoder::from_bytes(&bytes[..end]).is_err(), "cut at {end}");
        }
        let more: Vec<u8> = bytes.iter().copied().chain([0]).collect();
        assert!(Encoder::from_bytes(&more).is_err());
        // The sizes at the front: whatever stands there, nothing huge is allocated and nothing panics.
        for at in 0..40 {
            for value in [0, 1, 0x7F, 0xFF] {
                let mut bytes = bytes.clone();
                bytes[at] = value;
                let _ = Encoder::from_bytes(&bytes);
            }
        }
    }

    // A flipped bit may leave weights that can be read: then reading with them must be safe on every path, too.
    #[test]
    fn flipped_bits_are_refused_or_harmless() {
        let bytes = bytes();
        let mut state = 11u32;
        let mut read_all_the_same = 0;
        for at in 0..bytes.len() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let mut bytes = bytes.clone();
            bytes[at] ^= 1 << (state >> 29);
            let Ok(encoder) = Encoder::from_bytes(&bytes) else { continue };
            read_all_the_same += 1;
            let mask = encoder.buckets() as u32 - 1;
            let readings = Path::available().into_iter().map(|path| {
                let encoder = encoder.clone().on(path);
                let mut work = Work::default();
                encoder.push(
                    &mut work,
                    3,
                    |i| i as u64,
                    |i, sum| {
                        encoder.embed(77 * i as u64, &[i as u32 & mask, 31 & mask], &[2 & mask], sum);
                    },
                );
                encoder.run(&mut work);
                let arcs = encoder.arcs(&mut work, 0).to_vec();
                let mut labels = Vec::new();
                encoder.labels(&mut work, 0, &[0, 1, 2], &mut labels);
                (work.tags(0).to_vec(), arcs, labels)
            });
            let readings: Vec<_> = readings.collect();
            assert!(readings.windows(2).all(|pair| pair[0] == pair[1]), "byte {at}");
        }
        assert!(read_all_the_same > 0);
    }
}
