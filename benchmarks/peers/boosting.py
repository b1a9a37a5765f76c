"""xgboost and LightGBM on the columns that the suite wrote: training, batch prediction, SHAP."""

import json

import lightgbm
import numpy
import xgboost
from sklearn.metrics import roc_auc_score

from server import stopwatch

state = {}


def read(x, y, columns, train):
    """`x` holds doubles column by column, `y` a double a row; the first `train` rows are for training."""
    labels = numpy.fromfile(y)
    # Row by row in single precision, what xgboost and LightGBM take fastest. The values are exact in it.
    values = numpy.ascontiguousarray(numpy.fromfile(x).reshape(columns, -1).T.astype(numpy.float32))
    state.update(
        train=numpy.ascontiguousarray(values[:train]),
        test=numpy.ascontiguousarray(values[train:]),
        y=labels[:train],
        yTest=labels[train:],
    )
    return {"xgboost": xgboost.__version__, "lightgbm": lightgbm.__version__}


def fit_xgboost(trees, leaves, rate, ridge, weight, bins):
    settings = {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "grow_policy": "lossguide",
        "max_leaves": leaves,
        "max_depth": 0,
        "eta": rate,
        "lambda": ridge,
        "min_child_weight": weight,
        "max_bin": bins,
        "nthread": 1,
    }

    def work():
        data = xgboost.QuantileDMatrix(state["train"], state["y"], max_bin=bins, nthread=1)
        return xgboost.train(settings, data, trees)

    model, wall, cpu = stopwatch(work)
    score = model.inplace_predict(state["test"])
    return {"wall": wall, "cpu": cpu, "auc": roc_auc_score(state["yTest"], score)}


def fit_lightgbm(trees, leaves, rate, ridge, weight, bins):
    settings = {
        "objective": "binary",
        "num_leaves": leaves,
        "learning_rate": rate,
        "lambda_l2": ridge,
        "min_sum_hessian_in_leaf": weight,
        "min_data_in_leaf": 0,
        "max_bin": bins - 1,
        "num_threads": 1,
        # Without this it first times both ways, which costs it time.
        "force_col_wise": True,
        "verbose": -1,
    }

    def work():
        data = lightgbm.Dataset(state["train"], state["y"], params=settings)
        return lightgbm.train(settings, data, trees)

    model, wall, cpu = stopwatch(work)
    score = model.predict(state["test"], num_threads=1)
    return {"wall": wall, "cpu": cpu, "auc": roc_auc_score(state["yTest"], score)}


def floats(values):
    """JSON of whole numbers would be read as integers, which the model format refuses."""
    return [float(value) for value in values]


def load_forest(path):
    """Our forest as an xgboost model: the layout is that of a model which this version has written itself."""
    with open(path) as file:
        forest = json.load(file)
    width = state["train"].shape[1]
    template = xgboost.train(
        {"objective": "binary:logistic", "max_depth": 1, "base_score": 0.5, "nthread": 1},
        xgboost.DMatrix(state["train"][:100], state["y"][:100]),
        1,
    )
    model = json.loads(bytes(template.save_raw("json")))
    inner = model["learner"]["gradient_booster"]["model"]
    count = len(forest)
    inner["gbtree_model_param"]["num_trees"] = str(count)
    inner["tree_info"] = [0] * count
    inner["iteration_indptr"] = list(range(count + 1))
    first = inner["trees"][0]
    inner["trees"] = [
        {
            **first,
            "id": number,
            "left_children": tree["left"],
            "right_children": tree["right"],
            "parents": tree["parent"],
            "split_indices": tree["column"],
            "split_conditions": floats(tree["condition"]),
            "default_left": tree["missingLeft"],
            "split_type": [0] * len(tree["left"]),
            "base_weights": floats(tree["value"]),
            "loss_changes": floats(tree["gain"]),
            "sum_hessian": floats(tree["cover"]),
            "tree_param": {
                **first["tree_param"],
                "num_nodes": str(len(tree["left"])),
                "num_feature": str(width),
            },
        }
        for number, tree in enumerate(forest)
    ]
    booster = xgboost.Booster({"nthread": 1})
    booster.load_model(bytearray(json.dumps(model).encode()))
    booster.set_param({"nthread": 1})
    state["forest"] = booster
    return {}


def predict(out):
    """Margins of all test rows by the forest, straight from the array."""
    margins, wall, cpu = stopwatch(lambda: state["forest"].inplace_predict(state["test"], predict_type="margin"))
    margins.astype(numpy.float64).tofile(out)
    return {"wall": wall, "cpu": cpu}


def shap(rows, out):
    """SHAP values of the first test rows, a column each and the expected margin last."""
    data = xgboost.DMatrix(state["test"][:rows], nthread=1)
    values, wall, cpu = stopwatch(lambda: state["forest"].predict(data, pred_contribs=True))
    values.astype(numpy.float64).tofile(out)
    return {"wall": wall, "cpu": cpu}
