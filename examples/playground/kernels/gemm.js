// The product of two n x n matrices, in the order of the textbook.
function gemm(c, a, b, n) {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j]
      c[i * n + j] = sum
    }
  }
}

const input = (n) => [new Float64Array(n * n), random(n * n), random(n * n), n]
