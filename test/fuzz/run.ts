/**
 * `npm run fuzz -- --minutes 10`: random kernels, plain against compiled, until the time or the count is up.
 *
 *   --minutes N   stop after N minutes            --count N   stop after N kernels (default 20000, without end if --minutes is given)
 *   --seed S      first seed (default: random)    --jobs N    worker processes (default 1)
 *   --most N      stop at the Nth kind of mismatch (default 1)
 *   --show S      print the kernel of seed S and what became of it
 *   --shrink N    seconds to make a mismatch smaller (default 30, 0 for not at all)
 *   --three-way K interpret every Kth kernel after each stage of the pipeline, verified there, too (default 20, 0 for none)
 *   --no-log      do not append to log.jsonl
 */
import { appendFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { describeRefusals, type FuzzResult, fuzz, type Mismatch, refusedCount } from './driver.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    count: { type: 'string' },
    seed: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    most: { type: 'string', default: '1' },
    show: { type: 'string' },
    shrink: { type: 'string', default: '30' },
    'three-way': { type: 'string', default: '20' },
    'no-log': { type: 'boolean', default: false },
  },
})

async function showKernel(seed: number): Promise<void> {
  const [{ caseFile }, { checkKernel }, { generate }] = await Promise.all([
    import('./case.ts'),
    import('./check.ts'),
    import('./generate.ts'),
  ])
  const kernel = generate(seed)
  // Printed first: the check of a kernel that hangs does not come back.
  console.log(caseFile(kernel, ''))
  console.log(checkKernel(kernel, { threeWay: true, sets: Infinity }))
}

async function main(): Promise<void> {
  const minutes = Number(values.minutes ?? Infinity)
  const options = {
    seed: values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed),
    count: Number(values.count ?? (values.minutes === undefined ? 20_000 : Infinity)),
    minutes: Math.min(minutes, 10_000_000),
    jobs: Number(values.jobs),
    most: Number(values.most),
    shrinkMs: Math.min(Number(values.shrink), 50) * 1000,
    threeWay: Number(values['three-way']),
  }
  console.log(`fuzz: seed ${options.seed}`)
  const started = Date.now()
  let lastLine = started
  let printed = 0
  const printNew = (all: readonly Mismatch[]): void => {
    for (const found of all.slice(printed)) console.log(describe(found))
    printed = all.length
  }
  const result = await fuzz(options, (soFar) => {
    printNew(soFar.mismatches)
    if (Date.now() - lastLine < 10_000) return
    lastLine = Date.now()
    console.log(summary(soFar, started))
  })
  const { tally, mismatches, repeated } = result
  console.log(summary(result, started))
  if (refusedCount(tally) > 0) console.log(`refused:\n${describeRefusals(tally)}`)
  printNew(mismatches)
  if (!values['no-log']) {
    const line = {
      date: new Date().toISOString(),
      seed: options.seed,
      count: tally.kernels,
      vectorized: tally.vectorized,
      threeWays: tally.threeWays,
      mismatches: mismatches.length + repeated,
      refused: refusedCount(tally),
    }
    appendFileSync(new URL('./log.jsonl', import.meta.url), `${JSON.stringify(line)}\n`)
  }
  process.exitCode = mismatches.length > 0 ? 1 : 0
}

function describe({ seed, fault, report, file }: Mismatch): string {
  return `\nMISMATCH (${fault}), seed ${seed}: ${report}\n\n${file ?? `see it: npm run fuzz -- --show ${seed}\n`}\nreproduce: npm run fuzz -- --seed ${seed} --count 1\n`
}

function summary({ tally, mismatches, repeated }: FuzzResult, started: number): string {
  const seconds = (Date.now() - started) / 1000
  const rate = (tally.kernels / Math.max(seconds, 0.001)).toFixed(0)
  return `${seconds.toFixed(0)} s: ${tally.kernels} kernels (${rate}/s), ${tally.compiled} compiled, vectorized: ${tally.vectorized} of ${tally.kernels}, ${refusedCount(tally)} refused, ${tally.loops} loops, ${tally.threeWays} sets three ways, ${mismatches.length + repeated} mismatches`
}

await (values.show === undefined ? main() : showKernel(Number(values.show)))
