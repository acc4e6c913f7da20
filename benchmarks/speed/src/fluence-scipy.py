"""Times scipy on a bundle: both sparse products, and L-BFGS-B down to a value. Reads a request as JSON, writes milliseconds."""

import gzip
import json
import sys
import time

import numpy as np
import scipy.sparse
from scipy.optimize import minimize

request = json.load(sys.stdin)
case = json.load(open(request["file"]))
folder = request["file"].removesuffix(".json") + "/"


def binary(name, kind):
    return np.frombuffer(gzip.open(folder + name + ".gz").read(), kind)


shape = (case["nVoxelRows"], case["nBixels"])
entries = binary("dij.val.f32", "<f4")
columns = binary("dij.col.u16", "<u2").astype(np.int32)
starts = binary("dij.indptr.u32", "<u4").astype(np.int32)
matrix = scipy.sparse.csr_matrix((entries, columns, starts), shape=shape)
transposed = matrix.T
kinds = {
    "matRad_SquaredDeviation": lambda difference: difference,
    "matRad_SquaredOverdosing": lambda difference: np.maximum(difference, 0),
}
terms = [
    (binary(f"optRows_{s['name']}.u32", "<u4"), kinds[o["className"]], o["parameters"][0] / case["numFractions"], o["penalty"])
    for s in case["structures"]
    for o in s["objectives"]
]


def evaluate(weights):
    dose = (matrix @ weights.astype(np.float32)).astype(np.float64)
    slope = np.zeros_like(dose)
    value = 0.0
    for rows, kind, wanted, penalty in terms:
        difference = kind(dose[rows] - wanted)
        value += penalty * (difference @ difference) / len(rows)
        slope[rows] += 2 * penalty * difference / len(rows)
    return value, (transposed @ slope.astype(np.float32)).astype(np.float64)


class Reached(Exception):
    pass


def down_to(value):
    def watched(weights):
        found = evaluate(weights)
        if found[0] <= value:
            raise Reached
        return found

    try:
        options = {"maxiter": 10_000, "maxfun": 10_000, "ftol": 0, "gtol": 0, "maxcor": 20}
        bounds = [(0, None)] * shape[1]
        minimize(watched, np.full(shape[1], request["start"]), jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    except Reached:
        return
    raise RuntimeError("L-BFGS-B did not reach the value")


def least(repeats, work, clock=time.perf_counter):
    times = []
    for _ in range(repeats):
        begun = clock()
        work()
        times.append(clock() - begun)
    return 1000 * min(times)


weights = np.full(shape[1], request["start"], np.float32)
dose = np.ones(shape[0], np.float32)
json.dump(
    {
        "dose": least(request["repeats"]["product"], lambda: matrix @ weights),
        "transposed": least(request["repeats"]["product"], lambda: transposed @ dose),
        "solve": least(request["repeats"]["solve"], lambda: down_to(request["value"]), time.process_time),
        "version": scipy.__version__,
    },
    sys.stdout,
)
