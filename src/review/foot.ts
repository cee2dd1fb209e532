import type { ChalkInstance } from 'chalk'
import stringWidth from 'fast-string-width'
import type { Choices, Hand } from './keys.ts'
import { clip, wrapWords } from './layout.ts'
import { printable } from './printable.ts'

/** The last rows of a card: what can be pressed, or what is being written. */
export function footRows(
  hand: Hand,
  choices: Choices,
  remark: string | null,
  width: number,
  pen: ChalkInstance,
): string[] {
  const said = remark === null ? [] : [pen.yellow(clip(remark, width))]
  switch (hand.mode) {
    case 'note': {
      const typed = wrapWords(`why not? ${printable(hand.note, 'prose')}█`, width)
      return [
        ...typed.slice(-2),
        pen.dim('Enter rejects with this note for the agent, Esc goes back'),
      ]
    }
    case 'always':
      return [
        'Always allow from now on, which is written into the policy:',
        ...choices.offers.flatMap((offer, at) => wrapWords(offerText(offer, at + 1), width)),
        pen.dim('a number writes it and approves, any other key goes back'),
      ]
    case 'help':
      return [pen.dim('any key goes back')]
    case 'card':
      return [...said, ...keyRows(choices, width, pen)]
  }
}

/** What each key does. */
export function helpRows({ gate, offers, later }: Choices): string[] {
  const rows: [key: string, does: string][] = [
    ['n Enter Esc', 'no: reject; so does the end of the time limit'],
    [gate.key, gate.hard ? 'yes, once: this kind has a key of its own' : 'yes, once'],
    ['e', 'edit in $VISUAL or $EDITOR; the result is judged again'],
    ['r', 'reject, with a note that the agent gets'],
    ...(offers.length > 0 ? [['a', 'allow always: choose the rule'] as [string, string]] : []),
    ...(later ? [['l', 'later: hide it, it goes on waiting'] as [string, string]] : []),
    ['d', 'details: every finding, the whole reason'],
    ['arrows space', 'scroll; also Page Up, Page Down, Home, End'],
    ['Ctrl-C', 'reject, and interrupt'],
  ]
  return rows.map(([key, does]) => `${key.padEnd(14)}${does}`)
}

// --- internal ---

function offerText(offer: readonly string[], number: number): string {
  return `(${number})  ${offer.map((rule) => `allow \`${printable(rule)}\``).join(' and ')}`
}

function keyRows(choices: Choices, width: number, pen: ChalkInstance): string[] {
  const keys = (note: string) => [
    '[N]o',
    choices.gate.label,
    '(e)dit',
    note,
    ...(choices.offers.length > 0 ? ['(a)lways'] : []),
    ...(choices.later ? ['(l)ater'] : []),
    '(d)etails',
    '?',
  ]
  const long = keys('(r)eject with a note')
  const short = keys('(r)eject + note')
  const lines = [long.join('   '), long.join('  '), short.join('  ')]
  const line = lines.find((text) => stringWidth(text) <= width)
  const rows = line === undefined ? wrapWords(short.join('  '), width) : [line]
  const { label, hard } = choices.gate
  return rows.map((row) =>
    row.replace(label, (hard ? pen.red : pen).bold(label)).replace('[N]o', pen.bold('[N]o')),
  )
}
