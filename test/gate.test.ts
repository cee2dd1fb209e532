import { describe, expect, test } from 'vitest'
import type { Action, Proposal } from '../src/action/action.ts'
import { GaterError } from '../src/action/error.ts'
import type { Verdict } from '../src/action/verdict.ts'
import { createGate, type Examined } from '../src/gate.ts'
import type { DecisionEntry } from '../src/journal/record.ts'
import type { Answer } from '../src/review/question.ts'
import { createQueue } from '../src/review/queue.ts'

const command = (text: string): Action => ({ kind: 'command', command: text, cwd: '/w' })
const proposal: Proposal = {
  ...{ id: 'p1', action: command('asked'), agent: 'claude', channel: 'claude' },
  ...{ reason: null, confidence: null },
}
const verdict = (kind: Verdict['kind']): Verdict => ({
  ...{ kind, risk: 'unknown', attributes: [], findings: [], rule: null, nearest: null, gates: [] },
})

/** `allowed…` is allowed, `denied…` is denied, everything else is asked; `looks` counts how often it was looked at. */
function stage(
  answers: readonly Answer[],
  { fails = false, seen = (_looks: number): Record<string, string> => ({}) } = {},
) {
  const clock = { awake: () => 0, after: () => () => {} }
  const queue = createQueue(clock)
  const story: string[] = []
  const entries: DecisionEntry[] = []
  let looks = 0
  queue.attach('terminal')
  let next = 0
  queue.subscribe((event) => {
    if (event.kind !== 'asked') return
    const { id, proposal } = event.question
    story.push(`asked ${id} ${proposal.action.kind === 'command' ? proposal.action.command : ''}`)
    const answer = answers[next++]
    if (answer !== undefined) queue.answer(id, { answer, reviewer: 'terminal' })
  })
  const gate = createGate({
    async examine(action): Promise<Examined> {
      looks += 1
      const text = action.kind === 'command' ? action.command : ''
      if (text === 'broken') throw new GaterError('it cannot be read')
      const kind = text.startsWith('allowed') ? 'allow' : text.startsWith('denied') ? 'deny' : 'ask'
      const offers = [['asked']]
      return { verdict: verdict(kind), changes: [], seen: seen(looks), offers, commands: 1 }
    },
    async promote(rules) {
      story.push(`promoted ${rules.join()}`)
    },
    ...{ queue, clock, now: () => new Date(0), timeoutMs: 1000 },
    ...{ project: 'w', workspace: '/w', branch: () => 'main' },
    journal: {
      segment: () => '',
      async decide(entry) {
        if (fails) throw new GaterError('the disk is full')
        entries.push(entry)
        story.push(`journaled ${entry.decision} by ${entry.by}`)
      },
      outcome: async () => {},
      note: async () => {},
      close: async () => {},
    },
  })
  const propose = (text = 'asked', signal = new AbortController().signal) =>
    gate.propose({ ...proposal, action: command(text) }, signal)
  return { propose, story, entries }
}

describe('the story of an action', () => {
  const cases = [
    ['allowed by policy', 'allowed', [], ['journaled approved by rule']],
    ['denied by policy', 'denied', [], ['journaled rejected by rule']],
    ['approved', 'asked', [{ kind: 'approve' }], ['asked p1 asked', 'journaled approved by human']],
    [
      'approved for good: the rule holds only once the decision is on disk',
      'asked',
      [{ kind: 'approve', rules: ['asked'] }],
      ['asked p1 asked', 'journaled approved by human', 'promoted asked'],
    ],
    [
      'rejected',
      'asked',
      [{ kind: 'reject', note: 'not now' }],
      ['asked p1 asked', 'journaled rejected by human'],
    ],
    [
      'edited into what is allowed',
      'asked',
      [{ kind: 'edit', action: command('allowed') }],
      ['asked p1 asked', 'journaled edited by human'],
    ],
    [
      'edited into what is asked: a question of its own',
      'asked',
      [{ kind: 'edit', action: command('other') }, { kind: 'approve' }],
      ['asked p1 asked', 'asked p1.1 other', 'journaled edited by human'],
    ],
    [
      'edited into what is denied',
      'asked',
      [{ kind: 'edit', action: command('denied') }],
      ['asked p1 asked', 'journaled rejected by rule'],
    ],
    ['that cannot be looked at', 'broken', [], ['journaled rejected by fault']],
  ] as const
  test.each(cases)('%s', async (_name, text, answers, story) => {
    const on = stage(answers)
    await on.propose(text)
    expect(on.story).toEqual(story)
  })
})

test('an edit is recorded with both versions and who made it', async () => {
  const on = stage([{ kind: 'edit', action: command('allowed') }])
  expect(await on.propose()).toMatchObject({
    ...{ kind: 'edited', by: 'human', reviewer: 'terminal', action: command('allowed') },
    note: 'The person changed this before approving it. It runs as: allowed',
  })
  expect(on.entries[0]).toMatchObject({ action: command('asked'), edited: command('allowed') })
})

test('what changed since it was shown is shown again', async () => {
  // Looked at to show, then again after the answer: the file is another one by then.
  const seen = (looks: number) => ({ 'before /w/a': looks < 2 ? 'old' : 'new' })
  const on = stage([{ kind: 'approve' }, { kind: 'approve' }], { seen })
  expect((await on.propose()).kind).toBe('approved')
  expect(on.story).toEqual(['asked p1 asked', 'asked p1.1 asked', 'journaled approved by human'])
})

test('what changes each time it is shown is a no', async () => {
  const on = stage(
    Array.from({ length: 20 }, () => ({ kind: 'approve' })),
    { seen: (looks) => ({ file: String(looks) }) },
  )
  expect(await on.propose()).toMatchObject({ kind: 'rejected', by: 'fault' })
})

test('nothing runs when its decision cannot be written, and no rule is promoted', async () => {
  const on = stage([{ kind: 'approve', rules: ['asked'] }], { fails: true })
  expect(await on.propose()).toMatchObject({
    ...{ kind: 'rejected', by: 'fault' },
    note: 'gater could not check this, so it did not run: the disk is full. Do not look for a way around; tell the person.',
  })
  expect(on.story).toEqual(['asked p1 asked'])
})

test('a withdrawn action is a no', async () => {
  const controller = new AbortController()
  const on = stage([])
  const decision = on.propose('asked', controller.signal)
  await new Promise((resolve) => setImmediate(resolve))
  controller.abort()
  expect(await decision).toMatchObject({ kind: 'rejected', by: 'withdrawn' })
})
