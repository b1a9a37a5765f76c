"""What a practitioner would fit in Python, judged on the folds that our candidates are judged on.

Nothing sees a test row before it is scored: settings are chosen by three inner folds of the training rows.
"""

import lightgbm
import numpy
import optbinning
import pandas
import sklearn
from scipy.stats import rankdata
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

SEED = 7
state = {}


def read(path, target, positive, numeric, categorical):
    """Reads the file as it is; `numeric` and `categorical` name the features."""
    table = pandas.read_csv(path, dtype={name: str for name in [*categorical, target]})
    features = table[numeric + categorical].copy()
    for name in categorical:
        features[name] = features[name].fillna("(missing)")
    y = (table[target] == positive).to_numpy().astype(int)
    state.update(features=features, y=y, numeric=numeric, categorical=categorical)
    return {
        "rows": len(table),
        "events": int(y.sum()),
        "versions": {
            "scikit-learn": sklearn.__version__,
            "LightGBM": lightgbm.__version__,
            "OptBinning": optbinning.__version__,
        },
    }


def judge(tests):
    """`tests`: rows of each test fold. AUC of every peer on each, learnt from all other rows."""
    features, y = state["features"], state["y"]
    fitted = {"LR": logistic, "LightGBM": boosting, "OptBinning + LR": scorecard}
    auc = {name: [] for name in [*fitted, "mean of ranks"]}
    for test in tests:
        train = numpy.setdiff1d(numpy.arange(len(y)), test)
        ranks = numpy.zeros(len(test))
        for name, fit in fitted.items():
            score = fit(features.iloc[train], y[train], features.iloc[test])
            auc[name].append(float(roc_auc_score(y[test], score)))
            ranks += rankdata(score)
        auc["mean of ranks"].append(float(roc_auc_score(y[test], ranks)))
    return auc


def logistic(x, y, test):
    """Standardised numbers with medians for missing ones, one-hot categories, C by inner folds."""
    encode = ColumnTransformer(
        [
            ("numeric", make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), state["numeric"]),
            ("categorical", OneHotEncoder(handle_unknown="ignore"), state["categorical"]),
        ]
    )
    choose = LogisticRegressionCV(Cs=[0.003, 0.01, 0.03, 0.1, 0.3, 1, 3], cv=3, scoring="roc_auc", max_iter=500)
    model = make_pipeline(encode, choose).fit(x, y)
    return model.predict_proba(test)[:, 1]


def boosting(x, y, test):
    """Leaves and number of trees by inner folds, at a learning rate of 0.05."""
    # One set of categories for both sides: LightGBM stores codes.
    kinds = {name: pandas.CategoricalDtype(sorted(x[name].unique())) for name in state["categorical"]}
    x, test = x.astype(kinds), test.astype(kinds)
    best = None
    for leaves in (4, 8, 16, 31):
        settings = {
            "objective": "binary",
            "metric": "auc",
            "learning_rate": 0.05,
            "num_leaves": leaves,
            "feature_fraction": 0.8,
            "bagging_fraction": 0.8,
            "bagging_freq": 1,
            "num_threads": 1,
            "seed": SEED,
            "verbose": -1,
        }
        trace = lightgbm.cv(
            settings,
            lightgbm.Dataset(x, y, free_raw_data=False),
            num_boost_round=600,
            nfold=3,
            stratified=True,
            seed=SEED,
            callbacks=[lightgbm.early_stopping(40, verbose=False)],
        )["valid auc-mean"]
        if best is None or trace[-1] > best[0]:
            best = (trace[-1], len(trace), settings)
    _, rounds, settings = best
    return lightgbm.train(settings, lightgbm.Dataset(x, y), num_boost_round=rounds).predict(test)


def scorecard(x, y, test):
    """Every variable binned at OptBinning's defaults, weights of evidence into a logistic regression."""
    binning = optbinning.BinningProcess(list(x.columns), categorical_variables=state["categorical"])
    woe = binning.fit_transform(x, y, metric="woe")
    model = LogisticRegression(max_iter=500).fit(woe, y)
    return model.predict_proba(binning.transform(test, metric="woe", metric_missing="empirical"))[:, 1]
