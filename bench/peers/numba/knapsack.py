from numba import njit


@njit(cache=True)
def kernel(best, weights, values, capacity):
    best[:] = 0
    for i in range(weights.size):
        weight = weights[i]
        value = values[i]
        for c in range(capacity, weight - 1, -1):
            best[c] = max(best[c], best[c - weight] + value)
    return best[capacity]
