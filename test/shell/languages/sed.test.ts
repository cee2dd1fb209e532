import { describe, expect, test } from 'vitest'
import { judgeSed } from '../../../src/shell/languages/sed.ts'

describe('what only reads', () => {
  test.each([
    '1,80p',
    '10p',
    '$p',
    '/^export/p',
    '/start/,/end/p',
    '/start/,+5p',
    '2~3p',
    '1!G;h;$!d',
    '5q',
    '10q1',
    '1,5d;20,$d',
    '1,10{/foo/p}',
    '/a/{p;q}',
    '$!N;P;D',
    's/a/b/',
    's/a/b/g',
    's/a/b/2gp',
    's|/usr|/opt|g',
    's#http://#https://#gI',
    's/\\(a\\)\\(b\\)/\\2\\1/',
    's/[^/]*$//',
    's|[|]|/|',
    's/[]/]//',
    '/[/]/p',
    's/[[:space:]]*$//',
    's/^[ \\t]*//;s/[ \\t]*$//',
    's/x/[/; s/y/]/',
    's/w/e/g',
    's/a/w file/',
    'y/abc/xyz/',
    '=',
    '$=',
    'l',
    'l 20',
    'n;d',
    ':a;N;$!ba;s/\\n/ /g',
    ':a;s/x/y/;ta',
    ': a\ns/x/y/\nt a',
    '/x/{b};p',
    '$!{N;ba}',
    '/re/I,3p',
    '\\,a/b,p',
    '\\|x|d',
    'z',
    '# a comment with w e r',
    'p # trailing',
    '1p;;2p',
    '/a/!d',
    '1 , 3 p',
    '  p  ',
    '{p\n}',
    'a hello',
    'i\\\nheader',
    '1i # first line',
    '$a last; w is text here',
    'c\\replaced',
    's/a/b/w /dev/stdout',
    '1,3w /dev/stderr',
    '',
  ])('%j', (script) => {
    expect(judgeSed(script)).toEqual([])
  })
})

describe('what does more is found where it stands', () => {
  test.each<[script: string, part: string, risk: string, path: string | null]>([
    ['w out.txt', 'w out.txt', 'reversible', 'out.txt'],
    ['1w out.txt', 'w out.txt', 'reversible', 'out.txt'],
    ['p;w a;b}', 'w a;b}', 'reversible', 'a;b}'],
    ['/x/W log', 'W log', 'reversible', 'log'],
    ['s/a/b/w out', 'w out', 'reversible', 'out'],
    ['s/a/b/gw out', 'w out', 'reversible', 'out'],
    ['s/a/b/w/tmp/x', 'w/tmp/x', 'reversible', '/tmp/x'],
    ['r notes', 'r notes', 'read', 'notes'],
    ['R .env', 'R .env', 'read', '.env'],
    ['e', 'e', 'unknown', null],
    ['1e id', 'e id', 'unknown', null],
    ['s/x/id/e', 'e', 'unknown', null],
    ['s/x/id/ge', 'e', 'unknown', null],
    ['s/x/id/;e', 'e', 'unknown', null],
    ['p\ne rm -rf x', 'e rm -rf x', 'unknown', null],
    ['{e\n}', 'e', 'unknown', null],
    // Inside brackets the delimiter is text.
    ['s/[/]/x/e', 'e', 'unknown', null],
    ['s/[[:alpha:]/]/g;p#/e', 'e', 'unknown', null],
    ['s/[^/]/]/e', 'e', 'unknown', null],
    [':a\nw out', 'w out', 'reversible', 'out'],
    ['a text\nw out', 'w out', 'reversible', 'out'],
    ['# c\nw out', 'w out', 'reversible', 'out'],
    ['y/a/b/;w out', 'w out', 'reversible', 'out'],
    ['$!{$!w out\n}', 'w out', 'reversible', 'out'],
  ])('%j', (script, part, risk, path) => {
    const [finding] = judgeSed(script)
    expect(script.slice(...(finding?.span ?? [0, 0]))).toBe(part)
    expect(finding?.class).toBe(risk)
    expect(finding?.path?.text ?? null).toBe(path)
  })

  test('the command of `e` is handed on', () => {
    expect(judgeSed('1e id -u')).toEqual([
      { span: [1, 8], class: 'unknown', why: 'sed `e` runs a command', command: 'id -u' },
    ])
  })
})

describe('what readers of sed may read differently is not understood', () => {
  test.each([
    'F',
    'k',
    's/a/b',
    's/a',
    's',
    'y/a/b',
    's/a/b/x',
    's\\a\\b\\e',
    's/a/b\nw x/',
    's/a/b\\\n/;p',
    's/[\\]/]/g;p#/e',
    'a\\\nfoo\\\nw out',
    'a foo\\',
    'p w out',
    'dw out',
    '1,w out',
    '/a',
    '\\',
    '1,3,5p',
    'p\rw out',
    'q5x',
    's/a/b/ e',
    'b w out',
    ':a w out',
    ':] e id',
    'ta e id',
  ])('%j', (script) => {
    expect(judgeSed(script)).not.toEqual([])
  })
})
