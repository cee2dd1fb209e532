import { expect, test } from 'vitest'
import { createGrants } from '../../src/host/grants.ts'

test('a grant is good for one start of exactly its text', () => {
  const grants = createGrants()
  grants.give('git status', 'call-1')
  expect(grants.take('git status ')).toBe(false)
  expect(grants.take('git status')).toBe(true)
  expect(grants.take('git status')).toBe(false)
})

test('two approvals of the same text are good for two starts', () => {
  const grants = createGrants()
  grants.give('make', 'call-1')
  grants.give('make', 'call-2')
  expect([1, 2, 3].map(() => grants.take('make'))).toEqual([true, true, false])
})

test('a grant that its call did not use ends with the call', () => {
  const grants = createGrants()
  grants.give('make', 'call-1')
  grants.give('make', 'call-2')
  grants.expire('call-1')
  expect([1, 2].map(() => grants.take('make'))).toEqual([true, false])
})
