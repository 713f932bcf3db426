/**
 * The compiler in the calling thread, where every first call compiles at once: for the tests and the bench suite, which look into it and keep
 * its time apart. Not part of the package.
 */
import { compiler } from './compiler.ts'
import { installCompiler } from './runtime/compilers.ts'

export function compileInThread(): void {
  installCompiler(compiler)
}
