"""Lets the teacher read raw newswire, for the student to learn from.

    python label.py TEACHER.pt OUT FOLDER... [--words 3000000] [--seconds 900]

Reads *.txt under the folders in a fixed shuffled order, splits them into sentences and words with plain regular
expressions (only clear cases: a sentence that is not surely whole is no loss here), and writes parts OUT.0000.npz...
with the teacher's parts of speech, bundles, labels and its four likeliest heads with their probabilities. Parts of
speech and labels (of the likeliest head) come with their three likeliest values and the probabilities of these.
"""

import argparse
import glob
import hashlib
import os
import re
import time

import numpy as np
import torch
from tokenizers import Tokenizer

import data
from train_teacher import Teacher, batches, collate, pieces_of, weights_folder

ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Capt|Maj|Sen|Rep|Gov|St|Jr|Sr|Inc|Corp|Co|Ltd|No|vs|Jan|Feb|Mar"
    r"|Apr|Aug|Sept|Sep|Oct|Nov|Dec|U\.S|U\.N|U\.K|a\.m|p\.m|e\.g|i\.e|Rev|Hon|pct|mln|dlrs|cts|Ariz|Calif|Fla|Mass))\.$"
)
CLITIC = re.compile(r"(?i)^(.+?)(n['\u2019]t|['\u2019](?:s|re|ve|ll|d|m))$")
KEEP = {"mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "sgt", "capt", "maj", "sen", "rep", "gov", "st", "jr", "sr",
        "inc", "corp", "co", "ltd", "no", "vs", "calif", "fla", "mass", "ariz", "pa", "ill", "mich", "conn", "minn", "va", "jan", "feb", "mar", "apr", "aug", "sept", "sep", "oct", "nov", "dec", "rev", "hon"}
GLUED = re.compile(r"(?i)^(?:e|co|re|pre|non|anti|pro|multi|semi|ex|post|mid|sub|inter|un|counter|vice)$")


def words(text):
    """Words much as the treebanks cut them."""
    result = []
    for chunk in text.split():
        # Peel the punctuation off both ends, keep the dot of abbreviations and initials.
        left = re.match(r"[(\[{\"\u201c\u2018'`$\u00a3\u20ac#*<]*", chunk).group()
        if left == "'" and CLITIC.match("x" + chunk):
            left = ""
        result.extend(re.findall(r"``|''|--+|.", left))
        chunk = chunk[len(left):]
        tail = []
        while chunk:
            match = re.search(r"(\.\.\.+|--+|''|[)\]}\"\u201d\u2019',;:!?%\u2026*>]|(?<!\.)\.)$", chunk)
            if not match or match.start() == 0 and len(chunk) == len(match.group()) and tail is None:
                break
            mark = match.group()
            if mark == "." and (re.fullmatch(r"(?:[A-Za-z]\.)+", chunk) or chunk[:-1].lower() in KEEP):
                break
            tail.append(mark)
            chunk = chunk[: match.start()]
        if chunk:
            if re.match(r"https?:|www\.|\S+@\S+", chunk):
                result.append(chunk)
            else:
                for part in re.split(r"(--+|[\u2013\u2014/]|(?<=\w)-(?=\w))", chunk):
                    if not part:
                        continue
                    clitic = CLITIC.match(part)
                    if part.lower() == "cannot":
                        result.extend([part[:3], part[3:]])
                    elif clitic:
                        result.extend(clitic.groups())
                    elif re.fullmatch(r"\d[\d.,]*[a-z$%]+", part) and not re.fullmatch(r"\d+(st|nd|rd|th|s)", part):
                        result.extend(re.match(r"(\d[\d.,]*)(.+)", part).groups())
                    else:
                        result.append(part)
        result.extend(reversed(tail))
    joined = []
    for word in result:
        # Prefixes stay with their word: `non - profit` is `non-profit` in the treebanks.
        if len(joined) >= 2 and joined[-1] == "-" and GLUED.match(joined[-2]):
            word = joined.pop(-2) + joined.pop() + word
        joined.append(word)
    return joined


def sentences(text):
    """Lists of words."""
    for block in re.split(r"\n\s*\n|\n(?= {3,})", text):
        block = " ".join(block.split())
        start = 0
        for match in re.finditer(r"[.!?]['\")\u201d\u2019\]]*\s+(?=[\"'(\u201c\u2018]?[A-Z0-9])", block):
            before = block[start : match.end()].rstrip()
            if ABBREVIATION.search(before):
                continue
            yield words(before)
            start = match.end()
        if start < len(block):
            yield words(block[start:])


def texts(folders):
    """Paths in an order that does not depend on the machine."""
    paths = [p for folder in folders for p in glob.glob(os.path.join(folder, "**", "*.txt"), recursive=True)]
    return sorted(paths, key=lambda p: hashlib.sha256(os.path.basename(p).encode()).hexdigest())


@torch.no_grad()
def label(model, items):
    """Per sentence (bundle [n], then values and probabilities of upos [n, 3], deprel [n, 3] and heads [n, 4])."""
    result = [None] * len(items)
    for group in batches(items, 4000):
        batch = collate([items[i] for i in group])
        with torch.autocast("cpu", torch.bfloat16):
            x = model.encode(batch)
            bundle = model.feats(x[:, 1:]).argmax(-1)
            upos = model.upos(x[:, 1:]).float().softmax(-1).topk(3, -1)
            arcs = model.arcs(x, batch["lengths"])[:, 1:]
            arcs = arcs.masked_fill(diagonal(arcs), -1e4)
            k = min(4, arcs.shape[2])
            heads = arcs.softmax(-1).topk(k, -1)
            best = heads.indices[..., 0]
            chosen = torch.gather(x, 1, best[:, :, None].expand(-1, -1, x.shape[-1]))
            labels = model.labels(x[:, 1:].reshape(-1, x.shape[-1]), chosen.reshape(-1, x.shape[-1]))
            labels = labels.softmax(-1).topk(3, -1)
        bundle = bundle.to(torch.int16).numpy()
        columns = []
        for top, kind in ((upos, torch.uint8), (labels, torch.uint8), (heads, torch.int16)):
            size = (len(group), bundle.shape[1], -1)
            columns.append((top.indices.to(kind).reshape(size).numpy(), top.values.to(torch.float16).reshape(size).numpy()))
        for row, i in enumerate(group):
            n = int(batch["lengths"][row])
            pad = ((0, 0), (0, 4 - k))
            heads, chances = (np.pad(column[row, :n], pad) for column in columns[2])
            result[i] = (bundle[row, :n], *(c[row, :n] for pair in columns[:2] for c in pair), heads, chances)
    return result


def diagonal(arcs):
    """True where a word would head itself."""
    n, m = arcs.shape[1], arcs.shape[2]
    return (torch.arange(m)[None, :] == torch.arange(1, n + 1)[:, None])[None]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("teacher")
    options.add_argument("out")
    options.add_argument("folders", nargs="+")
    options.add_argument("--words", type=int, default=3_000_000)
    options.add_argument("--seconds", type=float, default=1e9)
    options.add_argument("--lines", action="store_true", help="files instead of folders: a sentence a line, words parted by blanks")
    options.add_argument("--skip", type=int, default=0, help="parts that an earlier run wrote")
    options = options.parse_args()
    saved = torch.load(options.teacher)
    model = Teacher(saved["bundles"])
    model.load_state_dict(saved["model"])
    model.eval()
    tokenizer = Tokenizer.from_file(os.path.join(weights_folder(), "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    start, total, part, pool = time.time(), 0, 0, []  # parts are numbered on through a second run

    def flush():
        nonlocal pool, part, total
        if part < options.skip:
            part, pool = part + 1, []
            return
        items = [(*pieces_of(tokenizer, s), s) for s in pool]
        bundle, upos, upos_chance, deprel, deprel_chance, heads, heads_chance = map(np.concatenate, zip(*label(model, items)))
        np.savez(
            f"{options.out}.{part:04}.npz",
            form=np.array("\n".join(w for s in pool for w in s["form"])),
            length=np.array([len(s["form"]) for s in pool], dtype=np.int16),
            bundle=bundle, upos=upos, upos_chance=upos_chance, deprel=deprel, deprel_chance=deprel_chance,
            heads=heads, heads_chance=heads_chance,
        )
        total += len(bundle)
        part += 1
        pool = []
        print(f"{total} words, {time.time() - start:.0f} s", flush=True)

    def read(path):
        text = open(path, encoding="utf-8", errors="replace").read()
        if options.lines:
            return (line.split() for line in text.splitlines())
        return (s for s in sentences(re.sub(r"^https?://\S+\s", "", text)) if 3 <= len(s) <= 80 and max(map(len, s)) < 40)

    waiting = 0
    for path in options.folders if options.lines else texts(options.folders):
        for sentence in read(path):
            if sentence:
                pool.append({"form": sentence})
                waiting += len(sentence)
            if waiting > 100_000:
                flush()
                waiting = 0
        if total >= options.words or time.time() - start > options.seconds:
            break
    if pool:
        flush()


if __name__ == "__main__":
    main()
