import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { type Place, place } from './gater.ts'

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
const example = /## Your own agent\n[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''

/** The project, and a remote that its `main` can be pushed to. */
function project(): Place {
  const here = place()
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@localhost', ...args], {
      cwd: here.cwd,
      encoding: 'utf8',
    })
  git('init', '-q', '--bare', join(here.home, 'origin.git'))
  git('init', '-q', '-b', 'main')
  git('commit', '-q', '--allow-empty', '-m', 'first')
  git('remote', 'add', 'origin', join(here.home, 'origin.git'))
  here.write('my-agent', `#!/bin/sh\n${example}`)
  return here
}

const pushed = (here: Place) =>
  execFileSync('git', ['branch', '--list'], {
    cwd: join(here.home, 'origin.git'),
    encoding: 'utf8',
  })

const run = ['run', '--exec-gate', 'off', '--agent', 'socket']
const layers =
  'gater: my-agent is trusted to ask, nothing holds it back, no exec gate: `--exec-gate off`\n'

describe('the agent of the README', () => {
  test('does not run what was not approved, and says why', async () => {
    const here = project()
    const { code, stdout, stderr } = await here.gater([...run, '--', './my-agent'])
    expect([code, stdout]).toEqual([1, ''])
    const [said, reply = ''] = stderr.split(/(?<=\n)/)
    expect([said, JSON.parse(reply)]).toEqual([
      layers,
      expect.objectContaining({ decision: 'rejected', action: null, outcomeToken: null }),
    ])
    expect(pushed(here)).toBe('')
  })

  test.runIf(process.platform === 'linux')(
    'runs what a person approved elsewhere, and tells its outcome',
    async () => {
      const here = project()
      const env = { GATER_REVIEW_CODE: 'K7QF-2MXR' }
      const agent = here.start([...run, '--wait', '--', './my-agent'], { env })
      const review = here.start(['review', '--json'], { env, input: null })
      const { stdin, stdout } = review.child
      if (stdin === null || stdout === null) throw new Error('no pipes')
      for await (const line of createInterface({ input: stdout })) {
        const { event, id, command, risk } = JSON.parse(line)
        if (event !== 'pending') continue
        expect([command, risk]).toEqual(['git push origin main', 'external'])
        stdin.write(`${JSON.stringify({ id, answer: 'approve' })}\n`)
        break
      }
      stdin.end()
      expect((await agent.ended).code).toBe(0)
      expect(pushed(here)).toContain('main')
      const log = await here.gater(['log', '--json'])
      const entry = JSON.parse(log.stdout)
      expect([entry.decision, entry.by, entry.outcome.exitCode]).toEqual(['approved', 'human', 0])
    },
  )
})
