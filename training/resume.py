"""Makes a checkpoint of the encoder in a model file, to train on from where no checkpoint was kept.

    python resume.py DATA MODEL.bin OUT.pt --text FOLDER...

The vocabulary is counted anew as `train_student.py` does (a model file holds only hashes of its words) and kept beside
OUT.pt; words beyond those of the model get the part of a row that their GloVe vector tells, by least squares over the
rows that are there.
"""

import argparse
import os

import numpy as np
import torch

import data
import features
from model_file import sections
from student import STEP, Student
from train_student import counted, load_vocabulary


class Bytes:
    def __init__(self, content):
        self.content, self.at = content, 0

    def take(self, kind, count):
        result = np.frombuffer(self.content, kind, count, self.at)
        self.at += result.nbytes
        return result

    def number(self):
        return int(self.take("<u4", 1)[0])

    def table(self, rows, columns):
        step = self.take("<f4", 1)[0]
        return self.take("i1", rows * columns).reshape(rows, columns).astype(np.float32) * step

    def product(self, outer, inner):
        weight = self.take("i1", outer * inner).reshape(outer, inner).astype(np.float32)
        step, bias = self.take("<f4", outer), self.take("<f4", outer)
        return {"weight": torch.from_numpy(weight * step[:, None] * np.float32(STEP)), "bias": torch.from_numpy(bias.copy())}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data")
    options.add_argument("model")
    options.add_argument("out")
    options.add_argument("--text", nargs="*", default=[])
    options = options.parse_args()
    content = Bytes(sections(options.model)["encoder"])
    _, embedding, width, arc, label, _, buckets, known, depth = (content.number() for _ in range(9))
    content.take("<f4", 1)
    row = {int(value): i for i, value in enumerate(content.take("<u8", known))}
    rows = content.table(known, embedding)
    hashes = content.table(buckets, embedding)
    windows, layers = [], []
    for i in range(depth):
        windows.append(content.number())
        layers.append(content.product(2 * width, (embedding if i == 0 else width) * (2 * windows[-1] + 1)))
    names = [[content.take("i1", content.number()).tobytes().decode() for _ in range(content.number())] for _ in range(3)]
    assert names[0] == data.UPOS and names[2] == data.RELATIONS, "labels have changed"
    bundles = names[1]
    parts = [len(data.UPOS), len(bundles), arc, arc, label, label]
    heads = content.product(sum(parts), width)
    heads = {name: values.split(parts) for name, values in heads.items()}
    pair, distance, labels = content.product(arc, arc), content.product(2 * 20 + 1, arc), content.product(len(data.RELATIONS), label)
    root = content.take("i1", arc).astype(np.float32) / np.float32(STEP)
    label_root = content.take("<f4", label).copy()
    assert content.at == len(content.content), "bytes are left"

    train = [s for name in ("en-ewt", "en-gum") for s in data.read(os.path.join(options.data, "ud", name, "train.conllu"))]
    words, table = load_vocabulary(options.out, lambda: counted(train, options.text))
    place = [row.get(features.hashed(0, word), -1) if word else -1 for word in words]
    print(sum(p >= 0 for p in place), "of", known, "rows found again,", len(words) - 1, "rows now")
    mine = np.array([i for i, p in enumerate(place) if p >= 0])
    theirs = np.array([place[i] for i in mine])
    seen = np.abs(table[mine]).sum(1) > 0
    glove, target = table[mine][seen], rows[theirs][seen]
    project = np.linalg.solve(glove.T @ glove + 50 * np.eye(glove.shape[1]), glove.T @ target).astype(np.float32)

    model = Student(bundles, torch.from_numpy(table), embedding=embedding, width=width, windows=tuple(windows), arc=arc, label=label)
    state = model.state_dict()
    state["words.weight"].zero_()
    state["words.weight"][mine] = torch.from_numpy(rows[theirs] - table[mine] @ project)
    state["project.weight"].copy_(torch.from_numpy(project.T.copy()))
    state["hashes"].copy_(torch.from_numpy(hashes))
    named = {f"layers.{i}.product": layer for i, layer in enumerate(layers)}
    named |= {"pair": pair, "distance": distance, "label": labels}
    for i, name in enumerate(("upos", "feats", "dep", "head", "label_dep", "label_head")):
        named[name] = {kind: values[i] for kind, values in heads.items()}
    for name, product in named.items():
        for kind, values in product.items():
            state[f"{name}.{kind}"].copy_(values)
    state["root"].copy_(torch.from_numpy(root))
    state["label_root"].copy_(torch.from_numpy(label_root))
    model.load_state_dict(state)
    torch.save({"bundles": bundles, "config": model.config, "model": model.state_dict(), "words": words}, options.out)


if __name__ == "__main__":
    main()
