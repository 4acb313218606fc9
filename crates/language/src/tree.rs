//! The best tree under scores of arcs.
//!
//! Words take their best heads. Where that gives a cycle or not exactly one root, the surest root is kept and
//! Chu-Liu/Edmonds finds the best tree below it. Scores are integers, so there is nothing to round.

const NEVER: i64 = i64::MIN / 4;

/// Heads of `n` words from a table of `n` rows of `n + 1` scores: 0 is the root, `j` the `j`-th word.
pub(crate) fn best_tree(n: usize, scores: &[i32], heads: &mut Vec<usize>) {
    heads.clear();
    heads.extend(scores.chunks_exact(n + 1).map(first_best));
    if is_tree(heads) {
        return;
    }
    // How much a word would rather be the root than hang from its best head.
    let wish = |word: usize| {
        let row = &scores[word * (n + 1)..][..n + 1];
        i64::from(row[0]) - row[1..].iter().map(|&score| i64::from(score)).max().unwrap_or(NEVER)
    };
    let root = (0..n).rev().max_by_key(|&word| wish(word)).unwrap_or(0);
    // From here on a square over the words alone, the root's row empty.
    let mut square = vec![NEVER; n * n];
    for word in (0..n).filter(|&word| word != root) {
        for head in (0..n).filter(|&head| head != word) {
            square[word * n + head] = i64::from(scores[word * (n + 1) + head + 1]);
        }
    }
    let tree = edmonds(n, root, &square);
    for (word, head) in heads.iter_mut().enumerate() {
        *head = if word == root { 0 } else { tree[word] + 1 };
    }
}

fn first_best<T: Ord + Copy>(row: &[T]) -> usize {
    let mut best = 0;
    for (i, score) in row.iter().enumerate() {
        if *score > row[best] {
            best = i;
        }
    }
    best
}

// True if one word hangs from the root and all others reach it.
fn is_tree(heads: &[usize]) -> bool {
    let mut roots = heads.iter().enumerate().filter(|(_, head)| **head == 0).map(|(word, _)| word);
    let (Some(root), None) = (roots.next(), roots.next()) else { return false };
    find_cycle(heads.len(), root, |word| heads[word] - 1).is_none()
}

// A cycle among the heads of all words but the root.
fn find_cycle(n: usize, root: usize, head: impl Fn(usize) -> usize) -> Option<Vec<usize>> {
    // 0: not seen; otherwise the walk that saw it.
    let mut seen = vec![0usize; n];
    seen[root] = usize::MAX;
    for word in 0..n {
        let mut at = word;
        while seen[at] == 0 {
            seen[at] = word + 1;
            at = head(at);
        }
        if seen[at] == word + 1 {
            let mut cycle = vec![at];
            let mut next = head(at);
            while next != at {
                cycle.push(next);
                next = head(next);
            }
            return Some(cycle);
        }
    }
    None
}

// The best tree below `root` over a square table [word, head]. Each call folds a cycle into one node, so the
// depth is less than `n`, and `n` is bounded by the encoder.
fn edmonds(n: usize, root: usize, scores: &[i64]) -> Vec<usize> {
    let mut heads: Vec<usize> = scores.chunks_exact(n).map(first_best).collect();
    heads[root] = root;
    let Some(cycle) = find_cycle(n, root, |word| heads[word]) else { return heads };
    let mut inside = vec![false; n];
    for &word in &cycle {
        inside[word] = true;
    }
    let outside: Vec<usize> = (0..n).filter(|&word| !inside[word]).collect();
    let m = outside.len() + 1;
    let mut small = vec![NEVER; m * m];
    let mut enter = vec![cycle[0]; m];
    let mut leave = vec![cycle[0]; m];
    for (i, &word) in outside.iter().enumerate() {
        for (j, &head) in outside.iter().enumerate() {
            small[i * m + j] = scores[word * n + head];
        }
        // The best head within the cycle for a word outside it ...
        for &head in &cycle {
            if scores[word * n + head] > small[i * m + m - 1] {
                small[i * m + m - 1] = scores[word * n + head];
                leave[i] = head;
            }
        }
        // ... and the word of the cycle that loses least by hanging from this word instead.
        for &inner in &cycle {
            let gain = scores[inner * n + word].saturating_sub(scores[inner * n + heads[inner]]);
            if gain > small[(m - 1) * m + i] {
                small[(m - 1) * m + i] = gain;
                enter[i] = inner;
            }
        }
    }
    let small_root = outside.iter().position(|&word| word == root).expect("the root is in no cycle");
    // An arc that cannot be must not become possible by subtraction.
    for score in &mut small {
        *score = (*score).max(NEVER);
    }
    let tree = edmonds(m, small_root, &small);
    for (i, &word) in outside.iter().enumerate() {
        heads[word] = if tree[i] == m - 1 { leave[i] } else { outside[tree[i]] };
    }
    let from = tree[m - 1];
    heads[enter[from]] = outside[from];
    heads
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(n: usize, scores: &[i32], expected: &[usize]) {
        let mut heads = Vec::new();
        best_tree(n, scores, &mut heads);
        assert_eq!(heads, expected);
    }

    #[test]
    fn trees() {
        check(1, &[0, -9], &[0]);
        // Best heads as they are.
        check(2, &[5, -9, 1, 0, 7, -9], &[0, 1]);
        // Two roots: the surer stays.
        check(2, &[5, -9, 1, 6, 1, -9], &[2, 0]);
        // A cycle of the last two, entered where it costs least.
        check(3, &[9, -9, 0, 0, 0, 3, -9, 8, 0, 6, 8, -9], &[0, 3, 1]);
    }

    // Whatever the scores, every word reaches the one root; small tables against all trees.
    #[test]
    fn always_a_tree_and_the_best_below_its_root() {
        let mut state = 7u32;
        for round in 0..3000 {
            let n = 1 + round % 5;
            let scores: Vec<i32> = (0..n * (n + 1))
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 16) as i32 % 100
                })
                .collect();
            let mut heads = Vec::new();
            best_tree(n, &scores, &mut heads);
            assert!(is_tree(&heads), "{scores:?} {heads:?}");
            let total = |heads: &[usize]| -> i32 { (0..n).map(|w| scores[w * (n + 1) + heads[w]]).sum() };
            let mut all = vec![0; n];
            for code in 0..(n + 1).pow(n as u32) {
                let mut rest = code;
                for head in &mut all {
                    *head = rest % (n + 1);
                    rest /= n + 1;
                }
                let loops = all.iter().enumerate().any(|(word, &head)| head == word + 1);
                let same_root = (0..n).all(|w| (all[w] == 0) == (heads[w] == 0));
                if !loops && same_root && is_tree(&all) {
                    assert!(total(&all) <= total(&heads), "{scores:?}: {all:?} beats {heads:?}");
                }
            }
        }
    }
}
