import math

from numba import njit


@njit(cache=True)
def kernel(ax, ay, x, y, vx, vy, radius, distance):
    for i in range(x.size):
        neighbours = 0
        sum_x = sum_y = sum_vx = sum_vy = away_x = away_y = 0.0
        for j in range(x.size):
            if j == i:
                continue
            dx = x[j] - x[i]
            dy = y[j] - y[i]
            d2 = dx * dx + dy * dy
            if d2 > radius * radius:
                continue
            neighbours += 1
            sum_x += x[j]
            sum_y += y[j]
            sum_vx += vx[j]
            sum_vy += vy[j]
            if 0 < d2 < distance * distance:
                d = math.sqrt(d2)
                away_x -= dx / d
                away_y -= dy / d
        if neighbours > 0:
            ax[i] = 0.01 * (sum_x / neighbours - x[i]) + 0.125 * (sum_vx / neighbours - vx[i]) + 0.5 * away_x
            ay[i] = 0.01 * (sum_y / neighbours - y[i]) + 0.125 * (sum_vy / neighbours - vy[i]) + 0.5 * away_y
        else:
            ax[i] = 0.0
            ay[i] = 0.0
