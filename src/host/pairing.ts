import { createHmac, randomBytes, randomInt, scryptSync, timingSafeEqual } from 'node:crypto'

/** Letters and digits that are not mistaken for each other when read aloud or copied by hand. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A new pairing code, like `K7QF-2MXR`: 39 bits, of which few guesses are allowed. */
export function newCode(): string {
  const letters = Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)])
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}

/** What both ends know of each other when they prove that they know the code. */
export interface Challenge {
  session: string
  /** Made by gater, and by the reviewer, for this connection only. */
  host: string
  reviewer: string
}

export function newNonce(): string {
  return randomBytes(16).toString('hex')
}

/**
 * The key of a session's pairing code. Slow on purpose: whoever pretends to be a session gets a proof to guess at,
 * and 39 bits alone would not last.
 */
export function pairingKey(code: string, session: string): Buffer {
  const plain = code.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return scryptSync(plain, session, 32, { N: 16384, r: 8, p: 1 })
}

/** What one end sends to show that it knows the code; the ends' proofs differ, so that none can be sent back. */
export function prove(key: Buffer, end: 'host' | 'reviewer', challenge: Challenge): string {
  const { session, host, reviewer } = challenge
  return createHmac('sha256', key)
    .update(JSON.stringify(['gater', end, session, host, reviewer]))
    .digest('hex')
}

export function proves(
  proof: string,
  key: Buffer,
  end: 'host' | 'reviewer',
  challenge: Challenge,
): boolean {
  const expected = Buffer.from(prove(key, end, challenge))
  const given = Buffer.from(proof)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
