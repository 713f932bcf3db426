/**
 * Numba, native: one Python process that runs a kernel when told to and takes the time itself. Arrays go there and come back as raw files.
 * The functions are cached on disk, in the temporary folder, so that only the first run compiles them.
 */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { isNumeric, type NumericArray } from '../verify.ts'
import { arraysAmong } from './agreement.ts'
import { type Contender, foreignArguments, type Missing, messageOf, type Peer, type Refusal } from './contender.ts'
import type { PeerKernel } from './kernels.ts'

const WORKER = fileURLToPath(new URL('numba/worker.py', import.meta.url))

/** The system's own Python first: the package of the distribution is for that one, which a version manager may hide. */
const interpreters = ['/usr/bin/python3', 'python3']

const types: Readonly<Record<string, string>> = {
  Int8Array: 'i1',
  Uint8Array: 'u1',
  Uint8ClampedArray: 'u1',
  Int16Array: 'i2',
  Uint16Array: 'u2',
  Int32Array: 'i4',
  Uint32Array: 'u4',
  Float32Array: 'f4',
  Float64Array: 'f8',
}

export async function findNumba(): Promise<Peer | Missing> {
  const candidates = process.env.PYTHON ? [process.env.PYTHON] : interpreters
  const found = candidates.find((python) => spawnSync(python, ['-c', 'import numba']).status === 0)
  if (found === undefined) return { what: 'Numba (native)', install: 'apt-get install -y python3-numba' }
  const python = new Python(found)
  return {
    labels: ['numba'],
    version: (await python.started).version as string,
    enter: (kernel, args) => enter(python, kernel, args),
    close: () => python.close(),
  }
}

type Reply = Readonly<Record<string, unknown>>

class Python {
  readonly folder = mkdtempSync(join(tmpdir(), 'tightloop-numba-'))
  readonly started: Promise<Reply>
  readonly #process: ChildProcessByStdio<Writable, Readable, null>
  #waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | undefined

  constructor(interpreter: string) {
    const env = {
      PYTHONDONTWRITEBYTECODE: '1',
      NUMBA_CACHE_DIR: join(tmpdir(), 'tightloop-peers', 'numba'),
      ...process.env,
    }
    this.#process = spawn(interpreter, [WORKER], { stdio: ['pipe', 'pipe', 'inherit'], env })
    createInterface(this.#process.stdout).on('line', (line) => this.#settle(JSON.parse(line)))
    this.#process.on('close', (code) => this.#settle({ error: `the Python process ended with code ${code}` }))
    this.#process.stdin.on('error', () => {})
    this.started = this.#expect()
  }

  request(command: string, fields: Record<string, unknown>): Promise<Reply> {
    const reply = this.#expect()
    this.#process.stdin.write(`${JSON.stringify({ command, ...fields })}\n`)
    return reply
  }

  close(): void {
    this.#process.stdin.end()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #expect(): Promise<Reply> {
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }))
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (typeof reply.error === 'string') waiting?.reject(new Error(reply.error))
    else waiting?.resolve(reply)
  }
}

async function enter(python: Python, kernel: PeerKernel, args: readonly unknown[]): Promise<(Contender | Refusal)[]> {
  const passed = foreignArguments(kernel, args).map((arg, i) => (isNumeric(arg) ? writeArray(python, i, arg) : arg))
  try {
    await python.request('enter', { kernel: kernel.benchmark.name, args: passed })
  } catch (error) {
    return [{ label: 'numba', refusal: messageOf(error) }]
  }
  const contender: Contender = {
    label: 'numba',
    async answer() {
      const arrays = arraysAmong(args)
      const files = arrays.map((_, i) => join(python.folder, `output-${i}`))
      const { result } = await python.request('answer', { files })
      // A Python function without a result gives None.
      return { arrays: arrays.map((array, i) => readArray(files[i], array)), result: result ?? undefined }
    },
    warmUp: async (ms) => (await python.request('warm_up', { ms })).ms as number,
    sample: async (calls) => (await python.request('sample', { calls })).ms as number,
  }
  return [contender]
}

function writeArray(python: Python, index: number, array: NumericArray): { file: string; type: string } {
  const file = join(python.folder, `input-${index}`)
  writeFileSync(file, new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  return { file, type: types[array.constructor.name] }
}

function readArray(file: string, like: NumericArray): NumericArray {
  const bytes = new Uint8Array(readFileSync(file))
  return new (like.constructor as any)(bytes.buffer)
}
