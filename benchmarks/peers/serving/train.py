"""Fits what the peers serve and writes it, with the probabilities of every row as no server is between: train.py CSV FOLDER TREES LEAVES MIN_LEAF_ROWS."""

import json
import sys
from pathlib import Path

import joblib
import lightgbm
import numpy
import pandas
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

TARGET, EVENT = "credit_risk", "bad"
# Our schema keeps these for the study of fairness; they are no features.
PROTECTED = ["personal_status_sex", "age", "foreign_worker"]


def codes(frame, categories):
    """Categories as their numbers, as the boosting is given them by its server, too."""
    coded = frame.copy()
    for name, values in categories.items():
        coded[name] = coded[name].map({value: k for k, value in enumerate(values)})
    return coded.to_numpy(dtype=float)


def main(csv, folder, trees, leaves, min_leaf_rows):
    folder = Path(folder)
    # The text "none" is a category here, not a missing value.
    data = pandas.read_csv(csv, keep_default_na=False)
    x, y = data.drop(columns=[TARGET, *PROTECTED]), (data[TARGET] == EVENT).astype(int)
    numeric = [name for name in x if pandas.api.types.is_numeric_dtype(x[name])]
    categorical = [name for name in x if name not in numeric]
    pipeline = Pipeline(
        [
            ("columns", ColumnTransformer([("one-hot", OneHotEncoder(), categorical), ("number", StandardScaler(), numeric)])),
            ("model", LogisticRegression(max_iter=1000)),
        ]
    ).fit(x, y)
    joblib.dump(pipeline, folder / "pipeline.joblib")
    encoder = pipeline.named_steps["columns"].named_transformers_["one-hot"]
    scaler = pipeline.named_steps["columns"].named_transformers_["number"]
    categories = {name: list(values) for name, values in zip(categorical, encoder.categories_)}
    booster = lightgbm.train(
        {"objective": "binary", "num_leaves": leaves, "learning_rate": 0.05, "min_data_in_leaf": min_leaf_rows, "num_threads": 1, "verbose": -1},
        lightgbm.Dataset(codes(x, categories), y, categorical_feature=[list(x).index(name) for name in categorical]),
        num_boost_round=trees,
    )
    booster.save_model(folder / "booster.txt")
    shape = {
        "columns": list(x),
        "numeric": numeric,
        "categories": categories,
        "mean": scaler.mean_.tolist(),
        "scale": scaler.scale_.tolist(),
        "weights": pipeline.named_steps["model"].coef_[0].tolist(),
        "intercept": float(pipeline.named_steps["model"].intercept_[0]),
    }
    (folder / "shape.json").write_text(json.dumps(shape))
    expected = {
        "logistic": pipeline.predict_proba(x)[:, 1].tolist(),
        "boosting": numpy.asarray(booster.predict(codes(x, categories))).tolist(),
    }
    (folder / "expected.json").write_text(json.dumps(expected))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
