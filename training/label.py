"""Lets the teachers read raw text, for the student to learn from.

    python label.py OUT --teachers A.pt B.pt --text FOLDER... --lines FILE... [--words 3000000] [--share 0/2] [--seconds 900]

Reads *.txt under the folders, splits them into sentences and words with plain regular expressions (only clear cases: a
sentence that is not surely whole is no loss here), adds the files of ready sentences, and goes through all of it in one
shuffled order. Writes parts OUT.0000.npz... with the parts of speech, bundles, labels and the four likeliest heads with
their probabilities, the mean of the teachers'. Parts of speech and labels (of the likeliest head) come with their three
likeliest values and the probabilities of these. `--share 0/2` reads every second part, for one core of two.
"""

import argparse
import glob
import hashlib
import os
import random
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
def label(teachers, items):
    """Per sentence (bundle [n], then values and probabilities of upos [n, 3], deprel [n, 3] and heads [n, 4])."""
    result = [None] * len(items)
    mean = lambda scores: torch.stack([each.float().softmax(-1) for each in scores]).mean(0)
    for group in batches(items, 4000):
        batch = collate([items[i] for i in group])
        with torch.autocast("cpu", torch.bfloat16):
            read = [(model, model.encode(batch)) for model in teachers]
            bundle = mean(model.feats(x[:, 1:]) for model, x in read).argmax(-1)
            upos = mean(model.upos(x[:, 1:]) for model, x in read).topk(3, -1)
            arcs = [model.arcs(x, batch["lengths"])[:, 1:] for model, x in read]
            arcs = mean(each.masked_fill(diagonal(each), -1e4) for each in arcs)
            k = min(4, arcs.shape[2])
            heads = arcs.topk(k, -1)
            best = heads.indices[..., 0]
            chosen = ((model, x, torch.gather(x, 1, best[:, :, None].expand(-1, -1, x.shape[-1]))) for model, x in read)
            flat = lambda x: x.reshape(-1, x.shape[-1])
            labels = mean(model.labels(flat(x[:, 1:]), flat(head)) for model, x, head in chosen).topk(3, -1)
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


def gathered(options):
    """All sentences to read, in parts of 50,000 words."""
    found = []
    for path in texts(options.text):
        text = re.sub(r"^https?://\S+\s", "", open(path, encoding="utf-8", errors="replace").read())
        found.extend(s for s in sentences(text) if 3 <= len(s) <= 80 and max(map(len, s)) < 40)
    random.Random(1).shuffle(found)
    held, kept = 0, []
    for sentence in found:
        if held >= options.words:
            break
        kept.append(sentence)
        held += len(sentence)
    kept.extend(line.split() for path in options.lines for line in open(path, encoding="utf-8") if line.strip())
    random.Random(2).shuffle(kept)
    parts, size = [[]], 0
    for sentence in kept:
        if size > 50_000:
            parts.append([])
            size = 0
        parts[-1].append({"form": sentence})
        size += len(sentence)
    return parts


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("out")
    options.add_argument("--teachers", nargs="+", required=True)
    options.add_argument("--text", nargs="*", default=[], help="folders")
    options.add_argument("--lines", nargs="*", default=[], help="files with a sentence a line, words parted by blanks: all are read")
    options.add_argument("--words", type=int, default=3_000_000, help="how many of the folders'")
    options.add_argument("--share", default="0/1")
    options.add_argument("--seconds", type=float, default=1e9)
    options = options.parse_args()
    teachers = []
    for path in options.teachers:
        saved = torch.load(path)
        teachers.append(Teacher(saved["bundles"]))
        teachers[-1].load_state_dict(saved["model"])
        teachers[-1].eval()
    tokenizer = Tokenizer.from_file(os.path.join(weights_folder(), "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    mine, of = map(int, options.share.split("/"))
    parts = gathered(options)
    print(len(parts), "parts", flush=True)
    start, total = time.time(), 0
    for number, part in enumerate(parts):
        if number % of != mine:
            continue
        if time.time() - start > options.seconds:
            break
        items = [(*pieces_of(tokenizer, s), s) for s in part]
        bundle, upos, upos_chance, deprel, deprel_chance, heads, heads_chance = map(np.concatenate, zip(*label(teachers, items)))
        np.savez(
            f"{options.out}.{number:04}.npz",
            form=np.array("\n".join(w for s in part for w in s["form"])),
            length=np.array([len(s["form"]) for s in part], dtype=np.int16),
            bundle=bundle, upos=upos, upos_chance=upos_chance, deprel=deprel, deprel_chance=deprel_chance,
            heads=heads, heads_chance=heads_chance,
        )
        total += len(bundle)
        print(f"{total} words, {time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
