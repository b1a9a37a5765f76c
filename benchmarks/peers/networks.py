"""
PyTorch on tokens: a text-CNN, a BiLSTM and a BiLSTM-CRF, of the same architecture and training as ours, one thread. Settings are
the parameters of our estimators, by their names there.
"""

import math
import re
from collections import Counter

import torch
from torch import nn
from torch.nn.functional import cross_entropy, pad, relu
from torchcrf import CRF

from server import stopwatch

torch.set_num_threads(1)

# As ours: texts of so many batches are sorted by length together, then the batches are shuffled.
POOL = 50


class TextConvolution(nn.Module):
    def __init__(self, vocabulary, classes, settings):
        super().__init__()
        dimension, filters = settings["dimension"], settings["filters"]
        widths = range(settings["narrowest"], settings["widest"] + 1)
        self.embedding = embedding(vocabulary, dimension)
        self.filters = nn.ModuleList(nn.Conv1d(dimension, filters, width) for width in widths)
        self.dropout = nn.Dropout(settings["dropout"])
        self.dense = nn.Linear(len(widths) * filters, classes)

    def forward(self, ids, lengths):
        x = self.embedding(ids).transpose(1, 2)
        behind = (ids == 0).unsqueeze(1)
        best = [
            conv(pad(x, (0, conv.kernel_size[0] - 1))).masked_fill(behind, -1e9).amax(2) for conv in self.filters
        ]
        return self.dense(self.dropout(relu(torch.cat(best, 1))))


class Recurrent(nn.Module):
    """Both ways, and the largest state of each unit."""

    def __init__(self, vocabulary, outputs, settings):
        super().__init__()
        dimension, units = settings["dimension"], settings["units"]
        self.embedding = embedding(vocabulary, dimension)
        self.dropout = nn.Dropout(settings["dropout"])
        self.lstm = nn.LSTM(dimension, units, bidirectional=True, batch_first=True)
        self.dense = nn.Linear(2 * units, outputs)

    def states(self, x, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(self.dropout(x), lengths, batch_first=True, enforce_sorted=False)
        return nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)[0]

    def forward(self, ids, lengths):
        behind = (ids == 0).unsqueeze(2)
        states = self.states(self.embedding(ids), lengths)
        return self.dense(self.dropout(states.masked_fill(behind, -1e9).amax(1)))


class Tagger(Recurrent):
    """A BiLSTM over the mean of each word's pieces, and pytorch-crf, which knows of no scheme."""

    def __init__(self, vocabulary, tags, settings):
        super().__init__(vocabulary, tags, settings)
        self.crf = CRF(tags, batch_first=True)

    def scores(self, ids, lengths):
        return self.dense(self.dropout(self.states(self.embedding(ids).mean(2), lengths)))

    def loss(self, ids, lengths, tags):
        return -self.crf(self.scores(ids, lengths), tags, mask=mask_of(lengths), reduction="mean")

    def decode(self, ids, lengths):
        return self.crf.decode(self.scores(ids, lengths), mask=mask_of(lengths))


def mask_of(lengths):
    return torch.arange(int(lengths.max())).unsqueeze(0) < lengths.unsqueeze(1)


def embedding(vocabulary, dimension):
    layer = nn.Embedding(vocabulary, dimension, padding_idx=0)
    with torch.no_grad():
        layer.weight.uniform_(-0.25, 0.25)
        layer.weight[0] = 0
    return layer


def padded(texts):
    lengths = [len(own) for own in texts]
    longest = max(lengths)
    filling = [0] * len(texts[0][0]) if isinstance(texts[0][0], list) else 0
    return torch.tensor([own + [filling] * (longest - len(own)) for own in texts]), torch.tensor(lengths)


def batches(texts, size):
    order = torch.randperm(len(texts)).tolist()
    count = math.ceil(len(order) / size)
    start = lambda k: min(k, count) * len(order) // count
    for k in range(0, count, POOL):
        order[start(k) : start(k + POOL)] = sorted(order[start(k) : start(k + POOL)], key=lambda i: len(texts[i]))
    return [order[start(k) : start(k + 1)] for k in torch.randperm(count).tolist()]


def train(model, texts, loss_of, settings):
    """Adam with its step size falling to zero along a cosine, as ours."""
    epochs, rate = settings["epochs"], settings["learningRate"]
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    model.train()
    for epoch in range(epochs):
        parts = batches(texts, settings["batchSize"])
        for k, rows in enumerate(parts):
            done = (epoch + k / len(parts)) / epochs
            optimiser.param_groups[0]["lr"] = rate * (1 + math.cos(math.pi * done)) / 2
            optimiser.zero_grad()
            loss_of(rows).backward()
            optimiser.step()


def encode(tokens, test, min_count):
    """Ids of the training and the test texts: 0 is padding, 1 a token that is rare or unknown."""
    counts = Counter(token for own in tokens for token in own)
    ids = {token: k + 2 for k, token in enumerate(token for token, count in counts.items() if count >= min_count)}
    return len(ids) + 2, *[[[ids.get(token, 1) for token in own] for own in part] for part in (tokens, test)]


CLASSIFIERS = {"text-convolutional-network": TextConvolution, "recurrent-network": Recurrent}


def fit(model, settings, tokens, y, test, seed):
    torch.manual_seed(seed)
    vocabulary, texts, test_texts = encode(tokens, test, settings["minCount"])
    truth = torch.tensor(y, dtype=torch.long)
    network = CLASSIFIERS[model](vocabulary, int(truth.max()) + 1, settings)
    loss_of = lambda rows: cross_entropy(network(*padded([texts[i] for i in rows])), truth[rows])
    _, wall, cpu = stopwatch(lambda: train(network, texts, loss_of, settings))
    network.eval()
    with torch.no_grad():
        found = [network(*padded([own])).argmax(1).item() for own in test_texts]
    return {"wall": wall, "cpu": cpu, "found": found, "version": torch.__version__}


def pieces(word):
    lower = word.lower()
    shape = re.sub("A+", "A", "".join("0" if c.isdigit() else "A" if c.isupper() else c for c in word))
    shape = re.sub(r"[^\W\d_A]+", "a", shape)[:8]
    return ["=" + lower, "^" + lower[:3], "$" + lower[-3:], "#" + shape]


def fit_tagger(settings, words, tags, test, seed):
    torch.manual_seed(seed)
    flat = lambda part: [[piece for word in own for piece in pieces(word)] for own in part]
    vocabulary, *parts = encode(flat(words), flat(test), settings["minCount"])
    texts, test_texts = [[[own[k : k + 4] for k in range(0, len(own), 4)] for own in part] for part in parts]
    names = sorted({tag for own in tags for tag in own})
    code = {name: k for k, name in enumerate(names)}
    truth = [[code[tag] for tag in own] for own in tags]
    network = Tagger(vocabulary, len(names), settings)
    loss_of = lambda rows: network.loss(*padded([texts[i] for i in rows]), padded([truth[i] for i in rows])[0])
    _, wall, cpu = stopwatch(lambda: train(network, texts, loss_of, settings))
    network.eval()
    with torch.no_grad():
        found = [[names[k] for k in network.decode(*padded([own]))[0]] for own in test_texts]
    return {"wall": wall, "cpu": cpu, "tags": found, "version": torch.__version__}
