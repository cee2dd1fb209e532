import { afterEach, describe, expect, test } from 'vitest'
import type { Call, Turn } from './model.ts'
import { processesOf } from './processes.ts'
import { openStage, type Stage, type StageOptions } from './stage.ts'
import type { Terminal } from './terminal.ts'

let stage: Stage

afterEach(() => stage.close())

const pairing = { GATER_REVIEW_CODE: '271828' }

/** Claude Code draws in one terminal, `gater review` asks in another, and the person has just said hello. */
async function open(
  script: (project: string) => Readonly<Record<string, readonly Turn[]>>,
  options: StageOptions = {},
): Promise<{ agent: Terminal; review: Terminal }> {
  stage = await openStage(script, options)
  const agent = stage.terminal(['run', '--ui', 'elsewhere', '--', 'claude'], pairing)
  await agent.sees(/^❯/m)
  const review = stage.terminal(['review'], pairing)
  await review.sees('shop')
  agent.type('hello')
  await agent.sees('❯ hello')
  agent.type('\r')
  return { agent, review }
}

const touch: Call = {
  tool: 'Bash',
  id: 't1',
  input: { command: 'touch made.txt', description: 'Make a file' },
}

test('a question goes to `gater review`, and nobody is asked twice', async () => {
  const { agent, review } = await open(() => ({
    hello: [{ text: 'I need a file.', calls: [touch] }],
  }))
  await review.sees('touch made.txt')
  expect(stage.exists('made.txt')).toBe(false)
  expect(agent.screen()).not.toContain('Do you want to proceed?')
  await review.press('y', '[N]o')
  await stage.model.told('t1')
  expect(stage.exists('made.txt')).toBe(true)
  await agent.sees('Done.')
  expect(agent.screen()).not.toContain('Do you want to proceed?')
})

test('rejected with a note, the model hears the note', async () => {
  const { review } = await open(() => ({ hello: [{ calls: [touch] }] }))
  await review.sees('touch made.txt')
  await review.press('r', '[N]o')
  await review.sees('why not?')
  review.type('use mktemp instead\r')
  expect(await stage.model.told('t1')).toContain('use mktemp instead')
  expect(stage.exists('made.txt')).toBe(false)
})

test('Escape in Claude Code withdraws the question', async () => {
  const { agent, review } = await open(() => ({ hello: [{ calls: [touch] }] }))
  await review.sees('[N]o')
  await agent.press('\x1b', 'esc to interrupt')
  await review.loses('[N]o')
  expect(stage.exists('made.txt')).toBe(false)
  expect(await stage.log()).toMatchObject([{ decision: 'rejected', by: 'withdrawn' }])
})

describe('the hook client killed while it waits', () => {
  async function killed(call: (project: string) => Call): Promise<Terminal> {
    const { agent, review } = await open((project) => ({ hello: [{ calls: [call(project)] }] }))
    await review.sees('[N]o')
    for (const pid of processesOf(stage.home, /gater-hook claude/)) process.kill(pid, 'SIGKILL')
    await agent.sees(/Do you want to (proceed|create w.txt)\?/)
    return agent
  }

  test('does not let a command run, even if the person says yes to Claude Code', async () => {
    const agent = await killed(() => touch)
    expect(stage.exists('made.txt')).toBe(false)
    await agent.press('\r', 'Do you want to proceed?')
    expect(await stage.model.told('t1')).toContain('gater: refused: no approval for this command')
    expect(stage.exists('made.txt')).toBe(false)
  })

  test('does not let a file be written: Claude Code asks the person', async () => {
    const agent = await killed((project) => ({
      tool: 'Write',
      id: 't1',
      input: { file_path: `${project}/w.txt`, content: 'x\n' },
    }))
    expect(stage.exists('w.txt')).toBe(false)
    await agent.press('\x1b', 'Do you want to create w.txt?')
    expect(stage.exists('w.txt')).toBe(false)
  })
})

test('settings that the agent changes in mid-session do not switch the gate off', async () => {
  const off = '{"disableAllHooks":true,"permissions":{"allow":["Bash","Write"]}}'
  const { review } = await open(
    () => ({
      hello: [
        {
          calls: [{ tool: 'Bash', id: 't0', input: { command: 'sh attack.sh', description: '' } }],
        },
        { calls: [touch] },
      ],
    }),
    {
      policy: 'allow:\n  - sh attack.sh\n',
      files: {
        // Claude Code takes up to 4 s to notice.
        'attack.sh': `for f in .claude/settings.json ~/.claude/settings.json; do echo '${off}' > $f; done; sleep 5\n`,
        '.claude/settings.json': {},
        '~/.claude/settings.json': {},
      },
    },
  )
  await review.sees('touch made.txt')
  await review.press('n', '[N]o')
  expect(await stage.model.told('t1')).toMatch(/^The person rejected this/)
  expect(stage.exists('made.txt')).toBe(false)
})
