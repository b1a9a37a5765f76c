"""scikit-learn on texts: TF-IDF of n-grams, and linear models on the sparse rows that the suite wrote."""

import json

import numpy
import scipy.sparse
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from server import stopwatch

state = {}


def read(train, test):
    for name, path in (("train", train), ("test", test)):
        with open(path, encoding="utf-8") as file:
            state[f"texts_{name}"] = json.load(file)
    return {"scikit-learn": sklearn.__version__}


def vectorise_fit():
    """Words as ours: those of one letter count, too."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    union = FeatureUnion([("words", words), ("characters", characters)])
    x, wall, cpu = stopwatch(lambda: union.fit_transform(state["texts_train"]))
    state["vectoriser"] = union
    return {"wall": wall, "cpu": cpu, "columns": x.shape[1], "entries": int(x.nnz)}


def vectorise():
    _, wall, cpu = stopwatch(lambda: state["vectoriser"].transform(state["texts_test"]))
    return {"wall": wall, "cpu": cpu}


def read_rows(train, test, columns):
    for name, files in (("train", train), ("test", test)):
        start = numpy.fromfile(files["start"], dtype=numpy.int32)
        index = numpy.fromfile(files["index"], dtype=numpy.int32)
        x = scipy.sparse.csr_matrix((numpy.fromfile(files["value"]), index, start), shape=(len(start) - 1, columns))
        x.sort_indices()
        state[name] = x, numpy.fromfile(files["y"]).astype(int)
    return {"scikit-learn": sklearn.__version__}


def fit(model, C):
    x, y = state["train"]
    estimator = LinearSVC(C=C) if model == "svm" else LogisticRegression(C=C, max_iter=1000)
    fitted, wall, cpu = stopwatch(lambda: estimator.fit(x, y))
    state["model"] = fitted
    test, truth = state["test"]
    return {"wall": wall, "cpu": cpu, "accuracy": float((fitted.predict(test) == truth).mean())}


def predict(repeats):
    test, _ = state["test"]
    _, wall, cpu = stopwatch(lambda: [state["model"].predict(test) for _ in range(repeats)])
    return {"wall": wall, "cpu": cpu}
