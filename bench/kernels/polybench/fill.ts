/** The data of PolyBench/C 4.2.1: helpers that several kernels' `setup` share. */

interface Numbers {
  readonly length: number
  [index: number]: number
}

/** Sets every element of a vector from its index; returns the vector. */
export function fillVector<T extends Numbers>(vector: T, element: (i: number) => number): T {
  for (let i = 0; i < vector.length; i++) vector[i] = element(i)
  return vector
}

/** Sets every element of a row-major matrix from its row and column; returns the matrix. */
export function fillMatrix<T extends Numbers>(
  matrix: T,
  columns: number,
  element: (i: number, j: number) => number,
): T {
  for (let index = 0; index < matrix.length; index++)
    matrix[index] = element(Math.floor(index / columns), index % columns)
  return matrix
}

/** The suite's symmetric positive-definite matrix for its factorisations: L * L^T of a lower triangle with a unit diagonal. */
export function fillPositiveDefinite(matrix: Float64Array, n: number): Float64Array {
  const lower = fillMatrix(new Float64Array(n * n), n, (i, j) => (j > i ? 0 : j === i ? 1 : 1 - j / n))
  return fillMatrix(matrix, n, (i, j) => {
    let sum = 0
    for (let k = 0; k <= Math.min(i, j); k++) sum += lower[i * n + k] * lower[j * n + k]
    return sum
  })
}
