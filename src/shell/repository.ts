import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { isSecret, isWithin } from '../action/place.ts'
import { type GitSetting, parseGitConfig } from './git-config.ts'
import { readIndex } from './git-index.ts'
import type { Need, Part } from './line.ts'
import { entries, type Machine, readText, real, stat } from './machine.ts'
import { isSourcePattern } from './source-names.ts'

const mostBytes = 200_000

/**
 * What a git command may run besides git itself: by the repository's configuration, the hooks, the submodules. What
 * the person's own configuration says is their choice, unless it leads back into the workspace.
 */
export function lookAtRepository(part: Part, machine: Machine): readonly Need[] {
  if (part.program !== 'git' || part.facts === null || part.facts.endsWith('(information)'))
    return []
  const span = part.argv[0]?.span ?? part.span
  const need = (why: string, by: Need['by'] = 'state'): Need[] => [
    { span, class: 'unknown', by, why },
  ]
  if (part.cwd === null) return need('in which repository it runs cannot be told')
  const reads = part.needs.length === 0
  const around = repositoryAround(part.cwd, machine.ground.workspace)
  if (typeof around === 'string') return need(around)
  const own = personalHazard(part.cwd, machine)
  if (own.hazard !== null) return need(own.hazard)
  if (around === null) return []
  const found = configHazard(around, machine)
  if (found.hazard !== null) return need(found.hazard)
  const linked = linkedHazard(around, machine)
  if (linked !== null) return need(linked)
  const path = found.hooksPath ?? own.hooksPath
  const hook = hookIn(
    path === null ? join(around.shared, 'hooks') : resolve(around.top, path),
    reads,
  )
  return hook === null ? [] : need(`runs the hook \`${hook}\``, reads ? 'state' : 'program')
}

/** Why a `git grep` may show secrets: those that the repository tracks. */
export function trackedSecret(part: Part, workspace: string | null): string | null {
  const words = part.argv.map((word) => word.value)
  const mark = words.indexOf('--')
  if (mark > 0 && mark + 1 < words.length && words.slice(mark + 1).every(isSourcePattern))
    return null
  const around = part.cwd === null ? null : repositoryAround(part.cwd, workspace)
  if (around === null || typeof around === 'string') return null
  const index = readIndex(join(around.gitDir, 'index'))
  if (index === null) return 'what the repository tracks cannot be told'
  const secret = index.files.find((file) => isSecret(file))
  return secret === undefined ? null : `searches \`${secret}\`, which may hold credentials`
}

// --- internal ---

interface Repository {
  /** Top of the work tree. */
  top: string
  gitDir: string
  /** The directory that all of its work trees share. */
  shared: string
}

/** The repository that git finds from a directory, or why it is not one to trust; `null` if there is none. */
function repositoryAround(cwd: string, workspace: string | null): Repository | string | null {
  for (let directory = real(cwd) ?? cwd; ; directory = dirname(directory)) {
    if (isBare(directory)) return `\`${directory}\` is a bare repository`
    const dot = join(directory, '.git')
    if (existsSync(dot)) {
      const root = workspace === null ? null : (real(workspace) ?? workspace)
      if (root !== null && directory !== root && isWithin(directory, root))
        return `\`${directory}\` is a repository inside the workspace`
      return opened(dot, directory) ?? `\`${dot}\` cannot be read`
    }
    if (dirname(directory) === directory) return null
  }
}

function isBare(directory: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(directory, name)))
}

function opened(dot: string, top: string): Repository | null {
  const gitDir = stat(dot)?.isDirectory() ? dot : leadsTo(dot)
  if (gitDir === null) return null
  const common = readText(join(gitDir, 'commondir'), mostBytes)
  return {
    top,
    gitDir,
    shared: typeof common === 'string' ? resolve(gitDir, common.trim()) : gitDir,
  }
}

function leadsTo(dot: string): string | null {
  const target = /^gitdir:\s*(.+)$/m.exec(readText(dot, mostBytes) ?? '')?.[1]
  return target === undefined ? null : resolve(dirname(dot), target.trim())
}

interface Configured {
  hazard: string | null
  /** As written, tilde expanded. */
  hooksPath: string | null
}

function configHazard({ gitDir, shared }: Repository, machine: Machine): Configured {
  let hooksPath: string | null = null
  for (const path of [join(shared, 'config'), join(gitDir, 'config.worktree')]) {
    const read = readSettings(path)
    if (read === 'unreadable') return { hazard: `\`${path}\` cannot be read`, hooksPath }
    for (const setting of read) {
      if (setting.section === 'core' && setting.key === 'hookspath')
        hooksPath = expandTilde(setting.value ?? '', machine)
      if (runs(setting))
        return {
          hazard: `\`${path}\` sets \`${nameOf(setting)}\`, which may make git run a program`,
          hooksPath,
        }
    }
  }
  return { hazard: null, hooksPath }
}

function readSettings(path: string): readonly GitSetting[] | 'unreadable' {
  const text = readText(path, mostBytes)
  if (text === null) return []
  return (text === undefined ? null : parseGitConfig(text)) ?? 'unreadable'
}

/** Submodules are entered by `git status` and `git diff`, and their own configuration counts there. */
function linkedHazard(repository: Repository, machine: Machine): string | null {
  const index = readIndex(join(repository.gitDir, 'index'))
  if (index === null) return `\`${repository.gitDir}/index\` cannot be read`
  for (const link of index.links) {
    const top = join(repository.top, link)
    const dot = join(top, '.git')
    if (!existsSync(dot)) continue
    const inner = opened(dot, top)
    if (inner === null) return `\`${dot}\` cannot be read`
    const { hazard, hooksPath } = configHazard(inner, machine)
    if (hazard !== null) return hazard
    const hooks = hooksPath === null ? join(inner.shared, 'hooks') : resolve(top, hooksPath)
    const hook = hookIn(hooks, true)
    if (hook !== null) return `runs the hook \`${hook}\` of the submodule \`${link}\``
    const deeper = linkedHazard(inner, machine)
    if (deeper !== null) return deeper
  }
  return null
}

/** The first hook that may run; of reading commands only those that refresh the index run one. */
function hookIn(directory: string, reads: boolean): string | null {
  const found = entries(directory).find(
    ({ name }) =>
      (reads ? name === 'post-index-change' : /^[a-z0-9-]+$/.test(name)) &&
      isExecutable(join(directory, name)),
  )
  return found === undefined ? null : join(directory, found.name)
}

function isExecutable(path: string): boolean {
  const stats = stat(path)
  return stats?.isFile() === true && (stats.mode & 0o111) !== 0
}

/** The person's own files: only what leads into the workspace, or depends on the directory, counts. */
function personalHazard(cwd: string, machine: Machine): Configured {
  const { ground, env = {} } = machine
  const config = env.XDG_CONFIG_HOME || join(ground.home, '.config')
  const queue = (
    env.GIT_CONFIG_GLOBAL !== undefined
      ? [env.GIT_CONFIG_GLOBAL]
      : [join(config, 'git', 'config'), join(ground.home, '.gitconfig')]
  ).map((path) => ({ path, depth: 0 }))
  queue.unshift({ path: env.GIT_CONFIG_SYSTEM ?? '/etc/gitconfig', depth: 0 })
  let hooksPath: string | null = null
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { path, depth } = next
    const target = real(path)
    if (target === null) continue
    if (isInWorkspace(target, machine))
      return {
        hazard: `git reads its configuration from \`${target}\`, in the workspace`,
        hooksPath,
      }
    const read = readSettings(path)
    if (read === 'unreadable') continue
    for (const setting of read) {
      const { section, key, value } = setting
      const text = expandTilde(value ?? '', machine)
      if (section === 'core' && key === 'hookspath') hooksPath = text
      else if ((section === 'include' || section === 'includeif') && key === 'path') {
        if (depth === 8) return { hazard: `\`${path}\` includes too many files`, hooksPath }
        queue.push({ path: resolve(dirname(target), text), depth: depth + 1 })
      } else if (runs(setting) && leadsIn(text, cwd, machine))
        return {
          hazard: `\`${path}\` sets \`${nameOf(setting)}\` to a program of the workspace`,
          hooksPath,
        }
    }
  }
  return { hazard: null, hooksPath }
}

/** Whether the program of a setting is looked up in the workspace. */
function leadsIn(value: string, cwd: string, machine: Machine): boolean {
  const word = /^!?\s*(\S+)/.exec(value)?.[1] ?? ''
  if (!word.includes('/')) return false
  const path = isAbsolute(word) ? word : join(cwd, word)
  return !isAbsolute(word) || isInWorkspace(real(path) ?? path, machine)
}

function isInWorkspace(path: string, { ground }: Machine): boolean {
  const { workspace } = ground
  return workspace !== null && isWithin(path, real(workspace) ?? workspace)
}

function expandTilde(path: string, { ground }: Machine): string {
  return path === '~' || path.startsWith('~/') ? ground.home + path.slice(1) : path
}

function nameOf({ section, subsection, key }: GitSetting): string {
  return [section, ...(subsection === null ? [] : [subsection]), key].join('.')
}

/** Settings that are, or lead to, a program that git runs, by `section.key` or `section.*.key` (git-config(1)). */
const running = new Set(
  (
    'core.editor core.sshcommand core.gitproxy core.askpass core.alternaterefscommand core.virtualfilesystem core.worktree ' +
    'sequence.editor diff.external diff.*.command diff.*.textconv filter.*.clean filter.*.smudge filter.*.process ' +
    'merge.*.driver interactive.difffilter gpg.program gpg.*.program gpg.ssh.defaultkeycommand trailer.*.command ' +
    'trailer.*.cmd tar.*.command remote.*.uploadpack remote.*.receivepack remote.*.vcs remote.*.promisor ' +
    'extensions.partialclone uploadpack.packobjectshook gc.recentobjectshook browser.*.cmd browser.*.path man.*.cmd ' +
    'man.*.path difftool.*.cmd difftool.*.path mergetool.*.cmd mergetool.*.path guitool.*.cmd include.path includeif.*.path'
  ).split(' '),
)

const switched = /^(?:true|false|yes|no|on|off|0|1)?$/i
const plainPager = /^(?:cat|less(?: -[A-Za-z]+)*)?$/
const lfs = /^git-lfs (?:clean|smudge)(?: --skip)? -- %f$|^git-lfs filter-process(?: --skip)?$/

function runs({ section, subsection, key, value }: GitSetting): boolean {
  const text = value ?? ''
  switch (section) {
    case 'alias':
    case 'hook':
      return true
    case 'pager':
      return !switched.test(text) && !plainPager.test(text)
    case 'credential':
      return key === 'helper' && /[!/]/.test(text)
    case 'submodule':
      return key === 'update' && text.startsWith('!')
    case 'filter':
      if (subsection === 'lfs' && lfs.test(text)) return false
      break
    case 'core':
      if (key === 'fsmonitor') return !switched.test(text)
      if (key === 'pager') return !plainPager.test(text)
      break
  }
  return running.has(`${section}.${subsection === null ? '' : '*.'}${key}`)
}
