/** 2,000 random kernels from a seed that is new each time and printed; and what keeps the generator itself honest. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { tally as differential } from '../differential/tally.ts'
import { functionsFromText } from '../differential/text.ts'
import { materialize } from './arguments.ts'
import { describeRefusals, fuzz, refusedCount } from './driver.ts'
import { generate } from './generate.ts'
import { countLoops, helperSources, kernelSource } from './tree.ts'

const test = suite('fuzz')

test('the same seed gives the same kernel and arguments', () => {
  for (const seed of [0, 1, 12345, 2 ** 32 - 1]) {
    const [a, b] = [generate(seed), generate(seed)]
    assert.is(kernelSource(a), kernelSource(b))
    assert.equal(a.sets, b.sets)
  }
  assert.is.not(kernelSource(generate(7)), kernelSource(generate(8)))
})

test('generated kernels are programs, they end quickly, and most of them loop', () => {
  let loops = 0
  const started = performance.now()
  for (let seed = 5000; seed < 5300; seed++) {
    const generated = generate(seed)
    const { kernel } = functionsFromText(kernelSource(generated), generated.env, helperSources(generated))
    loops += countLoops(generated.body) > 0 ? 1 : 0
    for (const set of generated.sets) {
      try {
        kernel(...materialize(set))
      } catch (error) {
        // Bad rows, bigint arithmetic on undefined and division by 0n: what a kernel may throw, and nothing else.
        assert.ok(error instanceof TypeError || error instanceof RangeError, `seed ${seed}: ${error}`)
      }
    }
  }
  assert.ok(performance.now() - started < 5000)
  assert.ok(loops > 150, `${loops} of 300 kernels have loops`)
})

test('2,000 random kernels agree', async () => {
  const seed = Math.floor(Math.random() * 2 ** 32)
  console.log(`fuzz: seed ${seed}`)
  const { tally, mismatches } = await fuzz({
    seed,
    count: 2000,
    minutes: 10,
    jobs: 1,
    most: 1,
    shrinkMs: 30_000,
    threeWay: 10,
  })
  const [found] = mismatches
  if (found) assert.unreachable(`seed ${found.seed} (${found.fault}): ${found.report}\n${found.file ?? ''}`)
  assert.is(tally.kernels, 2000)
  assert.ok(tally.threeWays > 200, `only ${tally.threeWays} argument sets ran three ways`)
  differential.threeWays += tally.threeWays
  console.log(`vectorized: ${tally.vectorized} of ${tally.kernels}`)
  assert.ok(tally.vectorized > 1000, `only ${tally.vectorized} of 2000 kernels have a vectorized loop`)
  assert.ok(refusedCount(tally) < 40, `too many refusals:\n${describeRefusals(tally)}`)
})

test.run()
