import { afterEach, describe, expect, test } from 'vitest'
import type { Call, Turn } from './model.ts'
import { processesOf } from './processes.ts'
import { openStage, type Stage, type StageOptions } from './stage.ts'
import type { Terminal } from './terminal.ts'

let stage: Stage

afterEach(() => stage.close())

const headless = ['run', '--', 'claude', '-p', 'hello']

/** Headless Claude Code in a terminal of its own, where gater asks. */
async function open(
  script: (project: string) => Readonly<Record<string, readonly Turn[]>>,
  options: StageOptions & { env?: Readonly<Record<string, string>> } = {},
): Promise<Terminal> {
  stage = await openStage(script, options)
  return stage.terminal(headless, options.env)
}

const touch = (id: string, name = 'made.txt'): Call => ({
  tool: 'Bash',
  id,
  input: { command: `touch ${name}`, description: 'Make a file' },
})
const write = (project: string, id: string): Call => ({
  tool: 'Write',
  id,
  input: { file_path: `${project}/w.txt`, content: 'first line\nsecond line\n' },
})
const edit = (project: string, id: string): Turn[] => [
  { calls: [{ tool: 'Read', id: `${id}-read`, input: { file_path: `${project}/old.txt` } }] },
  {
    calls: [
      {
        tool: 'Edit',
        id,
        input: {
          file_path: `${project}/old.txt`,
          old_string: 'the old word',
          new_string: 'the new word',
        },
      },
    ],
  },
]
const files = { 'old.txt': 'one\nthe old word\nthree\n' }

test('approved with y, it runs', async () => {
  const terminal = await open(() => ({ hello: [{ text: 'I need a file.', calls: [touch('t1')] }] }))
  await terminal.sees('touch made.txt')
  expect(terminal.screen()).toContain('I need a file.')
  expect(stage.exists('made.txt')).toBe(false)
  await terminal.press('y', '[N]o')
  expect(await terminal.exit).toBe(0)
  expect(stage.exists('made.txt')).toBe(true)
  expect(await stage.log()).toMatchObject([
    { command: 'touch made.txt', decision: 'approved', by: 'human', outcome: { exitCode: 0 } },
  ])
})

test.each([
  ['Enter', '\r'],
  ['Escape', '\x1b'],
])('%s is a no', async (_name, key) => {
  const terminal = await open(() => ({ hello: [{ calls: [touch('t1')] }] }))
  await terminal.sees('touch made.txt')
  await terminal.press(key, '[N]o')
  expect(await terminal.exit).toBe(0)
  expect(stage.model.result('t1')).toMatch(/^The person rejected this; it did not run\./)
  expect(stage.exists('made.txt')).toBe(false)
})

test('rejected with a note, the model hears the note', async () => {
  const terminal = await open(() => ({ hello: [{ calls: [touch('t1')] }] }))
  await terminal.sees('touch made.txt')
  await terminal.press('r', '[N]o')
  await terminal.sees('why not?')
  terminal.type('use mktemp instead\r')
  expect(await stage.model.told('t1')).toContain('use mktemp instead')
  expect(await terminal.exit).toBe(0)
  expect(stage.exists('made.txt')).toBe(false)
  expect(await stage.log()).toMatchObject([
    { decision: 'rejected', by: 'human', note: 'use mktemp instead' },
  ])
})

test('edited, what was edited runs, and the model is told', async () => {
  const terminal = await open(() => ({ hello: [{ calls: [touch('t1')] }] }), {
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
  expect(stage.model.heard()).toContain('touch edited.txt')
  expect(await stage.log()).toMatchObject([
    { decision: 'edited', by: 'human', outcome: { exitCode: 0 } },
  ])
})

test('a Write shows its lines, and an Edit its diff', async () => {
  const terminal = await open(
    (project) => ({ hello: [{ calls: [write(project, 't1')] }, ...edit(project, 't2')] }),
    { files },
  )
  await terminal.sees(/\+ ?second line/)
  await terminal.press('y', 'second line')
  await terminal.sees(/\+ ?the new word/)
  expect(terminal.screen()).toMatch(/- ?the old word/)
  await terminal.press('y', 'the new word')
  expect(await terminal.exit).toBe(0)
  expect(stage.read('w.txt')).toBe('first line\nsecond line\n')
  expect(stage.read('old.txt')).toBe('one\nthe new word\nthree\n')
})

describe('what dies while a question is open does not let the tool run', () => {
  const closed =
    /there is no decision for this call; nothing ran|no approval for this command|gater is not running|no answer from gater/
  const deaths = ['Bash', 'Write', 'Edit'] as const

  async function question(tool: (typeof deaths)[number]) {
    const terminal = await open(
      (project) => ({
        hello: {
          Bash: [{ calls: [touch('t1')] }],
          Write: [{ calls: [write(project, 't1')] }],
          Edit: edit(project, 't1'),
        }[tool],
      }),
      // Rules of Claude Code's own that would let all of it through.
      {
        files: {
          ...files,
          '~/.claude/settings.json': { permissions: { allow: ['Bash', 'Edit', 'Write'] } },
        },
      },
    )
    await terminal.sees('[N]o')
    return terminal
  }

  function nothingHappened() {
    expect(stage.exists('made.txt')).toBe(false)
    expect(stage.exists('w.txt')).toBe(false)
    expect(stage.read('old.txt')).toBe(files['old.txt'])
  }

  test.each(deaths)('the hook client, for %s', async (tool) => {
    const terminal = await question(tool)
    const clients = processesOf(stage.home, /gater-hook claude/)
    expect(clients).not.toEqual([])
    for (const pid of clients) process.kill(pid, 'SIGKILL')
    expect(await stage.model.told('t1')).toMatch(closed)
    expect(await terminal.exit).toBe(0)
    nothingHappened()
  })

  test.each(deaths)('gater itself, for %s', async (tool) => {
    const terminal = await question(tool)
    process.kill(terminal.pid, 'SIGKILL')
    expect(await stage.model.told('t1')).toMatch(closed)
    nothingHappened()
  })
})
