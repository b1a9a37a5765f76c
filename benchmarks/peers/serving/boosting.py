"""LightGBM tuned by hand: codes by look-up, the booster itself on one thread, orjson in and out, no reasons."""

import lightgbm
import numpy
import orjson
from fastapi import FastAPI, Request
from rows import CODES, FOLDER, NUMERIC, SHAPE, answer, numbers_of, refusal

app = FastAPI()
booster = lightgbm.Booster(model_file=FOLDER / "booster.txt")
column = {name: k for k, name in enumerate(SHAPE["columns"])}
numbers = [column[name] for name in NUMERIC]
categories = [(column[name], name, codes) for name, codes in CODES.items()]


@app.post("/predict")
async def predict(request: Request):
    try:
        row = orjson.loads(await request.body())
        cells = numpy.empty((1, len(column)))
        cells[0, numbers] = numbers_of(row)
        for k, name, codes in categories:
            cells[0, k] = codes[row[name]]
    except (KeyError, ValueError, TypeError) as error:
        return refusal(error)
    return answer({"probability": float(booster.predict(cells, num_threads=1)[0])})
