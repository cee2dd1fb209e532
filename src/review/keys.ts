import type { RiskClass } from '../action/risk.ts'
import type { Answer, Question } from './question.ts'

/** One key, or a stretch that was pasted. */
export type Key =
  | { kind: 'char'; text: string }
  | { kind: 'named'; name: KeyName }
  | { kind: 'paste'; text: string }

export type KeyName =
  | 'enter'
  | 'escape'
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'home'
  | 'end'
  | 'backspace'
  | 'ctrl-c'
  | 'ctrl-d'
  | 'ctrl-l'
  | 'ctrl-u'
  | 'ctrl-w'
  | 'ctrl-z'

/** What a person is in the middle of, on one card. */
export interface Hand {
  mode: 'card' | 'help' | 'note' | 'always'
  details: boolean
  /** Rows of the content that are above the screen. */
  scroll: number
  /** Its end was on the screen, by scrolling there. */
  seen: boolean
  /** The note being written. */
  note: string
}

/** What can be done on a card. */
export interface Choices {
  gate: Gate
  /** The card shows all there is to know, on a screen that is large enough. */
  approvable: boolean
  offers: readonly (readonly string[])[]
  later: boolean
  /** Rows that a page key moves by, and the last row that can be scrolled to. */
  page: number
  lastScroll: number
}

/** The key that approves, and what it says. */
export interface Gate {
  key: string
  label: string
  hard: boolean
}

/** What a key leads to, besides another look of the card. */
export type Deed =
  | { kind: 'answer'; answer: Answer }
  | { kind: 'edit' }
  | { kind: 'later' }
  /** Reject, and pass the interrupt on. */
  | { kind: 'interrupt' }
  | { kind: 'suspend' }
  | { kind: 'redraw' }

export const freshHand: Hand = { mode: 'card', details: false, scroll: 0, seen: false, note: '' }

const longestNote = 2000

/** What a key does to the card. */
export interface Pressed {
  hand: Hand
  deed: Deed | null
  /** One line for the person about this key. */
  remark?: string
}

/**
 * What a key does. Pure; Enter, Escape and Ctrl-D are a no. Nothing is approved unseen: while the card goes on below
 * the screen, the key that approves shows its end first. With Caps Lock on, keys do the same, but for those of hard
 * gates, whose small letters are no keys.
 *
 * @param alone the key came by itself. Keys that come in one piece are typed ahead or pasted by a terminal
 * that does not say so; none of them approves.
 */
export function press(hand: Hand, key: Key, alone: boolean, choices: Choices): Pressed {
  if (key.kind === 'named') {
    if (key.name === 'ctrl-c') return { hand, deed: { kind: 'interrupt' } }
    if (key.name === 'ctrl-z') return { hand, deed: { kind: 'suspend' } }
    if (key.name === 'ctrl-l') return { hand, deed: { kind: 'redraw' } }
    if (key.name === 'ctrl-d') return { hand, deed: reject(null) }
  }
  switch (hand.mode) {
    case 'note':
      return pressInNote(hand, key)
    case 'always':
      return pressInAlways(hand, key, alone, choices)
    case 'help':
      return { hand: { ...hand, mode: 'card' }, deed: null }
    case 'card':
      return pressOnCard(hand, key, alone, choices)
  }
}

/** The key that approves a question: `y`, or for a hard gate one of its own, so that no habit opens it. */
export function gateOf(question: Question): Gate {
  const { gates, findings, always = null } = question.verdict
  if (gates.length === 0 && always === null) return { key: 'y', label: '(y)es, once', hard: false }
  const deletes = findings.some((f) => f.class === 'irreversible' && f.why.startsWith('delete'))
  const [name, key, label] = gateKeys.find(([name]) => gates.includes(name)) ?? otherGate
  return {
    key,
    label: name === 'irreversible' && deletes ? '(X) delete, yes, once' : label,
    hard: true,
  }
}

/**
 * Turns raw terminal input into keys. Remembers an unfinished paste from one call to the next; Ctrl-C ends one whose
 * end never comes.
 */
export function createKeyReader(): (input: string) => Key[] {
  let pasted: string | null = null
  return (input) => {
    const keys: Key[] = []
    let rest = input
    while (rest !== '') {
      if (pasted !== null) {
        const text: string = pasted + rest
        const end = text.indexOf(pasteEnd)
        if (end >= 0) {
          keys.push({ kind: 'paste', text: text.slice(0, end) })
          rest = text.slice(end + pasteEnd.length)
          pasted = null
        } else if (rest.includes('\x03')) {
          keys.push({ kind: 'named', name: 'ctrl-c' })
          rest = rest.slice(rest.indexOf('\x03') + 1)
          pasted = null
        } else {
          const most = longestNote + pasteEnd.length
          pasted =
            text.length > most ? text.slice(0, longestNote) + text.slice(-pasteEnd.length) : text
          rest = ''
        }
      } else if (rest.startsWith(pasteStart)) {
        pasted = ''
        rest = rest.slice(pasteStart.length)
      } else {
        const [key, length] = readKey(rest)
        if (key !== null) keys.push(key)
        rest = rest.slice(length)
      }
    }
    return keys
  }
}

// --- internal ---

/** The keys of hard gates, worst first. No card has a key of the same letter in small: Caps Lock opens none by mistake. */
const gateKeys: readonly (readonly [RiskClass, string, string])[] = [
  ['payment', 'B', '(B)uy it, yes, once'],
  ['production', 'T', '(T)ouch production, yes, once'],
  ['external', 'O', 'send it (O)ut, yes, once'],
  ['irreversible', 'X', '(X) no way back, yes, once'],
  ['latent', 'W', '(W)rite it, yes, once'],
]

const otherGate = ['unknown', 'X', '(X) yes, once'] as const

const pasteStart = '\x1b[200~'
const pasteEnd = '\x1b[201~'

function reject(note: string | null): Deed {
  return { kind: 'answer', answer: { kind: 'reject', note } }
}

function pressOnCard(hand: Hand, key: Key, alone: boolean, choices: Choices): Pressed {
  if (key.kind === 'paste') return { hand, deed: null }
  if (key.kind === 'named') {
    if (key.name === 'enter' || key.name === 'escape') return { hand, deed: reject(null) }
    return { hand: scrolled(hand, key.name, choices), deed: null }
  }
  const { key: yes, hard } = choices.gate
  if (hard ? key.text === yes : key.text.toLowerCase() === yes) {
    if (!alone || !choices.approvable) return { hand, deed: null }
    return (
      showRest(hand, choices) ?? { hand, deed: { kind: 'answer', answer: { kind: 'approve' } } }
    )
  }
  switch (key.text.toLowerCase()) {
    case 'n':
      return { hand, deed: reject(null) }
    case 'e':
      return { hand, deed: { kind: 'edit' } }
    case 'r':
      return { hand: { ...hand, mode: 'note' }, deed: null }
    case 'd':
      return { hand: { ...hand, details: !hand.details, scroll: 0, seen: false }, deed: null }
    case '?':
      return { hand: { ...hand, mode: 'help' }, deed: null }
    case 'l':
      return { hand, deed: choices.later ? { kind: 'later' } : null }
    case 'a': {
      if (!choices.approvable || choices.offers.length === 0) return { hand, deed: null }
      return showRest(hand, choices) ?? { hand: { ...hand, mode: 'always' }, deed: null }
    }
    case 'y':
      return { hand, deed: null, remark: `this one takes another key: ${choices.gate.label}` }
    case ' ':
      return { hand: scrolled(hand, 'page-down', choices), deed: null }
    case 'j':
      return { hand: scrolled(hand, 'down', choices), deed: null }
    case 'k':
      return { hand: scrolled(hand, 'up', choices), deed: null }
    default:
      return { hand, deed: null }
  }
}

/** Instead of an approval while the card goes on below what was seen: its end. */
function showRest(hand: Hand, choices: Choices): Pressed | null {
  if (hand.seen || choices.lastScroll === 0) return null
  const remark = 'there was more, to here: the same key again approves'
  return { hand: scrolled(hand, 'end', choices), deed: null, remark }
}

function pressInAlways(hand: Hand, key: Key, alone: boolean, choices: Choices): Pressed {
  const back: Hand = { ...hand, mode: 'card' }
  const offer = key.kind === 'char' ? choices.offers[Number(key.text) - 1] : undefined
  if (offer === undefined || !alone) return { hand: back, deed: null }
  const deed: Deed = { kind: 'answer', answer: { kind: 'approve', rules: offer } }
  return { hand: back, deed }
}

function pressInNote(hand: Hand, key: Key): Pressed {
  const note = (text: string): Pressed => ({
    hand: { ...hand, note: text.slice(0, longestNote) },
    deed: null,
  })
  if (key.kind !== 'named') return note(hand.note + key.text.replace(/[\s\p{Cc}]+/gu, ' '))
  switch (key.name) {
    case 'enter': {
      const text = hand.note.trim()
      return { hand, deed: reject(text === '' ? null : text) }
    }
    case 'escape':
      return { hand: { ...hand, mode: 'card' }, deed: null }
    case 'backspace':
      return note([...hand.note].slice(0, -1).join(''))
    case 'ctrl-w':
      return note(hand.note.replace(/\S*\s*$/, ''))
    case 'ctrl-u':
      return note('')
    default:
      return { hand, deed: null }
  }
}

function scrolled(hand: Hand, name: KeyName, { page, lastScroll }: Choices): Hand {
  const from = Math.min(hand.scroll, lastScroll)
  const to: Partial<Record<KeyName, number>> = {
    up: from - 1,
    down: from + 1,
    'page-up': from - page,
    'page-down': from + page,
    home: 0,
    end: lastScroll,
  }
  const scroll = Math.max(0, to[name] ?? from)
  // The end stays the end where a line below takes a row from the content.
  if (scroll >= lastScroll) return { ...hand, scroll: Number.MAX_SAFE_INTEGER, seen: true }
  return { ...hand, scroll }
}

const controls: Readonly<Record<string, KeyName>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x03': 'ctrl-c',
  '\x04': 'ctrl-d',
  '\x0c': 'ctrl-l',
  '\x15': 'ctrl-u',
  '\x17': 'ctrl-w',
  '\x1a': 'ctrl-z',
}

const sequences: Readonly<Record<string, KeyName>> = {
  '[A': 'up',
  OA: 'up',
  '[B': 'down',
  OB: 'down',
  '[5~': 'page-up',
  '[6~': 'page-down',
  '[H': 'home',
  OH: 'home',
  '[1~': 'home',
  '[F': 'end',
  OF: 'end',
  '[4~': 'end',
}

/** The key that the input begins with, `null` for one that means nothing here, and its length. */
function readKey(input: string): [Key | null, number] {
  const first = String.fromCodePoint(input.codePointAt(0) ?? 0)
  if (first !== '\x1b') {
    const name = controls[first]
    if (name !== undefined) return [{ kind: 'named', name }, 1]
    return [first < ' ' ? null : { kind: 'char', text: first }, first.length]
  }
  // CSI, SS3, and the strings that terminals answer questions with.
  const sequence =
    /^\x1b(\[[0-?]*[ -/]*[@-~]|O.|[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)?|[^\x1b])/s.exec(input)
  if (sequence === null) return [{ kind: 'named', name: 'escape' }, 1]
  const name = sequences[sequence[1] ?? '']
  return [name === undefined ? null : { kind: 'named', name }, sequence[0].length]
}
