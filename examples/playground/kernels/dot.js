// The sum keeps its order, bit for bit: one number after the other, as nothing else goes on meanwhile.
function dot(a, b) {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

const input = (n) => [random(n), random(n)]
