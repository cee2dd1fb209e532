import { relative } from 'node:path'
import width from 'fast-string-width'
import type { Action } from '../action/action.ts'
import type { Recorded } from '../journal/read.ts'
import { printable } from '../review/printable.ts'
import { ago } from './log-when.ts'

/** Characters that could stand in a row of the widest terminal. */
const longestRow = 1000

type Decided = Recorded['line']

const headings = ['id', 'when', 'agent', 'decision', 'risk', 'what']

/**
 * The list for people: one line per action within `columns`, what did not fit marked by `…`.
 * `widest` carries the column widths from one block of a long list to the next.
 */
export function rows(
  actions: readonly Recorded[],
  { columns, now, widest }: { columns: number; now: Date; widest: number[] },
): string {
  const first = widest.length === 0
  const cells = actions.map((one) => cellsOf(one, now))
  for (const row of first ? [headings, ...cells] : cells) {
    for (const [at, cell] of row.slice(0, -1).entries()) {
      widest[at] = Math.max(widest[at] ?? 0, width(cell))
    }
  }
  const lines = (first && cells.length > 0 ? [headings, ...cells] : cells).map((row) => {
    const fixed = row.slice(0, -1).map((cell, at) => pad(cell, widest[at] ?? 0))
    const room = columns - fixed.reduce((sum, cell) => sum + width(cell) + 2, 0)
    return [...fixed, cut(row.at(-1) ?? '', Math.max(room, 16))].join('  ').trimEnd()
  })
  return lines.map((line) => `${line}\n`).join('')
}

function cellsOf({ line, outcome }: Recorded, now: Date): string[] {
  const failed = outcome?.exitCode ? `[exit ${outcome.exitCode}] ` : ''
  return [
    printable(line.id).slice(0, 8),
    ago(new Date(line.time), now),
    cut(printable(line.agent), 10),
    decisionWords(line),
    line.risk,
    failed + whatOf(line.edited ?? line.action, line.workspace, longestRow),
  ]
}

/** The decision and who made it, in two or three words. */
export function decisionWords({ decision, by }: Pick<Decided, 'decision' | 'by'>): string {
  switch (by) {
    case 'rule':
      return decision === 'rejected' ? 'no, rule' : 'yes, rule'
    case 'human':
      return decision === 'rejected' ? 'no, human' : decision === 'edited' ? 'edited' : 'yes, human'
    case 'timeout':
      return 'no, timeout'
    case 'no-reviewer':
      return 'no reviewer'
    case 'withdrawn':
      return 'withdrawn'
    case 'fault':
      return 'no, fault'
  }
}

/** What an action is, on one line. Of the text no more than `limit` characters are looked at. */
export function whatOf(action: Action, workspace: string, limit: number): string {
  const text = (whole: string) => printable(whole.slice(0, limit))
  switch (action.kind) {
    case 'command':
      return text(action.command)
    case 'write': {
      const path = text(relativeTo(workspace, action.path))
      return action.content === null ? `delete ${path}` : `write ${path}`
    }
    case 'call':
      return `call ${text(action.tool)} ${text(JSON.stringify(action.input) ?? '')}`
  }
}

function relativeTo(workspace: string, path: string): string {
  const below = relative(workspace, path)
  return below === '' || below.startsWith('..') ? path : below
}

function pad(text: string, to: number): string {
  return text + ' '.repeat(Math.max(0, to - width(text)))
}

/** Cut at the end to a width, and said so. */
export function cut(text: string, room: number): string {
  if (width(text) <= room) return text
  let kept = ''
  for (const character of text) {
    if (width(kept + character) > room - 1) break
    kept += character
  }
  return `${kept}…`
}

/** `1 line`, `2 lines`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
