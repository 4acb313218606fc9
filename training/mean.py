"""The mean of the weights of two checkpoints of the same net: often better than either.

    python mean.py ONE.pt OTHER.pt OUT.pt [SHARE OF THE OTHER]

What a word's row owes to its GloVe vector is put into the row first, since the two may have divided it differently.
"""

import sys

import torch


def main():
    one, other = (torch.load(path) for path in sys.argv[1:3])
    share = float(sys.argv[4]) if len(sys.argv) > 4 else 0.5
    for each in (one["model"], other["model"]):
        each["words.weight"] = each["words.weight"] + each["glove"] @ each["project.weight"].T
        each["project.weight"] = torch.zeros_like(each["project.weight"])
    mixed = {name: torch.lerp(value, other["model"][name], share) if name != "glove" else value for name, value in one["model"].items()}
    torch.save({**one, "model": mixed}, sys.argv[3])


if __name__ == "__main__":
    main()
