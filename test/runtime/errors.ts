/** `assert.throws(run, isA(RangeError))`: uvu takes a class for a predicate, and an error class called as one is always truthy. */
export function isA(Class: new (...args: never[]) => Error): (error: unknown) => boolean {
  return (error) => error instanceof Class
}
