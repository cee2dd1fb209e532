import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { understand } from '../../src/shell/understand.ts'
import { ground } from './ground.ts'

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gater-oracle-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

/** The names that bash really tries to execute, in an empty directory where nothing can be found. */
function tried(line: string): string[] {
  const script = `command_not_found_handle() { printf 'TRIED %s\\n' "$1" >&9; }\n${line}\n`
  try {
    const out = execFileSync('/bin/sh', ['-c', 'exec /bin/bash --norc 9>&1 >/dev/null 2>&1'], {
      cwd: directory,
      input: script,
      env: { PATH: '/nonexistent' },
      timeout: 5000,
      encoding: 'utf8',
    })
    return names(out)
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? names(String(error.stdout)) : []
  }
}

function names(out: string): string[] {
  return [...out.matchAll(/^TRIED (.*)$/gm)].map((match) => match[1] ?? '')
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

test('every name that bash tries is found, or gater asks', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 9 }), (chosen) => {
      const line = chosen.join(' ')
      const { parts, faults } = understand(line, ground, 'bash')
      if (
        faults.length > 0 ||
        parts.some((part) => part.needs.some((need) => need.by === 'dynamic'))
      )
        return
      const found = new Set(parts.map((part) => part.program))
      expect(tried(line).filter((name) => !found.has(name))).toEqual([])
    }),
    { seed: 20261201, numRuns: 400 },
  )
})

test('the oracle sees what bash tries', () => {
  expect(tried('aa; x=$(bb) && "c"c').sort()).toEqual(['aa', 'bb', 'cc'])
})
