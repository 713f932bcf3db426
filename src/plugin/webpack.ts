/** The entry `tightloop/webpack`: the plugin for webpack. */
import { type MakePlugin, plugin } from './plugin.ts'

const webpack: MakePlugin = plugin.webpack
export default webpack
