"""Lets the teacher of names read raw text, for the chain to learn from.

    python label_names.py MPNET TEACHER.pt WORDS.tsv OUT [--web] [--least 0.55]

WORDS.tsv comes from `cargo run --release -p chancery-train --example names -- DATA CLUSTERS.tsv PACK tell`. Writes articles
as `ner/worldwide` has them into the folder OUT. A sentence with a word whose likeliest label has a lesser chance than
`--least` is left out. With `--web` persons, organisations and places are those of the head for Universal NER.
"""

import argparse
import os
import random

import numpy as np
import torch

from names_teacher import TYPES, Names, batches, chunks, collate, spans, tokenizer, viterbi

LONGEST = 150  # a longer sentence is read in pieces
FILE = 400  # words of a file, or a few more


def read(path):
    """Articles: lists of sentences of words."""
    article, sentence = [], []
    for line in open(path, encoding="utf-8"):
        word = line.rstrip("\n")
        if word:
            sentence.append(word)
        elif sentence:
            article.append(sentence)
            sentence = []
        elif article:
            yield article
            article = []
    if article:
        yield article


@torch.no_grad()
def chances(model, items, words):
    """Chances of the nine types' labels and of the three types', by the number of a word."""
    names, web = np.zeros((words, 19), np.float32), np.zeros((words, 7), np.float32)
    names[:, 0] = web[:, 0] = 1
    for group in batches(items, 3000, random.Random(1)):
        batch = collate([items[i] for i in group])
        states = model.encode(batch)
        both = [(names, model.names(states)), (web, model.web(states))]
        for row, i in enumerate(group):
            numbers = np.array(items[i][4])
            for table, scores in both:
                table[numbers] = scores[row, : len(numbers)].float().softmax(-1).numpy()
    return names, web


def names_in(chance, web):
    """Spans and types of a sentence: of the nine types, or of the three and those of the others that leave them be."""
    found = spans(viterbi(np.log(chance + 1e-6)))
    if web is None:
        return found
    chosen = set()
    for start, end, kind in spans(viterbi(np.log(web + 1e-6))):
        place, facility = chance[start, 5:7].sum(), chance[start, 7:9].sum()
        chosen.add((start, end, 3 if kind == 2 and facility > place and chance[start, 7] > 0.3 else kind))
    others = {(s, e, k) for s, e, k in found if k > 3 and not any(s < end and start < e for start, end, _ in chosen)}
    return chosen | others


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("mpnet")
    options.add_argument("teacher")
    options.add_argument("words")
    options.add_argument("out")
    options.add_argument("--web", action="store_true")
    options.add_argument("--least", type=float, default=0.55)
    options = options.parse_args()
    model = Names()
    model.load_state_dict(torch.load(options.teacher)["model"])
    model.eval().to(torch.bfloat16)
    pieces, items, count, articles = tokenizer(options.mpnet), [], 0, []
    for article in read(options.words):
        parts = [s[k : k + LONGEST] for s in article for k in range(0, len(s), LONGEST)]
        numbered = []
        for part in parts:
            numbered.append([(word, count + i, -1) for i, word in enumerate(part)])
            count += len(part)
        items += chunks(pieces, numbered)
        articles.append(parts)
    names, web = chances(model, items, count)
    os.makedirs(options.out, exist_ok=True)
    at, files = 0, [[]]
    for article in articles:
        for sentence in article:
            here = slice(at, at + len(sentence))
            at += len(sentence)
            chance, own = names[here], web[here] if options.web else None
            if (chance if own is None else own).max(1).min() < options.least:
                continue
            labels = ["O"] * len(sentence)
            for start, end, kind in names_in(chance, own):
                labels[start:end] = ["B-" + TYPES[kind]] + ["I-" + TYPES[kind]] * (end - start - 1)
            files[-1] += [f"{word}\t{label}" for word, label in zip(sentence, labels)] + [""]
        if len(files[-1]) > FILE:
            files.append([])
    for number, rows in enumerate(filter(None, files)):
        with open(os.path.join(options.out, f"{number:05}.tsv"), "w", encoding="utf-8") as out:
            out.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
