/** Small arguments of a given signature, always the same ones: short and empty arrays, awkward numbers, one array twice. */
import type { ArgType, ElementType } from '../../src/artifact.ts'
import { classOf } from '../../src/runtime/arrays.ts'
import { parseSignature } from '../../src/runtime/signature.ts'

const SETS = 12
const LENGTHS = [9, 4, 0, 16, 1, 25, 2, 40, 6]
const INTEGERS = [3, 1, 0, 4, 2, 8, 5, -1, 7, 12]
const FLOATS = [1.5, -2, 0.1, 3, -0, 1e10, NaN, 0.5, 7, -Infinity, 2 ** 31, 1e-300, 5]

/** Argument lists, so that each parameter takes its values in a rhythm of its own. */
export function argumentsFor(signature: string): unknown[][] {
  return parseSignature(signature).alternatives.flatMap((types) => {
    const sets = Array.from({ length: SETS }, (_, set) => types.map((type, i) => valueOf(type, set * (i + 1) + i)))
    return [...sets, ...sharing(types, sets)]
  })
}

/** All arrays of one class the same array. */
function sharing(types: readonly ArgType[], sets: readonly unknown[][]): unknown[][] {
  const keyOf = (type: ArgType): string => (type.kind === 'array' ? JSON.stringify(type) : '')
  const keys = types.map(keyOf)
  const isShared = (key: string, i: number): boolean => key !== '' && keys.indexOf(key) !== i
  if (!keys.some(isShared)) return []
  return sets.slice(0, 4).map((args) => args.map((arg, i) => (keys[i] === '' ? arg : args[keys.indexOf(keys[i])])))
}

function valueOf(type: ArgType, seed: number): unknown {
  switch (type.kind) {
    case 'scalar':
      return scalarOf(type.type, seed)
    case 'array':
      return arrayOf(type.element, type.plain, LENGTHS[seed % LENGTHS.length], seed)
    case 'rows':
      return Array.from({ length: 1 + (seed % 5) }, (_, row) => arrayOf(type.element, type.plain, 1 + (seed % 5), seed + row))
    case 'object':
      return Object.fromEntries(type.fields.map(([name, field], i) => [name, valueOf(field, seed + i)]))
    default:
      return undefined
  }
}

function scalarOf(type: string, seed: number): unknown {
  if (type === 'bool') return seed % 2 === 0
  const integer = INTEGERS[seed % INTEGERS.length]
  if (type === 'i64') return BigInt(integer)
  return type === 'i32' ? integer : FLOATS[seed % FLOATS.length]
}

function arrayOf(element: ElementType, plain: boolean, length: number, seed: number): unknown {
  const isFloat = element === 'f64' || element === 'f32'
  const number = (i: number): number => (isFloat ? FLOATS[(i + seed) % FLOATS.length] : (i * 7 + seed * 3) % 11)
  const numbers = Array.from({ length }, (_, i) => number(i))
  if (plain) return numbers
  const values = element === 'i64' || element === 'u64' ? numbers.map((n) => BigInt(n)) : numbers
  return Reflect.construct(classOf[element], [values])
}
