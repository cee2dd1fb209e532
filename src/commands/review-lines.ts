import { StringDecoder } from 'node:string_decoder'
import { GaterError } from '../action/error.ts'
import type { Io } from '../action/io.ts'
import type { ReviewClient } from '../host/review-client.ts'
import { printable } from '../review/printable.ts'
import type { Question } from '../review/question.ts'
import { answeredEvent, answerOf, parseAnswerLine, pendingEvent } from '../review/wire.ts'

/** Characters that one line of input may have. */
const longest = 64 * 1024 * 1024

/**
 * Prints what is asked and answered as JSON lines and takes answers as JSON lines, until the input ends (design.md,
 * "Surfaces"). A line that is no answer answers nothing: it is named on standard error, and the result is 2 then, else 0.
 */
export async function reviewLines(
  client: Pick<ReviewClient, 'open' | 'subscribe' | 'answer' | 'sessionOf'>,
  io: Pick<Io, 'stdin' | 'stdout' | 'stderr'>,
): Promise<number> {
  const say = (text: string) => void io.stderr.write(`gater: ${printable(text, 'prose')}\n`)
  const print = (event: object) => io.stdout.write(`${JSON.stringify(event)}\n`)
  const pending = (question: Question) =>
    print(pendingEvent(question, client.sessionOf(question.id)?.id ?? ''))
  let code = 0

  const take = async (line: string, number: number) => {
    try {
      const answer = parseAnswerLine(line)
      const question = client.open().find(({ id }) => id === answer.id)
      if (question === undefined) return say(`line ${number}: no question ${answer.id} waits`)
      const given = { answer: answerOf(answer, question), reviewer: '' }
      if (await client.answer(answer.id, given)) return
      say(`line ${number}: not taken: it came too late, or its rules were not offered`)
    } catch (error) {
      if (!(error instanceof GaterError)) throw error
      say(`error: line ${number}: ${error.message}`)
      code = 2
    }
  }

  const unsubscribe = client.subscribe((event) => {
    if (event.kind === 'asked') pending(event.question)
    if (event.kind === 'answered') print(answeredEvent(event.question.id, event.answered))
    if (event.kind === 'ended') print(answeredEvent(event.question.id, { none: event.none }))
  })
  try {
    for (const question of client.open()) pending(question)
    let number = 0
    for await (const line of linesOf(io.stdin)) {
      number += 1
      if (line.trim() !== '') await take(line, number)
    }
  } finally {
    unsubscribe()
  }
  return code
}

// --- internal ---

/** Parted at LF only: U+2028 may stand inside a JSON string, where readline would part. */
async function* linesOf(input: AsyncIterable<Buffer | string>): AsyncIterable<string> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of input) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk))).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
    if (rest.length > longest) throw new GaterError('a line of the input is too long')
  }
  yield rest + decoder.end()
}
