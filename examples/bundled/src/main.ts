// Runs the kernels and reports what became of them: in a page as its text, elsewhere as a line of JSON.
import { alloc, smoothed, step } from './kernels.ts'

const n = 400
const x = alloc(Float64Array, n)
const v = alloc(Float64Array, n)
for (let i = 0; i < n; i++) x[i] = i * 0.9 + Math.abs((i * 37) % 11) * 0.01

await Promise.all([step.compile('(f64[], f64[], f64)'), smoothed.compile('(f64[], f64[])')])

let energy = 0
for (let i = 0; i < 20; i++) energy = step(x, v, 0.001)
const to = alloc(Float64Array, n)
for (let i = 0; i < 20; i++) smoothed(x, to)

/** The same by the plain functions. */
function plain(): string {
  const [px, pv, pto] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)]
  for (let i = 0; i < n; i++) px[i] = i * 0.9 + Math.abs((i * 37) % 11) * 0.01
  let last = 0
  for (let i = 0; i < 20; i++) last = step.original(px, pv, 0.001)
  smoothed.original(px, pto)
  return JSON.stringify([last, [...px], [...pto]])
}

const report = {
  same: JSON.stringify([energy, [...x], [...to]]) === plain(),
  energy,
  step: { ...step.stats, signatures: step.signatures },
  smoothed: { ...smoothed.stats, signatures: smoothed.signatures },
}
if (typeof document === 'object') document.querySelector('#report')!.textContent = JSON.stringify(report, null, 2)
else console.log(JSON.stringify(report))
