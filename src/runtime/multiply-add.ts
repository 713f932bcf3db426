/**
 * Does this engine, on this machine, multiply and add with one rounding? WebAssembly's relaxed_madd may round once or twice, and older
 * engines do not have it: what it gives tells.
 */

/** `(func (export "f") (param $x f64) (param $z f64) (result f64) ...)`: lane 0 of f64x2.relaxed_madd(x, x, z). */
// biome-ignore format: sections, one a line
const probe = Uint8Array.of(
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
  0x01, 0x07, 0x01, 0x60, 0x02, 0x7c, 0x7c, 0x01, 0x7c,
  0x03, 0x02, 0x01, 0x00,
  0x07, 0x05, 0x01, 0x01, 0x66, 0x00, 0x00,
  0x0a, 0x16, 0x01, 0x14, 0x00,
  0x20, 0x00, 0xfd, 0x14, 0x20, 0x00, 0xfd, 0x14, 0x20, 0x01, 0xfd, 0x14, 0xfd, 0x87, 0x02, 0xfd, 0x21, 0x00, 0x0b,
)

let known: boolean | undefined

export function roundsOnce(): boolean {
  known ??= WebAssembly.validate(probe) && tells()
  return known
}

/** (1 + e)^2 is 1 + 2 e + e^2, of which a rounded product has not the last. */
function tells(): boolean {
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(probe)).exports as { f(x: number, z: number): number }
  const e = 2 ** -30
  return f(1 + e, -(1 + 2 * e)) === e * e
}
