import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Effect } from '../action/effect.ts'
import type { Line, Part } from '../shell/line.ts'
import { matchPath, mayMatchPath } from './glob.ts'
import type { Rule } from './policy.ts'

/** Directories that hold more than this in all are not looked at one by one. */
const mostEntries = 20_000

/**
 * Adds the files that a part reads with the directories that it names (`grep -r x .`, `rg x`, `tar c .`) and that a rule
 * against reading speaks of, so that the rule meets them. Where there are too many to look, what is read is not known.
 */
export function withReadsBelow(line: Line, rules: readonly Rule[]): Line {
  const guarded = rules.flatMap(({ kind, pattern }) =>
    (kind === 'ask' || kind === 'deny') && pattern.verb === 'read' ? [pattern.path] : [],
  )
  if (guarded.length === 0) return line
  const parts = line.parts.map((part) => {
    const below = roots(part).flatMap((root) => readsBelow(root, guarded, skipsHidden(part)))
    return below.length === 0 ? part : { ...part, effects: [...part.effects, ...below] }
  })
  return { ...line, parts }
}

// --- internal ---

/** Show names and sizes, not what files hold. */
const showsNames = new Set(['ls', 'dir', 'vdir', 'stat', 'du', 'tree', 'find', 'test', '[', 'cd'])

/** Search the directory where they start when they are given none. */
const searchesHere = new Set(['rg', 'ag', 'ack', 'rgrep', 'grep', 'egrep', 'fgrep'])

function roots(part: Part): string[] {
  if (part.program === null || showsNames.has(part.program)) return []
  const named = part.effects.flatMap((effect) =>
    effect.kind === 'read' && effect.path.absolute !== null && !effect.path.glob
      ? [effect.path.absolute]
      : [],
  )
  const here = searchesHere.has(part.program) || part.facts === 'git grep'
  return named.length === 0 && here && part.cwd !== null && descends(part) ? [part.cwd] : named
}

function descends({ program, argv }: Part): boolean {
  if (!/^[ef]?grep$/.test(program ?? '')) return true
  return argv.some(({ value }) => /^-[a-zA-Z0-9]*[rRd]|^--(?:r|de|di)/.test(value))
}

function skipsHidden({ program, argv, facts }: Part): boolean {
  if (!/^(?:rg|ag|ack)$/.test(program ?? '')) return facts === 'git grep'
  return !argv.some(({ value }) => /^-[a-zA-Z]*[.u]|^--(?:hid|unr)/.test(value))
}

function readsBelow(root: string, guarded: readonly string[], skip: boolean): Effect[] {
  const near = guarded.filter((pattern) => mayMatchPath(pattern, `${root}/**`))
  const queue = near.length === 0 ? [] : [root]
  const found: Effect[] = []
  let left = mostEntries
  for (let dir = queue.shift(); dir !== undefined; dir = queue.shift()) {
    for (const entry of entriesOf(dir)) {
      if (--left < 0) {
        return [{ kind: 'read', path: { text: root, absolute: null, glob: false } }]
      }
      if (skip && entry.name.startsWith('.')) continue
      const path = join(dir, entry.name)
      if (entry.isDirectory()) {
        if (near.some((pattern) => mayMatchPath(pattern, `${path}/**`))) queue.push(path)
      } else if (near.some((pattern) => matchPath(pattern, path))) {
        found.push({ kind: 'read', path: { text: path, absolute: path, glob: false } })
      }
    }
  }
  return found
}

/** None for what is no directory, or cannot be read: then the part cannot read it either. */
function entriesOf(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
  } catch {
    return []
  }
}
