"""Runs the Numba kernels for the benchmark: one request a line on stdin, one reply a line on stdout, both JSON."""

import importlib.util
import inspect
import json
import os
import sys
import time

import numba
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


class Contender:
    """One kernel with its arguments: called, restored, timed."""

    def __init__(self, name, arguments):
        path = os.path.join(HERE, name + ".py")
        spec = importlib.util.spec_from_file_location(name.replace("-", "_"), path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        self.kernel = module.kernel
        flat = [np.fromfile(arg["file"], arg["type"]) if isinstance(arg, dict) else arg for arg in arguments]
        self.args = shape(inspect.signature(self.kernel.py_func).parameters, flat, getattr(module, "SHAPES", {}))
        self.arrays = [arg for arg in self.args if isinstance(arg, np.ndarray)]
        self.pristine = [array.copy() for array in self.arrays]

    def restore(self):
        for array, pristine in zip(self.arrays, self.pristine):
            np.copyto(array, pristine)

    def answer(self, files):
        self.restore()
        result = self.kernel(*self.args)
        for array, file in zip(self.arrays, files):
            array.tofile(file)
        self.restore()
        return {"result": result.item() if isinstance(result, np.generic) else result}

    def warm_up(self, ms):
        """The shortest of at least two calls, which take at least so long together, in milliseconds."""
        end = time.perf_counter() + ms / 1000
        best = float("inf")
        calls = 0
        while calls < 2 or time.perf_counter() < end:
            self.restore()
            start = time.perf_counter()
            self.kernel(*self.args)
            best = min(best, time.perf_counter() - start)
            calls += 1
        return {"ms": best * 1000}

    def sample(self, calls):
        """Average of some calls in a row on restored data, after one that brings the data back into the caches."""
        self.restore()
        self.kernel(*self.args)
        self.restore()
        start = time.perf_counter()
        for _ in range(calls):
            self.kernel(*self.args)
        return {"ms": (time.perf_counter() - start) * 1000 / calls}


def shape(parameters, flat, shapes):
    """Gives flat arrays the dimensions that the kernel names: another argument, the length of one, or a number."""
    values = dict(zip(parameters, flat))

    def extent(dimension):
        value = values[dimension] if isinstance(dimension, str) else dimension
        return value.size if isinstance(value, np.ndarray) else value

    return [
        values[name].reshape([extent(dimension) for dimension in shapes[name]]) if name in shapes else values[name]
        for name in parameters
    ]


def main():
    contender = None
    print(json.dumps({"version": f"Numba {numba.__version__}, Python {sys.version.split()[0]}"}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            command = request["command"]
            if command == "enter":
                contender = Contender(request["kernel"], request["args"])
                reply = {}
            elif command == "answer":
                reply = contender.answer(request["files"])
            elif command == "warm_up":
                reply = contender.warm_up(request["ms"])
            else:
                reply = contender.sample(request["calls"])
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


main()
