"""The mean of several fits of the names: what one order of lessons, or one set of them, made too bold comes out.

    python mean_names.py OUT.bin MODEL.bin... [--least 2]

Weights, transitions and what the network's states say are averaged; words that stand in names are those of any. A weight
whose byte is not above `--least` is left out. The other sections are those of the first model.
"""

import argparse
import struct

import numpy as np

from model_file import sections

MASK, MULTIPLIER = (1 << 64) - 1, 0x9E3779B97F4A7C15
FORBIDDEN = -1_000_000


def mixed(state, value):
    product = ((state << 26 | state >> 38) & MASK ^ value) * MULTIPLIER & MASK
    return product ^ product >> 32


def checksum(data):
    state = len(data) * MULTIPLIER & MASK
    whole = len(data) // 8 * 8
    for word in np.frombuffer(data[:whole], "<u8").tolist():
        state = mixed(state, word)
    return mixed(state, int.from_bytes(data[whole:].ljust(8, b"\0"), "little"))


def to_file(parts):
    body = b"".join(struct.pack("<I", len(n)) + n.encode() + struct.pack("<Q", len(parts[n])) for n in sorted(parts))
    body += b"".join(parts[name] for name in sorted(parts))
    return b"CHANCRYM" + struct.pack("<IIQ", 1, len(parts), checksum(body)) + body


def rows(section):
    """What stands before the rows, the features, and their weights for each label in steps of 1/1024."""
    count, at = struct.unpack_from("<I", section)[0], 4
    for _ in range(count):
        at += 4 + struct.unpack_from("<I", section, at)[0]
    features, entries = struct.unpack_from("<II", section, at)
    head, at = section[:at], at + 8
    index = np.frombuffer(section, np.dtype([("feature", "<u4"), ("length", "u1")]), features, at)
    at += 5 * features
    labels = np.frombuffer(section, np.uint8, entries, at)
    levels = np.frombuffer(section, np.int8, entries, at + entries).astype(np.float32)
    weights = np.zeros((features, count), np.float32)
    weights[np.repeat(np.arange(features), index["length"]), labels] = levels * np.abs(levels)
    return head, index["feature"], weights


def mean_rows(all_sections, least):
    read = [rows(section) for section in all_sections]
    features = np.unique(np.concatenate([row[1] for row in read]))
    total = np.zeros((len(features), read[0][2].shape[1]), np.float32)
    for _, own, weights in read:
        total[np.searchsorted(features, own)] += weights / len(read)
    levels = (np.sqrt(np.abs(total)).round().clip(0, 127) * np.sign(total)).astype(np.int8)
    levels[np.abs(levels) <= least] = 0
    kept = (levels != 0).any(1)
    features, levels = features[kept], levels[kept]
    index = np.empty(len(features), np.dtype([("feature", "<u4"), ("length", "u1")]))
    index["feature"], index["length"] = features, (levels != 0).sum(1)
    places = np.nonzero(levels)
    head = read[0][0] + struct.pack("<II", len(features), len(places[0]))
    return head + index.tobytes() + places[1].astype(np.uint8).tobytes() + levels[places].tobytes()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("out")
    options.add_argument("models", nargs="+")
    options.add_argument("--least", type=int, default=0)
    options = options.parse_args()
    models = [sections(path) for path in options.models]
    parts = dict(models[0])
    parts["names.weights"] = mean_rows([m["names.weights"] for m in models], options.least)
    steps = np.stack([np.frombuffer(m["names.transitions"], "<i4") for m in models]).astype(np.float64)
    steps = np.where((steps == FORBIDDEN).any(0), FORBIDDEN, steps.mean(0).round())
    parts["names.transitions"] = steps.astype("<i4").tobytes()
    states = np.stack([np.frombuffer(m["names.states"], "<f4") for m in models])
    parts["names.states"] = states.mean(0).astype("<f4").tobytes()
    inner = np.unique(np.concatenate([np.frombuffer(m["names.inner"], "<u4") for m in models]))
    parts["names.inner"] = inner.tobytes()
    data = to_file(parts)
    open(options.out, "wb").write(data)
    print(len(data), "bytes, names.weights", len(parts["names.weights"]))


if __name__ == "__main__":
    main()
