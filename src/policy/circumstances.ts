import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { Circumstances } from './policy.ts'

/** Where the agent works, read from files: a `git` of ours would do what the repository's configuration says. */
export interface Workspace {
  /** The git top level around the directory where gater started, else that directory. Absolute, without symlinks. */
  root: string
  /** Name for people. */
  name: string
  /** What path rules are relative to; `null` for `/`, the home directory and their parents (design.md, "Workspace"). */
  forRules: string | null
}

/** Throws the system's error when `cwd` is gone. */
export function findWorkspace(cwd: string, home: string): Workspace {
  const from = realpathSync(cwd)
  const root = gitTop(from) ?? from
  return {
    root,
    name: basename(root) || root,
    forRules: isInside(existsSync(home) ? realpathSync(home) : home, root) ? null : root,
  }
}

/** What `when` is tested against, for an action that starts in `cwd`. Read anew for each: branches change. */
export function circumstances(known: {
  agent: string
  cwd: string
  env: Circumstances['env']
  now: Date
}): Circumstances {
  const top = gitTop(known.cwd)
  return { ...known, worktree: top, branch: top === null ? null : branchOf(top) }
}

/** The branch that is checked out at a git top level; `null` outside a repository or when detached. */
export function branchOf(root: string): string | null {
  try {
    const head = readFileSync(join(gitDir(root), 'HEAD'), 'utf8').trim()
    return /^ref: refs\/heads\/(.+)$/.exec(head)?.[1] ?? null
  } catch {
    return null
  }
}

/** The nearest directory at or above that holds `.git`; `null` where none does. */
export function gitTop(from: string): string | null {
  for (let dir = from; ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.git'))) return dir
    if (dir === dirname(dir)) return null
  }
}

// --- internal ---

/** The directory that holds HEAD; in a worktree or submodule `.git` is a file that names it. */
function gitDir(root: string): string {
  const path = join(root, '.git')
  try {
    const link = /^gitdir: (.+)$/m.exec(readFileSync(path, 'utf8'))?.[1]
    return link === undefined ? path : resolve(root, link)
  } catch {
    return path
  }
}

function isInside(path: string, dir: string): boolean {
  return path === dir || path.startsWith(dir.endsWith(sep) ? dir : dir + sep)
}
