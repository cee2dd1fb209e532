import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Weight, weighed, wilson } from '../../src/learn/evidence.ts'
import { command, history } from './history.ts'

async function weights(past: ReturnType<typeof history>): Promise<Weight[]> {
  const found: Weight[] = []
  for await (const { weight } of weighed(past.read())) found.push(weight)
  return found
}

const act = command('make')

test.each([
  ['approved after reading it', {}, 'untouched'],
  ['approved in 1.5 s', { waitedMs: 1500 }, 'untouched'],
  ['approved in a glance', { waitedMs: 1499 }, 'weak'],
  ['approved in a group or under a lease', { evidence: false }, 'weak'],
  ['edited', { decision: 'edited' }, 'edited'],
  ['rejected', { decision: 'rejected' }, 'rejected'],
  ['rejected in a glance', { decision: 'rejected', waitedMs: 10 }, 'rejected'],
  ['allowed by a rule', { by: 'rule' }, 'none'],
  ['denied by a rule', { by: 'rule', decision: 'rejected' }, 'none'],
  ['timed out', { by: 'timeout', decision: 'rejected' }, 'none'],
  ['without a reviewer', { by: 'no-reviewer', decision: 'rejected' }, 'none'],
  ['a fault', { by: 'fault', decision: 'rejected' }, 'none'],
] as const)('%s is %j evidence', async (_, over, weight) => {
  expect(await weights(history().add('s', act, over))).toEqual([weight])
})

test('who answers right after another answer had only that long, however long it waited', async () => {
  const past = history().add('s', act).add('t', act, { after: 1400, waitedMs: 60_000 })
  expect(await weights(past)).toEqual(['untouched', 'weak'])
})

test('what a rule decides in between takes nobody any time', async () => {
  const past = history()
    .add('s', act)
    .add('s', act, { by: 'rule' })
    .add('s', act, { after: 1000, by: 'rule' })
    .add('s', act, { after: 1000 })
  expect(await weights(past)).toEqual(['untouched', 'none', 'none', 'untouched'])
})

test('four answers within ten seconds are a burst, all of them', async () => {
  const quick = { after: 3000 }
  const past = history()
    .add('s', act)
    .add('s', act)
    .add('s', act, quick)
    .add('s', act, quick)
    .add('s', act, quick)
    .add('s', act)
  expect(await weights(past)).toEqual(['untouched', 'weak', 'weak', 'weak', 'weak', 'untouched'])
})

test('three are none', async () => {
  const quick = { after: 3000 }
  const past = history()
    .add('s', act)
    .add('s', act, quick)
    .add('s', act, quick)
    .add('s', act, { after: 8000 })
  expect(await weights(past)).toEqual(['untouched', 'untouched', 'untouched', 'untouched'])
})

// Values from the formula, as published (Wilson 1927; z = 1.96).
test.each([
  [0, 0, 0],
  [5, 5, 0.566],
  [6, 6, 0.61],
  [12, 12, 0.757],
  [98, 100, 0.93],
  [0, 10, 0],
])('the lower bound of %i of %i is %f', (successes, trials, bound) => {
  expect(wilson(successes, trials)).toBeCloseTo(bound, 3)
})

test('the lower bound lies between 0 and the share, and grows with the trials', () => {
  fc.assert(
    fc.property(fc.nat({ max: 500 }), fc.nat({ max: 500 }), (successes, failures) => {
      const trials = successes + failures
      const bound = wilson(successes, trials)
      expect(bound).toBeGreaterThanOrEqual(0)
      expect(bound).toBeLessThanOrEqual(trials === 0 ? 0 : successes / trials + 1e-12)
      expect(wilson(2 * successes, 2 * trials)).toBeGreaterThanOrEqual(bound - 1e-12)
    }),
  )
})
