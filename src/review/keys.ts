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

export const freshHand: Hand = { mode: 'card', details: false, scroll: 0, note: '' }

const longestNote = 2000

/**
 * What a key does. Pure; Enter, Escape and Ctrl-D are a no.
 *
 * @param alone the key came by itself. Keys that come in one piece are typed ahead or pasted by a terminal
 * that does not say so; none of them approves.
 */
export function press(
  hand: Hand,
  key: Key,
  alone: boolean,
  choices: Choices,
): { hand: Hand; deed: Deed | null } {
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
  const { gates, findings } = question.verdict
  const worst = gateKeys.find(([name]) => gates.includes(name))
  if (gates.length === 0) return { key: 'y', label: '(y)es, once', hard: false }
  if (worst === undefined) return { key: 'Y', label: '(Y)es, once', hard: true }
  const deletes = findings.some((f) => f.class === 'irreversible' && f.why.startsWith('delete'))
  const [name, key, label] = worst
  return {
    key,
    label: name === 'irreversible' && deletes ? '(D)elete, yes, once' : label,
    hard: true,
  }
}

/** Turns raw terminal input into keys. Remembers an unfinished paste from one call to the next. */
export function createKeyReader(): (input: string) => Key[] {
  let pasted: string | null = null
  return (input) => {
    const keys: Key[] = []
    let rest = input
    while (rest !== '') {
      if (pasted !== null) {
        const end = rest.indexOf(pasteEnd)
        pasted += end < 0 ? rest : rest.slice(0, end)
        rest = end < 0 ? '' : rest.slice(end + pasteEnd.length)
        if (end < 0) break
        keys.push({ kind: 'paste', text: pasted })
        pasted = null
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

/** Hard gates with a key of their own, worst first. */
const gateKeys: readonly (readonly [RiskClass, string, string])[] = [
  ['payment', 'P', '(P)ay, yes, once'],
  ['production', 'P', '(P)roduction, yes, once'],
  ['external', 'S', '(S)end it, yes, once'],
  ['irreversible', 'D', '(D)o it, no way back'],
  ['latent', 'W', '(W)rite it, yes, once'],
]

const pasteStart = '\x1b[200~'
const pasteEnd = '\x1b[201~'

function reject(note: string | null): Deed {
  return { kind: 'answer', answer: { kind: 'reject', note } }
}

function pressOnCard(hand: Hand, key: Key, alone: boolean, choices: Choices) {
  if (key.kind === 'paste') return { hand, deed: null }
  if (key.kind === 'named') {
    if (key.name === 'enter' || key.name === 'escape') return { hand, deed: reject(null) }
    return { hand: { ...hand, scroll: scrolled(hand.scroll, key.name, choices) }, deed: null }
  }
  if (key.text === choices.gate.key || (key.text === 'Y' && choices.gate.key === 'y')) {
    const deed: Deed = { kind: 'answer', answer: { kind: 'approve' } }
    return { hand, deed: alone && choices.approvable ? deed : null }
  }
  switch (key.text) {
    case 'n':
    case 'N':
      return { hand, deed: reject(null) }
    case 'e':
      return { hand, deed: { kind: 'edit' } as const }
    case 'r':
      return { hand: { ...hand, mode: 'note' as const }, deed: null }
    case 'd':
      return { hand: { ...hand, details: !hand.details, scroll: 0 }, deed: null }
    case '?':
      return { hand: { ...hand, mode: 'help' as const }, deed: null }
    case 'l':
      return { hand, deed: choices.later ? ({ kind: 'later' } as const) : null }
    case 'a': {
      const offered = choices.approvable && choices.offers.length > 0
      return { hand: offered ? { ...hand, mode: 'always' as const } : hand, deed: null }
    }
    case ' ':
      return { hand: { ...hand, scroll: scrolled(hand.scroll, 'page-down', choices) }, deed: null }
    case 'j':
      return { hand: { ...hand, scroll: scrolled(hand.scroll, 'down', choices) }, deed: null }
    case 'k':
      return { hand: { ...hand, scroll: scrolled(hand.scroll, 'up', choices) }, deed: null }
    default:
      return { hand, deed: null }
  }
}

function pressInAlways(hand: Hand, key: Key, alone: boolean, choices: Choices) {
  const back = { ...hand, mode: 'card' as const }
  const offer = key.kind === 'char' ? choices.offers[Number(key.text) - 1] : undefined
  if (offer === undefined || !alone) return { hand: back, deed: null }
  const deed: Deed = { kind: 'answer', answer: { kind: 'approve', rules: offer } }
  return { hand: back, deed }
}

function pressInNote(hand: Hand, key: Key) {
  const note = (text: string) => ({
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
      return { hand: { ...hand, mode: 'card' as const }, deed: null }
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

function scrolled(scroll: number, name: KeyName, { page, lastScroll }: Choices): number {
  const to: Partial<Record<KeyName, number>> = {
    up: scroll - 1,
    down: scroll + 1,
    'page-up': scroll - page,
    'page-down': scroll + page,
    home: 0,
    end: lastScroll,
  }
  return Math.max(0, Math.min(lastScroll, to[name] ?? scroll))
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
