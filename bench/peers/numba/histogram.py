from numba import njit


@njit(cache=True)
def kernel(counts, data):
    counts[:] = 0
    for value in data:
        counts[value] += 1
    mode = 0
    for i in range(1, counts.size):
        if counts[i] > counts[mode]:
            mode = i
    return mode
