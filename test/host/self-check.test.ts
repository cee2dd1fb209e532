import { expect, test } from 'vitest'
import { selfCheck } from '../../src/host/self-check.ts'

/** A shell as the agent, that is asked `yes` or `no` and answers after a line that tells nothing. */
const check = (script: string, input = 'yes\n') =>
  selfCheck(
    { name: 'agent', path: '/bin/sh', wrapper: ['-c', script] },
    {
      args: [],
      input,
      answer: (line) =>
        line === 'yes' ? { notes: ['fine'] } : line === 'no' ? { refused: 'it says no' } : null,
    },
    { cwd: '/', env: {} },
  )

// The agent goes on, as a server does: it is ended.
const echo = 'echo hello; read line; echo "$line"; exec sleep 1000'

test('what it tells is said', async () => {
  expect(await check(echo)).toEqual(['fine'])
})

test.each([
  ['it tells that the gate does not hold', echo, 'agent cannot be gated: it says no'],
  ['it ends', 'true', "agent does not tell whether gater's hook would be asked"],
  ['it cannot start', 'exec /none', "agent does not tell whether gater's hook would be asked"],
])('no start where %s', async (_name, script, message) => {
  await expect(check(script, 'no\n')).rejects.toMatchObject({ message, exit: 125 })
})
