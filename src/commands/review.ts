import { createInterface } from 'node:readline'
import { GaterError } from '../action/error.ts'
import { type Io, stateDir } from '../action/io.ts'
import { loadKernel } from '../host/kernel.ts'
import { joinSessions, type ReviewClient } from '../host/review-client.ts'
import { openSessions } from '../host/sessions.ts'
import { attachTerminal } from '../review/attach.ts'
import { createEditor } from '../review/edit.ts'
import { openTerminal } from '../review/terminal.ts'
import { answeredEvent, answerOf, parseAnswerLine, pendingEvent } from '../review/wire.ts'

/** `gater review`: answers the questions of every session of the person, on this terminal or as JSON lines. */
export async function review(options: { json?: boolean }, io: Io): Promise<number> {
  const kernel = await loadKernel()
  if ('missing' in kernel) throw new GaterError(`\`gater review\` needs ${kernel.missing}`)
  const say = (line: string) => void io.stderr.write(`gater: ${line}\n`)
  const name = `pid-${process.pid}`
  const client = await joinSessions({
    dir: await openSessions(stateDir(io)),
    kernel,
    name,
    say,
    async code(session, left) {
      const given = io.env.GATER_REVIEW_CODE
      if (given !== undefined && given !== '') return left === null ? given : null
      if (options.json || io.stdin.isTTY !== true) return null
      const { input } = await import('@inquirer/prompts')
      return input({ message: `pairing code of ${session.project}` }).catch(() => null)
    },
  })
  try {
    if (options.json) await reviewByLines(client, io, say)
    else {
      const edit = createEditor({ env: io.env, workspace: null })
      const interrupt = () => void attached.detach()
      const attached = attachTerminal(client, openTerminal({ env: io.env }), {
        name,
        edit,
        interrupt,
      })
      await attached.done
    }
    return 0
  } finally {
    client.close()
  }
}

// --- internal ---

/** Events out, answers in, until the input ends. */
async function reviewByLines(client: ReviewClient, io: Io, say: (line: string) => void) {
  const print = (event: unknown) => void io.stdout.write(`${JSON.stringify(event)}\n`)
  client.subscribe((event) => {
    if (event.kind === 'asked') print(pendingEvent(event.question, ''))
    if (event.kind === 'answered') print(answeredEvent(event.question.id, event.answered))
    if (event.kind === 'ended') print(answeredEvent(event.question.id, { none: event.none }))
  })
  for (const question of client.open()) print(pendingEvent(question, ''))
  for await (const line of createInterface({ input: io.stdin })) {
    if (line.trim() === '') continue
    try {
      const answer = parseAnswerLine(line)
      const question = client.open().find(({ id }) => id === answer.id)
      const taken =
        question !== undefined &&
        (await client.answer(answer.id, { answer: answerOf(answer, question), reviewer: '' }))
      if (!taken) say('this answer came too late, or to no question that waits')
    } catch (error) {
      say(error instanceof Error ? error.message : String(error))
    }
  }
}
