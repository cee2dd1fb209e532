import type { RiskClass } from '../../action/risk.ts'

/** What the words of a find command say, by index into them. */
export interface FindReading {
  /** Starting points; none means the current directory. */
  roots: number[]
  problems: FindProblem[]
  /** Commands that it runs, `[from, to)`, without their terminator; `{}` in them stands for found files. */
  commands: FindCommand[]
}

export interface FindProblem {
  word: number
  class: RiskClass
  why: string
  /** The word that names a file which is written or read. */
  path?: { kind: 'read' | 'write'; word: number }
  /** It deletes what it finds under the roots. */
  deletes?: true
}

export interface FindCommand {
  /** The `-exec` word. */
  predicate: number
  from: number
  to: number
  /** Runs in the directory of each file (`-execdir`), not in the current one. */
  inDirectory: boolean
}

const words = (text: string) => text.split(' ')

const alone = new Set(
  words(
    '-a -and -o -or -not ! ( ) , -true -false -print -print0 -ls -prune -quit -empty -depth -d -daystart -follow -mount -xdev ' +
      '-nouser -nogroup -readable -writable -executable -warn -nowarn -noleaf -noignore_readdir_race -ignore_readdir_race',
  ),
)

const withText = new Set(
  words(
    '-name -iname -path -ipath -wholename -iwholename -regex -iregex -lname -ilname -type -xtype -size -mtime -atime -ctime -mmin ' +
      '-amin -cmin -used -perm -user -group -uid -gid -links -inum -fstype -maxdepth -mindepth -regextype -printf -context ' +
      '-newermt -newerat -newerct -newerBt -flags',
  ),
)

const withFile = /^-(?:newer|anewer|cnewer|samefile|newer[aBcm][aBcm])$/
const writing = new Set(words('-fprint -fprint0 -fls -fprintf'))
const running = new Set(words('-exec -execdir -ok -okdir'))
const leading = new Set(words('-H -L -P -O0 -O1 -O2 -O3 -E -x -s'))

/** Reads the words after `find`: every word has its place, and one that does not is `unknown`. */
export function readFind(all: readonly string[]): FindReading {
  const reading: FindReading = { roots: [], problems: [], commands: [] }
  let at = 0
  while (at < all.length) {
    const word = all[at] ?? ''
    if (word === '-D') at += 2
    else if (leading.has(word) || word === '--') at += 1
    else break
  }
  for (; at < all.length && !startsExpression(all[at] ?? ''); at += 1) reading.roots.push(at)
  while (at < all.length) at = readPredicate(all, at, reading)
  return reading
}

function startsExpression(word: string): boolean {
  return /^-./.test(word) || word === '(' || word === ')' || word === '!' || word === ','
}

/** Reads one predicate with its arguments; returns where the next one begins. */
function readPredicate(all: readonly string[], at: number, reading: FindReading): number {
  const word = all[at] ?? ''
  const problem = (why: string, risk: RiskClass = 'unknown', path?: FindProblem['path']) =>
    reading.problems.push({ word: at, class: risk, why, ...(path ? { path } : {}) })

  if (alone.has(word)) return at + 1
  if (running.has(word)) return readCommand(all, at, reading)
  if (word === '-delete') {
    reading.problems.push({
      word: at,
      class: 'irreversible',
      why: '`find -delete` deletes what it finds',
      deletes: true,
    })
    return at + 1
  }

  const count = word === '-fprintf' ? 2 : 1
  const missing = at + count >= all.length
  if (withText.has(word)) {
    if (missing) problem(`\`find ${word}\` lacks its argument`)
    return at + 2
  }
  if (withFile.test(word)) {
    if (missing) problem(`\`find ${word}\` lacks its argument`)
    return at + 2
  }
  if (writing.has(word)) {
    if (missing) problem(`\`find ${word}\` lacks its argument`)
    else problem(`\`find ${word}\` writes a file`, 'reversible', { kind: 'write', word: at + 1 })
    return at + 1 + count
  }
  if (word === '-files0-from') {
    problem('`find -files0-from` searches where a list says', 'unknown', {
      kind: 'read',
      word: at + 1,
    })
    return at + 2
  }
  problem(`find does not know \`${word}\`, or gater does not`)
  return at + 1
}

/** `-exec WORDS ;` or `-exec WORDS {} +`. */
function readCommand(all: readonly string[], at: number, reading: FindReading): number {
  const predicate = all[at] ?? ''
  let end = at + 1
  while (
    end < all.length &&
    all[end] !== ';' &&
    !(all[end] === '+' && all[end - 1] === '{}' && end - 1 > at)
  ) {
    end += 1
  }
  if (end >= all.length || end === at + 1) {
    reading.problems.push({
      word: at,
      class: 'unknown',
      why: `\`find ${predicate}\` has no clear end`,
    })
  }
  reading.commands.push({
    predicate: at,
    from: at + 1,
    to: Math.min(end, all.length),
    inDirectory: predicate.endsWith('dir'),
  })
  return end + 1
}
