import numpy as np
from numba import njit


@njit(cache=True)
def next_random(state):
    t = np.uint32((state ^ (state >> np.uint32(15))) * (state | np.uint32(1)))
    t ^= np.uint32(t + np.uint32((t ^ (t >> np.uint32(7))) * (t | np.uint32(61))))
    return (t ^ (t >> np.uint32(14))) / 4294967296.0


@njit(cache=True)
def kernel(samples, seed):
    state = np.uint32(seed)
    step = np.uint32(0x6D2B79F5)
    inside = 0
    for i in range(samples):
        state = np.uint32(state + step)
        x = next_random(state)
        state = np.uint32(state + step)
        y = next_random(state)
        if x * x + y * y <= 1.0:
            inside += 1
    return 4.0 * inside / samples
