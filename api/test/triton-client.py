"""Speaks to a Proofline API with NVIDIA's client of the Open Inference Protocol; says what came back as one JSON object.

python3 triton-client.py HOST:PORT KEY MODEL < rows.json        rows: [{"feature": value, ...}, ...]
"""

import json
import sys

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

NUMPY = {"FP64": np.float64, "INT64": np.int64, "BOOL": np.bool_, "BYTES": np.object_}
AT_ONCE = 8
REQUESTS = 64


def inputs_of(metadata, rows, binary):
    """One tensor for each input of the metadata."""
    tensors = []
    for described in metadata["inputs"]:
        name, datatype = described["name"], described["datatype"]
        values = np.array([row[name] for row in rows], dtype=NUMPY[datatype])
        tensor = triton.InferInput(name, list(values.shape), datatype)
        tensors.append(tensor.set_data_from_numpy(values, binary_data=binary))
    return tensors


def missing(metadata, row, name, datatype, value, binary):
    """The probability of a row of which one cell is missing."""
    tensors = [one for one in inputs_of(metadata, [row], binary) if one.name() != name]
    if value is not None:
        tensor = triton.InferInput(name, [1], datatype)
        tensors.append(tensor.set_data_from_numpy(np.array([value], dtype=NUMPY[datatype]), binary_data=binary))
    return tensors


def refusal(ask):
    try:
        ask()
    except InferenceServerException as error:
        return {"status": error.status(), "message": error.message()}
    return None


def main(address, key, model):
    rows = json.load(sys.stdin)
    headers = {"Authorization": f"Bearer {key}"}
    client = triton.InferenceServerClient(address, concurrency=AT_ONCE)
    metadata = client.get_model_metadata(model, headers=headers)

    def infer(inputs, **asked):
        return client.infer(model, inputs, headers=dict(headers), **asked)

    def probabilities(inputs, **asked):
        return infer(inputs, **asked).as_numpy("probability").tolist()

    in_json = [triton.InferRequestedOutput(name, binary_data=False) for name in ("probability", "recommendedDecision")]
    as_json = infer(inputs_of(metadata, rows, False), request_id="as json", outputs=in_json)
    as_bytes = infer(inputs_of(metadata, rows, True), request_id="as bytes", model_version="1")
    packed = {"request_compression_algorithm": "gzip", "response_compression_algorithm": "gzip"}

    under_way = []
    for k in range(REQUESTS):
        row = rows[k % len(rows)]
        asked = client.async_infer(model, inputs_of(metadata, [row], True), request_id=str(k), headers=dict(headers))
        under_way.append(asked)
    answers = [asked.get_result() for asked in under_way]

    said = {
        "live": client.is_server_live(),
        "ready": client.is_server_ready(),
        "modelReady": client.is_model_ready(model, headers=headers),
        "otherVersionReady": client.is_model_ready(model, "99", headers=headers),
        "server": client.get_server_metadata(),
        "metadata": metadata,
        "json": {
            "id": as_json.get_response()["id"],
            "version": as_json.get_response()["model_version"],
            "outputs": [output["name"] for output in as_json.get_response()["outputs"]],
            "probability": as_json.as_numpy("probability").tolist(),
            "decision": as_json.as_numpy("recommendedDecision").tolist(),
        },
        "binary": {
            "id": as_bytes.get_response()["id"],
            "probability": as_bytes.as_numpy("probability").tolist(),
            "decision": [text.decode() for text in as_bytes.as_numpy("recommendedDecision")],
            "predictionIds": [text.decode() for text in as_bytes.as_numpy("prediction_id")],
            "versions": as_bytes.as_numpy("model_version").tolist(),
        },
        "packed": probabilities(inputs_of(metadata, rows, True), **packed),
        "reasons": [json.loads(text) for text in infer(
            inputs_of(metadata, rows[:2], True), parameters={"reasons": 3}
        ).as_numpy("reasons")],
        "async": {
            "ids": [answer.get_response()["id"] for answer in answers],
            "probability": [answer.as_numpy("probability").tolist()[0] for answer in answers],
        },
        "missing": [
            probabilities(missing(metadata, rows[0], "duration_months", datatype, value, binary))[0]
            for datatype, value, binary in [
                ("FP64", None, True),
                ("FP64", np.nan, True),
                ("FP64", np.nan, False),
                ("BYTES", "", True),
                ("BYTES", "", False),
            ]
        ],
        "errors": {
            "noKey": refusal(lambda: client.infer(model, inputs_of(metadata, rows[:1], True))),
            "unknownModel": refusal(lambda: client.get_model_metadata("nothing", headers=headers)),
            "badCells": refusal(lambda: infer(inputs_of(metadata, [
                {**rows[0], "duration_months": -5, "credit_history": "none of these"},
            ], True))),
        },
    }
    client.close()
    json.dump(said, sys.stdout)


main(*sys.argv[1:])
