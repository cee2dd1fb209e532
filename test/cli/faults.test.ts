import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { place } from './gater.ts'

test('what ran without a decision stops the agent, and is in the journal', async () => {
  const here = place()
  const event = {
    hook_event_name: 'PostToolUse',
    tool_name: 'Bash',
    tool_input: { command: 'make' },
    tool_use_id: 'toolu_1',
    tool_response: {},
  }
  here.write(
    'bin/claude',
    `#!/bin/sh
curl -sS --unix-socket "$GATER_SOCKET" --data-binary '${JSON.stringify(event)}' http://gater/v1/hook/claude
read -r _ < fifo
touch survived
`,
  )
  const env = { PATH: `${join(here.cwd, 'bin')}:${process.env.PATH}` }
  const through = ['/bin/sh', '-c', 'mkfifo fifo; exec "$@"', 'sh']
  const run = ['run', '--exec-gate', 'off', '--', 'claude', '-p', 'hello']
  const { code, stderr } = await here.gater(run, { env, through })
  expect(code).toBe(143)
  expect(stderr).toMatch(
    /^gater: ALARM: `Bash` ran without a decision \(call toolu_1\); the agent is stopped$/m,
  )
  expect(existsSync(join(here.cwd, 'survived'))).toBe(false)
  const journal = join(here.state, 'journal')
  const [segment = ''] = readdirSync(journal).filter((name) => name.endsWith('.jsonl'))
  const lines = readFileSync(join(journal, segment), 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({
      type: 'note',
      event: 'unmatched-result',
      text: '`Bash` ran without a decision (call toolu_1)',
    }),
  )
})

test('a `gater review` that may be loaded with code from elsewhere does not start', async () => {
  const env = { NODE_OPTIONS: '--inspect=127.0.0.1:0' }
  const { code, stdout, stderr } = await place().gater(['review', '--json'], { env })
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(
    'gater: error: `NODE_OPTIONS` set: it may change what gater is\ngater: hint: unset NODE_OPTIONS\n',
  )
})
