"""Changes the treebanks' training sentences, for the teacher to read and the student to learn from.

    python mutate.py DATA VOCABULARY.npz OUT.txt [--web 6] [--other 2]

The student fits what it saw and lacks what it has not seen, so each sentence comes back a few times (EWT more often:
its genres have no raw text here) with one word in ten to one in three exchanged for a near one of GloVe, and now and
then cut, run together with the next, in small or capital letters, without its last mark, or misspelt. One sentence a
line, words parted by blanks; nothing of the treebanks' own answers is kept, the teacher reads them anew.
"""

import argparse
import os
import random

import numpy as np

import data
import features

CHANGED = {data.UPOS.index(name) for name in ("NOUN", "VERB", "ADJ", "PROPN", "ADV", "NUM")}


def neighbours(words, table, count=10):
    """Per row of the vocabulary its nearest rows; none for words without a vector."""
    norm = np.linalg.norm(table, axis=1, keepdims=True)
    unit = (table / np.maximum(norm, 1e-6)).astype(np.float32)
    near = np.zeros((len(words), count), dtype=np.int32)
    for start in range(0, len(words), 1000):
        close = unit[start : start + 1000] @ unit.T
        close[np.arange(close.shape[0]), np.arange(start, start + close.shape[0])] = -1
        near[start : start + 1000] = np.argpartition(-close, count, 1)[:, :count]
    near[norm[:, 0] == 0] = 0
    return near


def cased(word, like):
    """The word in the case of another."""
    return word.upper() if like.isupper() and len(like) > 1 else word[:1].upper() + word[1:] if like[:1].isupper() else word


def misspelt(word, rng):
    """Two letters turned round, one lost or one doubled."""
    at = rng.randrange(len(word) - 1)
    kind = rng.random()
    if kind < 0.4:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if kind < 0.7 else word[:at] + word[at] + word[at:]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data")
    options.add_argument("vocabulary")
    options.add_argument("out")
    options.add_argument("--web", type=int, default=6)
    options.add_argument("--other", type=int, default=2)
    options.add_argument("--seed", type=int, default=1, help="another seed gives other changes")
    options = options.parse_args()
    rng = random.Random(options.seed)
    saved = np.load(options.vocabulary)
    words = str(saved["words"]).split("\n")
    row = {word: i for i, word in enumerate(words) if i}
    near = neighbours(words, saved["table"])
    lines = []
    for name, copies in (("en-ewt", options.web), ("en-gum", options.other)):
        train = data.read(os.path.join(options.data, "ud", name, "train.conllu"))
        for copy in range(copies):
            for i, sentence in enumerate(train):
                form, share = list(sentence["form"]), rng.uniform(0.1, 0.33)
                for j, (word, upos) in enumerate(zip(form, sentence["upos"])):
                    if upos in CHANGED and rng.random() < share:
                        choice = near[row.get(features.norm(word), 0), rng.randrange(near.shape[1])]
                        if choice and " " not in words[choice]:
                            form[j] = cased(words[choice], word)
                kind = rng.random()
                if kind < 0.1 and len(form) > 8:
                    at = rng.randrange(4, len(form) - 3)
                    form = form[:at] if rng.random() < 0.5 else form[at:]
                elif kind < 0.18 and i + 1 < len(train):
                    form += train[i + 1]["form"]
                elif kind < 0.28:
                    form = [w.lower() for w in form]
                elif kind < 0.31:
                    form = [w.upper() for w in form]
                elif kind < 0.38 and len(form) > 3 and not form[-1].isalnum():
                    form.pop()
                elif kind < 0.48:
                    at = rng.randrange(len(form))
                    if len(form[at]) > 3 and form[at].isalpha():
                        form[at] = misspelt(form[at], rng)
                if 1 <= len(form) <= 80 and max(map(len, form)) < 40:
                    lines.append(" ".join(w.replace(" ", "") for w in form))
    rng.shuffle(lines)
    with open(options.out, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    print(len(lines), "sentences", sum(line.count(" ") + 1 for line in lines), "words")


if __name__ == "__main__":
    main()
