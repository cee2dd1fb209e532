import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { GaterError } from '../action/error.ts'

/** Where the agent works. Read from files: a `git` of ours would do what the repository's configuration says. */
export interface Workspace {
  /** The git top level around the directory where gater started, else that directory. Absolute, without symlinks. */
  root: string
  /** Name for people. */
  name: string
  /** What path rules are relative to; `null` for `/`, the home directory and their parents (design.md, "Workspace"). */
  forRules: string | null
}

export function findWorkspace(cwd: string, home: string): Workspace {
  const from = realpathSync(cwd)
  const root = gitTop(from) ?? from
  return {
    root,
    name: basename(root) || root,
    forRules: isInside(realHome(home), root) ? null : root,
  }
}

/** The branch that is checked out at `root`; `null` outside a repository or when detached. */
export function branchOf(root: string): string | null {
  try {
    const head = readFileSync(join(gitDir(root), 'HEAD'), 'utf8').trim()
    return /^ref: refs\/heads\/(.+)$/.exec(head)?.[1] ?? null
  } catch {
    return null
  }
}

/** Throws `GaterError` when the agent could change what gater itself runs. */
export function checkOutside(workspace: Workspace, own: Readonly<Record<string, string>>): void {
  for (const [what, path] of Object.entries(own)) {
    if (!isInside(realpathSync(path), workspace.root)) continue
    throw new GaterError(
      `${what} lies inside the workspace ${workspace.root}: the agent could change it`,
      {
        hint: 'install it elsewhere, or start with --dev if this is work on gater',
        exit: 125,
      },
    )
  }
}

/** Whether a path is `dir` or lies below it. Both absolute and without symlinks. */
export function isInside(path: string, dir: string): boolean {
  return path === dir || path.startsWith(dir.endsWith(sep) ? dir : dir + sep)
}

// --- internal ---

function gitTop(from: string): string | null {
  for (let dir = from; ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.git'))) return dir
    if (dir === dirname(dir)) return null
  }
}

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

function realHome(home: string): string {
  return existsSync(home) ? realpathSync(home) : home
}
