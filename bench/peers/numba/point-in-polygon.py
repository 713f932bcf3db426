from numba import njit


@njit(cache=True)
def kernel(inside, x, y, corners_x, corners_y):
    count = 0
    for i in range(x.size):
        is_inside = False
        b = corners_x.size - 1
        for a in range(corners_x.size):
            if (corners_y[a] > y[i]) != (corners_y[b] > y[i]):
                reach = (corners_x[b] - corners_x[a]) * (y[i] - corners_y[a]) / (corners_y[b] - corners_y[a])
                if x[i] < reach + corners_x[a]:
                    is_inside = not is_inside
            b = a
        inside[i] = is_inside
        if is_inside:
            count += 1
    return count
