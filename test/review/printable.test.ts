import fc from 'fast-check'
import stringWidth from 'fast-string-width'
import { describe, expect, test } from 'vitest'
import { printable, show } from '../../src/review/printable.ts'

describe('what hides, moves or deceives is made visible', () => {
  test.each([
    ['an escape sequence', 'ls \x1b[2K\x1b[1Gpwd', 'ls \\u{1b}[2K\\u{1b}[1Gpwd'],
    ['a write to the clipboard', '\x1b]52;c;cm0gLXJm\x07', '\\u{1b}]52;c;cm0gLXJm\\u{7}'],
    ['an 8-bit sequence', '\x9b2J', '\\u{9b}2J'],
    ['a backspace', 'rm -rf /\b\b', 'rm -rf /\\u{8}\\u{8}'],
    ['a carriage return', 'rm -rf /\rls', 'rm -rf /\\u{d}ls'],
    ['a line end', 'ls\nrm -rf /', 'ls⏎rm -rf /'],
    ['a Windows line end', 'ls\r\npwd', 'ls␍⏎pwd'],
    ['a tab', 'a\tb', 'a⇥   b'],
    ['text in the other direction', 'echo \u202edne\u202c', 'echo \\u{202e}dne\\u{202c}'],
    ['an isolate', 'a\u2066b\u2069', 'a\\u{2066}b\\u{2069}'],
    ['a space without width', 'r\u200bm', 'r\\u{200b}m'],
    ['a soft hyphen', 'r\u00adm', 'r\\u{ad}m'],
    ['a byte order mark', '\ufeffls', '\\u{feff}ls'],
    ['a no-break space', 'rm\u00a0-rf', 'rm\\u{a0}-rf'],
    ['a wide space', 'rm\u3000x', 'rm\\u{3000}x'],
    ['an empty letter', 'a\u3164b', 'a\\u{3164}b'],
    ['a tag', 'ls\u{e0041}', 'ls\\u{e0041}'],
    ['a lone half of a pair', 'a\ud800b', 'a\\u{d800}b'],
    ['a Cyrillic letter in a Latin word', 'cat pаsswd', 'cat p\\u{430}sswd'],
    ['a word all of look-alikes', 'сору', '\\u{441}\\u{43e}\\u{440}\\u{443}'],
    ['a full-width letter', 'ｒm', '\\u{ff52}m'],
    ['a slash that is none', 'a∕b', 'a\\u{2215}b'],
    ['a dash that is none', 'ls –la', 'ls \\u{2013}la'],
    ['a quote that is none', 'echo ‘a’', 'echo \\u{2018}a\\u{2019}'],
    ['a stroke through `=`', 'a =\u0338 b', 'a =\\u{338} b'],
    ['a heap of accents', `e${'\u0301'.repeat(4)}`, 'e\u0301\u0301\\u{301}\\u{301}'],
    ['a mark of gater’s own', '⟨10 blanks⟩', '\\u{27e8}10 blanks\\u{27e9}'],
    ['letters from right to left', 'שלום', '\\u{5e9}\\u{5dc}\\u{5d5}\\u{5dd}'],
    [
      'blanks that push a tail away',
      `ls${' '.repeat(10_000)}; rm -rf ~`,
      'ls⟨10,000 blanks⟩; rm -rf ~',
    ],
    ['lines that push a tail away', `ls${'\n'.repeat(5_000)}rm`, 'ls⏎⟨4,999 empty lines⟩⏎rm'],
  ])('%s', (_, text, shown) => {
    expect(printable(text)).toBe(shown)
  })

  test.each([
    ['other scripts', 'Привет, 世界, Ελλάδα'],
    ['other scripts beside Latin letters', '使用npm安装してからpush'],
    ['accents', 'Ça vā, naïve'],
    ['emoji', '🎉 done ❤️'],
    ['typographic signs', '“yes” — well… 3–4'],
    ['an indent', '                        return'],
  ])('%s in prose stay as they are', (_, text) => {
    expect(printable(text, 'prose')).toBe(text)
  })
})

test('of what is too long the middle is left out, and a mark says so', () => {
  const { glyphs, cut } = show(`begin${'x'.repeat(1_000_000)}end`, 'exact', 400)
  expect(cut).toBe(true)
  const text = glyphs.map((glyph) => glyph.text).join('')
  expect(text).toMatch(/^beginx{295}⟨999,608 characters not shown⟩x{97}end$/)
})

/** All that a terminal, or an eye, could take for something else. */
const unsafe = /[^\P{C}\n]|[\p{Zl}\p{Zp}]|(?! )\p{Zs}/u
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('\x1b', '\n', '\r', '\t', ' ', 'a', 'а', '\u202e', '⟨', '\ud83d'),
  }),
)

test.each(['exact', 'prose'] as const)('any text is %s: safe, whole and in order', (strictness) => {
  fc.assert(
    fc.property(hostile, (text) => {
      const { glyphs } = show(text, strictness)
      let at = 0
      for (const glyph of glyphs) {
        expect(glyph.from).toBe(at)
        expect(glyph.text).not.toMatch(unsafe)
        if (glyph.text !== '\n') expect(glyph.width).toBe(stringWidth(glyph.text))
        at = glyph.to
      }
      expect(at).toBe(text.length)
    }),
  )
})
