import numpy as np
from numba import njit


@njit(cache=True)
def kernel(target, source):
    for i in range(0, target.size, 4):
        a = np.int32(source[i + 3])
        for c in range(3):
            target[i + c] = (np.int32(source[i + c]) * a + np.int32(target[i + c]) * (255 - a) + 127) // 255
        target[i + 3] = a + (np.int32(target[i + 3]) * (255 - a) + 127) // 255
