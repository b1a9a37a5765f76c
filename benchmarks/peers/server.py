"""Peers of the benchmark. One JSON request a line on stdin, one JSON answer a line on stdout: {"call": name, "with": {...}}."""

import importlib
import json
import os
import sys
import time
import traceback
import warnings

warnings.filterwarnings("ignore")
# What libraries print must not mix with the answers.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def stopwatch(work):
    """Runs `work` and returns its result with wall and CPU seconds (all threads of this process)."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - wall, time.process_time() - cpu


def main():
    sys.modules["server"] = sys.modules["__main__"]
    for line in sys.stdin:
        request = json.loads(line)
        module, name = request["call"].split(".")
        try:
            answer = {"answer": getattr(importlib.import_module(module), name)(**request["with"])}
        except Exception:
            answer = {"error": traceback.format_exc()}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


main()
