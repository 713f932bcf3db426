"""A host that is not JavaScript: the same module in Python, under Wasmtime (pip install wasmtime).

    npm run example:precompiled     # builds dist/kernels.wasm
    python examples/precompiled/host.py
"""

from array import array
from pathlib import Path

from wasmtime import Instance, Module, Store

store = Store()
module = Module.from_file(store.engine, str(Path(__file__).parent / "dist/kernels.wasm"))
exports = Instance(store, module, []).exports(store)
memory, alloc = exports["memory"], exports["alloc"]

n = 1000
addresses = []
for value in (1.0, 2.0):
    address = alloc(store, 8 * n)
    memory.write(store, array("d", [value] * n).tobytes(), address)
    addresses.append(address)
a, b = addresses
print("dot:", exports["dot"](store, a, n, b, n))

width, height = 64, 24
pixels = alloc(store, width * height)
exports["mandelbrot"](store, pixels, width * height, width, height, -2.2, -1.2, 0.05)
steps = memory.read(store, pixels, pixels + width * height)
for row in range(height):
    line = steps[row * width : (row + 1) * width]
    print("".join(" .:-=+*#%@"[min(9, s // 3)] if s < 200 else "@" for s in line))
