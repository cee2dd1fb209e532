import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readWords, unwrap } from '../../../src/channel/claude/envelope.ts'

const before =
  'source /home/me/.claude/shell-snapshots/snapshot-bash-1796088745855-m010hz.sh 2>/dev/null || true && { shopt -u extglob || setopt NO_EXTENDED_GLOB NO_BARE_GLOB_QUAL; } >/dev/null 2>&1 || true && eval '
const behind = ' && pwd -P >| /tmp/claude-1434-cwd'
const quote = (text: string) => `'${text.replaceAll("'", `'"'"'`)}'`

// Recorded from Claude Code 2.1.197.
const recorded = [
  [`${before}'echo hi > a.txt; false' < /dev/null${behind}`, 'echo hi > a.txt; false'],
  [`${before}pwd < /dev/null${behind}`, 'pwd'],
  [`${before}'echo '"'"'it'"'"' && pwd' < /dev/null${behind}`, "echo 'it' && pwd"],
  [`${before}'cat <<EOF\nx\nEOF'${behind}`, 'cat <<EOF\nx\nEOF'],
  [
    `${before.replace('source /home/me', "source '/home/a b").replace('.sh 2', ".sh' 2")}ls < /dev/null${behind}`,
    'ls',
  ],
] as const

test.each(recorded)('%j holds %j', (text, command) => expect(unwrap(text)).toBe(command))

const foreign = [
  ['something before', `rm x; ${before}ls < /dev/null${behind}`],
  ['something behind', `${before}ls < /dev/null${behind}; rm x`],
  ['a line behind', `${before}ls < /dev/null${behind}\nrm x`],
  ['a second word', `${before}ls rm < /dev/null${behind}`],
  ['a bare operator', `${before}ls; rm x < /dev/null${behind}`],
  ['an open quote', `${before}'ls < /dev/null${behind}`],
  ['a command behind the quotes', `${before}'ls'$(rm x) < /dev/null${behind}`],
  ['a substitution, bare', `${before}$(rm) < /dev/null${behind}`],
  ['another snapshot', `${before.replace('shell-snapshots/', '')}ls < /dev/null${behind}`],
  [
    'a snapshot out of a substitution',
    `${before.replace('/home/me', '$(rm)')}ls < /dev/null${behind}`,
  ],
  ['another file for the directory', `${before}ls < /dev/null && pwd -P >| /home/me/.bashrc`],
  ['only a command', 'ls'],
  ['nothing', ''],
] as const

test.each(foreign)('%s is not the envelope', (_name, text) => expect(unwrap(text)).toBeNull())

test('any command comes back exactly, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (command) => {
      expect(unwrap(`${before}${quote(command)} < /dev/null${behind}`)).toBe(command)
    }),
  )
})

test('a command that imitates the end of the envelope comes back whole', () => {
  const command = `ls' < /dev/null${behind}`
  expect(unwrap(`${before}${quote(command)} < /dev/null${behind}`)).toBe(command)
})

test('a very long command comes back', () => {
  const command = `echo ${"it's ".repeat(200_000)}`
  expect(unwrap(`${before}${quote(command)}${behind}`)).toBe(command)
})

const words = [
  [
    `node /x/mcp.mjs 'a b' 'q'"'"'q' 'd"d' '$X' '*' '' a=b '~/x' 'C:\\y' -x`,
    ['node', '/x/mcp.mjs', 'a b', "q'q", 'd"d', '$X', '*', '', 'a=b', '~/x', 'C:\\y', '-x'],
  ],
  ['a  b', null],
  ['a ', null],
  ['', null],
  ['a;b', null],
  ['$HOME', null],
] as const

test.each(words)('the words of %j', (text, expected) => expect(readWords(text)).toEqual(expected))
