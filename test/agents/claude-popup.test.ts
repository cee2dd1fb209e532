import { afterEach, expect, test } from 'vitest'
import type { Call } from './model.ts'
import { openStage, type Stage, type StageOptions } from './stage.ts'
import type { Terminal } from './terminal.ts'

let stage: Stage

afterEach(() => stage.close())

const touch: Call = {
  tool: 'Bash',
  id: 't1',
  input: { command: 'touch made.txt', description: 'Make a file' },
}

/** Claude Code in gater's terminal has been told hello, and wants to make a file. */
async function open(options: StageOptions = {}): Promise<Terminal> {
  stage = await openStage({ hello: [{ text: 'I need a file.', calls: [touch] }] }, options)
  const agent = stage.terminal(['run', '--', 'claude'])
  await agent.sees(/^❯/m)
  agent.type('hello')
  await agent.sees('❯ hello')
  agent.type('\r')
  return agent
}

test('the card comes over the interface; y approves and Claude Code goes on', async () => {
  const agent = await open()
  await agent.sees('[N]o')
  expect(agent.screen()).toContain('touch made.txt')
  expect(agent.screen()).not.toContain('❯ hello')
  expect(stage.exists('made.txt')).toBe(false)
  await agent.press('y', '[N]o')
  await stage.model.told('t1')
  expect(stage.exists('made.txt')).toBe(true)
  await agent.sees('Done.')
  expect(agent.screen()).toContain('I need a file.')
  expect(agent.screen()).not.toContain('Do you want to proceed?')
})

test('n rejects, with the interface intact', async () => {
  const agent = await open()
  await agent.sees('[N]o')
  await agent.press('n', '[N]o')
  expect(await stage.model.told('t1')).toMatch(/^The person rejected this/)
  expect(stage.exists('made.txt')).toBe(false)
  await agent.sees('I need a file.')
  expect(agent.screen()).toContain('❯ hello')
})

test('in the middle of a line to Claude Code the card waits for Alt-G', async () => {
  stage = await openStage(
    {
      hello: [
        { calls: [{ ...touch, id: 't0', input: { ...touch.input, command: 'sleep 2' } }] },
        { calls: [touch] },
      ],
    },
    { policy: 'allow:\n  - sleep 2\n' },
  )
  const agent = stage.terminal(['run', '--', 'claude'])
  await agent.sees(/^❯/m)
  agent.type('hello')
  await agent.sees('❯ hello')
  agent.type('\r')
  await agent.sees('sleep 2')
  agent.type('and then')
  await agent.sees('and then')
  await agent.sees('touch made.txt')
  expect(agent.screen()).not.toContain('[N]o')
  // The question may come a little after Claude Code has shown the command.
  const again = setInterval(() => agent.type('\x1bg'), 500)
  await agent.sees('[N]o').finally(() => clearInterval(again))
  await agent.press('n', '[N]o')
  await agent.sees('❯ and then')
  expect(stage.exists('made.txt')).toBe(false)
})

test('`gater review` answers as well, and the card goes', async () => {
  stage = await openStage({ hello: [{ calls: [touch] }] })
  const pairing = { GATER_REVIEW_CODE: '271828' }
  const agent = stage.terminal(['run', '--', 'claude'], pairing)
  await agent.sees(/^❯/m)
  const review = stage.terminal(['review'], pairing)
  await review.sees('shop')
  agent.type('hello')
  await agent.sees('❯ hello')
  agent.type('\r')
  await Promise.all([agent.sees('[N]o'), review.sees('[N]o')])
  await review.press('y', '[N]o')
  await agent.sees('Done.')
  expect(stage.exists('made.txt')).toBe(true)
})
