import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hosted, until } from './outer.ts'

const dir = mkdtempSync(join(tmpdir(), 'gater-terminal-'))
const text = join(dir, 'text.ts')
writeFileSync(
  text,
  Array.from({ length: 200 }, (_, n) => `const line${n} = '${'x'.repeat(n % 90)}'`).join('\n'),
)

const has = (program: string) => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`])
    return true
  } catch {
    return false
  }
}

/** Draws one screen that uses about everything a terminal can, then reads a key. */
const everything = `
printf '\\033[?1049h\\033[2J\\033[?1000;1006h\\033[?2004h\\033[?1h\\033=\\033[4;20r\\033[>1u\\033[>4;2m\\033[3 q\\033[?25l'
printf '\\033[1;1Hplain \\033[1;2mbolddim\\033[0m \\033[4:3;58;5;9mcurly\\033[0m \\033[91;104mbright\\033[0m'
printf '\\033[5;1H\\033(0lqqk\\033(B 漢字 😀 e\\314\\201 \\033[38;2;1;2;3mtrue\\033[48;5;200mpalette\\033[0m'
printf '\\033[10;5H\\033]8;;https://example.com\\033\\\\link\\033]8;;\\033\\\\ \\033]2;its title\\007'
printf '\\033[24;80H\\033[7mZ\\033[6;3H\\033[33mREADY'
read -r x; read -r x`

const programs = [
  [
    'vim',
    [
      '-n',
      '-u',
      'NONE',
      '--cmd',
      'set shortmess+=F',
      '-c',
      'set mouse=a number cursorline',
      '-c',
      'syntax on',
      '-c',
      '100',
      text,
    ],
    'line99',
  ],
  ['less', [text], 'line20'],
  ['htop', ['-d', '600'], 'F10'],
  ['bash', ['--norc', '-c', `seq 60; printf '\\033[31mhello'; sleep 60`], 'hello'],
  ['sh', ['-c', everything], 'READY'],
] as const

const present = programs.filter(([program]) => has(program))
const missing = programs.filter(([program]) => !has(program)).map(([program]) => program)

describe('a question on top of a program gives everything back', () => {
  describe.each([
    [80, 24],
    [120, 40],
  ])('at %i×%i', (columns, rows) => {
    test.skipIf(missing.length > 0)(`nothing is missing: ${missing}`, () => {})
    test.each(present)('%s', async (program, args, sign) => {
      const outer = await hosted(program, [...args], { columns, rows })
      await outer.shows(sign)
      const before = outer.state()
      const overlay = await outer.host.popup()
      overlay.write('\x1b[5;10H\x1b[41mDELETES 214 files\x1b[0m')
      await outer.shows('DELETES 214 files')
      expect(outer.state().screen).not.toEqual(before.screen)
      await overlay.close()
      await until(
        () => JSON.stringify(outer.state()) === JSON.stringify(before),
        () => JSON.stringify({ before, after: outer.state() }, null, 1),
      )
      await outer.end()
    })
  })

  test('output that arrives meanwhile is kept, and is as if there had been no question', async () => {
    const script = `printf 'start\\r\\n\\033[1;32m'; read -r x; seq 100; printf '\\033[2A\\033[7mEND'; read -r x`
    const plain = await hosted('sh', ['-c', script])
    const covered = await hosted('sh', ['-c', script])
    await Promise.all([plain.shows('start'), covered.shows('start')])
    const overlay = await covered.host.popup()
    overlay.write('QUESTION')
    await covered.shows('QUESTION')
    plain.type('\r')
    // The person's keys are the question's now; the program is told by other means.
    const keys: string[] = []
    overlay.onKeys((text) => keys.push(text))
    covered.type('y')
    await until(
      () => keys.includes('y'),
      () => JSON.stringify(keys),
    )
    await overlay.close()
    covered.type('\r')
    await Promise.all([plain.shows('END'), covered.shows('END')])
    expect(covered.state()).toEqual(plain.state())
    await Promise.all([plain.end(), covered.end()])
  })

  test('the cursor that a program saved in the normal screen is still saved', async () => {
    const script = `printf 'one\\r\\ntwo \\0337\\r\\nthree'; read -r x; printf '\\0338HERE'; read -r x`
    const outer = await hosted('sh', ['-c', script])
    await outer.shows('three')
    const before = outer.state()
    const overlay = await outer.host.popup()
    overlay.write('QUESTION')
    await outer.shows('QUESTION')
    await overlay.close()
    expect(outer.state()).toEqual(before)
    outer.type('\r')
    await outer.shows('two HERE')
    await outer.end()
  })

  test('replies of the terminal reach the program while the question is open', async () => {
    const script = `stty raw -echo; printf 'go'; read -r x; printf '\\033[6n'; dd bs=1 count=6 2>/dev/null | od -c; sleep 60`
    const outer = await hosted('bash', ['--norc', '-c', script])
    await outer.shows('go')
    const overlay = await outer.host.popup()
    const keys: string[] = []
    overlay.onKeys((text) => keys.push(text))
    outer.type('\x1b[5;7Rn')
    await until(
      () => keys.length > 0,
      () => '',
    )
    expect(keys).toEqual(['n'])
    await overlay.close()
    await outer.end()
  })

  test('keys from before the question was seen go to the program, those after it to the question', async () => {
    const outer = await hosted('cat', [])
    const overlay = await outer.host.popup()
    const keys: string[] = []
    overlay.onKeys((text) => keys.push(text))
    outer.type('early')
    const seen = overlay.seen()
    outer.type('still early')
    await seen
    outer.type('n')
    await until(
      () => keys.includes('n'),
      () => JSON.stringify(keys),
    )
    expect(keys.at(-1)).toBe('n')
    await overlay.close()
    await outer.shows('still early')
    await outer.end()
  })

  test('a program that writes more than is held waits, and nothing is lost', async () => {
    const lines = 1_400_000
    const outer = await hosted('sh', ['-c', `echo go; read -r x; seq ${lines}; echo THE END`])
    await outer.shows('go')
    outer.type('\r')
    const overlay = await outer.host.popup()
    overlay.write('QUESTION')
    await outer.shows('QUESTION')
    await overlay.close()
    await outer.shows('THE END')
    const counted = outer.raw().match(/^\d+\r$/gm) ?? []
    expect(counted.length).toBe(lines)
    await outer.end()
  })

  test('resized while the question is open, a program in the alternate screen has its size and screen', async () => {
    const outer = await hosted('less', [text])
    await outer.shows('line20')
    const overlay = await outer.host.popup()
    outer.resize(120, 40)
    expect([overlay.columns(), overlay.rows()]).toEqual([120, 40])
    await overlay.close()
    await outer.shows('line36')
    await outer.end()
  })

  test('a terminal that goes away ends the program as a hang-up', async () => {
    const outer = await hosted('sh', ['-c', 'echo ready; sleep 60'])
    await outer.shows('ready')
    outer.endInput()
    expect(await outer.host.exit).toBe(129)
  })

  test('typed and not sent is known', async () => {
    const outer = await hosted('cat', [])
    outer.type('half a li')
    await outer.shows('half a li')
    expect(outer.host.typing()).toBe(true)
    outer.type('ne\r')
    await outer.shows('half a line')
    expect(outer.host.typing()).toBe(false)
    await outer.end()
  })

  test('the last output of a program is on the screen when it has ended', async () => {
    const outer = await hosted('sh', ['-c', 'seq 5000; echo THE END; exit 7'])
    expect(await outer.host.exit).toBe(7)
    await outer.shows('THE END')
  })
})
