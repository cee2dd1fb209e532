// Asks questions on the terminal as `gater run` does, and tells in a file what came of each.
//
//     node terminal.fixture.js FILE JSON    JSON: { questions, crash?, withdraw?, stay? }

import { appendFileSync } from 'node:fs'
import process from 'node:process'
import { attachTerminal } from '../../dist/review/attach.js'
import { awakeClock } from '../../dist/review/clock.js'
import { createEditor } from '../../dist/review/edit.js'
import { createQueue } from '../../dist/review/queue.js'
import { openTerminal } from '../../dist/review/terminal.js'

const [file, text] = process.argv.slice(2)
const { questions, crash, withdraw, stay } = JSON.parse(text)
const tell = (what) => appendFileSync(file, `${JSON.stringify(what)}\n`)

const queue = createQueue(awakeClock())
const terminal = openTerminal({ env: process.env })
const attached = attachTerminal(queue, terminal, {
  name: 'terminal',
  edit: createEditor({ env: process.env, workspaces: () => [] }),
  interrupt: () => tell('interrupt'),
})
if (crash)
  process.on('SIGUSR2', () =>
    setImmediate(() => {
      throw new Error('crashed')
    }),
  )
const controller = new AbortController()
if (stay) process.on('SIGHUP', () => {})
if (withdraw) process.on('SIGUSR2', () => controller.abort())
tell({ pid: process.pid, reviewers: queue.reviewers() })
await Promise.all(
  questions.map(async (question) => {
    const outcome = await queue.ask(question, controller.signal)
    tell({ id: question.id, outcome })
  }),
)
if (stay) {
  await attached.done
  tell({ reviewers: queue.reviewers() })
}
await attached.detach()
tell('end')
