import { expect, test } from 'vitest'
import { isQuiet } from './ground.ts'

/** Each known way around a gate, and a line that looks like it and must not ask. */
const rows: readonly (readonly [kind: string, bypass: string, twin: string])[] = [
  ['abbreviated option', 'sort --outp=x a', 'sort --reverse a'],
  ['clustered option', 'sort -uo f a', 'sort -ur a'],
  ['search program', 'rg --pre ./x y', 'rg -n y'],
  ['output operand', 'uniq a b', 'uniq a'],
  ['sed command', "sed 'w x' a", "sed -n 'p' a"],
  ['find action', 'find . -exec ./x {} +', "find . -name '-exec'"],
  ['subscript', "test -v 'a[$(x)]'", 'test -n a'],
  ['arithmetic', 'echo $((x))', 'echo $((1 + 2))'],
  ['prompt expansion', 'echo ${HOME@P}', 'echo ${HOME@Q}'],
  ['secret by variable', 'f=.env; cat $f', 'f=a.txt; cat $f'],
  ['secret by loop', 'for f in a .env; do cat "$f"; done', 'for f in a b; do cat "$f"; done'],
  ['secret by glob', 'cat .en?', 'cat src/*.ts'],
  ['heredoc to a shell', "bash <<'E'\n./x\nE", "bash <<'E'\nls\nE"],
  ['pipe to a shell', 'echo ./x | sh', 'echo ls | sh'],
  ['directory', 'cd .. && cat a', 'cd src && cat ../a'],
  ['device', 'ls > /dev/null/../x', 'ls > /dev/null'],
  ['socket', 'cat < /dev/tcp/a.example/80', 'cat < a'],
  ['pager variable', 'PAGER=./x git log', 'PAGER=cat git log'],
  ['git option', 'git -c core.pager=./x log', 'git --no-pager log'],
  ['stdin names', 'cat names | xargs cat', "find . -name '*.ts' | xargs cat"],
]

test.each(rows)('%s asks: %s', (_kind, bypass) => {
  expect(isQuiet(bypass)).toBe(false)
})

test.each(rows)('%s has a quiet twin', (_kind, _bypass, twin) => {
  expect(isQuiet(twin)).toBe(true)
})

test.each([
  ['long', `echo ${'a'.repeat(10_001)}`],
  ['deep', `${'$('.repeat(400)}ls${')'.repeat(400)}`],
  ['many', 'ls;'.repeat(60)],
])('a line that is too %s is asked', (_kind, line) => {
  expect(isQuiet(line)).toBe(false)
})
