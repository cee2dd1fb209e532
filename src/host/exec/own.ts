import { basename } from './exec.ts'
import { type Located, locate } from './location.ts'
import type { Shape } from './shapes.ts'

/** The agent's own files: its program and its bundled helpers, as they were when it started. */
export interface Own {
  /** Realpath of the program that was started. */
  program: string
  /** Directories of its packages, each with a slash at its end. */
  folders: readonly string[]
  /** UTC milliseconds. A file whose inode changed later is not its own any more; ctime cannot be set by hand. */
  since: number
}

/** Programs that run whatever file they are given: being one is no proof of being the agent. */
const interpreters =
  /^(?:node|bun|deno|python[\d.]*|perl|ruby|sh|bash|dash|zsh|ksh|env|busybox|toybox)$/

/** Options with which an agent restarts itself under node, none of which loads code. */
const harmless = /^--(?:max-old-space-size=\d+|no-warnings(?:=\w+)?|enable-source-maps)$/

export function ownFiles(shape: Shape, program: string, now: number): Own {
  // The outermost one: an agent's helpers lie beside it or in a node_modules of its own.
  const end = program.indexOf('/node_modules/')
  const modules = end < 0 ? null : `${program.slice(0, end)}/node_modules/`
  return {
    program,
    folders: modules === null ? [] : shape.packages.map((name) => `${modules}${name}/`),
    since: now,
  }
}

/** Whether the exec starts the agent's own program again, or a helper that came with it. */
export function isOwn(
  own: Own,
  shape: Shape,
  file: Located,
  argv: readonly string[],
  find: (path: string) => Located | null,
): boolean {
  if (shape.packages.length === 0) return false
  if (!interpreters.test(basename(file.path))) return belongs(own, file)
  const script = argv.slice(1).find((word) => !harmless.test(word))
  const found = script === undefined || script.startsWith('-') ? null : find(script)
  return found !== null && belongs(own, found)
}

function belongs(own: Own, file: Located): boolean {
  if (file.stats === null || file.stats.ctimeMs >= own.since) return false
  return file.path === own.program || own.folders.some((folder) => file.path.startsWith(folder))
}

/** Looks a script argument up in the target's view; `null` where there is no such file. */
export function scriptFinder(thread: number, cwd: string) {
  return (path: string): Located | null => {
    const found = locate(thread, cwd, path)
    return found.kind === 'located' ? found : null
  }
}
