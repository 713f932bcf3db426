// Each trip needs what the one before it has stored: a loop that has to stay serial.
function prefixSum(a, out) {
  out[0] = a[0]
  for (let i = 1; i < a.length; i++) out[i] = out[i - 1] + a[i]
}

const input = (n) => [random(n), new Float64Array(n)]
