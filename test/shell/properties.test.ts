import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isQuiet } from './ground.ts'

const settings = { seed: 20261201, numRuns: 500 }
const quiet = fc.constantFrom(
  'ls',
  'git status',
  'cat a.txt',
  "grep -n 'x y' src/a.ts",
  'echo hi',
  'wc -l < b.txt',
)
const loud = fc.constantFrom(
  'rm x',
  './x',
  'curl a.example',
  'cat .env',
  'echo x > f',
  'git push',
  '$x',
  'eval ls',
  'sed -i s/a/b/ f',
)
const compositions: readonly ((a: string, b: string) => string)[] = [
  (a, b) => `${a}; ${b}`,
  (a, b) => `${b}; ${a}`,
  (a, b) => `${a} && ${b}`,
  (a, b) => `${a} || ${b}`,
  (a, b) => `${a} | ${b}`,
  (a, b) => `${a} & ${b}`,
  (a, b) => `${a}\n${b}`,
  (a, b) => `${a} $(${b})`,
  (a, b) => `${a} "\`${b}\`"`,
  (a, b) => `${a} <(${b})`,
  (a, b) => `if ${a}; then ${b}; fi`,
  (a, b) => `for i in 1 2; do ${a}; ${b}; done`,
  (a, b) => `case x in a) ${a};; *) ${b};; esac`,
  (a, b) => `(${a}; ${b})`,
  (a, b) => `${a} <<E\n$(${b})\nE`,
  (a, b) => `while ${a}; do ${b}; done`,
]

test('an allowed line composed with one that is not is never allowed', () => {
  fc.assert(
    fc.property(quiet, loud, fc.constantFrom(...compositions), (a, b, compose) => {
      expect(isQuiet(compose(a, b))).toBe(false)
    }),
    settings,
  )
})

const wrappers: readonly ((line: string) => string)[] = [
  (line) => `env ${line}`,
  (line) => `timeout 5 ${line}`,
  (line) => `nice -n 3 ${line}`,
  (line) => `nohup ${line}`,
  (line) => `command ${line}`,
  (line) => `time ${line}`,
  (line) => `bash -c '${line.replaceAll("'", "'\\''")}'`,
  (line) => `xargs ${line}`,
  (line) => `sudo ${line}`,
  (line) => `stdbuf -o0 ${line}`,
  (line) => `setsid ${line}`,
  (line) => `ionice -c 3 ${line}`,
  (line) => `exec ${line}`,
  (line) => `builtin ${line}`,
  (line) => `env -u A LANG=C ${line}`,
  (line) => `timeout -s KILL 5 ${line}`,
  (line) => `find . -exec ${line} {} +`,
  (line) => `watch ${line}`,
  (line) => `ssh a.example ${line}`,
  (line) => `npx ${line}`,
  (line) => `! ${line}`,
  (line) => `{ ${line}; }`,
  (line) => `( ${line} )`,
  (line) => `$(${line})`,
  (line) => `echo "$(${line})"`,
  (line) => `cat <(${line})`,
  (line) => `if true; then ${line}; fi`,
  (line) => `for i in a; do ${line}; done`,
  (line) => `sh <<'E${line.length}'\n${line}\nE${line.length}\n`,
  (line) => `cat <<E${line.length}\n$(${line})\nE${line.length}\n`,
  (line) => `eval '${line.replaceAll("'", "'\\''")}'`,
]

test('wrapping never makes a line quieter', () => {
  fc.assert(
    fc.property(
      loud,
      fc.array(fc.constantFrom(...wrappers), { minLength: 1, maxLength: 4 }),
      (line, layers) => {
        expect(isQuiet(layers.reduce<string>((inner, wrap) => wrap(inner), line))).toBe(false)
      },
    ),
    settings,
  )
})
