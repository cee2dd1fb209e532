// A gater with one open question and its review socket: review-host.fixture.js DIR CODE
// Prints JSON lines. Each line on stdin is a command that it runs as its child, like an agent.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { loadKernel } from '../../dist/host/kernel.js'
import { processRef } from '../../dist/host/process.js'
import { serveReview } from '../../dist/host/review-server.js'
import { openSessions, writeSession } from '../../dist/host/sessions.js'
import { awakeClock } from '../../dist/review/clock.js'
import { createQueue } from '../../dist/review/queue.js'

const [stateDir, code] = process.argv.slice(2)
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)

const kernel = await loadKernel()
kernel.harden()
const dir = await openSessions(stateDir)
const self = processRef(process.pid)
const session = `session-${process.pid}`
const queue = createQueue(awakeClock(), Number.POSITIVE_INFINITY)
const verdict = {
  kind: 'ask',
  risk: 'irreversible',
  attributes: [],
  findings: [{ span: [0, 6], class: 'irreversible', why: 'deletes' }],
  rule: null,
  nearest: null,
  gates: ['irreversible'],
}
const now = Date.now()
const asked = queue.ask(
  {
    id: `question-${process.pid}`,
    proposal: {
      id: `question-${process.pid}`,
      action: { kind: 'command', command: 'rm -rf dist', cwd: '/work' },
      agent: 'robot',
      channel: 'socket',
      reason: 'stale\u2028',
      confidence: null,
    },
    verdict,
    changes: [],
    project: 'shop',
    branch: 'main',
    raised: now,
    deadline: now + 600_000,
  },
  new AbortController().signal,
)
asked.then((answered) => print({ answered }))
queue.subscribe((event) => event.kind === 'reviewers' && print({ reviewers: event.count }))

await serveReview({
  dir,
  session,
  desk: queue,
  code,
  kernel,
  hosts: async () => [self],
  say: (line) => print({ said: line }),
  penaltyMs: 0,
})
await writeSession(dir, {
  v: 1,
  id: session,
  ...self,
  since: new Date().toISOString(),
  agent: 'robot',
  project: 'shop',
  workspace: '/work',
  branch: 'main',
  dir: '/nonexistent',
  review: true,
})
print({ ready: process.pid })

createInterface({ input: process.stdin })
  .on('line', (line) => spawn('/bin/sh', ['-c', line], { stdio: ['ignore', 'inherit', 'inherit'] }))
  .on('close', () => process.exit())
