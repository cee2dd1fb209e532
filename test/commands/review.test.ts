import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { reviewLines } from '../../src/commands/review-lines.ts'
import { createQueue } from '../../src/review/queue.ts'
import { command, question } from '../review/sample.ts'

const clock = { awake: () => 0, after: () => () => {} }
const never = new AbortController().signal

/** `gater review --json` on a desk with one question, fed piece by piece. */
async function run(pieces: readonly (string | Buffer)[], more: readonly string[] = []) {
  const queue = createQueue(clock)
  const outcomes: unknown[] = []
  const ask = (id: string) =>
    queue.ask(question(command('npm test'), { id }), never).then((outcome) => {
      outcomes.push(outcome)
    })
  void ask('q1')
  let out = ''
  let err = ''
  const stdin = new PassThrough()
  const code = reviewLines(
    {
      ...queue,
      answer: (id, { answer }) => queue.answer(id, { answer, reviewer: 'review:pts/3' }),
      sessionOf: () => ({ id: 's1' }) as never,
    },
    {
      stdin: stdin as never,
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
    },
  )
  for (const id of more) void ask(id)
  for (const piece of pieces) stdin.write(piece)
  stdin.end()
  return {
    code: await code,
    out: out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
    err,
    outcomes,
  }
}

const answer = (more: object) => `${JSON.stringify({ id: 'q1', ...more })}\n`

describe('gater review --json', () => {
  test('prints what is asked and what became of it', async () => {
    const { code, out, outcomes } = await run([answer({ answer: 'approve' })], ['q2'])
    expect(out).toMatchObject([
      { event: 'pending', id: 'q1', session: 's1', kind: 'command', command: 'npm test' },
      { event: 'pending', id: 'q2', session: 's1' },
      { event: 'answered', id: 'q1', decision: 'approved', reviewer: 'review:pts/3' },
    ])
    expect(outcomes).toEqual([{ answer: { kind: 'approve' }, reviewer: 'review:pts/3' }])
    expect(code).toBe(0)
  })

  test.each([
    [{ answer: 'reject' }, { kind: 'reject', note: null }],
    [
      { answer: 'reject', note: 'a\u2028b' },
      { kind: 'reject', note: 'a\u2028b' },
    ],
    [
      { answer: 'edit', command: 'npm run lint' },
      { kind: 'edit', action: command('npm run lint') },
    ],
  ])('takes %j', async (line, expected) => {
    const { outcomes } = await run([answer(line)])
    expect(outcomes).toEqual([{ answer: expected, reviewer: 'review:pts/3' }])
  })

  test('takes a line that comes in pieces, and one without an end', async () => {
    const bytes = Buffer.from(answer({ answer: 'reject', note: 'später' }).trimEnd())
    const { outcomes } = await run(Array.from(bytes, (byte) => Buffer.from([byte])))
    expect(outcomes).toMatchObject([{ answer: { note: 'später' } }])
  })

  test.each([
    ['yes\n', 'gater: error: line 1: not an answer: not JSON\n'],
    [
      '\n\n{}\n',
      'gater: error: line 3: not an answer: `answer` should be ("approve" | "reject" | "edit")\n',
    ],
    [
      answer({ answer: 'approve', command: 'rm' }),
      'gater: error: line 1: not an answer: `command` does not belong there\n',
    ],
    [
      answer({ answer: 'edit', content: 'rm' }),
      'gater: error: line 1: an edit of a command needs `command`\n',
    ],
  ])('%j answers nothing, and says which line it was', async (line, message) => {
    const { code, err, outcomes } = await run([line])
    expect([code, err, outcomes]).toEqual([2, message, []])
  })

  test('goes on after a bad line', async () => {
    const { code, outcomes } = await run(['yes\n', answer({ answer: 'approve' })])
    expect([code, outcomes.length]).toEqual([2, 1])
  })

  const untaken = 'not taken: it came too late, or its rules were not offered'
  test.each([
    [[answer({ id: 'q9\x1b[2J', answer: 'approve' })], 'line 1: no question q9\\u{1b}[2J waits'],
    [[answer({ answer: 'reject' }), answer({ answer: 'approve' })], 'line 2: no question q1 waits'],
    [[answer({ answer: 'approve', rules: ['npm **'] })], `line 1: ${untaken}`],
  ])('says that an answer came to nothing: %j', async (lines, message) => {
    const { code, err } = await run(lines)
    expect([code, err]).toEqual([0, `gater: ${message}\n`])
  })
})
