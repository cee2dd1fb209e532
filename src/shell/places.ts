import { basename, dirname, join } from 'node:path'
import type { Effect } from '../action/effect.ts'
import { matchesGlob } from '../action/glob.ts'
import { type Ground, isLatent, isOutside, isProtected, isSecret } from '../action/place.ts'
import type { RiskClass } from '../action/risk.ts'
import type { Need, Part } from './line.ts'
import { readText, real, stat } from './machine.ts'
import { trackedSecret } from './repository.ts'
import { isSourcePattern } from './source-names.ts'
import { expandGlob, type Sieve, secretBelow } from './tree.ts'

/** Shows no more of a file than that it is there. */
const shownByName = new Set(
  'ls dir vdir stat du file basename dirname realpath readlink test [ find tree wc'.split(' '),
)

/** Where a part's reads really lead: through symlinks, globs, and down whole directories. */
export function lookAtReads(part: Part, ground: Ground): readonly Need[] {
  const { program } = part
  const byName = program !== null && shownByName.has(program)
  const sieve = sieveOf(part)
  const roots: string[] = []
  const truth = realGround(ground)
  const need = (type: 'secret' | 'read', why: string): Need[] => [
    { span: part.span, class: type, by: 'operand', why },
  ]
  for (const effect of part.effects) {
    if (effect.kind !== 'read' || effect.path.absolute === null) continue
    const { absolute, glob, text } = effect.path
    if (absolute.startsWith('/dev/')) continue
    if (glob && byName && !absolute.includes('..')) continue
    const paths = glob ? expandGlob(absolute) : [absolute]
    if (paths === null) return need('secret', `\`${text}\` matches too many files to look at`)
    if (absolute.includes('**') && !isSourcePattern(absolute)) {
      const base = absolute.slice(0, absolute.search(/[*?[{]/)).replace(/[^/]*$/, '')
      const found = secretsBelow(base, everything)
      if (found !== null) return need('secret', found)
    }
    for (const path of paths) {
      const target = real(path)
      if (target === null) continue
      if (!byName && isSecret(target) && (glob || !isSecret(absolute)))
        return need('secret', `\`${text}\` leads to \`${target}\`, which may hold credentials`)
      if (isOutside(target, truth) && !isOutside(absolute, ground))
        return need('read', `\`${text}\` leads outside the workspace: \`${target}\``)
    }
    roots.push(...paths)
  }
  if (part.facts === 'git grep') {
    const tracked = trackedSecret(part, ground.workspace)
    return tracked === null ? [] : need('secret', tracked)
  }
  if (sieve === null) return []
  if (roots.length === 0 && part.cwd !== null) roots.push(part.cwd)
  for (const root of roots) {
    const found = secretsBelow(root, sieve)
    if (found !== null) return need('secret', found)
  }
  return []
}

function secretsBelow(root: string, sieve: Sieve): string | null {
  const found = secretBelow(root, sieve)
  if (found === null) return null
  return found === 'too-many'
    ? `\`${root}\` holds too many files to look at`
    : `reads \`${found.path}\`, which may hold credentials`
}

const everything: Sieve = { hidden: true, follows: true, leavesOut: () => false }

/** Which files of a directory a part reads; `null` where it reads none or only source code. */
function sieveOf(part: Part): Sieve | null {
  const words = part.argv.slice(1).map((word) => word.value)
  switch (part.program) {
    case 'grep':
    case 'egrep':
    case 'fgrep':
    case 'zgrep':
    case 'zegrep':
    case 'zfgrep':
      return words.some(isRecursive) ? grepSieve(words) : null
    case 'rgrep':
      return grepSieve(words)
    case 'diff':
      return words.some((word) => /^-[a-zA-Z]*r|^--rec/.test(word)) ? everything : null
    case 'rg':
    case 'ag':
    case 'ack': {
      const globs = valuesOf(words, /^(?:-g|--glob|--iglob)$/)
      const wanted = globs.filter((glob) => !glob.startsWith('!'))
      if (areSourceTypes(words) || (wanted.length > 0 && wanted.every(isSourcePattern))) return null
      const out = globs.filter((glob) => glob.startsWith('!'))
      return {
        // A glob that is wanted overrides every other reason to leave a file out.
        hidden:
          wanted.length > 0 ||
          words.some((word) => /^-[a-zA-Z]*\.|^-[a-zA-Z]*u|^--hid|^--unr/.test(word)),
        follows: words.some((word) => /^-[a-zA-Z]*[Lf]|^--follow/.test(word)),
        leavesOut: (name, directory) =>
          out.some((glob) => matchesGlob(glob.slice(1), name)) ||
          (!directory && wanted.length > 0 && wanted.every((glob) => !mayWant(glob, name))),
      }
    }
    default:
      return null
  }
}

/** Types of which no file is called like a secret; what `--type-add` adds is not looked at. */
const sourceTypes = new Set(
  'ts js py rust go java c cpp h css html md markdown ruby php swift kotlin scala vue svelte sql lua dart haskell ocaml csharp cs txt'.split(
    ' ',
  ),
)

function areSourceTypes(words: readonly string[]): boolean {
  const types = [
    ...valuesOf(words, /^(?:-t|--type)$/),
    ...words.flatMap((word) => /^-t(\w+)$/.exec(word)?.[1] ?? []),
  ]
  return (
    types.length > 0 &&
    types.every((type) => sourceTypes.has(type)) &&
    !words.some((word) => word.startsWith('--type-a'))
  )
}

function mayWant(glob: string, name: string): boolean {
  return /[/[{\\]/.test(glob) || matchesGlob(glob.toLowerCase(), name.toLowerCase())
}

function isRecursive(word: string, at: number, words: readonly string[]): boolean {
  return (
    /^-[a-zA-Z0-9]*[rR]/.test(word) ||
    (/^--r./.test(word) && '--recursive'.startsWith(word)) ||
    (/^--de/.test(word) && '--dereference-recursive'.startsWith(word)) ||
    /^(?:-d|--dir[a-z]*=)recurse$/.test(word) ||
    (word === 'recurse' && /^-d$|^--dir/.test(words[at - 1] ?? ''))
  )
}

function grepSieve(words: readonly string[]): Sieve | null {
  const only = valuesOf(words, /^--include$/)
  if (only.length > 0 && only.every(isSourcePattern)) return null
  const files = valuesOf(words, /^--exclude$/)
  const directories = valuesOf(words, /^--exclude-dir$/)
  return {
    hidden: true,
    follows: words.some((word) => /^-[a-zA-Z0-9]*R|^--de/.test(word)),
    leavesOut: (name, directory) =>
      (directory ? directories : files).some((glob) => matchesGlob(glob, name)),
  }
}

/** The values of an option, in both forms, `--name=value` and `--name value`. */
function valuesOf(words: readonly string[], option: RegExp): string[] {
  return words.flatMap((word, at) => {
    const equals = word.indexOf('=')
    if (equals > 0 && option.test(word.slice(0, equals))) return [word.slice(equals + 1)]
    return option.test(word) ? (words[at + 1] ?? []) : []
  })
}

/** Where a part's writes really lead. What the text could not know is never covered by a rule for the text. */
export function lookAtWrites(part: Part, ground: Ground): readonly Need[] {
  const needs: Need[] = []
  const truth = realGround(ground)
  for (const effect of part.effects) {
    if (effect.kind !== 'write' && effect.kind !== 'delete') continue
    const { absolute, glob, text } = effect.path
    if (absolute === null || glob || absolute.startsWith('/dev/')) continue
    const target = effect.kind === 'delete' ? parentReal(absolute) : writtenAt(absolute)
    if (target === null || target === absolute) continue
    const put = (type: RiskClass, why: string) =>
      needs.push({
        span: part.span,
        class: type,
        by: 'state',
        why: `\`${text}\` leads to \`${target}\`, ${why}`,
      })
    if (isProtected(target, ground) && !isProtected(absolute, ground))
      put('irreversible', 'which belongs to gater or switches it on')
    else if (isOutside(target, truth) && !isOutside(absolute, ground))
      put('irreversible', 'outside the workspace')
    if (isLatent(target) && !isLatent(absolute)) put('latent', 'which is executed later')
    if (isSecret(target) && !isSecret(absolute)) put('irreversible', 'which may hold credentials')
  }
  return needs
}

/** Where a write to a path ends up: through the symlink that it may be, or in the real form of its directory. */
function writtenAt(path: string): string | null {
  return real(path) ?? parentReal(path)
}

/** The path with symlinks resolved in as much of its directory as there is. */
function parentReal(path: string): string | null {
  const directory = dirname(path)
  if (directory === path) return path
  const known = real(directory) ?? parentReal(directory)
  return known === null ? null : join(known, basename(path))
}

/** The workspace by its real path, since what symlinks lead to is compared with it. */
function realGround(ground: Ground): Ground {
  const { workspace } = ground
  return workspace === null ? ground : { ...ground, workspace: real(workspace) ?? workspace }
}

/** A file that is larger than this is not shown on a card. */
const mostShown = 256_000

/**
 * What `cp a b` and `mv a b` really write: below `b` where that is a directory, and with the content of `a` where it
 * is a small text.
 */
export function lookAtCopies(part: Part, ground: Ground): Part {
  if (part.program !== 'cp' && part.program !== 'mv' && part.program !== 'install') return part
  const files = part.effects.filter((effect) => effect.kind === 'read' || effect.kind === 'write')
  const named = files.filter(
    ({ path }, at) => files.findIndex((other) => other.path.absolute === path.absolute) === at,
  )
  const [source, target] = named
  if (named.length !== 2 || source === undefined || target?.kind !== 'write') return part
  if (target.path.absolute === null || target.path.glob) return part
  const path = stat(target.path.absolute)?.isDirectory()
    ? {
        text: join(target.path.text, basename(source.path.text)),
        absolute: join(target.path.absolute, basename(source.path.text)),
        glob: false,
      }
    : target.path
  const from = source.path.glob ? null : source.path.absolute
  if (from === null) return part
  const text = readText(from, mostShown)
  const effect: Effect = {
    ...target,
    path,
    ...(typeof text === 'string' && !text.includes('\0') && { content: { text, append: false } }),
  }
  const needs: Need[] = part.needs.map((need) =>
    need.effect === target ? { ...need, effect } : need,
  )
  const { absolute } = path
  if (absolute !== null && absolute !== target.path.absolute) {
    const put = (type: RiskClass, why: string) =>
      needs.push({ span: part.span, class: type, by: 'effect', effect, why })
    if (isLatent(absolute)) put('latent', `\`${path.text}\` is executed later, without being asked`)
    if (isProtected(absolute, ground)) put('irreversible', `\`${path.text}\` belongs to gater`)
    if (isSecret(absolute))
      put('irreversible', `overwrites \`${path.text}\`, which may hold credentials`)
  }
  const effects = part.effects.map((each) => (each === target ? effect : each))
  return { ...part, effects, needs }
}
