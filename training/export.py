"""Writes a trained encoder as the bytes that crates/model/src/encoder.rs reads, and what it must answer.

    python export.py STUDENT.pt ENCODER.bin [--check PARITY.tsv]

`--check` writes the readings of a few invented sentences by a plain numpy interpreter of the same bytes, integer for
integer and one f32 operation at a time; a test of crates/language holds the Rust side against them.
"""

import argparse
import struct

import numpy as np
import torch

import data
import features
from student import LIMIT, SPAN, STEP

SENTENCES = """The minister of transport met her Danish counterpart in Odense on Tuesday .
Both sides agreed that the harbour would n't be closed before the 3rd of May .
" We have signed nothing , " Col. Adaeze Okwu told reporters , adding that talks may resume within ten days .
GRAIN TALKS END WITHOUT A DEAL
Who pays ?
Exports rose 4.5 % to $ 1.2 billion , the bank 's quarterly report said -- the first rise since 2011 .""".split("\n")


def quantised(product):
    """8-bit rows, the step of each row in the product's unit, the bias."""
    weight, bias = product["weight"].float().numpy(), product["bias"].float().numpy()
    step = np.maximum(np.abs(weight).max(1, keepdims=True) / 127, 1e-8).astype(np.float32)
    return np.round(weight / step).astype(np.int8), (step[:, 0] / np.float32(STEP)).astype(np.float32), bias.astype(np.float32)


def table(weight):
    """8-bit rows with one step; the few largest are clipped."""
    limit = np.quantile(np.abs(weight), 0.9999)
    step = np.float32(limit / 127)
    return np.clip(np.round(weight / step), -127, 127).astype(np.int8), step


class Net:
    """The integers of a student."""

    def __init__(self, saved):
        state = saved["model"]
        part = lambda name: quantised({k: state[f"{name}.{k}"] for k in ("weight", "bias")})
        self.config, self.bundles, self.vocabulary = saved["config"], saved["bundles"], saved["words"]
        words = state["words.weight"] + state["glove"] @ state["project.weight"].T
        self.words, self.word_step = table(words.numpy()[1:])
        self.hashes, self.hash_step = table(state["hashes"].numpy())
        self.layers = [part(f"layers.{i}.product") for i in range(len(self.config["windows"]))]
        heads = [part(name) for name in ("upos", "feats", "dep", "head", "label_dep", "label_head")]
        self.heads = tuple(np.concatenate(column) for column in zip(*heads))
        self.pair, self.distance, self.label = part("pair"), part("distance"), part("label")
        self.root = np.clip(np.round(state["root"].numpy() * STEP), -LIMIT, LIMIT).astype(np.int8)
        self.label_root = state["label_root"].numpy().astype(np.float32)

    def to_bytes(self):
        c = self.config
        out = [struct.pack("<9I", 1, c["embedding"], c["width"], c["arc"], c["label"], SPAN, features.BUCKETS,
                           len(self.words), len(self.layers))]
        out.append(struct.pack("<f", features.GRAM_WEIGHT))
        out.append(np.array([features.hashed(0, word) for word in self.vocabulary[1:]], dtype="<u8").tobytes())
        for rows, step in ((self.words, self.word_step), (self.hashes, self.hash_step)):
            out += [struct.pack("<f", step), rows.tobytes()]
        put = lambda product: [product[0].tobytes(), product[1].astype("<f4").tobytes(), product[2].astype("<f4").tobytes()]
        for window, layer in zip(c["windows"], self.layers):
            out += [struct.pack("<I", window), *put(layer)]
        for names in (data.UPOS, self.bundles, data.RELATIONS):
            out.append(struct.pack("<I", len(names)))
            for name in names:
                out += [struct.pack("<I", len(name.encode())), name.encode()]
        for product in (self.heads, self.pair, self.distance, self.label):
            out += put(product)
        out += [self.root.tobytes(), self.label_root.astype("<f4").tobytes()]
        return b"".join(out)

    def embed(self, form):
        rows, f = features.rows(form), np.float32
        whole = self.hashes[rows[: features.FIXED]].astype(np.int32).sum(0)
        x = whole.astype(f) * self.hash_step
        grams = rows[features.FIXED :]
        if grams:
            total = self.hashes[grams].astype(np.int32).sum(0)
            x = x + total.astype(f) * (self.hash_step * (f(features.GRAM_WEIGHT) / f(len(grams))))
        word = features.norm(form)
        if word in self.number:
            x = x + self.words[self.number[word]].astype(f) * self.word_step
        return x

    def read(self, sentence):
        """(upos, bundle, heads, labels, table of arc scores) of a list of words."""
        f = np.float32
        self.number = {word: i for i, word in enumerate(self.vocabulary[1:])}
        x = np.stack([self.embed(form) for form in sentence]).astype(f)
        n, width = len(sentence), self.config["width"]
        for window, layer in zip(self.config["windows"], self.layers):
            q = signed(x)
            if window:
                zero = np.zeros((1, q.shape[1]), np.int32)
                padded = np.concatenate([zero, q, zero])
                q = np.concatenate([padded[:-2], q, padded[2:]], 1)
            y = product(layer, q)
            gate, value = y[:, :width], y[:, width:]
            opened = f(0.5) + f(0.5) * gate / (f(1) + np.abs(gate))
            value = (f(1) - opened) * value
            h = np.zeros((n, width), f)
            half = width // 2
            for part, order in ((slice(0, half), range(n)), (slice(half, width), range(n - 1, -1, -1))):
                state = np.zeros(half, f)
                for t in order:
                    state = value[t, part] + opened[t, part] * state
                    h[t, part] = state
            x = x + h if x.shape[1] == width else h
        y = product(self.heads, signed(x))
        arc, label = self.config["arc"], self.config["label"]
        upos, bundle, dep, head, label_dep, label_head = np.split(
            y, np.cumsum([len(data.UPOS), len(self.bundles), arc, arc, label]), 1)
        dep = positive(dep)
        pair = signed(product(self.pair, dep))
        distance = np.round(product(self.distance, dep) * f(STEP * STEP)).astype(np.int32)
        heads = np.concatenate([self.root[None].astype(np.int32), signed(head)])
        arcs = pair @ heads.T
        for i in range(n):
            for j in range(n):
                arcs[i, j + 1] += distance[i, min(max(j - i, -SPAN), SPAN) + SPAN]
        square = np.full((n + 1, n + 1), -1e9)
        square[1:] = arcs
        chosen = data.tree(square)[1:]
        label_heads = np.concatenate([self.label_root[None], label_head])[chosen]
        labels = product(self.label, positive(label_dep + label_heads)).argmax(1)
        return upos.argmax(1), bundle.argmax(1), chosen, labels, arcs


def signed(x):
    return np.round(np.clip(x * np.float32(STEP), -LIMIT, LIMIT)).astype(np.int32)


def positive(x):
    return np.round(np.clip(x * np.float32(STEP), 0, 2 * LIMIT + 1)).astype(np.int32)


def product(weights, q):
    rows, scale, bias = weights
    return (q @ rows.T.astype(np.int32)).astype(np.float32) * scale + bias


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("student")
    options.add_argument("out")
    options.add_argument("--check")
    options = options.parse_args()
    net = Net(torch.load(options.student))
    content = net.to_bytes()
    with open(options.out, "wb") as file:
        file.write(content)
    print(len(content), "bytes")
    if options.check:
        with open(options.check, "w", encoding="utf-8") as file:
            for sentence in SENTENCES:
                words = sentence.split()
                upos, bundle, heads, labels, arcs = net.read(words)
                off = ~np.eye(len(words), len(words) + 1, 1, dtype=bool)
                file.write(f"# arcs = {int(arcs[off].sum())}\n")
                for i, word in enumerate(words):
                    label = "root" if heads[i] == 0 else data.RELATIONS[labels[i]].replace("root", "parataxis")
                    file.write(f"{word}\t{data.UPOS[upos[i]]}\t{net.bundles[bundle[i]]}\t{heads[i]}\t{label}\n")
                file.write("\n")


if __name__ == "__main__":
    main()
