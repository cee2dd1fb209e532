import { expect, test } from 'vitest'
import { isPrint, readArguments } from '../../../src/channel/claude/arguments.ts'

const cases = [
  ['', null, [], []],
  ['fix it', null, [], ['fix', 'it']],
  ['-p fix', null, ['-p'], ['fix']],
  ['--model opus fix', null, ['--model opus'], ['fix']],
  ['--model=opus fix', null, ['--model=opus'], ['fix']],
  ['--allowedTools Edit Write -p fix', null, ['--allowedTools Edit Write', '-p'], ['fix']],
  ['--append-system-prompt --bare fix', null, ['--append-system-prompt --bare'], ['fix']],
  ['--never-heard-of --bare', null, ['--never-heard-of', '--bare'], []],
  ['--resume --bare', null, ['--resume', '--bare'], []],
  ['--resume abc', null, ['--resume abc'], []],
  ['-- --bare', null, [], ['--bare']],
  ['mcp list', 'mcp', [], ['mcp', 'list']],
  ['--verbose mcp list', null, ['--verbose'], ['mcp', 'list']],
  ['--settings', null, ['--settings'], []],
] as const

test.each(cases)('claude %s', (line, subcommand, options, operands) => {
  const read = readArguments(line.split(' ').filter(Boolean))
  expect(read.subcommand).toBe(subcommand)
  expect(read.options.map((option) => option.words.join(' '))).toEqual(options)
  expect(read.operands).toEqual(operands)
})

test.each([
  ['-p', true],
  ['--print', true],
  ['-cp', true],
  ['-c', false],
  ['--permission-mode', false],
])('%s is print mode: %s', (word, print) =>
  expect(readArguments([word]).options.some(isPrint)).toBe(print),
)
