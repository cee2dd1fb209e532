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

const edited = `git push origin main && echo "it's \\"done\\""; exit 3`

const run = ['run', '--exec-gate', 'off', '--agent', 'socket']
const layers =
  'gater: my-agent is trusted to ask, nothing holds it back, no exec gate: `--exec-gate off`\n'

describe('the agent of the README', () => {
  test('does not run what was not approved, and says why', async () => {
    const here = project()
    expect(await here.gater([...run, '--', './my-agent'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `${layers}This needs a person to approve it, and nobody was there; it did not run. Do not look for a way around. Go on without it, or stop and say what you need.\n`,
    })
    expect(pushed(here)).toBe('')
  })

  test.runIf(process.platform === 'linux')(
    'runs what a person approved elsewhere, as edited, and tells its outcome',
    async () => {
      const here = project()
      const env = { GATER_REVIEW_CODE: 'K7QF-2MXR' }
      const agent = here.start([...run, '--wait', '--', './my-agent'], { env })
      const review = here.start(['review', '--json'], { env, input: null })
      const { stdin, stdout } = review.child
      if (stdin === null || stdout === null) throw new Error('no pipes')
      const asked: string[] = []
      const answer = (id: string, rest: object) =>
        stdin.write(`${JSON.stringify({ id, ...rest })}\n`)
      for await (const line of createInterface({ input: stdout })) {
        const { event, id, command } = JSON.parse(line)
        if (event !== 'pending') continue
        asked.push(command)
        // What was edited is judged, and asked, again.
        if (asked.length > 1) answer(id, { answer: 'approve' })
        else answer(id, { answer: 'edit', command: edited })
        if (asked.length > 1) break
      }
      stdin.end()
      expect(asked).toEqual(['git push origin main', edited])
      const { code, stdout: said } = await agent.ended
      expect([code, said]).toEqual([3, 'it\'s "done"\n'])
      expect(pushed(here)).toContain('main')
      const log = await here.gater(['log', '--json'])
      const entry = JSON.parse(log.stdout)
      expect([entry.decision, entry.by, entry.outcome.exitCode]).toEqual(['edited', 'human', 3])
    },
  )
})
