import type { Stats } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { isWithin } from '../action/place.ts'
import { programs } from './facts/index.ts'
import type { Need, Part } from './line.ts'
import { contentHash, identity, type Machine, real, stat } from './machine.ts'

/** What the shells do themselves, before they look at PATH. */
const inShell = new Set(
  ': . [ alias bg bind break builtin cd chdir command continue declare dirs disown echo eval exec exit export false fc fg getopts hash help history jobs kill let local logout popd printf pushd pwd read readonly return set shift shopt source test time times trap true type typeset ulimit umask unalias unset wait'.split(
    ' ',
  ),
)

/**
 * Which file a part's program is: one that the workspace or others could have put there must not pass for the
 * program of that name. A program that is not found is judged by its name.
 */
export function lookForProgram(
  part: Part,
  machine: Machine,
  seen: Record<string, string>,
): readonly Need[] {
  const [head] = part.argv
  if (head === undefined || !head.static) return []
  const need = (why: string): Need[] => [{ span: head.span, class: 'unknown', by: 'program', why }]
  const name = head.value
  if (name.includes('/')) {
    const path = isAbsolute(name) ? name : part.cwd === null ? null : join(part.cwd, name)
    const stats = path === null ? null : stat(path)
    if (path === null || stats === null) return []
    seen[`script ${name}`] = contentHash(path, stats)
    return isAbsolute(name) ? judgeFile(path, stats, machine, need, name) : []
  }
  noteScripts(part, seen)
  if (inShell.has(name)) return []
  for (const directory of machine.path.split(':')) {
    if (!isAbsolute(directory)) return need(`PATH looks for \`${name}\` in the current directory`)
    const path = join(directory, name)
    const stats = stat(path)
    if (stats === null || !stats.isFile() || (stats.mode & 0o111) === 0) continue
    seen[`program ${name}`] = `${real(path) ?? path} ${identity(stats)}`
    return judgeFile(path, stats, machine, need, name)
  }
  return []
}

function judgeFile(
  path: string,
  stats: Stats,
  machine: Machine,
  need: (why: string) => Need[],
  name: string,
): Need[] {
  const target = real(path)
  if (target === null) return need(`\`${name}\` cannot be resolved`)
  const { workspace } = machine.ground
  if (workspace !== null) {
    const root = real(workspace) ?? workspace
    if (isWithin(target, root) || isWithin(path, workspace))
      return need(`\`${name}\` is a file of the workspace: \`${target}\``)
  }
  if (others(stats)) return need(`others can write the program \`${target}\``)
  if ([dirname(target), dirname(path)].some((directory) => others(stat(directory))))
    return need(`others can replace the program \`${target}\``)
  return []
}

/** Whether anyone but its owner can write it: the group as well, unless that is root's (0) or a system's (`staff` below 100). */
function others(stats: Stats | null): boolean {
  if (stats === null) return false
  return (stats.mode & 0o002) !== 0 || ((stats.mode & 0o020) !== 0 && stats.gid >= 100)
}

/** Local script files that an interpreter is given: what was shown is what runs. */
function noteScripts(part: Part, seen: Record<string, string>): void {
  if (part.program === null || part.cwd === null || programs.get(part.program)?.risk !== 'unknown')
    return
  for (const word of part.argv.slice(1, 6)) {
    const { value } = word
    if (!word.static || value.startsWith('-') || value.length > 1024 || value.includes('\n'))
      continue
    const path = isAbsolute(value) ? value : join(part.cwd, value)
    const stats = stat(path)
    if (stats?.isFile()) seen[`script ${value}`] = contentHash(path, stats)
  }
}
