"""The same logistic regression tuned by hand: one-hot by look-up, a sum, the four strongest reasons, orjson in and out."""

import math

import numpy
import orjson
from fastapi import FastAPI, Request
from rows import CODES, NUMERIC, SHAPE, answer, numbers_of, refusal

app = FastAPI()
REASONS = 4
weights = numpy.array(SHAPE["weights"])
first = {}
at = 0
for name, codes in CODES.items():
    first[name] = at
    at += len(codes)
number_weights = weights[at:]
mean, scale = numpy.array(SHAPE["mean"]), numpy.array(SHAPE["scale"])
intercept = SHAPE["intercept"]
names = [*CODES, *NUMERIC]
contributions_of = [{value: float(weights[first[name] + k]) for value, k in codes.items()} for name, codes in CODES.items()]
columns = list(zip(CODES, contributions_of))


@app.post("/predict")
async def predict(request: Request):
    try:
        row = orjson.loads(await request.body())
        by_category = [contributions[row[name]] for name, contributions in columns]
        by_number = (numpy.array(numbers_of(row)) - mean) / scale * number_weights
    except (KeyError, ValueError, TypeError) as error:
        return refusal(error)
    contributions = numpy.array(by_category + by_number.tolist())
    probability = 1 / (1 + math.exp(-(intercept + float(contributions.sum()))))
    strongest = numpy.argpartition(-contributions, REASONS)[:REASONS]
    strongest = strongest[numpy.argsort(-contributions[strongest])]
    reasons = [{"feature": names[k], "contribution": float(contributions[k]), "value": row[names[k]]} for k in strongest]
    return answer({"probability": probability, "reasons": reasons})
