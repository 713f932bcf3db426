/**
 * The third way of running a kernel: the IR interpreter, on the module as it is after each stage of the pipeline. It shares no code with
 * `emit/` and none with WebAssembly, and the first stage that gives another answer than the plain function names the pass that lied.
 */
import type { Artifact, ElementType, Request } from '../../src/artifact.ts'
import { Bug } from '../../src/diagnostics.ts'
import { type Host, type Interpreter, interpreter, TooManyTrips } from '../../src/ir/interpret.ts'
import type { Module } from '../../src/ir/types.ts'
import { verify } from '../../src/ir/verify.ts'
import { compile, passes } from '../../src/pipeline.ts'
import { bufferOf, classOf } from '../../src/runtime/arrays.ts'
import { builtinFunction, patchedBuiltin } from '../../src/runtime/builtins.ts'
import type { Crossing } from '../../src/runtime/crossing.ts'
import { type ReadEnvironment, readEnvironment } from '../../src/runtime/environment.ts'
import { messageOf } from '../../src/runtime/host.ts'
import { typesOf } from '../../src/runtime/match.ts'
import type { KernelMemory } from '../../src/runtime/memory.ts'
import { findProgram, type Program } from '../../src/runtime/program.ts'
import { readResult } from '../../src/runtime/results.ts'
import { formatSignature } from '../../src/runtime/signature.ts'
import type { AnyFunction } from '../differential.ts'
import { Declined, Layout } from './layout.ts'

export { Declined } from './layout.ts'

/** All that a kernel goes through, in order. */
export const stages: readonly string[] = ['lower', ...passes.map((pass) => pass.name)]

/** What happens to a module before it is interpreted: tests break passes with it. */
export type Tamper = (stage: string, module: Module) => Module

/** Loop trips after which a run is given up; the interpreter makes about ten million operations a second. */
const MOST_TRIPS = 20_000
/** What no later stage needs if the first was content with those: passes copy loops, they add no trips. */
const ENDLESS_TRIPS = 5 * MOST_TRIPS
/** Bytes a kernel may allocate, and one that is said not to. Fresh memory is most of what a short run costs. */
const ROOM = 1 << 20
const LITTLE_ROOM = 1 << 12

interface Compiled {
  readonly artifact: Artifact
  readonly modules: ReadonlyMap<string, Interpreter>
}

/** A kernel, with the modules of each signature that it has met. */
export class Interpreted {
  private readonly environment: ReadEnvironment
  private readonly program: Program
  private readonly tamper: Tamper | undefined
  private readonly bySignature = new Map<string, Compiled>()

  /** @throws {Declined} if no signature compiles */
  constructor(fn: AnyFunction, env: Readonly<Record<string, unknown>> = {}, tamper?: Tamper) {
    try {
      this.environment = readEnvironment({ original: fn, env, fastmath: [] }, fn.name || 'kernel')
      this.program = findProgram(this.environment.functions, { fastmath: [] })
    } catch (error) {
      throw new Declined(`no program: ${error}`)
    }
    const { refusal, functions } = this.program
    if (refusal) throw new Declined(`refused: ${refusal.message}`)
    if (patchedBuiltin(functions.map(({ source }) => source))) throw new Declined('a built-in has been replaced')
    this.tamper = tamper
  }

  /** The stages to run, in order. @throws {Declined} where there is no third way */
  stages(args: readonly unknown[]): readonly string[] {
    const { artifact, modules } = this.compiled(args)
    if (artifact.ok) return stages
    if (!artifact.bug) throw new Declined(`refused: ${artifact.diagnostic.message}`)
    // The compiler fails, or the verifier does not like what this pass left.
    return [stages.find((stage) => !modules.has(stage)) ?? stages.at(-1)!]
  }

  /** Calls the module as it is after `stage`. @throws {Declined}, {Bug}, and what the kernel throws */
  run(stage: string, args: readonly unknown[]): unknown {
    const { artifact, modules } = this.compiled(args)
    if (!artifact.ok) throw new Bug(artifact.diagnostic.message)
    const isFirst = stage === stages[0]
    try {
      const trips = isFirst ? MOST_TRIPS : ENDLESS_TRIPS
      return interpretCall(modules.get(stage)!, artifact.plan, args, this.environment.arrays, trips)
    } catch (error) {
      if (!(error instanceof GivenUp)) throw error
      if (isFirst) throw new Declined(error.why)
      throw new Bug(`${error.why}, which was not so before this stage`)
    }
  }

  private compiled(args: readonly unknown[]): Compiled {
    const types = typesOf(args, this.program)
    const signature = formatSignature(types)
    const compiled = this.bySignature.get(signature) ?? compileStages(this.program.request(types), this.tamper)
    this.bySignature.set(signature, compiled)
    return compiled
  }
}

function compileStages(request: Request, tamper: Tamper = (_, module) => module): Compiled {
  const modules = new Map<string, Interpreter>()
  const artifact = compile(request, {
    after(stage, module) {
      if (stage === 'lower') verify(module, 'lowered')
      modules.set(stage, interpreter(tamper(stage, module)))
    },
  })
  return { artifact, modules }
}

type Plan = (Artifact & { ok: true })['plan']

function interpretCall(
  module: Interpreter,
  plan: Plan,
  args: readonly unknown[],
  env: readonly object[],
  trips: number,
): unknown {
  const layout = new Layout(plan, args, env, plan.imports.includes('allocate') ? ROOM : LITTLE_ROOM)
  let returned: unknown
  try {
    ;[returned] = module.run(layout.memory, layout.params, hostOf(plan, layout), trips)
  } catch (error) {
    if (error instanceof Thrown) layout.takeBack()
    throw unwrapped(error)
  }
  // Results before arguments, as a result may be a view of one.
  const result = readResult(
    plan.result,
    returned,
    memoryOf(layout.memory),
    layout.arrays as unknown as Crossing[],
    args,
  )
  layout.takeBack()
  return result
}

/** A run that has no result: in the first stage no fault, but in a later one. */
class GivenUp {
  readonly why: string

  constructor(why: string) {
    this.why = why
  }
}

/** An error that the kernel throws itself. */
class Thrown {
  readonly error: Error

  constructor(error: Error) {
    this.error = error
  }
}

function unwrapped(error: unknown): unknown {
  if (error instanceof Thrown) return error.error
  if (error instanceof TooManyTrips) return new GivenUp('a loop does not end')
  // Frames of the interpreter are larger than those of the engine.
  if (error instanceof RangeError && /call stack/i.test(error.message)) return new Declined('recursion too deep')
  return error
}

const errorClasses: Readonly<Record<string, ErrorConstructor>> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
}

function hostOf(plan: Plan, layout: Layout): Host {
  return {
    call(name, args) {
      const builtin = name === 'Math.random' ? Math.random : builtinFunction(name)
      return (builtin as AnyFunction)(...args) as number
    },
    allocate: (bytes) => layout.allocate(bytes),
    throw(index, values) {
      const { type } = plan.throws[index]
      if (type === 'bail') throw new GivenUp('the call bails out')
      if (!Object.hasOwn(errorClasses, type)) throw new Bug(`the kernel throws a ${type}`)
      throw new Thrown(new errorClasses[type](messageOf(plan.throws[index], (i) => values[i])))
    },
  }
}

/** As much of a kernel memory as reading a result needs. */
function memoryOf(memory: ArrayBuffer): KernelMemory {
  const views = Object.fromEntries((Object.keys(classOf) as ElementType[]).map((e) => [e, new classOf[e](memory)]))
  return { views, memory: { buffer: bufferOf(views.u8) } } as unknown as KernelMemory
}
