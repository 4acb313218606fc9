"""Writes the articles of `ner/worldwide`, train, with names exchanged, for the chain to learn from.

    python swap.py DATA OUT [--seed 1]

Persons (three in four), organisations (three in five) and facilities (half) bear those of other articles with as many
words, the same all through an article; places stay, since towns and their countries go together.
"""

import argparse
import glob
import os
import random

SHARE = {"Organization": 0.6, "Facility": 0.5}
PERSON = 0.75


def spans(rows):
    start = 0
    while start < len(rows):
        label = rows[start][1] if len(rows[start]) == 2 else "O"
        end = start + 1
        if label.startswith("B-"):
            while end < len(rows) and len(rows[end]) == 2 and rows[end][1] == "I-" + label[2:]:
                end += 1
            yield start, end, label[2:]
        start = end


def in_capitals(words):
    return all(w.isupper() and len(w) > 1 for w in words if w[0].isalpha()) and any(len(w) > 4 for w in words)


def exchanged(rows, pool, rng):
    words_of, names_of = {}, {}
    rows = [list(row) for row in rows]
    # Longer names first: the parts of a person's name then follow the whole.
    for start, end, kind in sorted(spans(rows), key=lambda span: span[0] - span[1]):
        words = tuple(row[0] for row in rows[start:end])
        if kind == "Person":
            if not any(word in words_of for word in words):
                new = rng.choice(pool[kind, end - start]) if rng.random() < PERSON else words
                words_of.update(zip(words, new))
            new = tuple(words_of.setdefault(word, word) for word in words)
        elif kind in SHARE:
            if (kind, words) not in names_of:
                names_of[kind, words] = rng.choice(pool[kind, end - start]) if rng.random() < SHARE[kind] else words
            new = names_of[kind, words]
        else:
            continue
        if in_capitals(words):
            new = tuple(word.upper() for word in new)
        for row, word in zip(rows[start:end], new):
            row[0] = word
    return rows


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data")
    options.add_argument("out")
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    rng = random.Random(options.seed)
    articles, pool = [], {}
    for path in sorted(glob.glob(os.path.join(options.data, "ner/worldwide/train/*"))):
        # Of a name within a name the outer label counts.
        rows = [line.rstrip("\n").split("\t")[:2] for line in open(path, encoding="utf-8")]
        articles.append((os.path.basename(path), rows))
        names = {(kind, tuple(row[0] for row in rows[start:end])) for start, end, kind in spans(rows)}
        for kind, words in sorted(names):
            pool.setdefault((kind, len(words)), []).append(words)
    os.makedirs(options.out, exist_ok=True)
    for name, rows in articles:
        with open(os.path.join(options.out, name), "w", encoding="utf-8") as out:
            out.writelines("\t".join(row) + "\n" for row in exchanged(rows, pool, rng))


if __name__ == "__main__":
    main()
