/** The entry `tightloop/plugin`: the bundler plugin for each bundler, and nothing else. */
import { type MakePlugin, plugin } from './plugin.ts'

export type { MakePlugin, PluginOptions } from './plugin.ts'

export const vite: MakePlugin = plugin.vite
export const rollup: MakePlugin = plugin.rollup
export const rolldown: MakePlugin = plugin.rolldown
export const webpack: MakePlugin = plugin.webpack
export const rspack: MakePlugin = plugin.rspack
export const esbuild: MakePlugin = plugin.esbuild
