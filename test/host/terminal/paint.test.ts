import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMirror, shorten } from '../../../src/host/terminal/mirror.ts'
import { cursorBytes, paint } from '../../../src/host/terminal/paint.ts'
import { screen } from './screen.ts'

const write = (mirror: ReturnType<typeof createMirror>, text: string) =>
  new Promise<void>((resolve) => mirror.write(Buffer.from(text), resolve))

async function repainted(text: string) {
  const mirror = createMirror(20, 6)
  await write(mirror, text)
  const copy = createMirror(20, 6)
  await write(copy, mirror.alternate() ? '\x1b[?1049h' : '')
  await write(
    copy,
    paint(mirror.terminal) + cursorBytes(mirror.terminal, { ...mirror.modes, region: null }),
  )
  return { mirror, copy }
}

const piece = fc.constantFrom(
  'hello',
  'wide 漢字',
  '😀',
  'e\u0301',
  '\r\n',
  '\x1b[31m',
  '\x1b[1;2m',
  '\x1b[91;104m',
  '\x1b[38;5;9m',
  '\x1b[48;2;1;2;3m',
  '\x1b[4:3m',
  '\x1b[7;53m',
  '\x1b[0m',
  '\x1b[2;3H',
  '\x1b[5;18H',
  '\x1b[K',
  '\x1b[2J',
  '\x1b[1J',
  '\x1b[L',
  '\x1b[3P',
  '\x1b[2@',
  '\x1b[2;5r',
  '\x1b[r',
  '\x1bM',
  '\x1b(0lqk\x1b(B',
  '\x1b[?1049h',
)

describe('a screen can be painted again', () => {
  test('cells, attributes and cursor are the same, whatever was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        const { mirror, copy } = await repainted(pieces.join(''))
        expect(screen(copy.terminal)).toEqual(screen(mirror.terminal))
      }),
      { seed: 2, numRuns: 400 },
    )
  })

  test('a cursor that waits behind the last column waits there again', async () => {
    const { copy } = await repainted(`${'x'.repeat(20)}`)
    await write(copy, 'Y')
    expect(screen(copy.terminal).slice(1, 3)).toEqual(['x'.repeat(20), 'Y'])
  })
})

describe('a flood of text is cut down to its last screen', () => {
  const line = fc.constantFrom(
    'short',
    'x'.repeat(55),
    '\x1b[31mred',
    '\x1b[0mplain',
    'é漢',
    '\ttab',
    '\x1b[1mbold',
  )

  test('the screen is the same as when all of it is parsed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 12, maxLength: 60 }),
        fc.string({ maxLength: 10, unit: 'grapheme-ascii' }),
        async (lines, tail) => {
          // Repeated until it is worth cutting.
          const flood = `${`${lines.join('\r\n')}\r\n`.repeat(100)}${tail}`
          const whole = createMirror(20, 6)
          const cut = createMirror(20, 6)
          await write(whole, 'before\x1b[4;1H')
          await write(cut, 'before\x1b[4;1H')
          const short = shorten(Buffer.from(flood), 6)
          await new Promise<void>((resolve) => whole.terminal.write(flood, resolve))
          await new Promise<void>((resolve) => cut.terminal.write(short, resolve))
          expect(short.length).toBeLessThan(flood.length)
          expect(screen(cut.terminal)).toEqual(screen(whole.terminal))
          expect(cut.modes.pen).toEqual(whole.modes.pen)
        },
      ),
      { seed: 3, numRuns: 60 },
    )
  })

  test('text with any cursor movement in it is parsed as it is', () => {
    const flood = Buffer.from(`${'line\r\n'.repeat(2000)}\x1b[2A`)
    expect(shorten(flood, 6)).toBe(flood)
  })
})
