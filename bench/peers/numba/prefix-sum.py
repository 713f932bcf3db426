from numba import njit


@njit(cache=True)
def kernel(out, values):
    total = 0
    for i in range(values.size):
        total += values[i]
        out[i] = total
    return total
