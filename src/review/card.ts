import { Chalk, type ChalkInstance } from 'chalk'
import stringWidth from 'fast-string-width'
import type { RuleRef } from '../action/verdict.ts'
import { type Body, type BodyRow, body } from './body.ts'
import { headline, meaning } from './headline.ts'
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
export const smallest = { width: 40, height: 16 }

/** Columns of the names of facts. */
const label = 10

/**
 * The question as a person sees it: the worst consequence first, then all that would happen, then the agent's own
 * words, last and marked as its own (design.md, "The question on the screen"). Pure.
 */
export function card(question: Question, view: View, content = bodyFor(question, view)): Card {
  const pen = new Chalk({ level: view.color ? 1 : 0 })
  const fits = view.width >= smallest.width && view.height >= smallest.height
  const choices: Choices = {
    gate: gateOf(question),
    approvable: fits || view.plain,
    offers: content.cut || question.verdict.gates.length > 0 ? [] : (question.offers ?? []),
    later: view.waiting > 1,
    page: 1,
    lastScroll: 0,
  }
  const foot = footRows(view, choices, pen)
  const end = foot.join('\n')
  if (view.plain)
    return { text: plainCard(question, view, content, choices, pen), foot: end, choices }
  if (!fits) return { text: tooSmall(view), foot: end, choices }

  const top = [...topRows(question, view, pen), '']
  const below = ['', ...factRows(question, view, pen), '', ...saysRows(question, view, pen), '']
  const room = Math.max(3, view.height - top.length - below.length - foot.length)
  const middle = scrolledRows(
    view.hand.mode === 'help' ? helpRows(choices) : content.rows,
    view,
    room,
    pen,
  )
  return {
    text: [...top, ...middle.rows, ...below, ...foot].join('\n'),
    foot: end,
    choices: { ...choices, page: middle.page, lastScroll: middle.lastScroll },
  }
}

// --- internal ---

function bodyFor(question: Question, view: View): Body {
  return body(question, view.width, new Chalk({ level: view.color ? 1 : 0 }), view.hand.details)
}

/** The worst consequence, and at the right where it would happen and how many wait. */
function topRows(question: Question, view: View, pen: ChalkInstance): string[] {
  const { text, grave } = headline(question.verdict)
  const style = grave ? pen.red.bold : pen.bold
  const where = [
    clip(printable(question.project), 24),
    ...(question.branch === null ? [] : [clip(printable(question.branch), 30)]),
    ...(view.waiting > 1 ? [`${view.place} of ${view.waiting} waiting`] : []),
  ].join(' · ')
  const width = view.width - 1
  const one = apart(style(text), pen.dim(where), width - 1)
  if (one !== null) return [` ${one}`]
  const lines = wrapWords(text, width - 1)
  const shown = lines.slice(0, 3)
  if (lines.length > 3) shown[2] = clip(`${shown[2]} …`, width - 1, '… (d)')
  return [
    ...shown.map((line) => ` ${style(line)}`),
    ` ${' '.repeat(Math.max(0, width - 1 - stringWidth(where)))}${pen.dim(clip(where, width - 1))}`,
  ]
}

/** Facts that gater knows, one row each; in details each whole. */
function factRows(question: Question, view: View, pen: ChalkInstance): string[] {
  const room = view.width - 4 - label
  return facts(question, view.hand.details).flatMap(([name, text]) => {
    const lines = view.hand.details
      ? wrapWords(text, room).slice(0, 4)
      : [clip(text, room, '… (d)')]
    return lines.map((line, at) =>
      `   ${pen.dim((at === 0 ? name : '').padEnd(label))}${line}`.trimEnd(),
    )
  })
}

function facts(question: Question, details: boolean): [name: string, text: string][] {
  const { action } = question.proposal
  const { risk, attributes, rule, nearest } = question.verdict
  const classes = [risk, ...attributes].map((name) => `${name}: ${meaning[name]}`)
  const found: [string, string][] = []
  if (question.commands !== undefined && question.commands > 1)
    found.push(['commands', `${question.commands} on this line`])
  found.push(['risk', classes.join('; ')])
  if (action.kind === 'command') found.push(['runs in', printable(action.cwd)])
  if (question.editedFrom !== undefined)
    found.push(['edited', `by a person; the agent wanted ${gist(question.editedFrom)}`])
  found.push([
    'rule',
    rule !== null ? quote(rule) : nearest === null ? 'none' : `none; nearest is ${quote(nearest)}`,
  ])
  if (details) {
    const { agent, channel, id } = question.proposal
    found.push(['agent', `${printable(agent)}, by channel ${printable(channel)}`])
    found.push(['asked', `${time(question.raised)}, expires ${time(question.deadline)}`])
    found.push(['id', printable(id)])
  }
  return found
}

function quote(rule: RuleRef): string {
  const origin = rule.origin === 'built-in' ? 'built-in' : printable(rule.origin)
  return `${rule.kind} \`${printable(rule.text)}\` (${origin})`
}

function gist(action: Question['proposal']['action']): string {
  switch (action.kind) {
    case 'command':
      return `\`${printable(action.command)}\``
    case 'write':
      return `other content for ${printable(action.path)}`
    case 'call':
      return `\`${printable(action.tool)}\` with other arguments`
  }
}

function time(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)} UTC`
}

/** The agent's own words, and how sure it says it is. */
function saysRows(question: Question, view: View, pen: ChalkInstance): string[] {
  const { agent, reason, confidence } = question.proposal
  const width = view.width - 4
  const sure = confidence === null ? '' : `confidence ${confidence.toFixed(2)}`
  const who = clip(printable(agent), 20)
  if (reason === null || reason.trim() === '')
    return [`   ${apart(`${who} gives no reason`, sure, width) ?? `${who} gives no reason`}`]
  const words = printable(reason.trim().replace(/\s+/g, ' '), 'prose')
  const says = `${who} says: `
  if (view.hand.details) {
    const lines = wrapWords(`${says}"${words}"${sure === '' ? '' : `   ${sure}`}`, width)
    const shown = lines.slice(0, 6)
    if (lines.length > 6) shown[5] = clip(`${shown[5]} …`, width, '…" (cut)')
    return shown.map((line) => `   ${pen.italic(line)}`)
  }
  const room = width - stringWidth(says) - 2 - (sure === '' ? 0 : stringWidth(sure) + 3)
  const quoted = clip(words, room, '… (d)')
  const line = apart(`${says}"${quoted}"`, sure, width) ?? `${says}"${quoted}"`
  return [`   ${pen.italic(line.trimEnd())}`]
}

/** The rows that clip, and how many more there are above and below. */
function scrolledRows(rows: readonly BodyRow[], view: View, room: number, pen: ChalkInstance) {
  if (rows.length <= room) return { rows: rows.map((row) => row.text), page: 1, lastScroll: 0 }
  const size = room - 2
  const lastScroll = rows.length - size
  const from = Math.max(0, Math.min(lastScroll, view.hand.scroll))
  const counts = (hidden: readonly BodyRow[], where: string) => {
    const worries = hidden.filter((row) => row.finding).length
    const lines = `${hidden.length.toLocaleString('en')} more ${hidden.length === 1 ? 'line' : 'lines'} ${where}`
    return worries === 0 ? lines : `${lines}, with warnings`
  }
  const above = from === 0 ? '' : `   ${pen.yellow(`↑ ${counts(rows.slice(0, from), 'above')}`)}`
  const rest = rows.slice(from + size)
  const below =
    rest.length === 0
      ? ''
      : `   ${pen.yellow(`↓ ${counts(rest, 'below')}`)}${pen.dim('   space, arrows')}`
  const shown = rows.slice(from, from + size).map((row) => row.text)
  return { rows: [above, ...shown, below], page: Math.max(1, size - 1), lastScroll }
}

function footRows(view: View, choices: Choices, pen: ChalkInstance): string[] {
  const width = view.width - 2
  const remark = view.remark === null ? [] : [` ${pen.yellow(clip(view.remark, width))}`]
  switch (view.hand.mode) {
    case 'note': {
      const typed = printable(view.hand.note, 'prose')
      const lines = wrapWords(`why not? ${typed}█`, width)
      return [
        ...lines.slice(-2).map((line) => ` ${line}`),
        pen.dim(' Enter rejects with this note for the agent, Esc goes back'),
      ]
    }
    case 'always':
      return [
        ' Always allow, in this project, from now on:',
        ...choices.offers.map(
          (offer, at) =>
            ` ${clip(`(${at + 1})  ${offer.map((rule) => `allow ${printable(rule)}`).join('   ')}`, width)}`,
        ),
        pen.dim(' a number writes it and approves, any other key goes back'),
      ]
    case 'help':
      return [' any key goes back']
    case 'card':
      return [...remark, ...keyRows(choices, width, pen)]
  }
}

function keyRows(choices: Choices, width: number, pen: ChalkInstance): string[] {
  const keys = [
    '[N]o',
    choices.gate.label,
    '(e)dit',
    '(r)eject with a note',
    ...(choices.offers.length > 0 ? ['(a)lways'] : []),
    ...(choices.later ? ['(l)ater'] : []),
    '(d)etails',
    '?',
  ]
  const gap = ['   ', '  '].find((blank) => stringWidth(keys.join(blank)) <= width)
  if (gap !== undefined) return [` ${paintKeys(keys.join(gap), choices, pen)}`]
  const rows: string[] = []
  for (const key of keys) {
    const last = rows.at(-1)
    if (last !== undefined && stringWidth(last) + 2 + stringWidth(key) <= width)
      rows[rows.length - 1] = `${last}  ${key}`
    else rows.push(key)
  }
  return rows.map((row) => ` ${paintKeys(row, choices, pen)}`)
}

function paintKeys(row: string, choices: Choices, pen: ChalkInstance): string {
  const { label, hard } = choices.gate
  return row.replace(label, (hard ? pen.red : pen).bold(label)).replace('[N]o', pen.bold('[N]o'))
}

function helpRows(choices: Choices): BodyRow[] {
  const { gate } = choices
  const lines: [string, string][] = [
    ['n Enter Esc', 'no: reject; so does the end of the time limit'],
    [gate.key, gate.hard ? 'yes, this once; the key of this kind of action' : 'yes, this once'],
    ['e', 'edit in $VISUAL or $EDITOR; what comes back is judged again'],
    ['r', 'reject, with a note that the agent gets'],
    ...(choices.offers.length > 0
      ? [['a', 'allow always: choose the rule'] as [string, string]]
      : []),
    ...(choices.later ? [['l', 'later: hide it, it goes on waiting'] as [string, string]] : []),
    ['d', 'details: every finding, the whole reason'],
    ['arrows space', 'scroll; also Page Up, Page Down, Home, End'],
    ['Ctrl-C', 'reject, and interrupt'],
  ]
  return lines.map(([key, does]) => ({ text: `   ${key.padEnd(14)}${does}`, finding: false }))
}

function tooSmall(view: View): string {
  const text =
    `This terminal is ${view.width}×${view.height}, too small to judge the question that waits. ` +
    `Make it ${smallest.width}×${smallest.height} or larger. n rejects, r rejects with a note, e edits.`
  return wrapWords(text, Math.max(10, view.width - 1))
    .slice(0, Math.max(1, view.height - 1))
    .join('\n')
}

/** Everything in reading order; no row says something by where it stands. */
function plainCard(
  question: Question,
  view: View,
  content: Body,
  choices: Choices,
  pen: ChalkInstance,
): string {
  const { text } = headline(question.verdict)
  const { action } = question.proposal
  const where = [
    printable(question.project),
    ...(question.branch === null ? [] : [printable(question.branch)]),
  ]
  const warnings = question.verdict.findings.map((finding) => {
    const [from, to] = finding.span
    const what = action.kind === 'command' ? `"${printable(action.command.slice(from, to))}" ` : ''
    return `Warning: ${what}${printable(finding.why, 'prose')} (${finding.class})`
  })
  const lines = [
    `gater asks: ${text}`,
    `Where: ${where.join(', ')}${view.waiting > 1 ? `, question ${view.place} of ${view.waiting}` : ''}`,
    ...warnings,
    `What, in ${content.rows.length} ${content.rows.length === 1 ? 'line' : 'lines'}:`,
    ...content.rows.filter((row) => !row.finding).map((row) => row.text),
    ...facts(question, view.hand.details).map(([name, fact]) => `${name}: ${fact}`),
    ...saysRows(question, { ...view, hand: { ...view.hand, details: true } }, pen).map((row) =>
      row.trim(),
    ),
    ...(view.hand.mode === 'help' ? helpRows(choices).map((row) => row.text.trim()) : []),
    ...footRows(view, choices, pen).map((row) => row.trim()),
  ]
  return lines.join('\n')
}
