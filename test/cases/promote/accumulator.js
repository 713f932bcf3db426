// stage: promote
// args: f64[], undefined
function reduce(x, s = new Float64Array(1)) {
  for (let i = 0; i < x.length; i++) s[0] += x[i]
  return s[0]
}
