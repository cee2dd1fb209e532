import { createHash } from 'node:crypto'
import {
  closeSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { matchesGlob } from '../action/glob.ts'
import { type Ground, isOutside, isSecret, isWithin } from '../action/place.ts'
import { attributes, isRisk, worse } from '../action/risk.ts'
import { programs } from './facts/index.ts'
import type { Line, Need, Part } from './line.ts'
import { repositoryHazard } from './repository.ts'

/** The machine that a line would run on. */
export interface Machine {
  ground: Ground
  /** The value of PATH that the agent's shell has. */
  path: string
}

/**
 * Adds what only the machine can tell: which program a name finds, where symlinks lead, what a glob matches, what the
 * repository's configuration makes git run. Executes nothing; every read is bounded.
 * `seen` is what was found, for the digest.
 */
export function look(line: Line, machine: Machine): { line: Line; seen: Record<string, string> } {
  const seen: Record<string, string> = {}
  const parts = line.parts.map((part) => {
    const needs = [
      ...lookForProgram(part, machine, seen),
      ...lookAtPlaces(part, machine.ground),
      ...lookAtRepository(part, machine.ground),
    ]
    return needs.length === 0 ? part : withNeeds(part, needs)
  })
  return { line: { ...line, parts }, seen }
}

function withNeeds(part: Part, more: readonly Need[]): Part {
  let { risk } = part
  const lifted = new Set(part.attributes)
  for (const need of more) {
    if (isRisk(need.class)) risk = worse(risk, need.class)
    else lifted.add(need.class)
  }
  return {
    ...part,
    risk,
    attributes: attributes.filter((name) => lifted.has(name)),
    needs: [...part.needs, ...more],
  }
}

/** What the shells do themselves, before they look at PATH. */
const inShell = new Set(
  ': . [ alias bg bind break builtin cd chdir command continue declare dirs disown echo eval exec exit export false fc fg getopts hash help history jobs kill let local logout popd printf pushd pwd read readonly return set shift shopt source test time times trap true type typeset ulimit umask unalias unset wait'.split(
    ' ',
  ),
)

function lookForProgram(part: Part, machine: Machine, seen: Record<string, string>): Need[] {
  const [head] = part.argv
  if (head === undefined || !head.static) return []
  const need = (why: string): Need[] => [{ span: head.span, class: 'unknown', by: 'program', why }]
  const name = head.value
  if (name.includes('/')) {
    const path = isAbsolute(name) ? name : part.cwd === null ? null : join(part.cwd, name)
    const stats = path === null ? null : stat(path)
    if (path === null || stats === null) return []
    seen[`script ${name}`] = hash(path, stats)
    return isAbsolute(name) ? judgeProgramFile(path, stats, machine, need, name) : []
  }
  noteScripts(part, seen)
  if (inShell.has(name)) return []
  for (const directory of machine.path.split(':')) {
    if (!isAbsolute(directory)) return need(`PATH looks for \`${name}\` in the current directory`)
    const path = join(directory, name)
    const stats = stat(path)
    if (stats === null || !stats.isFile() || (stats.mode & 0o111) === 0) continue
    seen[`program ${name}`] = `${real(path) ?? path} ${identity(stats)}`
    return judgeProgramFile(path, stats, machine, need, name)
  }
  return []
}

function judgeProgramFile(
  path: string,
  stats: Stats,
  machine: Machine,
  need: (why: string) => Need[],
  name: string,
): Need[] {
  const target = real(path)
  if (target === null) return need(`\`${name}\` cannot be resolved`)
  const { workspace } = machine.ground
  if (workspace !== null && (isWithin(target, workspace) || isWithin(path, workspace))) {
    return need(`\`${name}\` is a file of the workspace: \`${target}\``)
  }
  if ((stats.mode & 0o022) !== 0) return need(`others can write the program \`${target}\``)
  const parents = [dirname(target), dirname(path)].map(stat)
  if (parents.some((parent) => parent !== null && (parent.mode & 0o002) !== 0)) {
    return need(`others can replace the program \`${target}\``)
  }
  return []
}

/** Local script files that an interpreter is given: what was shown is what runs. */
function noteScripts(part: Part, seen: Record<string, string>): void {
  if (part.program === null || part.cwd === null || programs.get(part.program)?.risk !== 'unknown')
    return
  for (const word of part.argv.slice(1, 6)) {
    if (
      !word.static ||
      word.value.startsWith('-') ||
      word.value.length > 1024 ||
      word.value.includes('\n')
    )
      continue
    const path = isAbsolute(word.value) ? word.value : join(part.cwd, word.value)
    const stats = stat(path)
    if (stats?.isFile()) seen[`script ${word.value}`] = hash(path, stats)
  }
}

/** Programs that read whole directories, with the option that makes them. */
const recursive: Readonly<Record<string, RegExp>> = {
  grep: /^-[a-zA-Z]*[rR]|^--(?:dereference-)?recursive$/,
  egrep: /^-[a-zA-Z]*[rR]/,
  fgrep: /^-[a-zA-Z]*[rR]/,
  rg: /^--hidden$|^-[a-zA-Z]*\.|^-uu|^--no-ignore|^--unrestricted$/,
  ag: /^-u|^--hidden$|^--unrestricted$/,
}

const shownByName = new Set(
  'ls dir vdir stat du file basename dirname realpath readlink test [ find tree wc'.split(' '),
)

function lookAtPlaces(part: Part, ground: Ground): Need[] {
  const needs: Need[] = []
  const put = (type: 'secret' | 'read', why: string) =>
    needs.push({ span: part.span, class: type, by: 'operand', why })
  const option = part.program === null ? undefined : recursive[part.program]
  const recurses = option !== undefined && part.argv.some((word) => option.test(word.value))
  let roots = 0
  for (const effect of part.effects) {
    if (effect.kind !== 'read' || effect.path.absolute === null) continue
    const { absolute, glob, text } = effect.path
    if (absolute.startsWith('/dev/')) continue
    for (const path of glob ? expand(absolute) : [absolute]) {
      const target = real(path)
      if (target === null) continue
      if (isSecret(target) && !isSecret(absolute)) {
        if (part.program === null || !shownByName.has(part.program))
          put('secret', `\`${text}\` leads to \`${target}\`, which may hold credentials`)
      } else if (
        isOutside(target, ground) &&
        !isOutside(absolute, ground) &&
        !isOutside(target, realGround(ground))
      )
        continue
      else if (isOutside(target, realGround(ground)) && !isOutside(absolute, ground)) {
        put('read', `\`${text}\` leads outside the workspace: \`${target}\``)
      }
      if (recurses) {
        roots += 1
        const found = secretBelow(path)
        if (found !== null) put('secret', `searches \`${found}\`, which may hold credentials`)
      }
      if (needs.length > 0) return needs
    }
  }
  if (recurses && roots === 0 && part.cwd !== null) {
    const found = secretBelow(part.cwd)
    if (found !== null) put('secret', `searches \`${found}\`, which may hold credentials`)
  }
  return needs
}

function realGround(ground: Ground): Ground {
  return ground.workspace === null
    ? ground
    : { ...ground, workspace: real(ground.workspace) ?? ground.workspace }
}

const mostEntries = 2000
const skipped = new Set(['.git', 'node_modules', '.venv', 'venv', 'target', 'dist', 'build'])

/** The first file below a directory whose name says that it is secret; looks at a bounded number of entries. */
function secretBelow(root: string): string | null {
  const queue = [root]
  let left = mostEntries
  for (
    let directory = queue.shift();
    directory !== undefined && left > 0;
    directory = queue.shift()
  ) {
    for (const entry of entries(directory)) {
      left -= 1
      const path = join(directory, entry.name)
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) queue.push(path)
      } else if (isSecret(path)) return path
      if (left <= 0) break
    }
  }
  return null
}

/** What a glob matches now, a bounded number. */
function expand(pattern: string): string[] {
  let found = ['/']
  for (const component of pattern.split('/').filter((each) => each !== '')) {
    if (!/[*?[{\\]/.test(component)) {
      found = found.map((path) => join(path, component))
      continue
    }
    const flat = component.replaceAll('**', '*')
    found = found
      .flatMap((path) =>
        entries(path)
          .filter(
            ({ name }) =>
              (!name.startsWith('.') || /^[.[{\\]/.test(flat)) && matchesGlob(flat, name),
          )
          .map(({ name }) => join(path, name)),
      )
      .slice(0, 200)
  }
  return found
}

function lookAtRepository(part: Part, ground: Ground): Need[] {
  if (part.program !== 'git' || part.needs.length > 0 || part.facts?.endsWith('(information)'))
    return []
  const [head] = part.argv
  const span = head?.span ?? part.span
  if (part.cwd === null)
    return [
      { span, class: 'unknown', by: 'state', why: 'in which repository it runs cannot be told' },
    ]
  const hazard = repositoryHazard(part.cwd, ground.workspace)
  return hazard === null ? [] : [{ span, class: 'unknown', by: 'state', why: hazard }]
}

function entries(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true }).slice(0, mostEntries)
  } catch {
    return []
  }
}

function stat(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null
  } catch {
    return null
  }
}

function real(path: string): string | null {
  try {
    return realpathSync.native(path)
  } catch {
    return null
  }
}

function identity(stats: Stats): string {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}`
}

const mostBytes = 1_000_000

/** Content hash of a script; what is too large is known by its identity. */
function hash(path: string, stats: Stats): string {
  if (!stats.isFile() || stats.size > mostBytes) return identity(stats)
  try {
    const file = openSync(path, 'r')
    try {
      const buffer = Buffer.alloc(stats.size)
      readSync(file, buffer, 0, stats.size, 0)
      return createHash('sha256').update(buffer).digest('hex')
    } finally {
      closeSync(file)
    }
  } catch {
    return identity(stats)
  }
}
