"""The mean of the weights of checkpoints that share a start: `python mean.py OUT.pt ONE.pt [SHARE] OTHER.pt [SHARE]...`

Runs that began alike end near each other, and their mean reads better than most of them. A layer that one lacks counts
as doing nothing there: what it adds to its input is zero. The rows of words are compared with what GloVe says in them,
since how the two share it is arbitrary.
"""

import sys

import torch


def main():
    out, *rest = sys.argv[1:]
    paths, shares = [], []
    for word in rest:
        if word.endswith(".pt"):
            paths.append(word)
            shares.append(1.0)
        else:
            shares[-1] = float(word)
    saved = [torch.load(path) for path in paths]
    for each in (s["model"] for s in saved):
        each["words.weight"] = each["words.weight"] + each["glove"] @ each["project.weight"].T
        each["project.weight"] = torch.zeros_like(each["project.weight"])
    first = saved[0]["model"]
    mixed = {name: torch.zeros_like(value) if name != "glove" else value for name, value in first.items()}
    for each, share in zip(saved, shares):
        for name, value in each["model"].items():
            if name != "glove":
                mixed[name] += share / sum(shares) * value
    torch.save({**saved[0], "model": mixed}, out)


if __name__ == "__main__":
    main()
