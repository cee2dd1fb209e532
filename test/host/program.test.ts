import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GaterError } from '../../src/action/error.ts'
import { resolveAgent } from '../../src/host/program.ts'
import { scratch } from './desk.ts'

/** A directory with executables of these names, as PATH. */
function path(...names: string[]) {
  const dir = scratch()
  for (const name of names) {
    mkdirSync(join(dir, name, '..'), { recursive: true })
    writeFileSync(join(dir, name), '#!/bin/sh\n', { mode: 0o755 })
  }
  return dir
}

test.each([
  ['claude', '', [], []],
  ['claude -p hi', '', [], ['-p', 'hi']],
  ['env A=1 B=2 claude -p', '', ['A=1', 'B=2', 'claude'], ['-p']],
  ['npx -y @anthropic-ai/claude-code -p', '', ['-y', '@anthropic-ai/claude-code'], ['-p']],
  ['npx @anthropic-ai/claude-code@2.1.197', '', ['@anthropic-ai/claude-code@2.1.197'], []],
  [
    'env A=1 npx --yes @anthropic-ai/claude-code -c',
    '',
    ['A=1', 'npx', '--yes', '@anthropic-ai/claude-code'],
    ['-c'],
  ],
  ['node /opt/claude -p', '', ['/opt/claude'], ['-p']],
  [
    'node /lib/node_modules/@anthropic-ai/claude-code/cli.js -p',
    '',
    ['/lib/node_modules/@anthropic-ai/claude-code/cli.js'],
    ['-p'],
  ],
  ['timeout 60 claude -p', 'claude', ['60', 'claude'], ['-p']],
  ['mine --fast', 'claude', [], ['--fast']],
])('%s is Claude Code (--agent %s)', (line, agent, wrapper, args) => {
  const words = line.split(' ')
  const dir = path('claude', 'env', 'npx', 'node', 'timeout', 'mine')
  const found = resolveAgent(words, { agent: agent || undefined, env: { PATH: dir }, cwd: '/' })
  expect({ ...found, channel: found.channel?.name }).toEqual({
    path: join(dir, words[0] ?? ''),
    wrapper,
    args,
    channel: 'claude',
    name: 'claude',
  })
})

test('an agent that asks by itself keeps all of its words', () => {
  const dir = path('robot')
  const options = { agent: 'socket', env: { PATH: dir }, cwd: '/' }
  expect(resolveAgent(['robot', 'claude'], options)).toEqual({
    path: join(dir, 'robot'),
    wrapper: [],
    args: ['claude'],
    channel: null,
    name: 'robot',
  })
})

const ungated = 'asks, and it would run ungated'
test.each([
  [
    'robot',
    '',
    125,
    `gater does not know how \`robot\` ${ungated}`,
    '`--agent socket`, if it asks on $GATER_SOCKET by itself',
  ],
  [
    'timeout 60 claude',
    '',
    125,
    `gater does not know how \`timeout\` ${ungated}`,
    '`--agent claude`, if it starts claude',
  ],
  [
    // npm has another package of that name.
    'npx claude',
    '',
    125,
    `gater does not know how \`npx\` ${ungated}`,
    '`--agent claude`, if it starts claude',
  ],
  [
    'env -i claude',
    '',
    125,
    `gater does not know how \`env\` ${ungated}`,
    '`--agent claude`, if it starts claude',
  ],
  [
    'robot',
    'robot',
    125,
    'no agent `robot` is known',
    'one of `claude`, `codex`, `gemini`, `socket`',
  ],
  ['clade', '', 127, '`clade` was not found', 'is it installed, and on PATH?'],
])('%s (--agent %s) is not started', (line, agent, exit, message, hint) => {
  const dir = path('robot', 'timeout', 'npx', 'env', 'claude')
  const resolve = () =>
    resolveAgent(line.split(' '), { agent: agent || undefined, env: { PATH: dir }, cwd: '/' })
  expect(resolve).toThrow(GaterError)
  expect(caught(resolve)).toMatchObject({ exit, message, hint })
})

test('what is there but cannot be executed is 126, and a later one on PATH is taken', () => {
  const [first, second] = [path('claude'), path('claude')]
  chmodSync(join(first, 'claude'), 0o644)
  expect(caught(() => resolveAgent(['claude'], { env: { PATH: first }, cwd: '/' }))).toMatchObject({
    exit: 126,
    message: `\`${first}/claude\` cannot be executed`,
    hint: `chmod +x ${first}/claude`,
  })
  const found = resolveAgent(['claude'], { env: { PATH: `${first}:${second}` }, cwd: '/' })
  expect(found.path).toBe(join(second, 'claude'))
})

test('a path is taken from the directory where gater started; an empty or relative entry of PATH is not', () => {
  const dir = path('bin/claude')
  symlinkSync(join(dir, 'bin'), join(dir, 'link'))
  expect(resolveAgent(['link/claude'], { env: {}, cwd: dir }).path).toBe(join(dir, 'link/claude'))
  expect(() => resolveAgent(['claude'], { env: { PATH: ':bin:.' }, cwd: dir })).toThrow(
    '`claude` was not found',
  )
})

function caught(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
}
