/** The entry `tightloop/esbuild`: the plugin for esbuild. */
import { type MakePlugin, plugin } from './plugin.ts'

const esbuild: MakePlugin = plugin.esbuild
export default esbuild
