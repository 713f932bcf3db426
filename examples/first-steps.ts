/**
 * First steps: compile a function, give it what it needs from outside, and ask what became of it.
 *
 *     npm run example:first
 *
 * In a program of your own the import reads `from 'tightloop'`.
 */
import { alloc, JitError, jit } from '../src/index.ts'

heading('1. Wrap a function. Calls compile it for their types, once that pays; `compile` does so ahead of them')

const dot = jit(function dot(a: Float64Array, b: Float64Array) {
  let s = 0
  for (let i = 0; i < a.length; i++) s += a[i] * b[i]
  return s
})
await dot.compile('(f64[], f64[])')
const x = alloc(Float64Array, 1_000_000).fill(0.5) // an ordinary Float64Array that kernels use in place
console.log('compiled:', dot(x, x))
console.log('plain:   ', dot.original(x, x))

heading('2. What a function takes from outside is passed by name')

const cutoff = 2.5
function pair(r2: number) {
  const s = 1 / (r2 * r2 * r2)
  return r2 < cutoff * cutoff ? 4 * s * (s - 1) : 0
}
function energy(pos: Float64Array) {
  let sum = 0
  for (let i = 0; i < pos.length; i++) {
    for (let j = i + 1; j < pos.length; j++) sum += pair((pos[i] - pos[j]) ** 2)
  }
  return sum
}
const lennardJones = jit(energy, { env: { cutoff, pair } }) // `pair` is compiled along
await lennardJones.compile('(f64[])')
const chain = alloc(
  Float64Array,
  Array.from({ length: 1000 }, (_, i) => 1.1 * i),
)
console.log('compiled:', lennardJones(chain))
console.log('plain:   ', energy(chain))

heading('3. What does not compile runs as it is, and the reason is on record')

const label = jit((value: number) => {
  const text = value.toFixed(2)
  return `${text} eV`
})
console.log(label(1.5))
console.log(label.explain())

heading('4. With `strict`, a refusal is an error: for kernels that must not be slow in silence')

const strict = jit(energy, { strict: true }) // nobody says what `pair` is
try {
  strict(chain)
} catch (error) {
  if (!(error instanceof JitError)) throw error
  console.log(`${error.name}: ${error.message}`)
}

heading('5. One property away: what was compiled, how, and what each call did')

dot(new Float64Array([1, 2, 3]), new Float64Array([4, 5, 6])) // too short for copying it to pay
console.log(dot.explain())
console.log(dot.stats)

function heading(text: string): void {
  console.log(`\n# ${text}\n`)
}
