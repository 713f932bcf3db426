import numpy as np
from numba import njit


@njit(cache=True)
def kernel(px, py, cx, cy, assignment, rounds):
    n = px.size
    k = cx.size
    sum_x = np.zeros(k)
    sum_y = np.zeros(k)
    count = np.zeros(k, np.int32)
    changed = 0
    for r in range(rounds):
        changed = 0
        sum_x[:] = 0.0
        sum_y[:] = 0.0
        count[:] = 0
        for i in range(n):
            best = -1
            best_distance = np.inf
            for c in range(k):
                dx = px[i] - cx[c]
                dy = py[i] - cy[c]
                d = dx * dx + dy * dy
                if d < best_distance:
                    best_distance = d
                    best = c
            if assignment[i] != best:
                assignment[i] = best
                changed += 1
            sum_x[best] += px[i]
            sum_y[best] += py[i]
            count[best] += 1
        for c in range(k):
            if count[c] == 0:
                continue
            cx[c] = sum_x[c] / count[c]
            cy[c] = sum_y[c] / count[c]
    return changed
