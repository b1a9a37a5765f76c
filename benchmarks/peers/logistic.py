"""scikit-learn's logistic regression on the standardised columns that the suite wrote."""

import numpy
import sklearn
from sklearn.linear_model import LogisticRegression

from server import stopwatch

state = {}


def read(x, y, columns):
    values = numpy.fromfile(x).reshape(columns, -1).T
    # Row by row, as its solver wants it, so that no time goes into turning.
    state.update(x=numpy.ascontiguousarray(values), y=numpy.fromfile(y))
    return {"scikit-learn": sklearn.__version__}


def fit(solver, ridge, tolerance):
    """The sum of the loss is weighed against ½·ridge·‖β‖², which in scikit-learn's terms is C = 1 / ridge."""
    estimator = LogisticRegression(C=1 / ridge, solver=solver, tol=tolerance, max_iter=1000)
    model, wall, cpu = stopwatch(lambda: estimator.fit(state["x"], state["y"]))
    beta = model.coef_[0]
    margin = state["x"] @ beta + model.intercept_[0]
    loss = numpy.logaddexp(0, margin) - state["y"] * margin
    objective = float(numpy.sum(loss) + 0.5 * ridge * numpy.sum(beta**2))
    return {"wall": wall, "cpu": cpu, "objective": objective, "iterations": int(model.n_iter_[0])}
