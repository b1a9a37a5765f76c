"""CRFsuite on the usual features of a token: words around it, beginnings and ends, the words of its sentence."""

import os
import tempfile

import pycrfsuite

from server import stopwatch


def features(words):
    lower = [word.lower() for word in words]
    at = lambda i: lower[i] if 0 <= i < len(lower) else "<" if i < 0 else ">"
    bag = ["bag=" + word for word in set(lower)]
    sequence = []
    for i, word in enumerate(lower):
        own = ["bias"] + bag
        own += [f"w{k}={at(i + k)}" for k in range(-2, 3)]
        own += [f"b{k}={at(i + k)}|{at(i + k + 1)}" for k in range(-2, 2)]
        for k in range(1, 5):
            own += [f"p{k}={word[:k]}", f"s{k}={word[-k:]}"]
        own.append("shape=" + "".join("0" if c.isdigit() else "a" if c.isalpha() else c for c in word)[:4])
        sequence.append(own)
    return sequence


def fit(words, tags, test):
    trainer = pycrfsuite.Trainer(verbose=False)
    for own, marked in zip(words, tags):
        trainer.append(features(own), marked)
    trainer.set_params({"c1": 0.05, "c2": 0.05, "max_iterations": 100})
    path = os.path.join(tempfile.mkdtemp(), "model.crfsuite")
    _, _, cpu = stopwatch(lambda: trainer.train(path))
    tagger = pycrfsuite.Tagger()
    tagger.open(path)
    found, _, spent = stopwatch(lambda: [tagger.tag(features(own)) for own in test])
    return {
        "version": pycrfsuite.__version__ if hasattr(pycrfsuite, "__version__") else "",
        "cpu": cpu,
        "tags": found,
        "answer": 1000 * spent / len(test),
    }
