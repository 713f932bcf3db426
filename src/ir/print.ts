/**
 * The text form of the IR, for dumps and goldens; docs/IR.md describes it. Names are numbered anew per function in the order in which
 * they appear, so the text does not depend on ids.
 * What is used once is written inside its user; what is shared, or grows long, gets a line (see place.ts).
 */
import type { Op } from './ops.ts'
import type { Scope } from './place.ts'
import { place } from './place.ts'
import type { Block, Func, Label, Load, Loop, Module, Stmt, Store, Value } from './types.ts'
import { leaves } from './types.ts'

export function printModule(m: Module): string {
  const roots = m.roots.map((r, i) => `root #${i} ${r.kind} ${r.name}${r.plain ? ' plain' : ''}\n`)
  const throws = m.throws.map(
    (t, i) =>
      `throw #${i} ${t.type} ${JSON.stringify(t.message.reduce((text, piece, i) => `${text}{${i - 1}}${piece}`))}\n`,
  )
  return [...roots, ...throws, ...m.funcs.map(printFunc)].join('')
}

export function printFunc(f: Func): string {
  return new Printer().func(f)
}

class Printer {
  private readonly names = new Map<Value | Label, string>()
  private readonly taken = new Set<string>()
  private unnamed = 0
  private scopes: ReadonlyMap<Block, Scope> = new Map()
  private out = ''
  private indent = ''

  func(f: Func): string {
    this.scopes = place(f)
    const params = f.params.map((p) => this.define(p)).join(', ')
    const results = f.results.length > 0 ? ` -> ${f.results.join(', ')}` : ''
    this.line(`func ${f.name}(${params})${results} {`)
    this.block(f.body, 'return')
    this.line('}')
    return this.out
  }

  // Names

  private name(of: Value | Label, stem: string | undefined): string {
    let name = this.names.get(of)
    if (name === undefined) {
      for (let n = 0; name === undefined || this.taken.has(name); n++) {
        name = stem === undefined ? `${this.unnamed++}` : n === 0 ? stem : `${stem}.${n}`
      }
      this.taken.add(name)
      this.names.set(of, name)
    }
    return name
  }
  private binder(value: Value): string {
    return `%${this.name(value, value.imm as string | undefined)}`
  }
  private define(value: Value): string {
    return `${this.binder(value)}: ${value.type}${root(value)}`
  }
  private label(label: Label): string {
    return `@${this.name(label, label.name)}`
  }

  // Statements

  private line(text: string): void {
    this.out += `${this.indent}${text}\n`
  }

  private block(block: Block, yields = 'yield', cond?: Value): void {
    const { lines } = this.scopes.get(block)!
    const outer = this.indent
    this.indent += '  '
    if (cond !== undefined && lines.has(-1)) {
      this.shared(lines.get(-1))
      this.line(`while ${this.value(cond)}`)
    }
    for (const [i, stmt] of block.stmts.entries()) {
      this.shared(lines.get(i))
      this.stmt(stmt)
    }
    this.shared(lines.get(block.stmts.length))
    if (!leaves(block) && block.yields.length > 0) this.line(`${yields} ${this.values(block.yields)}`)
    this.indent = outer
  }

  private shared(lines: readonly Value[] = []): void {
    for (const value of lines) {
      const text = this.expression(value, 0)
      this.line(`%${this.name(value, undefined)}: ${value.type} = ${text}`)
    }
  }

  private stmt(stmt: Stmt): void {
    switch (stmt.kind) {
      case 'load': {
        const otherwise = stmt.otherwise === undefined ? '' : ` else ${this.value(stmt.otherwise)}`
        const text = `load ${this.place(stmt)}${this.guard(stmt)}${otherwise}`
        return this.line(`${this.binder(stmt.result)}${root(stmt.result)} = ${text}`)
      }
      case 'store':
        return this.line(`store ${this.place(stmt)} = ${this.value(stmt.value)}${this.guard(stmt)}`)
      case 'call': {
        const text = `call ${stmt.callee}(${this.values(stmt.args)})`
        return this.line(stmt.results.length > 0 ? `${this.definitions(stmt.results)} = ${text}` : text)
      }
      case 'bulk': {
        const from = stmt.source === undefined ? '' : ` from ${this.value(stmt.source)}`
        return this.line(`${stmt.op} ${this.value(stmt.bytes)} bytes at ${this.value(stmt.target)}${from}`)
      }
      case 'if':
        this.line(`if ${this.value(stmt.cond)} {`)
        this.block(stmt.then)
        if (stmt.else.stmts.length + stmt.else.yields.length > 0) {
          this.line('} else {')
          this.block(stmt.else)
        }
        return this.close(stmt.results)
      case 'loop':
        return this.loop(stmt)
      case 'region':
        this.line(`region ${this.label(stmt.label)} {`)
        this.block(stmt.body)
        return this.close(stmt.results)
      case 'exit':
        return this.line(
          `exit ${this.label(stmt.target)}${stmt.values.length > 0 ? ` ${this.values(stmt.values)}` : ''}`,
        )
      default:
        return this.line(`throw #${stmt.index}(${this.values(stmt.values)})`)
    }
  }

  private place({ element, lanes, ptr, index }: Load | Store): string {
    return `${element}${lanes === undefined ? '' : ` x${lanes}`} ${this.value(ptr, ATOM)}[${this.value(index)}]`
  }
  private guard({ guard }: Load | Store): string {
    return guard === undefined ? '' : ` if ${this.value(guard)}`
  }

  private loop(loop: Loop): void {
    const inits = loop.inits.map((init) => this.value(init))
    const params = loop.params.map((p, i) => `${this.define(p)} = ${inits[i]}`).join(', ')
    const mode = loop.mode === 'serial' ? '' : ` ${loop.mode}`
    const inHeader = !this.scopes.get(loop.body)!.lines.has(-1)
    this.line(`loop${mode} (${params})${inHeader ? ` while ${this.value(loop.cond)}` : ''} {`)
    this.block(loop.body, 'yield', loop.cond)
    const results = loop.results.map((r) => this.binder(r)).join(', ')
    this.line(results === '' ? '}' : `} -> ${results}`)
  }

  private close(results: readonly Value[]): void {
    this.line(results.length > 0 ? `} -> ${this.definitions(results)}` : '}')
  }

  // Values

  private definitions(values: readonly Value[]): string {
    return values.map((v) => this.define(v)).join(', ')
  }
  private values(values: readonly Value[]): string {
    return values.map((v) => this.value(v)).join(', ')
  }

  /** `value` as an operand, in parentheses where it binds less tightly than `tightness`. */
  private value(value: Value, tightness = 0): string {
    if (value.op === 'binder') return this.binder(value)
    const name = this.names.get(value)
    return name === undefined ? this.expression(value, tightness) : `%${name}`
  }

  private expression({ op, type, args, imm }: Value, tightness: number): string {
    const inner = (text: string, own: number): string => (own < tightness ? `(${text})` : text)
    const binary = infix[op]
    if (binary !== undefined) {
      const [sign, own] = binary
      return inner(`${this.value(args[0], own)} ${sign} ${this.value(args[1], own + 1)}`, own)
    }
    switch (op) {
      case 'const':
        return constant(type, imm)
      case 'neg':
      case 'not':
        return inner(`${op === 'neg' ? '-' : type === 'bool' ? '!' : '~'}${this.value(args[0], ATOM)}`, PREFIX)
      case 'select':
        return inner(`${this.value(args[0], 2)} ? ${this.value(args[1], 2)} : ${this.value(args[2], 1)}`, 1)
      case 'table':
        return `table.${type}(${this.values(args)})`
      case 'splat':
      case 'reinterpret':
        return `${op}.${type}(${this.values(args)})`
      case 'lane':
      case 'withLane':
        return `${op}(${[this.value(args[0]), imm, ...args.slice(1).map((x) => this.value(x))].join(', ')})`
      case 'shuffle':
        return `shuffle(${this.values(args)}, [${String(imm).replaceAll(',', ', ')}])`
      case 'host':
        return `${imm}(${this.values(args)})`
      case 'assume':
        return `assume(${this.value(args[0])}, ${this.value(args[1])} is ${imm})`
      default:
        return `${op}(${this.values(args)})`
    }
  }
}

/** Written between their operands, with how tightly they bind, as in JavaScript. `select` is the loosest, prefixes the tightest. */
const infix: { readonly [K in Op]?: readonly [sign: string, own: number] } = {
  or: ['|', 2],
  xor: ['^', 3],
  and: ['&', 4],
  eq: ['==', 5],
  ne: ['!=', 5],
  lt: ['<', 6],
  le: ['<=', 6],
  ult: ['<u', 6],
  ule: ['<=u', 6],
  shl: ['<<', 7],
  shr: ['>>', 7],
  ushr: ['>>>', 7],
  add: ['+', 8],
  sub: ['-', 8],
  mul: ['*', 9],
  div: ['/', 9],
  rem: ['%', 9],
}
const PREFIX = 10
const ATOM = 11

const root = (value: Value): string => (value.root === undefined ? '' : ` #${value.root}`)

/** A constant shows its type: `1` is an i32, `1n` an i64, `1.0` an f64, `1.0f` an f32. */
function constant(type: Value['type'], imm: Value['imm']): string {
  if (type === 'bool') return imm === 1 ? 'true' : 'false'
  if (type === 'i64') return `${imm}n`
  if (type === 'i32') return String(imm)
  const text = Object.is(imm, -0)
    ? '-0.0'
    : Number.isInteger(imm) && !String(imm).includes('e')
      ? `${imm}.0`
      : String(imm)
  return type === 'f32' ? `${text}f` : text
}
