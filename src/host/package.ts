import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The directory of gater's package.json; this file lies two levels below it, built or not. */
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Where gater's own files are. */
export const packagePlaces = {
  root,
  /** Of `gater-hook`, `gater-shell`, `gater-permission` and `gater.js`. */
  bin: join(root, 'bin'),
  /** The agent of `gater demo`. */
  demoAgent: join(root, 'demo', 'agent.js'),
} as const
