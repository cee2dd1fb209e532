import { describe, expect, test } from 'vitest'
import type { Clock } from '../../src/review/clock.ts'
import type { Answered } from '../../src/review/question.ts'
import { createQueue, type QueueEvent } from '../../src/review/queue.ts'
import { command, question } from './sample.ts'

const minute = 60_000
const never = new AbortController().signal
const yes: Answered = { answer: { kind: 'approve' }, reviewer: 'terminal' }
const no: Answered = { answer: { kind: 'reject', note: 'use pnpm' }, reviewer: 'review:pts/3' }

/** Time that passes when a test says so. */
function handClock(): Clock & { pass(ms: number): void; waiting(): number } {
  let at = 0
  const waits = new Set<{ due: number; run: () => void }>()
  return {
    awake: () => at,
    after(ms, run) {
      const wait = { due: at + ms, run }
      waits.add(wait)
      return () => void waits.delete(wait)
    },
    pass(ms) {
      at += ms
      for (const wait of [...waits]) if (wait.due <= at && waits.delete(wait)) wait.run()
    },
    waiting: () => waits.size,
  }
}

const npmTest = question(command('npm test'))

describe('a question', () => {
  test('resolves with the first answer; a second one does nothing', async () => {
    const queue = createQueue(handClock())
    const asked = queue.ask(npmTest, never)
    expect([queue.answer('q1', no), queue.answer('q1', yes)]).toEqual([true, false])
    expect(await asked).toEqual(no)
  })

  test('is in nobody’s way once it is over', async () => {
    const clock = handClock()
    const queue = createQueue(clock)
    const asked = queue.ask(npmTest, never)
    queue.answer('q1', yes)
    await asked
    expect([queue.open(), clock.waiting()]).toEqual([[], 0])
  })

  test('ends at its deadline, in awake time', async () => {
    const clock = handClock()
    const queue = createQueue(clock)
    queue.attach('terminal')
    const asked = queue.ask(npmTest, never)
    clock.pass(15 * minute - 1)
    expect(queue.open()).toHaveLength(1)
    clock.pass(1)
    expect(await asked).toEqual({ none: 'timeout' })
    expect(queue.answer('q1', yes)).toBe(false)
  })

  test('is withdrawn when its agent goes', async () => {
    const queue = createQueue(handClock())
    const controller = new AbortController()
    const asked = queue.ask(npmTest, controller.signal)
    controller.abort()
    expect(await asked).toEqual({ none: 'withdrawn' })
  })

  test.each<[string, { signal?: AbortSignal; closed?: boolean; twice?: boolean }]>([
    ['from an agent that is gone already', { signal: AbortSignal.abort() }],
    ['asked after the end', { closed: true }],
    ['whose id is waiting already', { twice: true }],
  ])('%s is withdrawn at once', async (_, { signal = never, closed = false, twice = false }) => {
    const queue = createQueue(handClock())
    if (closed) queue.close()
    if (twice) void queue.ask(npmTest, never)
    expect(await queue.ask(npmTest, signal)).toEqual({ none: 'withdrawn' })
  })
})

describe('without a reviewer', () => {
  test.each([
    [0, 0],
    [20_000, 20_000],
    [Number.POSITIVE_INFINITY, 15 * minute],
  ])('and a patience of %j ms a question ends after %j ms', async (patience, ends) => {
    const clock = handClock()
    const queue = createQueue(clock, patience)
    const asked = queue.ask(npmTest, never)
    clock.pass(ends - 1)
    expect(queue.open()).toHaveLength(ends === 0 ? 0 : 1)
    clock.pass(1)
    expect(await asked).toEqual({
      none: patience === Number.POSITIVE_INFINITY ? 'timeout' : 'no-reviewer',
    })
  })

  test('its patience starts anew when the last reviewer goes', async () => {
    const clock = handClock()
    const queue = createQueue(clock)
    const asked = queue.ask(npmTest, never)
    clock.pass(19_000)
    const leave = queue.attach('terminal')
    clock.pass(minute)
    leave()
    leave()
    clock.pass(19_000)
    expect(queue.open()).toHaveLength(1)
    clock.pass(1_000)
    expect(await asked).toEqual({ none: 'no-reviewer' })
    expect(queue.reviewers()).toBe(0)
  })
})

describe('an answer that does not fit is none', () => {
  const offers = [['npm test **']]
  test.each([
    ['an offered rule', { offers }, ['npm test **'], true],
    ['a rule that was not offered', { offers }, ['npm **'], false],
    ['a rule where none was offered', {}, ['npm test **'], false],
    [
      'an offered rule at a hard gate',
      { offers, verdict: { gates: ['irreversible' as const] } },
      ['npm test **'],
      false,
    ],
    [
      'an offered rule for what touches gater',
      { offers, verdict: { always: 'changes its settings' } },
      ['npm test **'],
      false,
    ],
  ])('%s', (_, more, rules, taken) => {
    const queue = createQueue(handClock())
    void queue.ask(question(command('npm test'), more), never)
    expect(queue.answer('q1', { answer: { kind: 'approve', rules }, reviewer: 'x' })).toBe(taken)
    expect(queue.open()).toHaveLength(taken ? 0 : 1)
  })

  test('an edit that turns the command into a write', () => {
    const queue = createQueue(handClock())
    void queue.ask(npmTest, never)
    const action = { kind: 'write', path: '/tmp/a', content: '' } as const
    expect(queue.answer('q1', { answer: { kind: 'edit', action }, reviewer: 'x' })).toBe(false)
  })
})

describe('subscribers', () => {
  test('see all that happens, and a fault of one is not another’s', async () => {
    const queue = createQueue(handClock())
    const seen: string[] = []
    queue.subscribe(() => {
      throw new Error('broken')
    })
    const unsubscribe = queue.subscribe((event: QueueEvent) => {
      const what = event.kind === 'reviewers' ? event.count : event.question.id
      seen.push(`${event.kind} ${what}`)
    })
    const leave = queue.attach('terminal')
    const asked = [
      queue.ask(npmTest, never),
      queue.ask(question(command('ls'), { id: 'q2' }), never),
    ]
    queue.answer('q2', yes)
    leave()
    queue.close()
    await Promise.all(asked)
    unsubscribe()
    queue.attach('terminal')
    expect(seen).toEqual([
      'reviewers 1',
      'asked q1',
      'asked q2',
      'answered q2',
      'reviewers 0',
      'ended q1',
    ])
  })

  test('who answers while being told of it wins, before the patience of nobody', async () => {
    const queue = createQueue(handClock(), 0)
    queue.subscribe((event) => {
      if (event.kind === 'asked') queue.answer(event.question.id, yes)
    })
    expect(await queue.ask(npmTest, never)).toEqual(yes)
  })
})
