/** Random kernels in this process, plain against compiled: on any engine, also where no processes can be started. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkKernel } from './check.ts'
import { generate } from './generate.ts'
import { slice } from './slice.ts'

const test = suite('a slice of the fuzzer')

test('random kernels agree', async () => {
  console.log(`fuzz: ${slice.count} kernels from seed ${slice.seed}`)
  let agreed = 0
  for (let k = 0; k < slice.count; k++) {
    const seed = (slice.seed + k) >>> 0
    const verdict = checkKernel(generate(seed))
    if (verdict.kind === 'fault') assert.unreachable(`seed ${seed} (${verdict.fault}): ${verdict.report}`)
    if (verdict.kind === 'agree') agreed++
    // Finalizers and messages get their turn.
    if (k % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 0))
  }
  assert.ok(agreed > 0.95 * slice.count, `only ${agreed} of ${slice.count} kernels were compiled`)
})

test.run()
