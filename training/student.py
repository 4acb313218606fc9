"""The encoder that ships: hashed embeddings, light recurrent layers, heads for tag, features, arcs and labels.

Written for integers: what enters a matrix product is clipped to 7 bits with a fixed step, weights are 8 bits with
one step per row, and everything between the products is one IEEE operation at a time in f32, so that any machine
gets the same bits. Training sees the same rounding.
"""

import torch
import torch.nn.functional as F
from torch import nn

import data
import features

STEP = 16.0  # activations are multiples of 1/16 ...
LIMIT = 63  # ... from -63/16 to 63/16
SPAN = 20  # distances beyond this share one arc bias


class Rounded(torch.autograd.Function):
    """Clip and round; the gradient passes where nothing was clipped."""

    @staticmethod
    def forward(ctx, x, low, high):
        ctx.save_for_backward((x >= low / STEP) & (x <= high / STEP))
        return (x * STEP).round_().clamp_(low, high) / STEP

    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.saved_tensors[0], None, None


def signed(x):
    return Rounded.apply(x, -LIMIT, LIMIT)


def positive(x):
    return Rounded.apply(x, 0, 2 * LIMIT + 1)


class Product(nn.Module):
    """A linear map by 8-bit weights."""

    def __init__(self, inner, outer, gain=1.0):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outer, inner) * gain / inner**0.5)
        self.bias = nn.Parameter(torch.zeros(outer))

    def forward(self, x):
        w = self.weight
        step = (w.detach().abs().amax(1, keepdim=True) / 127).clamp_min(1e-8)
        rounded = w + ((w.detach() / step).round() * step - w.detach())
        return F.linear(x, rounded, self.bias)


class Scan(torch.autograd.Function):
    """h[t] = f[t] * h[t-1] + g[t], along the first axis."""

    @staticmethod
    def forward(ctx, f, g):
        h = torch.empty_like(g)
        state = torch.zeros_like(g[0])
        for t in range(len(g)):
            state = torch.addcmul(g[t], f[t], state, out=h[t])
        ctx.save_for_backward(f, h)
        return h

    @staticmethod
    def backward(ctx, grad):
        f, h = ctx.saved_tensors
        dg = torch.empty_like(h)
        state = grad[-1].clone()
        dg[-1] = state
        for t in range(len(h) - 2, -1, -1):
            state = torch.addcmul(grad[t], f[t + 1], state, out=dg[t])
        df = torch.zeros_like(f)
        torch.mul(dg[1:], h[:-1], out=df[1:])
        return df, dg


class Recurrent(nn.Module):
    """A convolution of `window` words to each side makes a candidate and a gate for each channel; the first half of
    the channels run left to right, the others right to left."""

    def __init__(self, inner, width, window):
        super().__init__()
        self.window, self.width, self.same = window, width, inner == width
        self.product = Product(inner * (2 * window + 1), 2 * width)

    def forward(self, x, real, drop):
        # x: [time, batch, inner]; real: [time, batch, 1]
        q = signed(x) * real
        if self.window:
            zero = torch.zeros_like(q[:1])
            q = torch.cat([torch.cat([zero, q[:-1]]), q, torch.cat([q[1:], zero])], -1)
        gate, candidate = self.product(q).split(self.width, -1)
        f = 0.5 + 0.5 * gate / (1 + gate.abs())
        f = torch.where(real.bool(), f, torch.ones_like(f))
        g = (1 - f) * candidate
        half = self.width // 2
        flip = lambda y: torch.cat([y[..., :half], y[..., half:].flip(0)], -1)
        h = flip(Scan.apply(flip(f), flip(g)))
        h = F.dropout(h, drop, self.training)
        return x + h if self.same else h


class Student(nn.Module):
    def __init__(self, bundles, glove, embedding=96, width=160, windows=(1, 1, 0, 0), arc=64, label=96):
        super().__init__()
        self.config = dict(embedding=embedding, width=width, windows=windows, arc=arc, label=label)
        self.bundles = bundles
        self.register_buffer("glove", glove)
        self.words = nn.Embedding(len(glove), embedding)
        nn.init.normal_(self.words.weight, std=0.05)
        self.project = nn.Linear(glove.shape[1], embedding, bias=False)
        nn.init.normal_(self.project.weight, std=0.1)
        self.hashes = nn.Parameter(torch.randn(features.BUCKETS, embedding) * 0.2)
        inner = [embedding] + [width] * (len(windows) - 1)
        self.layers = nn.ModuleList(Recurrent(i, width, w) for i, w in zip(inner, windows))
        self.upos = Product(width, len(data.UPOS), 0.5)
        self.feats = Product(width, len(bundles), 0.5)
        self.dep, self.head = Product(width, arc), Product(width, arc)
        self.pair = Product(arc, arc, 0.5)
        self.distance = Product(arc, 2 * SPAN + 1, 0.2)
        self.root = nn.Parameter(torch.randn(arc) * 0.5)
        self.label_dep, self.label_head = Product(width, label), Product(width, label)
        self.label_root = nn.Parameter(torch.zeros(label))
        self.label = Product(label, len(data.RELATIONS))

    def embed(self, batch):
        """Vectors of the word types of a batch."""
        types = batch["types"]
        hashed = F.embedding_bag(batch["rows"], self.hashes, batch["offsets"], mode="sum", per_sample_weights=batch["weights"])
        known = types if not self.training else torch.where(torch.rand(len(types)) < 0.1, torch.zeros_like(types), types)
        word = self.words(known) + self.project(self.glove[known])
        return hashed + word * (known > 0)[:, None]

    def encode(self, batch, drop=0.1):
        x = self.embed(batch)[batch["index"]]  # [time, batch, embedding]
        x = F.dropout(x, drop, self.training)
        real = batch["real"][..., None].float()
        for layer in self.layers:
            x = layer(x, real, drop)
        return signed(x)

    def arcs(self, x, lengths):
        """Scores [batch, dependent, head]: head 0 is the root, head j the j-th word; what is no head is ruled out."""
        x = x.transpose(0, 1)
        n = x.shape[1]
        dep = positive(self.dep(x))
        pair = signed(self.pair(dep))
        head = signed(self.head(x))
        head = torch.cat([signed(self.root).expand(len(x), 1, -1), head], 1)
        scores = pair @ head.transpose(1, 2)
        # Words are numbered from 1, so that the distance to the root is not special: column 0 gets no distance.
        distance = self.distance(dep)
        place = (torch.arange(n)[None, :] - torch.arange(n)[:, None]).clamp(-SPAN, SPAN) + SPAN
        bias = torch.gather(distance, 2, place.expand(len(x), -1, -1))
        scores = scores + F.pad(bias, (1, 0))
        beyond = (torch.arange(n + 1)[None] > lengths[:, None])[:, None, :]
        self_loop = (torch.arange(n + 1)[None, :] == torch.arange(1, n + 1)[:, None])[None]
        return scores.masked_fill(beyond | self_loop, -1e4)

    def labels(self, x, heads):
        """Scores [batch, word, relation] for these heads; x is [time, batch, width]."""
        x = x.transpose(0, 1)
        head = torch.cat([self.label_root.expand(len(x), 1, -1), self.label_head(x)], 1)
        chosen = torch.gather(head, 1, heads[:, :, None].expand(-1, -1, head.shape[-1]))
        return self.label(positive(self.label_dep(x) + chosen))
