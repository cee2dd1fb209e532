import { Chalk, type ChalkInstance } from 'chalk'
import stringWidth from 'fast-string-width'
import { type Body, type BodyRow, body } from './body.ts'
import { type Fact, facts, saying, worstPlace } from './facts.ts'
import { footRows, helpRows } from './foot.ts'
import { headline } from './headline.ts'
import { type Choices, gateOf, type Hand } from './keys.ts'
import { apart, clip, wrapWords } from './layout.ts'
import { printable } from './printable.ts'
import type { Question } from './question.ts'

/** The screen that a card is drawn for. */
export interface View {
  width: number
  height: number
  color: boolean
  /** One row after the other, nothing hidden: for screen readers and terminals that cannot move the cursor. */
  plain: boolean
  hand: Hand
  /** This question's place among those that wait, counted from 1. */
  place: number
  waiting: number
  /** UTC milliseconds. */
  now: number
  /** One line of gater's about the last key, e.g. that the editor failed. */
  remark: string | null
}

/** A card, and what can be done on it. */
export interface Card {
  text: string
  /** Its last part: the keys, or the note that is being written. */
  foot: string
  choices: Choices
}

/** Below this, a question cannot be shown in a way that a yes could be given to. */
export const smallest = { width: 40, height: 12 }

/** With fewer rows, and in details, the facts and the agent's words scroll with the content. */
const roomy = 20

/** Columns of the names of facts. */
const label = 12

/** Rows of the headline at most. */
const mostHeadline = 3

/**
 * The question as a person sees it: the worst consequence first, then all that would happen, then what gater knows,
 * and the agent's own words last and marked as its own (design.md, "The question on the screen"). Pure.
 */
export function card(question: Question, view: View, content = bodyFor(question, view)): Card {
  const pen = penFor(view)
  const fits = view.width >= smallest.width && view.height >= smallest.height
  const gate = gateOf(question)
  const choices: Choices = {
    gate,
    approvable: fits || view.plain,
    offers: content.cut || gate.hard ? [] : (question.offers ?? []),
    later: view.waiting > 1,
    page: 1,
    lastScroll: 0,
  }
  const keys = footRows(view.hand, choices, view.remark, view.width - 2, pen)
  const foot = keys.map((row) => ` ${row}`).join('\n')
  if (view.plain) return { text: plainText(question, view, content, keys, choices), foot, choices }
  if (!fits) return { text: view.hand.mode === 'note' ? foot : tooSmall(view), foot, choices }

  const top = topRows(question, view, pen)
  const folded = view.hand.details || view.height < roomy
  const known = [...factRows(facts(question, view.hand.details), view, pen, folded)]
  const said = saidRows(question, view, pen, folded)
  const worst = factRows(worstPlace(question), view, pen, false)
  const end = folded ? ['', foot] : [...known, '', ...said, '', foot]
  const room = view.height - top.length - end.length - keys.length + 1
  const tail = folded ? ['', ...known, '', ...said] : []
  const rows =
    view.hand.mode === 'help'
      ? helpRows(choices).map((row) => unworried(`   ${row}`))
      : [...content.rows, ...tail.map(unworried)]
  // Where not all is to be seen at once, the place of the worst is.
  const long = rows.length + 2 > room && view.hand.mode !== 'help'
  const middle = scrolledRows(rows, view, long ? room - worst.length : room, pen)
  const below = long ? [...worst, ...end] : end
  return {
    text: [...top, ...middle.rows, ...below].join('\n'),
    foot,
    choices: { ...choices, page: middle.page, lastScroll: middle.lastScroll },
  }
}

/** The content as `card` lays it out, for who draws the same question often. */
export function bodyFor(question: Question, view: Pick<View, 'width' | 'color' | 'hand'>): Body {
  return body(question, view.width, penFor(view), view.hand.details)
}

// --- internal ---

function penFor({ color }: { color: boolean }): ChalkInstance {
  return new Chalk({ level: color ? 1 : 0 })
}

/** The worst consequence, and at the right where it would happen and how many wait. */
function topRows(question: Question, view: View, pen: ChalkInstance): string[] {
  const { text, grave } = headline(question.verdict)
  const style = grave ? pen.red.bold : pen.bold
  const width = view.width - 2
  const where = [
    clip(printable(question.project), 24),
    ...(question.branch === null ? [] : [clip(printable(question.branch), 30)]),
    ...(view.waiting > 1 ? [`${view.place} of ${view.waiting} waiting`] : []),
    ...age(question, view),
  ].join(' · ')
  const one = apart(style(text), pen.dim(where), width)
  if (one !== null) return [` ${one}`]
  const lines = wrapWords(text, width)
  const shown = lines.slice(0, mostHeadline)
  const last = shown.length - 1
  if (lines.length > shown.length) shown[last] = clip(`${shown[last]} … …`, width - 6, '… (d)')
  const place = clip(where, width)
  return [
    ...shown.map((line) => ` ${style(line)}`),
    ` ${' '.repeat(width - stringWidth(place))}${pen.dim(place)}`,
  ]
}

/** How long it has waited, from a minute on. */
function age({ raised }: Question, { now }: View): string[] {
  const minutes = Math.floor((now - raised) / 60_000)
  return minutes >= 1 ? [`${minutes} min old`] : []
}

/** One row for each, or each whole. */
function factRows(
  found: readonly Fact[],
  view: View,
  pen: ChalkInstance,
  whole: boolean,
): string[] {
  const room = view.width - 4 - label
  return found.flatMap(([name, text]) => {
    const lines = whole ? wrapWords(text, room) : [clip(text, room, '… (d)')]
    return lines.map((line, at) => `   ${pen.dim((at === 0 ? name : '').padEnd(label))}${line}`)
  })
}

function saidRows(question: Question, view: View, pen: ChalkInstance, whole: boolean): string[] {
  const width = view.width - 4
  const said = saying(question)
  const lines = whole ? wrapWords(said, width) : [clip(said, width, '…" (d)')]
  return lines.map((line) => `   ${pen.italic(line)}`)
}

function unworried(text: string): BodyRow {
  return { text, finding: false }
}

/** The rows that the space has room for, between two that are empty or count what is above and below. */
function scrolledRows(rows: readonly BodyRow[], view: View, space: number, pen: ChalkInstance) {
  const size = Math.max(2, space - 2)
  const lastScroll = Math.max(0, rows.length - size)
  const from = Math.min(lastScroll, view.hand.scroll)
  const count = (hidden: readonly BodyRow[], arrow: string, where: string) => {
    if (hidden.length === 0) return ''
    const lines = `${hidden.length.toLocaleString('en')} more ${hidden.length === 1 ? 'line' : 'lines'}`
    const worries = hidden.some((row) => row.finding) ? ', with warnings' : ''
    const text = clip(`   ${arrow} ${lines} ${where}${worries}`, view.width)
    return apart(pen.yellow(text), pen.dim('space, arrows'), view.width - 2) ?? pen.yellow(text)
  }
  const shown = rows.slice(from, from + size).map((row) => row.text)
  const above = count(rows.slice(0, from), '↑', 'above')
  const below = count(rows.slice(from + size), '↓', 'below')
  return { rows: [above, ...shown, below], page: Math.max(1, size - 1), lastScroll }
}

function tooSmall(view: View): string {
  const text =
    `This terminal is ${view.width}×${view.height}, too small to judge the question that waits. ` +
    `Make it ${smallest.width}×${smallest.height} or larger. n rejects, r rejects with a note, e edits.`
  return wrapWords(text, Math.max(10, view.width - 1))
    .slice(0, view.height)
    .join('\n')
}

/** Everything in reading order; nothing is said by where it stands. */
function plainText(
  question: Question,
  view: View,
  content: Body,
  keys: readonly string[],
  choices: Choices,
): string {
  const { action } = question.proposal
  const where = [question.project, ...(question.branch === null ? [] : [question.branch])]
  const warnings = question.verdict.findings.map(({ span, class: name, why }) => {
    const what = action.kind === 'command' ? `"${printable(action.command.slice(...span))}": ` : ''
    return `Warning, ${name}: ${what}${printable(why, 'prose')}`
  })
  const rows = content.rows.filter((row) => !row.finding)
  return [
    `gater asks: ${headline(question.verdict).text}`,
    `Where: ${where.map((name) => printable(name)).join(', ')}`,
    ...(view.waiting > 1 ? [`Question ${view.place} of ${view.waiting} that wait`] : []),
    ...age(question, view),
    ...warnings,
    `What, ${rows.length} ${rows.length === 1 ? 'line' : 'lines'}:`,
    ...rows.map((row) => row.text),
    ...facts(question, view.hand.details).map(([name, text]) => `${name}: ${text}`),
    saying(question),
    ...(view.hand.mode === 'help' ? helpRows(choices) : []),
    ...keys,
  ].join('\n')
}
