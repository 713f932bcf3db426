// Gravity between all pairs of n bodies, softened: a kick by the accelerations, then a drift.
function nbody(x, y, vx, vy, mass, n, dt) {
  for (let i = 0; i < n; i++) {
    let ax = 0
    let ay = 0
    for (let j = 0; j < n; j++) {
      const dx = x[j] - x[i]
      const dy = y[j] - y[i]
      const d2 = dx * dx + dy * dy + 0.002
      const pull = mass[j] / (d2 * Math.sqrt(d2))
      ax += pull * dx
      ay += pull * dy
    }
    vx[i] += dt * ax
    vy[i] += dt * ay
  }
  for (let i = 0; i < n; i++) {
    x[i] += dt * vx[i]
    y[i] += dt * vy[i]
  }
}

function input(n) {
  const radius = random(n).map(Math.sqrt)
  const angle = random(n).map((a) => 2 * Math.PI * a)
  const x = radius.map((r, i) => r * Math.cos(angle[i]))
  const y = radius.map((r, i) => r * Math.sin(angle[i]))
  const mass = new Float64Array(n).fill(1 / n)
  return [x, y, y.map((v) => -0.7 * v), x.map((v) => 0.7 * v), mass, n, 0.002]
}

function picture([x, y]) {
  const data = new Float64Array(200 * 200)
  x.forEach((_, i) => {
    const [px, py] = [Math.floor(100 + 70 * x[i]), Math.floor(100 + 70 * y[i])]
    if (px >= 0 && px < 200 && py >= 0 && py < 200) data[py * 200 + px] += 1
  })
  return { data, width: 200, range: [0, 2] }
}
