import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'

const mostBytes = 200_000

const running =
  /^\s*(?:fsmonitor|hookspath|pager|editor|sshcommand|gitproxy|askpass|attributesfile|worktree|external|textconv|command|clean|smudge|process|program|helper|path|driver|cmd|alternaterefscommand|packobjectshook|diffcmd|sequence|browser|tool|uploadpack|receivepack|vcs)\s*(?:=|$)/i
const sections =
  /^\s*\[\s*(?:alias|pager|include|includeif|filter|difftool|mergetool|credential|gpg|browser|man|interactive|sequence|extensions)\b/i

/** What the configuration of the repository around a directory makes git run, or why that cannot be told; `null` if nothing. */
export function repositoryHazard(cwd: string, workspace: string | null): string | null {
  let directory = cwd
  for (let depth = 0; depth < 64; depth += 1) {
    if (isBare(directory)) return `\`${directory}\` is a bare repository`
    const dot = join(directory, '.git')
    if (existsSync(dot)) {
      if (workspace !== null && directory !== workspace && directory.startsWith(`${workspace}/`)) {
        return `\`${directory}\` is a repository inside the workspace`
      }
      return hazardOf(dot, directory)
    }
    const parent = dirname(directory)
    if (parent === directory) return null
    directory = parent
  }
  return 'the repository is too far up'
}

function isBare(directory: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(directory, name)))
}

function hazardOf(dot: string, top: string): string | null {
  const gitDir = resolveGitDir(dot)
  if (gitDir === null) return `\`${dot}\` cannot be read`
  const common = read(join(gitDir, 'commondir'))
  const shared = common === null ? gitDir : resolveFrom(gitDir, common.trim())
  for (const path of [join(shared, 'config'), join(gitDir, 'config.worktree')]) {
    const text = read(path)
    if (text === null) continue
    const hazard = text.split('\n').find((line) => isHazard(line))
    if (hazard !== undefined)
      return `\`${path}\` has \`${hazard.trim()}\`, which may make git run a program`
  }
  for (const path of [join(top, '.gitattributes'), join(shared, 'info', 'attributes')]) {
    const text = read(path)
    const hazard = text
      ?.split('\n')
      .find(
        (line) =>
          !/^\s*#/.test(line) &&
          /\s(?:filter|diff|merge)=(?!lfs\b|union\b|ours\b|binary\b)/.test(line),
      )
    if (hazard !== undefined && !/\s(?:filter|diff|merge)=\w+$/.test(hazard.trim()))
      return `\`${path}\` has \`${hazard.trim()}\``
  }
  return null
}

function isHazard(line: string): boolean {
  if (/^\s*[#;]/.test(line)) return false
  if (/^\s*(?:pager|fsmonitor)\s*=\s*(?:cat|false)?\s*$/i.test(line)) return false
  const [, section, rest = ''] = /^(\s*\[[^\]]*\])(.*)$/.exec(line) ?? []
  if (section !== undefined) return sections.test(section) || running.test(rest)
  return running.test(line) || line.endsWith('\\')
}

function resolveGitDir(dot: string): string | null {
  try {
    if (statSync(dot).isDirectory()) return dot
  } catch {
    return null
  }
  const target = /^gitdir:\s*(.+)$/m.exec(read(dot) ?? '')?.[1]
  return target === undefined ? null : resolveFrom(dirname(dot), target.trim())
}

function resolveFrom(base: string, path: string): string {
  return isAbsolute(path) ? path : join(base, path)
}

/** `null` where there is no such file; a text that counts as a hazard where it is too large to be read. */
function read(path: string): string | null {
  try {
    return statSync(path).size > mostBytes ? '[include]' : readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
