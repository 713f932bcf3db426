/** Arguments that are hard to marshal: views of one buffer, resizable, detached and shared buffers. */
export type Resizable = ArrayBuffer & { resize(length: number): void }

export const ResizableBuffer = ArrayBuffer as unknown as new (
  length: number,
  options: { maxByteLength: number },
) => Resizable

/** Pages that are not isolated have the class, but not its name. */
export const SharedBuffer = new WebAssembly.Memory({ initial: 0, maximum: 0, shared: true }).buffer
  .constructor as SharedArrayBufferConstructor

export const counting = (bytes: number): ArrayBuffer =>
  new Uint8Array(Array.from({ length: bytes }, (_, i) => i * 37 + 1)).buffer

export function views(make: (buffer: ArrayBuffer) => unknown[], bytes = 128): unknown[] {
  const buffer = new ArrayBuffer(bytes)
  new Float64Array(buffer).forEach((_, i, all) => {
    all[i] = i * 1.25 - 3
  })
  return make(buffer)
}

export function detached<T extends Float64Array | Uint8Array>(view: T): T {
  structuredClone(view.buffer, { transfer: [view.buffer as ArrayBuffer] })
  return view
}

export function resizable(bytes: number): Float64Array {
  const view = new Float64Array(new ResizableBuffer(bytes, { maxByteLength: 128 }))
  view.forEach((_, i) => {
    view[i] = i + 0.5
  })
  return view
}

export function shared(...values: number[]): Float64Array {
  const view = new Float64Array(new SharedBuffer(values.length * 8))
  view.set(values)
  return view
}
