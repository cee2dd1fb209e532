import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBoundary } from '../../../src/host/terminal/boundary.ts'

const cases = [
  ['plain text passes', 'abc', 'abc'],
  ['a lone ESC waits', 'abc\x1b', 'abc'],
  ['half a CSI waits', 'abc\x1b[3', 'abc'],
  ['a whole CSI passes', 'abc\x1b[31m', 'abc\x1b[31m'],
  ['half an OSC waits', 'abc\x1b]0;tit', 'abc'],
  ['an OSC with half its terminator waits', 'abc\x1b]0;title\x1b', 'abc'],
  ['an OSC ended by ST passes', 'abc\x1b]0;title\x1b\\', 'abc\x1b]0;title\x1b\\'],
  ['an OSC ended by BEL passes', '\x1b]0;title\x07x', '\x1b]0;title\x07x'],
  ['a charset designation waits for its final byte', 'x\x1b(', 'x'],
  ['half a character waits', Buffer.from('é').subarray(0, 1), ''],
  [
    'half a four-byte character waits',
    Buffer.concat([Buffer.from('a'), Buffer.from('😀').subarray(0, 3)]),
    'a',
  ],
  ['a whole character passes', 'é', 'é'],
] as const

describe('output is passed on in whole sequences', () => {
  test.each(cases)('%s', (_name, input, whole) => {
    expect(createBoundary().push(Buffer.from(input)).toString()).toBe(whole)
  })

  test('nothing is lost or reordered, however the stream is cut', () => {
    const piece = fc.constantFrom(
      'abc',
      '\r\n',
      'é😀',
      '\x1b[1;31m',
      '\x1b]0;t\x07',
      '\x1b]8;;http://x\x1b\\',
      '\x1bP+q\x1b\\',
      '\x1b(0',
      '\x1b7',
      '\x1b[?2026h',
    )
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(20)), (pieces, cuts) => {
        const stream = Buffer.from(pieces.join(''))
        const boundary = createBoundary()
        const out: Buffer[] = []
        let at = 0
        for (const cut of [...cuts, stream.length]) {
          const part = boundary.push(stream.subarray(at, at + cut))
          at = Math.min(stream.length, at + cut)
          // Ends on a boundary: a fresh splitter keeps nothing of it back.
          expect(createBoundary().push(part)).toEqual(part)
          out.push(part)
        }
        out.push(boundary.push(stream.subarray(at)))
        expect(Buffer.concat([...out, boundary.rest()])).toEqual(stream)
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  test('an image larger than the limit passes in pieces, and says that no question may open', () => {
    const boundary = createBoundary()
    const image = `\x1bPq${'#'.repeat(100_000)}`
    expect(boundary.push(Buffer.from(image)).length).toBe(image.length)
    expect(boundary.open()).toBe(true)
    expect(boundary.push(Buffer.from('##\x1b\\after')).toString()).toBe('##\x1b\\after')
    expect(boundary.open()).toBe(false)
  })
})
