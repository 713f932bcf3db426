/**
 * Blurs, finds edges in, and scales a PNG, with plain functions and with the same functions compiled; checks that both give the same
 * bytes, writes the pictures and prints the times.
 *
 *     npm run example:image -- [file.png ...] [--out directory] [--quick]
 */
import { mkdirSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { type AnyFunction, alloc, jit } from '../src/index.ts'
import { blur, gaussian, resize, sobel } from './filters.ts'
import { InputError, type Picture, readPng, writePng } from './png.ts'

const USAGE = 'usage: npm run example:image -- [file.png ...] [--out directory] [--quick]'

interface Job {
  readonly name: string
  readonly detail: string
  readonly filter: AnyFunction
  /** The output first; the others are inputs and scratch. */
  readonly args: readonly unknown[]
  readonly width: number
  readonly height: number
}

interface Options {
  readonly inputs: readonly string[]
  readonly out: string
  readonly quick: boolean
}

function jobs({ width, height, data }: Picture): Job[] {
  const bytes = (pixels: number): Uint8ClampedArray => new Uint8ClampedArray(4 * pixels)
  const pixels = width * height
  const smallWidth = Math.max(1, Math.round(0.6 * width))
  const smallHeight = Math.max(1, Math.round(0.6 * height))
  const small = bytes(smallWidth * smallHeight)
  return [
    {
      name: 'blur',
      detail: 'sigma 2 pixels',
      filter: blur,
      args: [bytes(pixels), data, new Float32Array(4 * pixels), gaussian(2), width, height],
      width,
      height,
    },
    {
      name: 'sobel',
      detail: 'edges',
      filter: sobel,
      args: [bytes(pixels), data, new Float32Array(pixels), width, height],
      width,
      height,
    },
    {
      name: 'resize',
      detail: `to ${smallWidth} x ${smallHeight}`,
      filter: resize,
      args: [small, smallWidth, smallHeight, data, width, height],
      width: smallWidth,
      height: smallHeight,
    },
  ]
}

/** The same arguments, with arrays that kernels use where they are. */
function resident(args: readonly unknown[]): unknown[] {
  return args.map((arg) => {
    if (arg instanceof Uint8ClampedArray) return alloc(Uint8ClampedArray, arg)
    if (arg instanceof Float32Array) return alloc(Float32Array, arg)
    return arg instanceof Float64Array ? alloc(Float64Array, arg) : arg
  })
}

function run(job: Job, file: string, quick: boolean): (string | number)[] {
  const kernel = jit(job.filter, { tier: 'compiled' })
  const kernelArgs = resident(job.args)
  job.filter(...job.args)
  kernel(...kernelArgs)
  const [plainOut, out] = [job.args[0], kernelArgs[0]] as Uint8ClampedArray[]
  const same = plainOut.every((byte, i) => byte === out[i])
  if (!same) throw new Error(`${job.name}: the compiled filter gives other bytes than the plain one`)
  writePng(file, { width: job.width, height: job.height, data: out })
  if (kernel.stats.compiled === 0) console.log(String(kernel.explain()))
  const [plain, compiled] = medians(
    [() => job.filter(...job.args), () => kernel(...kernelArgs)],
    quick ? { warmMs: 100, rounds: 5 } : { warmMs: 400, rounds: 25 },
  )
  return [
    `${job.name}, ${job.detail}`,
    plain.toFixed(2),
    compiled.toFixed(2),
    `${(plain / compiled).toFixed(2)}x`,
    'same bytes',
  ]
}

/** Median milliseconds of each contestant: all of them warmed first, then called in turn, so that they meet the same disturbances. */
function medians(
  contestants: readonly (() => void)[],
  { warmMs, rounds }: { warmMs: number; rounds: number },
): number[] {
  for (const contestant of contestants) {
    const end = performance.now() + warmMs
    do contestant()
    while (performance.now() < end)
  }
  const samples = contestants.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < contestants.length; i++) {
      const start = performance.now()
      contestants[i]()
      samples[i].push(performance.now() - start)
    }
  }
  return samples.map((times) => times.sort((a, b) => a - b)[times.length >> 1])
}

function readOptions(): Options {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { out: { type: 'string' }, quick: { type: 'boolean', default: false } },
    })
    const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
    const inputs = positionals.length > 0 ? positionals : [here('photo.png')]
    return { inputs, out: values.out ?? here('out'), quick: values.quick }
  } catch (error) {
    throw new InputError(`${(error as Error).message}\n${USAGE}`)
  }
}

function show(input: string, { out, quick }: Options): void {
  const picture = readPng(input)
  mkdirSync(out, { recursive: true })
  console.log(`${relative('', input)}: ${picture.width} x ${picture.height}`)
  const table = new Table({
    head: ['filter', 'plain ms', 'compiled ms', 'speed-up', 'answer'],
    colAligns: ['left', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  })
  const files: string[] = []
  for (const job of jobs(picture)) {
    const file = join(out, `${basename(input, '.png')}-${job.name}.png`)
    table.push(run(job, file, quick))
    files.push(relative('', file))
  }
  console.log(`${table}\nwrote ${files.join(', ')}\n`)
}

function main(): void {
  const options = readOptions()
  for (const input of options.inputs) show(input, options)
  console.log('Medians of calls in turn, both warm. Plain works on ordinary arrays, compiled on arrays of alloc().')
}

try {
  main()
} catch (error) {
  if (!(error instanceof InputError)) throw error
  console.error(`error: ${error.message}`)
  process.exitCode = 1
}
