import type { FuzzCase } from '../case.ts'

/** What a recursive function passes to itself was followed without end: the compiler ran out of stack, and the plain function ran. */
export default {
  source: `(p3) => {
  let s0 = 0
  const f1 = (u2) => {
  }
  for (let i3 = 0; i3 <= 11; i3 += 2) {
    loop8: for (let i7 = p3.length; i7 >= 0; i7--) {
      switch (0 & 3) {
        case 0: {
          if (Math.hypot(0, 0)) {
          } else {
            s0 >>>= help0(0, 2)
          }
        }
        s0 -= f1(0)
      }
    }
  }
}`,
  functions: {
    help0: `(d, y) => {
  if (d <= 0) return y
  return help0(d - 1, 0)
}`,
  },
  env: { c0: 2147483648 },
  args() {
    return [[[]]]
  },
} satisfies FuzzCase
