// Write a kernel: the first function of this text. What it calls or uses besides is compiled along.
// `input(n)` gives its arguments; without it they are guessed: arrays of n numbers, and n itself.
function axpy(y, x, a) {
  for (let i = 0; i < y.length; i++) y[i] = 0.5 * y[i] + a * x[i]
}

const input = (n) => [new Float64Array(n), random(n), 0.25]
