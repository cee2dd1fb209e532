import { once } from 'node:events'
import { expect, test } from 'vitest'
import { place } from '../cli/gater.ts'

test('status names the sessions that run, and none that ended', async () => {
  const here = place()
  here.write('agent.sh', '#!/bin/sh\necho ready\nread -r _\n')
  const agent = here.start(['run', '--exec-gate', 'off', '--agent', 'socket', '--', './agent.sh'], {
    input: null,
  })
  await agent.says('ready')
  const text = await here.gater(['status'])
  expect(text.stdout).toMatch(
    new RegExp(`^agent\\.sh  HOME/shop  since [\\d-]+T[\\d:.]+Z  process ${agent.child.pid}\n$`),
  )
  expect([text.stderr, text.code]).toEqual(['', 0])
  const json = await here.gater(['status', '--json'])
  expect(JSON.parse(json.stdout)).toEqual({
    id: expect.stringMatching(/^\d{8}T\d{6}-[0-9a-f]{8}$/),
    pid: agent.child.pid,
    since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    agent: 'agent.sh',
    project: 'shop',
    workspace: 'HOME/shop',
    branch: null,
    review: false,
  })
  agent.child.stdin?.end('\n')
  expect((await agent.ended).code).toBe(0)
  expect(await here.gater(['status'])).toEqual({
    code: 0,
    stdout: '',
    stderr: 'gater: no session is running\n',
  })
})

test('a session whose gater was killed is not running', async () => {
  const here = place()
  here.write('agent.sh', '#!/bin/sh\necho ready\nread -r _\n')
  const agent = here.start(['run', '--exec-gate', 'off', '--agent', 'socket', '--', './agent.sh'], {
    input: null,
  })
  await agent.says('ready')
  agent.child.kill('SIGKILL')
  await once(agent.child, 'exit')
  agent.child.stdin?.end('\n')
  expect((await here.gater(['status'])).stderr).toBe('gater: no session is running\n')
})
