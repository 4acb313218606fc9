//! Products of bytes: the one hot loop of the encoder.
//!
//! Activations are bytes of at most 127, weights are signed bytes, sums are 32-bit integers. Every path adds
//! the same products, and integers do not care for order, so AVX-512 VNNI, AVX2 and the plain loop give the
//! same bits. `maddubs` cannot saturate here: two products of at most 127 x 127 stay below 2^15.
//!
//! `cargo run --release -p chancery-model --example kernel` shows why there is unsafe code here: on a machine
//! with AVX-512 VNNI it printed 284 GOP/s, 145 by AVX2, and single digits for the plain loop.

// Outputs in a strip, and bytes of a row that are multiplied at once.
const STRIP: usize = 16;
const GROUP: usize = 4;

/// The weights of a product in the order the loops want them: strips of 16 outputs, in them groups of 4
/// inputs, in them 16 x 4 bytes.
#[derive(Clone, Debug, Default)]
pub struct Packed {
    inner: usize,
    outer: usize,
    weights: Vec<i8>,
    sums: Vec<i32>,
}

impl Packed {
    /// Packs a row of `inner` weights for each output.
    pub fn new(inner: usize, rows: &[i8]) -> Packed {
        let mut packed = Packed::default();
        packed.pack(inner, rows);
        packed
    }

    /// The same, into memory that was used before.
    pub fn pack(&mut self, inner: usize, rows: &[i8]) {
        let outer = rows.len().checked_div(inner).unwrap_or(0);
        self.inner = inner;
        self.outer = outer;
        let strip = inner.next_multiple_of(GROUP) * STRIP;
        self.weights.clear();
        self.weights.resize(outer.div_ceil(STRIP) * strip, 0);
        self.sums.clear();
        self.sums.resize(outer.next_multiple_of(STRIP), 0);
        for (n, row) in rows.chunks_exact(inner.max(1)).enumerate() {
            let base = n / STRIP * strip + n % STRIP * GROUP;
            for (group, weights) in row.chunks(GROUP).enumerate() {
                let at = base + group * STRIP * GROUP;
                self.weights[at..at + weights.len()].copy_from_slice(weights);
            }
            self.sums[n] = row.iter().map(|&weight| i32::from(weight)).sum();
        }
    }

    /// How many inputs.
    pub fn inner(&self) -> usize {
        self.inner
    }

    /// How many outputs.
    pub fn outer(&self) -> usize {
        self.outer
    }

    /// The sum of the weights of each output, filled up to whole strips.
    pub fn totals(&self) -> &[i32] {
        &self.sums
    }

    /// How many sums stand in a row of the result: the outputs, filled up to whole strips.
    pub fn stride(&self) -> usize {
        self.sums.len()
    }
}

/// Which loop runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Any machine.
    Plain,
    /// x86-64 with AVX2.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// x86-64 with AVX-512 VNNI.
    #[cfg(target_arch = "x86_64")]
    Vnni,
}

impl Path {
    /// All paths this machine can take, the fastest last.
    pub fn available() -> Vec<Path> {
        let paths = [
            (Path::Plain, true),
            #[cfg(target_arch = "x86_64")]
            (Path::Avx2, has_avx2()),
            #[cfg(target_arch = "x86_64")]
            (
                Path::Vnni,
                has_avx2()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512vnni"),
            ),
        ];
        paths.into_iter().filter(|path| path.1).map(|path| path.0).collect()
    }

    /// The fastest.
    pub fn best() -> Path {
        Path::available().pop().unwrap_or(Path::Plain)
    }
}

#[cfg(target_arch = "x86_64")]
fn has_avx2() -> bool {
    is_x86_feature_detected!("avx2")
}

/// Multiplies rows of activations with packed weights.
///
/// Row `r` is `acts[r * step..][..inner]`; steps may be shorter than rows, so that rows overlap (that is how
/// a window slides). Sum `n` of row `r` lands in `out[r * stride + n]`. Where a byte `b` stands for `b - zero`,
/// the caller takes `zero` times [`Packed::totals`] off.
pub fn multiply(path: Path, acts: &[u8], step: usize, packed: &Packed, out: &mut Vec<i32>) {
    let reach = packed.inner.next_multiple_of(GROUP);
    let rows = if acts.len() < reach || step == 0 { 0 } else { (acts.len() - reach) / step + 1 };
    let stride = packed.stride();
    // What was there is overwritten: there is nothing to clear.
    out.resize(rows * stride, 0);
    if rows == 0 || stride == 0 {
        return;
    }
    debug_assert!(acts.iter().all(|&act| act <= 127), "an activation of more than 7 bits");
    match path {
        Path::Plain => plain(acts, step, packed, out),
        // SAFETY: the path is one of `Path::available`, so the machine has these instructions; the loops
        // read `reach` bytes from each `r * step` for `r < rows`, which lies within `acts` by the choice of
        // `rows`, whole strips of `weights`, and write whole rows of `out`, which is `rows * stride` long.
        #[cfg(target_arch = "x86_64")]
        #[expect(unsafe_code, reason = "SIMD; see the module's head")]
        Path::Avx2 => unsafe { x86::avx2(acts, step, rows, packed, out) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        #[expect(unsafe_code, reason = "SIMD; see the module's head")]
        Path::Vnni => unsafe { x86::vnni(acts, step, rows, packed, out) },
    }
}

fn plain(acts: &[u8], step: usize, packed: &Packed, out: &mut [i32]) {
    let reach = packed.inner.next_multiple_of(GROUP);
    for (r, row) in out.chunks_exact_mut(packed.stride()).enumerate() {
        let act = &acts[r * step..r * step + reach];
        for (sums, strip) in row.chunks_exact_mut(STRIP).zip(packed.weights.chunks_exact(reach * STRIP)) {
            let mut total = [0i32; STRIP];
            for (act, block) in act.chunks_exact(GROUP).zip(strip.chunks_exact(STRIP * GROUP)) {
                // Sixteen bits hold each product; the compiler multiplies eight at a time.
                let mut products = [0i16; STRIP * GROUP];
                for (i, product) in products.iter_mut().enumerate() {
                    *product = i16::from(act[i % GROUP]) * i16::from(block[i]);
                }
                for (total, four) in total.iter_mut().zip(products.chunks_exact(GROUP)) {
                    *total +=
                        i32::from(four[0]) + i32::from(four[1]) + i32::from(four[2]) + i32::from(four[3]);
                }
            }
            sums.copy_from_slice(&total);
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "SIMD; see the module's head")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{GROUP, Packed, STRIP};

    // Rows in a block: as many sums as registers hold.
    const AVX2_ROWS: usize = 4;
    const VNNI_ROWS: usize = 8;

    /// # Safety
    /// Needs AVX2. `acts` must hold `inner` bytes (rounded up to 4) from `r * step` for each `r < rows`, `out`
    /// `rows * stride` sums.
    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn avx2(acts: &[u8], step: usize, rows: usize, packed: &Packed, out: &mut [i32]) {
        let groups = packed.inner.div_ceil(GROUP);
        let stride = packed.stride();
        let ones = _mm256_set1_epi16(1);
        let mut r = 0;
        while r < rows {
            let block = AVX2_ROWS.min(rows - r);
            for strip in 0..stride / STRIP {
                // SAFETY: `strip` and `group` stay within the packed weights, the rest as promised above.
                unsafe {
                    let weights = packed.weights.as_ptr().add(strip * groups * STRIP * GROUP);
                    let act = acts.as_ptr().add(r * step);
                    let mut sums = [[_mm256_setzero_si256(); 2]; AVX2_ROWS];
                    // Rows beyond the end repeat the last: a loop of fixed length unrolls.
                    let starts: [usize; AVX2_ROWS] = std::array::from_fn(|i| i.min(block - 1) * step);
                    for group in 0..groups {
                        let w = weights.add(group * STRIP * GROUP).cast::<__m256i>();
                        let low = _mm256_loadu_si256(w);
                        let high = _mm256_loadu_si256(w.add(1));
                        for i in 0..AVX2_ROWS {
                            let four = act.add(starts[i] + group * GROUP).cast::<i32>().read_unaligned();
                            let a = _mm256_set1_epi32(four);
                            let pair = |w| _mm256_madd_epi16(_mm256_maddubs_epi16(a, w), ones);
                            sums[i][0] = _mm256_add_epi32(sums[i][0], pair(low));
                            sums[i][1] = _mm256_add_epi32(sums[i][1], pair(high));
                        }
                    }
                    for (i, pair) in sums.iter().enumerate().take(block) {
                        let to = out.as_mut_ptr().add((r + i) * stride + strip * STRIP).cast::<__m256i>();
                        _mm256_storeu_si256(to, pair[0]);
                        _mm256_storeu_si256(to.add(1), pair[1]);
                    }
                }
            }
            r += block;
        }
    }

    /// # Safety
    /// Needs AVX-512 F and VNNI; the rest as for [`avx2`].
    #[target_feature(enable = "avx512f,avx512vnni")]
    pub(super) unsafe fn vnni(acts: &[u8], step: usize, rows: usize, packed: &Packed, out: &mut [i32]) {
        let groups = packed.inner.div_ceil(GROUP);
        let stride = packed.stride();
        let strips = stride / STRIP;
        let mut r = 0;
        while r < rows {
            let block = VNNI_ROWS.min(rows - r);
            let mut strip = 0;
            while strip < strips {
                let two = usize::from(strip + 1 < strips);
                // SAFETY: `strip + two` and `group` stay within the packed weights, the rest as promised.
                unsafe {
                    let first = packed.weights.as_ptr().add(strip * groups * STRIP * GROUP);
                    let second = first.add(two * groups * STRIP * GROUP);
                    let act = acts.as_ptr().add(r * step);
                    let mut sums = [[_mm512_setzero_si512(); 2]; VNNI_ROWS];
                    let starts: [usize; VNNI_ROWS] = std::array::from_fn(|i| i.min(block - 1) * step);
                    for group in 0..groups {
                        let a = _mm512_loadu_si512(first.add(group * STRIP * GROUP).cast());
                        let b = _mm512_loadu_si512(second.add(group * STRIP * GROUP).cast());
                        for i in 0..VNNI_ROWS {
                            let four = act.add(starts[i] + group * GROUP).cast::<i32>().read_unaligned();
                            let four = _mm512_set1_epi32(four);
                            sums[i][0] = _mm512_dpbusd_epi32(sums[i][0], four, a);
                            sums[i][1] = _mm512_dpbusd_epi32(sums[i][1], four, b);
                        }
                    }
                    for (i, pair) in sums.iter().enumerate().take(block) {
                        let to = out.as_mut_ptr().add((r + i) * stride + strip * STRIP);
                        _mm512_storeu_si512(to.cast(), pair[0]);
                        _mm512_storeu_si512(to.add(two * STRIP).cast(), pair[1]);
                    }
                }
                strip += 1 + two;
            }
            r += block;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // All paths against the definition, for sizes that fill no strip, group or block.
    #[test]
    fn every_path_gives_the_same_sums() {
        let mut state = 1u32;
        let mut next = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        for (inner, outer, step, rows) in
            [(4, 1, 4, 1), (12, 16, 4, 9), (97, 33, 100, 13), (480, 320, 160, 5), (64, 600, 64, 17)]
        {
            let weights: Vec<i8> = (0..inner * outer).map(|_| (next() as i8).max(-127)).collect();
            let reach = usize::next_multiple_of(inner, 4);
            let acts: Vec<u8> = (0..(rows - 1) * step + reach).map(|_| next() & 127).collect();
            let packed = Packed::new(inner, &weights);
            for path in Path::available() {
                let mut out = Vec::new();
                multiply(path, &acts, step, &packed, &mut out);
                assert_eq!(out.len(), rows * packed.stride());
                for r in 0..rows {
                    for n in 0..outer {
                        let expected: i32 = (0..inner)
                            .map(|k| i32::from(acts[r * step + k]) * i32::from(weights[n * inner + k]))
                            .sum();
                        assert_eq!(
                            out[r * packed.stride() + n],
                            expected,
                            "{path:?} {inner}x{outer} {r},{n}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_to_multiply() {
        let mut out = vec![1];
        multiply(Path::best(), &[], 4, &Packed::new(4, &[1; 64]), &mut out);
        assert!(out.is_empty());
        multiply(Path::best(), &[1; 8], 4, &Packed::new(4, &[]), &mut out);
        assert!(out.is_empty());
    }
}
