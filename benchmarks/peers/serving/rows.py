"""What the servers that are tuned by hand share: rows held to their columns, types and categories."""

import json
import os
from pathlib import Path

import orjson
from fastapi import Response

FOLDER = Path(os.environ["PEER_FOLDER"])
SHAPE = json.loads((FOLDER / "shape.json").read_text())
NUMERIC = SHAPE["numeric"]
CODES = {name: {value: k for k, value in enumerate(values)} for name, values in SHAPE["categories"].items()}


def numbers_of(row):
    values = [row[name] for name in NUMERIC]
    for value in values:
        if type(value) is not int and type(value) is not float:
            raise ValueError("a number was expected")
    return values


def answer(body, status=200):
    return Response(orjson.dumps(body), status, media_type="application/json")


def refusal(error):
    return answer({"detail": repr(error)}, 422)
