import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { judgeAwk } from '../../../src/shell/languages/awk.ts'
import type { Judge } from '../../../src/shell/languages/language.ts'
import { judgeSed } from '../../../src/shell/languages/sed.ts'

/**
 * The real programs as oracle: what the judges call harmless is run in an empty directory without any program on PATH.
 * No file may appear, and no shell may have been asked to run anything. GATER_ORACLE sets how many programs are made.
 */
const rounds = Number(process.env.GATER_ORACLE ?? 2000)

const directory = mkdtempSync(join(tmpdir(), 'gater-oracle-'))
afterAll(() => rmSync(directory, { recursive: true }))

const sedPieces = [
  ...[
    's',
    '/',
    '/',
    '/',
    '[',
    ']',
    '\\',
    '^',
    'e',
    'w',
    'W',
    'r',
    'p',
    'd',
    'a',
    'i',
    'c',
    'y',
    '{',
    '}',
    ';',
    '\n',
    'x',
    '1',
    '$',
  ],
  ...[
    ',',
    '!',
    '#',
    ' ',
    'b',
    ':',
    't',
    'g',
    '|',
    '&',
    '[:',
    ':]',
    '[=',
    '=]',
    '\\/',
    'I',
    'M',
    'q',
    'id',
    '\\n',
    'n',
  ],
  ...['e id', 'w f', '/e', ';e', ';w f', 's/a/b/e', '[/]', '[^/]'],
]

const awkPieces = [
  ...[
    '"',
    '/',
    '[',
    ']',
    '\\',
    'print',
    '>',
    '|',
    'getline',
    '<',
    ';',
    '\n',
    '{',
    '}',
    '(',
    ')',
    'x',
    '1',
    '+',
    '++',
    '-',
    '~',
    '!',
    '#',
  ],
  ...[
    ',',
    'if',
    'while',
    '$',
    '?',
    ':',
    'in',
    'length',
    ' ',
    ' ',
    '^',
    '=',
    'return',
    'else',
    'do',
    '&&',
    '||',
    'printf',
    'NF',
    '%',
  ],
  ...[
    'system("id")',
    '"f"',
    '"id"',
    '/"/',
    'print > "f"',
    '[[:a:]',
    '"x"',
    '\\"',
    '[\\]',
    '[^/]',
    '[]/]',
    'function f(a){',
    'next',
  ],
]

/** The same programs in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >> 8) % below
  }
}

function compose(pieces: readonly string[], next: (below: number) => number): string {
  return Array.from({ length: 1 + next(14) }, () => pieces[next(pieces.length)]).join('')
}

test.each<[program: string, judge: Judge, pieces: readonly string[], frames: [string, string][]]>([
  ['sed', judgeSed, sedPieces, [['', '']]],
  [
    'awk',
    judgeAwk,
    awkPieces,
    [
      ['BEGIN{', '}'],
      ['', ''],
      ['{', '}'],
    ],
  ],
])(
  '%s programs that are judged harmless are',
  (program, judge, pieces, frames) => {
    const next = numbers(7)
    const harmful: string[] = []
    let accepted = 0
    for (let round = 0; round < rounds; round += 1) {
      const [before = '', after = ''] = frames[next(frames.length)] ?? []
      const text = before + compose(pieces, next) + after
      if (judge(text).length > 0) continue
      accepted += 1
      const ran = spawnSync(`/usr/bin/${program}`, [text], {
        cwd: directory,
        input: 'a/b x\nid\nx[/]"\n',
        timeout: 300,
        killSignal: 'SIGKILL',
        env: { PATH: '/nonexistent', LC_ALL: 'C' },
      })
      const made = readdirSync(directory)
      if (made.length > 0 || /not found|\bsh: /.test(ran.stderr?.toString() ?? ''))
        harmful.push(text)
      for (const name of made) rmSync(join(directory, name), { recursive: true })
    }
    expect(harmful).toEqual([])
    expect(accepted).toBeGreaterThan(rounds / 200)
  },
  120_000,
)
