"""Treebanks as plain lists, and the closed label sets.

A sentence is a dict of columns: `form`, `upos`, `feats`, `head`, `deprel` (heads count from 1, 0 is the root).
Words split over a shared span and empty nodes are handled as CoNLL-U has it: only the integer ids are words.
"""

import glob
import os
import re

UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
RELATIONS = (
    "acl acl:relcl advcl advcl:relcl advmod amod appos aux aux:pass case cc cc:preconj ccomp clf compound "
    "compound:prt conj cop csubj csubj:outer csubj:pass dep det det:predet discourse dislocated expl fixed flat "
    "flat:foreign goeswith iobj list mark nmod nmod:desc nmod:poss nmod:unmarked nsubj nsubj:outer nsubj:pass "
    "nummod obj obl obl:agent obl:arg obl:unmarked orphan parataxis punct reparandum root vocative xcomp"
).split()


def relation(name):
    """The number of a relation; an unknown subtype falls back to its base."""
    return RELATIONS.index(name if name in RELATIONS else name.split(":")[0])


def read(path):
    """The sentences of a CoNLL-U file."""
    sentences, current = [], None
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line and line[0].isdigit():
            column = line.split("\t")
            if column[0].isdigit():
                current = current or {"form": [], "upos": [], "feats": [], "head": [], "deprel": []}
                current["form"].append(column[1])
                current["upos"].append(UPOS.index(column[3]))
                current["feats"].append(column[5])
                current["head"].append(int(column[6]))
                current["deprel"].append(relation(column[7]))
        elif not line and current:
            sentences.append(current)
            current = None
    if current:
        sentences.append(current)
    return sentences


def bundles(sentences):
    """The feature bundles seen, most frequent first."""
    count = {}
    for sentence in sentences:
        for feats in sentence["feats"]:
            count[feats] = count.get(feats, 0) + 1
    return sorted(count, key=lambda feats: (-count[feats], feats))


def write(source, target, parsed):
    """Copies a CoNLL-U file with the predicted columns put in; `parsed` yields (upos, feats, head, deprel) lists."""
    parsed = iter(parsed)
    with open(source, encoding="utf-8") as gold, open(target, "w", encoding="utf-8") as out:
        rows = None
        for line in gold:
            column = line.rstrip("\n").split("\t")
            if len(column) == 10 and column[0].isdigit():
                if column[0] == "1":
                    rows = iter(zip(*next(parsed)))
                upos, feats, head, deprel = next(rows)
                column[3], column[5], column[6], column[7] = UPOS[upos], feats, str(head), RELATIONS[deprel]
                line = "\t".join(column) + "\n"
            out.write(line)


def tree(scores):
    """One tree over a square table of scores [dependent, head] with row and column 0 for the root: the best head of
    each word, mended by Chu-Liu/Edmonds where that gives a cycle or not exactly one root."""
    import numpy as np

    scores = np.array(scores, dtype=np.float64)
    words = len(scores) - 1
    scores[np.arange(words + 1), np.arange(words + 1)] = -1e9
    scores[0] = -1e9
    heads = scores.argmax(1)
    heads[0] = 0
    if is_tree(heads):
        return heads
    # Of the words that want the root keep the surest; the others may not have it.
    want = scores[1:, 0] - scores[1:, 1:].max(1)
    root = 1 + int(want.argmax())
    scores[1:, 0] = -1e9
    scores[root] = -1e9
    scores[root, 0] = 0
    return chu_liu_edmonds(scores)


def is_tree(heads):
    """True if every word reaches the root and one word hangs from it."""
    if sum(1 for head in heads[1:] if head == 0) != 1:
        return False
    state = [0] * len(heads)
    state[0] = 2
    for word in range(1, len(heads)):
        path, at = [], word
        while state[at] == 0:
            state[at] = 1
            path.append(at)
            at = heads[at]
        if state[at] == 1:
            return False
        for each in path:
            state[each] = 2
    return True


def chu_liu_edmonds(scores):
    """The best spanning tree rooted at 0 of a table [dependent, head]."""
    import numpy as np

    count = len(scores)
    heads = scores.argmax(1)
    heads[0] = 0
    state, cycle = [0] * count, None
    state[0] = 2
    for word in range(1, count):
        path, at = [], word
        while state[at] == 0:
            state[at] = 1
            path.append(at)
            at = int(heads[at])
        if state[at] == 1:
            cycle = path[path.index(at):]
            break
        for each in path:
            state[each] = 2
    if cycle is None:
        return heads
    inside = np.zeros(count, dtype=bool)
    inside[cycle] = True
    outside = [i for i in range(count) if not inside[i]]
    size = len(outside) + 1
    small = np.full((size, size), -1e9)
    small[:-1, :-1] = scores[np.ix_(outside, outside)]
    into = scores[np.ix_(cycle, outside)] - scores[cycle, heads[cycle]][:, None]
    enter = into.argmax(0)
    small[-1, :-1] = into.max(0)
    leave = scores[np.ix_(outside, cycle)]
    small[:-1, -1] = leave.max(1)
    result = heads.copy()
    tree = chu_liu_edmonds(small)
    for position, word in enumerate(outside[1:], 1):
        head = int(tree[position])
        result[word] = outside[head] if head < size - 1 else cycle[int(leave[position].argmax())]
    head = int(tree[-1])
    result[cycle[int(enter[head])]] = outside[head]
    return result


def score(gold, parsed):
    """UPOS, features, UAS, LAS as the official scorer counts them over given tokens (labels without subtypes)."""
    base = [name.split(":")[0] for name in RELATIONS]
    total = upos = feats = uas = las = 0
    for sentence, (tags, bundle, heads, labels) in zip(gold, parsed):
        for i in range(len(sentence["form"])):
            total += 1
            upos += tags[i] == sentence["upos"][i]
            feats += bundle[i] == sentence["feats"][i]
            right = heads[i] == sentence["head"][i]
            uas += right
            las += right and base[labels[i]] == base[sentence["deprel"][i]]
    return {name: round(100 * value / total, 2) for name, value in dict(upos=upos, feats=feats, uas=uas, las=las).items()}
