/** The entry `tightloop/precompiled`: modules that need no compiler any more, and nothing else. */
export type {
  CompileModuleOptions,
  PrecompiledKernel,
  PrecompiledModule,
  PrecompiledVariant,
  Refusal,
} from './compile-module.ts'
export { compileModule } from './compile-module.ts'
export type { KernelDescription, LibraryDescription, VariantDescription } from './description.ts'
export { declarationFile, hasStructs, type LoaderOptions, loaderFile } from './files.ts'
