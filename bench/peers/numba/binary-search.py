from numba import njit


@njit(cache=True)
def index_of_sorted(values, key):
    lo = 0
    hi = values.size - 1
    while lo <= hi:
        mid = (lo + hi) >> 1
        value = values[mid]
        if value == key:
            return mid
        if value < key:
            lo = mid + 1
        else:
            hi = mid - 1
    return -1


@njit(cache=True)
def kernel(found, values, keys):
    hits = 0
    for i in range(keys.size):
        at = index_of_sorted(values, keys[i])
        found[i] = at
        if at != -1:
            hits += 1
    return hits
