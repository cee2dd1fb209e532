import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RiskClass } from '../../src/action/risk.ts'
import {
  type Choices,
  createKeyReader,
  freshHand,
  gateOf,
  type Hand,
  type Key,
  press,
} from '../../src/review/keys.ts'
import { about, command, question } from './sample.ts'

const soft = gateOf(question(command('npm test')))
const hard = gateOf(question(command('git push'), { verdict: { gates: ['external'] } }))
const offers = [['npm test'], ['npm test **']]
const choices: Choices = {
  gate: soft,
  approvable: true,
  offers: [],
  later: false,
  page: 10,
  lastScroll: 0,
}

const char = (text: string): Key => ({ kind: 'char', text })
const reject = { kind: 'answer', answer: { kind: 'reject', note: null } }
const approve = { kind: 'answer', answer: { kind: 'approve' } }

/** What the last of these keys, each pressed alone, leads to. */
function deedOf(input: string, more: Partial<Choices> = {}, from: Hand = freshHand) {
  let pressed: ReturnType<typeof press> = { hand: from, deed: null }
  const read = createKeyReader()
  for (const char of input.match(/\x1b\[[\d;]*[A-Z~]|./gsu) ?? [])
    for (const key of read(char)) pressed = press(pressed.hand, key, true, { ...choices, ...more })
  return pressed
}

describe('a key on the card', () => {
  test.each([
    ['y', approve],
    ['Y', approve],
    ['n', reject],
    ['N', reject],
    ['\r', reject],
    ['\n', reject],
    ['\x1b', reject],
    ['\x04', reject],
    ['\x03', { kind: 'interrupt' }],
    ['\x1a', { kind: 'suspend' }],
    ['\x0c', { kind: 'redraw' }],
    ['e', { kind: 'edit' }],
    ['E', { kind: 'edit' }],
    ['l', null],
    ['a', null],
    ['s', null],
    ['x', null],
    ['1', null],
    ['\x1b[A', null],
    ['\x1b[200~y\x1b[201~', null],
  ])('%j does %j', (key, deed) => {
    expect(deedOf(key).deed).toEqual(deed)
  })

  test('`l` puts off where others wait', () => {
    expect(deedOf('l', { later: true }).deed).toEqual({ kind: 'later' })
  })

  test.each([
    ['details', 'd', { details: true }],
    ['help', '?', { mode: 'help' }],
    ['help and back', '?x', { mode: 'card' }],
    ['a note', 'r', { mode: 'note' }],
  ])('opens %s', (_, keys, hand) => {
    expect(deedOf(keys).hand).toMatchObject(hand)
  })
})

describe('the key that approves', () => {
  test.each<[RiskClass[], string]>([
    [[], 'y'],
    [['payment'], 'B'],
    [['irreversible', 'payment'], 'B'],
    [['production'], 'T'],
    [['external', 'latent'], 'O'],
    [['irreversible'], 'X'],
    [['latent'], 'W'],
    [['secret'], 'X'],
  ])('for hard gates %j is `%s`', (gates, key) => {
    expect(gateOf(question(command('x'), { verdict: { gates } })).key).toBe(key)
  })

  test('says what it does', () => {
    const text = 'rm a'
    const findings = [about(text, text, 'irreversible', 'deletes `a`')]
    const gates = ['irreversible'] as const
    expect(gateOf(question(command(text), { verdict: { gates, findings } })).label).toBe(
      '(X) delete, yes, once',
    )
  })

  test('is a hard one for what touches gater itself', () => {
    expect(gateOf(question(command('x'), { verdict: { always: 'stops gater' } })).hard).toBe(true)
  })

  test('of a hard gate is no other key’s letter, so that Caps Lock opens none by mistake', () => {
    const gates: RiskClass[] = ['payment', 'production', 'external', 'irreversible', 'latent']
    const all = { offers, later: true, lastScroll: 50 }
    for (const gate of gates) {
      const { key } = gateOf(question(command('x'), { verdict: { gates: [gate] } }))
      expect(deedOf(key.toLowerCase(), all)).toEqual({ hand: freshHand, deed: null })
      expect('nyersalpdjk').not.toContain(key.toLowerCase())
    }
  })

  test('is not `y` for a hard gate, which says so', () => {
    expect(deedOf('y', { gate: hard })).toEqual({
      hand: freshHand,
      deed: null,
      remark: 'this one takes another key: send it (O)ut, yes, once',
    })
    expect(deedOf('o', { gate: hard }).deed).toBeNull()
    expect(deedOf('O', { gate: hard }).deed).toEqual(approve)
  })

  test('does nothing on a screen that is too small', () => {
    expect(deedOf('y', { approvable: false }).deed).toBeNull()
  })

  test('does nothing among keys that came in one piece', () => {
    expect(press(freshHand, char('y'), false, choices).deed).toBeNull()
  })

  test.each(['y', 'a'])('`%s` shows the end of a long card first', (key) => {
    const pressed = deedOf(key, { lastScroll: 50, offers })
    expect(pressed).toMatchObject({
      deed: null,
      hand: { mode: 'card', seen: true },
      remark: 'there was more, to here: the same key again approves',
    })
    const again = deedOf(key, { lastScroll: 51, offers }, pressed.hand)
    expect(key === 'y' ? again.deed : again.hand.mode).toEqual(key === 'y' ? approve : 'always')
  })

  test.each([
    ['space', '      '],
    ['Page Down', '\x1b[6~'.repeat(5)],
    ['End, and back up', '\x1b[F\x1b[H'],
    ['the arrow', '\x1b[B'.repeat(50)],
    ['`j`, and `k`', `${'j'.repeat(50)}kk`],
  ])('approves once the end was reached by %s', (_, keys) => {
    expect(deedOf(`${keys}y`, { lastScroll: 50 }).deed).toEqual(approve)
  })

  test('asks for the end again when details were opened', () => {
    expect(deedOf('\x1b[Fdy', { lastScroll: 50 }).deed).toBeNull()
  })
})

describe('always', () => {
  test('a number writes that offer', () => {
    expect(deedOf('a2', { offers }).deed).toEqual({
      kind: 'answer',
      answer: { kind: 'approve', rules: ['npm test **'] },
    })
  })

  test.each(['a3', 'a0', 'ay', 'a\r', 'a\x1b'])('%j only goes back', (keys) => {
    const { hand, deed } = deedOf(keys, { offers })
    expect([hand.mode, deed]).toEqual(['card', null])
  })
})

describe('a note', () => {
  test.each([
    ['ruse pnpm\r', 'use pnpm'],
    ['ruse npm\x17pnpm\r', 'use pnpm'],
    ['rx\x15use pnpm\r', 'use pnpm'],
    ['ruse pnpm!\x7f\r', 'use pnpm'],
    ['r 🎉\x7f use pnpm \r', 'use pnpm'],
    ['r  \r', null],
    ['r\r', null],
  ])('%j rejects with %j', (keys, note) => {
    expect(deedOf(keys).deed).toEqual({ kind: 'answer', answer: { kind: 'reject', note } })
  })

  test('Escape goes back to the card and keeps it', () => {
    expect(deedOf('rno, \x1b').hand).toMatchObject({ mode: 'card', note: 'no, ' })
  })

  test('what is pasted is one line without control characters', () => {
    const paste: Key = { kind: 'paste', text: 'a\r\n\x1b[31mb' }
    expect(press({ ...freshHand, mode: 'note' }, paste, true, choices).hand.note).toBe('a [31mb')
  })
})

describe('raw input', () => {
  const enter: Key = { kind: 'named', name: 'enter' }
  test.each<[string[], Key[]]>([
    [['yn'], [char('y'), char('n')]],
    [
      ['\x1b[A\x1bOB'],
      [
        { kind: 'named', name: 'up' },
        { kind: 'named', name: 'down' },
      ],
    ],
    [['\x1b'], [{ kind: 'named', name: 'escape' }]],
    [['\x1b[1;5C'], []],
    [['\x1by'], []],
    [['\x1b]11;rgb:0000/0000/0000\x07y'], [char('y')]],
    [['\x1b[200~y\r\x1b[201~\r'], [{ kind: 'paste', text: 'y\r' }, enter]],
    [
      ['\x1b[200~y', '\r\x1b[20', '1~\r'],
      [{ kind: 'paste', text: 'y\r' }, enter],
    ],
    [
      ['\x1b[200~y', 'y\x03y'],
      [{ kind: 'named', name: 'ctrl-c' }, char('y')],
    ],
    [['é🎉'], [char('é'), char('🎉')]],
  ])('%j is %j', (pieces, keys) => {
    const read = createKeyReader()
    expect(pieces.flatMap((piece) => read(piece))).toEqual(keys)
  })

  test('an endless paste is not kept', () => {
    const read = createKeyReader()
    read('\x1b[200~')
    for (let piece = 0; piece < 1000; piece++) read('x'.repeat(1000))
    const [paste] = read('\x1b[201~')
    expect(paste?.kind === 'paste' && paste.text.length).toBeLessThan(3000)
  })
})

test('no input at all approves in one piece, but `y` alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 2 }), (input) => {
      const keys = createKeyReader()(input)
      fc.pre(keys.length !== 1)
      let hand = freshHand
      for (const key of keys) {
        const pressed = press(hand, key, keys.length === 1, { ...choices, offers })
        hand = pressed.hand
        expect(pressed.deed).not.toMatchObject({ answer: { kind: 'approve' } })
        if (pressed.deed !== null) return
      }
    }),
  )
})
