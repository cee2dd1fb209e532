// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are lines for a shell
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { understand } from '../../src/shell/understand.ts'
import { ground } from './ground.ts'

/** GATER_ORACLE sets how many mutated lines are made. */
const rounds = Number(process.env.GATER_ORACLE ?? 1500)

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gater-oracle-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

/**
 * One bash for all lines, each in a subshell: nothing can be found on PATH, and the restricted mode refuses names with a
 * slash, output into files and `exec`, so that not even a hostile line does anything but name what it wants to run.
 */
const driver = `
enable -n kill suspend fc history bind wait
command_not_found_handle() { printf '%d %s\\0' "$at" "$1" >&9; }
readonly FUNCNEST=20
at=-1
while IFS= read -r -d '' line <&8; do
  at=$((at + 1))
  ( ulimit -t 2; set -r; eval "$line" ) </dev/null >/dev/null 2>&1
done
exit 0`

/** The names that bash really tries to execute for each line. */
function tried(lines: readonly string[]): string[][] {
  const out = execFileSync(
    '/bin/sh',
    ['-c', 'exec /bin/bash --norc -c "$0" 8<&0 9>&1 >/dev/null 2>&1', driver],
    {
      cwd: directory,
      input: lines.map((line) => `${line}\0`).join(''),
      env: { PATH: '/nonexistent', HOME: '/nonexistent', LC_ALL: 'C.UTF-8' },
      maxBuffer: 1e8,
      timeout: 600_000,
      encoding: 'utf8',
    },
  )
  const names: string[][] = lines.map(() => [])
  for (const [, at, name] of out.matchAll(/(\d+) ([^\0]*)\0/g)) names[Number(at)]?.push(name ?? '')
  return names
}

/** The names that gater found; `null` where it asks since it cannot know them. */
function found(line: string): ReadonlySet<string> | null {
  const { parts, faults } = understand(line, ground, 'bash')
  const dynamic = parts.some((part) =>
    part.needs.some((need) => need.by === 'dynamic' || need.names?.[0] === '-v'),
  )
  if (faults.length > 0 || dynamic) return null
  return new Set(
    parts.flatMap((part) => [part.program ?? '', part.argv[0]?.value ?? '', ...part.via]),
  )
}

function missed(lines: readonly string[]): { line: string; names: string[] }[] {
  const names = tried(lines)
  return lines.flatMap((line, at) => {
    const known = found(line)
    const unknown = (names[at] ?? []).filter((name) => known !== null && !known.has(name))
    return unknown.length === 0 ? [] : [{ line, names: unknown }]
  })
}

const pieces = [
  'aa',
  'bb',
  'c"c"',
  "d'd'",
  '\\e',
  '$(ff)',
  '`gg`',
  '"$(hh)"',
  ';',
  '&&',
  '||',
  '|',
  '\n',
  '(',
  ')',
  '{ ',
  '; }',
  'if ',
  '; then ',
  '; fi',
  '! ',
  '<<<',
  'x',
  '#',
  '$x',
  "$'ii'",
  '${y:-$(jj)}',
  'time ',
  '\\\n',
]

/** Loops that the oracle would never leave, and functions, which it would call. */
const endless = /while|until|select|for *\(\(|\( *\)|coproc|function|\bread\b/

test('every name that bash tries is found, or gater asks', () => {
  const lines = fc.sample(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 9 }), {
    seed: 20261201,
    numRuns: 1000,
  })
  expect(
    missed(lines.map((chosen) => chosen.join(' ')).filter((line) => !endless.test(line))),
  ).toEqual([])
}, 60_000)

const insertions = [
  ...[
    ';',
    '&',
    '&&',
    '||',
    '|',
    '\n',
    '(',
    ')',
    '{ ',
    '; }',
    '#',
    '!',
    ' ! ',
    '<<<',
    '`',
    '"',
    "'",
    '\\',
    '$',
    '*',
    '?',
    '~',
  ],
  ...['\r', '\v', '\f', '\t', '\u00a0', '\u200b', '\ufeff', '\\\n', '\\\r\n', '\n\n'],
  ...[
    '$(aa)',
    '`bb`',
    '"$(cc)"',
    '$((1+1))',
    '$((dd))',
    '<(ee)',
    "$'\\x66\\x66'",
    '$"gg"',
    '{hh,ii}',
    '${x:-$(jj)}',
  ],
  ...[
    ' <<E\n$(kk)\nE\n',
    " <<'E'\n$(ll)\nE\n",
    ' <<-E\n\t`mm`\n\tE\n',
    'if nn; then ',
    '; fi; ',
    'case x in x) oo;; esac; ',
  ],
  ...[
    'then ',
    'do ',
    'done ',
    'time ',
    'eval ',
    'command ',
    'builtin ',
    'env ',
    "bash -c 'pp'; ",
    '[[ ',
    ' ]]',
    ' 2',
    ' <&',
    '; qq ',
  ],
]

/** The same lines in every run. */
function mutants(count: number): string[] {
  const seeds = ['commands-dev.jsonl', 'held-out.jsonl'].flatMap((name) =>
    readFileSync(new URL(`../corpora/${name}`, import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((line) => String(JSON.parse(line).command)),
  )
  let state = 7
  const next = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >> 8) % below
  }
  const made: string[] = []
  while (made.length < count) {
    let line = seeds[next(seeds.length)] ?? ''
    for (let times = 1 + next(2); times > 0; times -= 1) {
      const at = next(line.length + 1)
      line = line.slice(0, at) + (insertions[next(insertions.length)] ?? '') + line.slice(at)
    }
    if (!endless.test(line) && !line.includes('\0')) made.push(line)
  }
  return made
}

test('every name that bash tries in a mutated line of the corpora is found, or gater asks', () => {
  const lines = mutants(rounds)
  expect(missed(lines)).toEqual([])
  const judged = lines.filter((line) => found(line) !== null)
  expect(judged.length).toBeGreaterThan(rounds / 2.5)
}, 600_000)

test('the oracle sees what bash tries', () => {
  expect(
    tried(['aa; x=$(bb) && "c"c', 'dd', '/bin/true; ee > f']).map((names) => names.sort()),
  ).toEqual([['aa', 'bb', 'cc'], ['dd'], []])
})
