import { afterEach, describe, expect, test } from 'vitest'
import { gemini } from './gemini.ts'
import type { Call, Turn } from './model.ts'
import { processesOf } from './processes.ts'
import { openStage, type Stage, type StageOptions } from './stage.ts'
import type { Terminal } from './terminal.ts'

let stage: Stage

afterEach(() => stage.close())

/** Headless Gemini CLI in a terminal of its own, where gater asks. */
async function open(
  turns: readonly Turn[],
  options: StageOptions & { env?: Readonly<Record<string, string>> } = {},
): Promise<Terminal> {
  stage = await openStage({ hello: turns }, { ...options, agent: gemini })
  return stage.terminal(['run', '--', 'gemini', '-p', 'hello'], options.env)
}

const touch: Call = {
  tool: 'run_shell_command',
  id: 't1',
  input: { command: 'touch made.txt', description: 'Make a file' },
}
const write: Call = {
  tool: 'write_file',
  id: 't1',
  input: { file_path: 'w.txt', content: 'first line\nsecond line\n' },
}
const replace: Call = {
  tool: 'replace',
  id: 't1',
  input: {
    file_path: 'old.txt',
    instruction: 'Change a word',
    old_string: 'the old word',
    new_string: 'the new word',
  },
}
const files = { 'old.txt': 'one\nthe old word\nthree\n' }

test('approved with y, it runs', async () => {
  const terminal = await open([{ text: 'I need a file.', calls: [touch] }])
  await terminal.sees('[N]o')
  expect(terminal.screen()).toContain('I need a file.')
  expect(stage.exists('made.txt')).toBe(false)
  await terminal.press('y', '[N]o')
  expect(await terminal.exit).toBe(0)
  expect(stage.exists('made.txt')).toBe(true)
  expect(await stage.log()).toMatchObject([
    { command: 'touch made.txt', decision: 'approved', by: 'human', outcome: { exitCode: 0 } },
  ])
})

test('rejected with a note, the model hears the note', async () => {
  const terminal = await open([{ calls: [touch] }])
  await terminal.sees('[N]o')
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
  await terminal.sees('[N]o')
  await terminal.press('e', 'touch made.txt\n')
  await terminal.sees('touch edited.txt')
  await terminal.press('y', '[N]o')
  expect(await terminal.exit).toBe(0)
  expect(stage.exists('made.txt')).toBe(false)
  expect(stage.exists('edited.txt')).toBe(true)
  expect(stage.model.result('t1')).toContain('touch edited.txt')
  expect(await stage.log()).toMatchObject([
    { decision: 'edited', by: 'human', outcome: { exitCode: 0 } },
  ])
})

test('a new file shows its lines, and a replacement its diff', async () => {
  const terminal = await open([{ calls: [write] }, { calls: [replace] }], { files })
  await terminal.sees(/\+ ?second line/)
  await terminal.press('y', 'second line')
  await terminal.sees(/\+ ?the new word/)
  expect(terminal.screen()).toMatch(/- ?the old word/)
  await terminal.press('y', 'the new word')
  expect(await terminal.exit).toBe(0)
  expect(stage.read('w.txt')).toBe('first line\nsecond line\n')
  expect(stage.read('old.txt')).toBe('one\nthe new word\nthree\n')
})

describe('a hook that is killed while its question is open does not let the tool run', () => {
  const calls = { run_shell_command: touch, write_file: write, replace }
  const tools = ['run_shell_command', 'write_file', 'replace'] as const

  async function question(tool: (typeof tools)[number]) {
    const terminal = await open([{ calls: [calls[tool]] }], { files })
    await terminal.sees('[N]o')
    return terminal
  }

  function nothingHappened() {
    expect(stage.exists('made.txt')).toBe(false)
    expect(stage.exists('w.txt')).toBe(false)
    expect(stage.read('old.txt')).toBe(files['old.txt'])
  }

  test.each(tools)('not %s', async (tool) => {
    const terminal = await question(tool)
    const clients = processesOf(stage.home, /gater-hook gemini/)
    expect(clients).not.toEqual([])
    for (const pid of clients) process.kill(pid, 'SIGKILL')
    expect(await stage.model.told('t1')).toContain(
      'gater: its hook gave no answer for this call; nothing ran.',
    )
    expect(await terminal.exit).toBe(0)
    nothingHappened()
  })
})
