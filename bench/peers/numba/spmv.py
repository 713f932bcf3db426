from numba import njit


@njit(cache=True)
def kernel(y, values, columns, row_start, x):
    for row in range(y.size):
        total = 0.0
        for k in range(row_start[row], row_start[row + 1]):
            total += values[k] * x[columns[k]]
        y[row] = total
