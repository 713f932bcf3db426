/** The entry `tightloop/rolldown`: the plugin for Rolldown. */
import { type MakePlugin, plugin } from './plugin.ts'

const rolldown: MakePlugin = plugin.rolldown
export default rolldown
