/**
 * Imported for its effect: from now on the compiler works in this thread, and every first call compiles at once. For the tests and the bench
 * suite, which look into it and keep its time apart; not part of the package.
 */
import { compiler } from './compiler.ts'
import { installCompiler } from './runtime/compilers.ts'

installCompiler(compiler)
