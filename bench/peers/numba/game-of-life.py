from numba import njit

SHAPES = {"cells": ("h", "w"), "new": ("h", "w")}


@njit(cache=True)
def wrap(i, n):
    return n - 1 if i < 0 else (0 if i >= n else i)


@njit(cache=True)
def kernel(cells, new, w, h, generations):
    for g in range(generations):
        for y in range(h):
            for x in range(w):
                neighbours = 0
                for dy in range(-1, 2):
                    for dx in range(-1, 2):
                        if dx == 0 and dy == 0:
                            continue
                        neighbours += cells[wrap(y + dy, h), wrap(x + dx, w)]
                alive = cells[y, x] == 1
                new[y, x] = 1 if neighbours == 3 or (alive and neighbours == 2) else 0
        cells, new = new, cells
    population = 0
    for y in range(h):
        for x in range(w):
            population += cells[y, x]
    return population
