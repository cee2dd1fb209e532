import { expect, test } from 'vitest'
import { newCode, pairingKey, prove, proves } from '../../src/host/pairing.ts'

const challenge = { session: 's', host: 'aa', reviewer: 'bb' }

test('a code is easy to copy, and new each time', () => {
  const codes = Array.from({ length: 50 }, newCode)
  for (const code of codes) expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
  expect(new Set(codes).size).toBe(50)
})

test.each(['K7QF-2MXR', 'k7qf-2mxr', ' k7qf 2mxr\n', 'K7QF2MXR'])('%j is typed well', (typed) => {
  const proof = prove(pairingKey(typed, 's'), 'reviewer', challenge)
  expect(proves(proof, pairingKey('K7QF-2MXR', 's'), 'reviewer', challenge)).toBe(true)
})

test.each([
  ['another code', pairingKey('K7QF-2MXS', 's'), 'reviewer', challenge],
  ['another session', pairingKey('K7QF-2MXR', 't'), 'reviewer', challenge],
  ['the other end', pairingKey('K7QF-2MXR', 's'), 'host', challenge],
  ['another connection', pairingKey('K7QF-2MXR', 's'), 'reviewer', { ...challenge, host: 'ab' }],
] as const)('a proof for %s is none', (_, key, end, other) => {
  const right = pairingKey('K7QF-2MXR', 's')
  expect(proves(prove(key, end, other), right, 'reviewer', challenge)).toBe(false)
})
