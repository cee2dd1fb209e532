import { afterEach, describe, expect, test } from 'vitest'
import { codex } from './codex.ts'
import type { Turn } from './model.ts'
import { processesOf } from './processes.ts'
import { openStage, type Stage, type StageOptions } from './stage.ts'
import type { Terminal } from './terminal.ts'

let stage: Stage

afterEach(() => stage.close())

const command = ['codex', 'exec', '--skip-git-repo-check', '-s', 'danger-full-access', 'hello']

/** Headless Codex in a terminal of its own, where gater asks. */
async function open(
  turns: readonly Turn[],
  { env, ...options }: StageOptions & { env?: Readonly<Record<string, string>> } = {},
): Promise<Terminal> {
  stage = await openStage({ hello: turns }, { agent: codex(), ...options })
  return stage.terminal(['run', '--', ...command], env)
}

const touch = { tool: 'exec_command', id: 't1', input: { cmd: 'touch made.txt' } }
const patch = (...lines: readonly string[]) => ({
  tool: 'apply_patch',
  id: 't1',
  input: { text: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n') },
})
const files = { 'old.txt': 'one\nthe old word\nthree\n' }
const change = patch('*** Update File: old.txt', '@@', ' one', '-the old word', '+the new word')

test('approved with y, it runs', async () => {
  const terminal = await open([{ text: 'I need a file.', calls: [touch] }])
  await terminal.sees('touch made.txt')
  expect(terminal.screen()).toContain('I need a file.')
  expect(stage.exists('made.txt')).toBe(false)
  await terminal.press('y', '[N]o')
  expect(await terminal.exit).toBe(0)
  expect(stage.exists('made.txt')).toBe(true)
})

test('rejected with a note, the model hears the note', async () => {
  const terminal = await open([{ calls: [touch] }])
  await terminal.sees('touch made.txt')
  await terminal.press('r', '[N]o')
  await terminal.sees('why not?')
  terminal.type('use mktemp instead\r')
  expect(await stage.model.told('t1')).toContain('use mktemp instead')
  expect(await terminal.exit).toBe(0)
  expect(stage.exists('made.txt')).toBe(false)
})

test('edited, what was edited runs, and the model is told', async () => {
  const terminal = await open([{ calls: [touch] }], {
    files: { '~/editor': '#!/bin/sh\nsed -i s/made/edited/ "$1"\n' },
    env: { EDITOR: 'sh ~/editor' },
  })
  await terminal.sees('touch made.txt')
  await terminal.press('e', 'touch made.txt\n')
  await terminal.sees('touch edited.txt')
  await terminal.press('y', '[N]o')
  expect(await terminal.exit).toBe(0)
  expect(stage.exists('made.txt')).toBe(false)
  expect(stage.exists('edited.txt')).toBe(true)
  expect(stage.model.heard()).toContain('It runs as: touch edited.txt')
  expect(await stage.log()).toMatchObject([{ decision: 'edited', by: 'human' }])
})

test('a patch shows its diff, and what a person makes of it is written', async () => {
  const terminal = await open([{ calls: [change] }], {
    files: { ...files, '~/editor': '#!/bin/sh\nsed -i s/new/best/ "$1"\n' },
    env: { EDITOR: 'sh ~/editor' },
  })
  await terminal.sees(/\+ ?the new word/)
  expect(terminal.screen()).toMatch(/- ?the old word/)
  await terminal.press('e', 'the new word')
  await terminal.sees(/\+ ?the best word/)
  await terminal.press('y', 'the best word')
  expect(await terminal.exit).toBe(0)
  expect(stage.read('old.txt')).toBe('one\nthe best word\nthree\n')
})

test('a patch of several files is one question with all of them', async () => {
  const terminal = await open(
    [
      {
        calls: [
          patch(
            ...['*** Update File: old.txt', '@@', '-the old word', '+the new word'],
            ...['*** Add File: w.txt', '+first line'],
          ),
        ],
      },
    ],
    { files },
  )
  await terminal.sees('[N]o')
  for (const shown of [/- ?the old word/, /\+ ?the new word/, /\+ ?first line/]) {
    expect(terminal.screen()).toMatch(shown)
  }
  await terminal.press('y', '[N]o')
  expect(await terminal.exit).toBe(0)
  expect(stage.read('old.txt')).toBe('one\nthe new word\nthree\n')
  expect(stage.read('w.txt')).toBe('first line\n')
})

describe('what dies while a question is open does not let the tool run', () => {
  const calls = { 'a command': touch, 'a patch': change }
  const names = Object.keys(calls) as (keyof typeof calls)[]

  async function question(name: keyof typeof calls) {
    const terminal = await open([{ calls: [calls[name]] }], { files })
    await terminal.sees('[N]o')
    return terminal
  }

  function nothingHappened() {
    expect(stage.exists('made.txt')).toBe(false)
    expect(stage.read('old.txt')).toBe(files['old.txt'])
  }

  test.each(names)('the hook client, for %s', async (name) => {
    const terminal = await question(name)
    const clients = processesOf(stage.home, /^\/bin\/sh \S+gater-hook codex/)
    expect(clients).not.toEqual([])
    for (const pid of clients) process.kill(pid, 'SIGKILL')
    expect(await stage.model.told('t1')).toMatch(/its hook failed, so nothing ran/)
    expect(await terminal.exit).toBe(0)
    nothingHappened()
  })
})
