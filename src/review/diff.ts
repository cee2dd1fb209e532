import { diffWordsWithSpace, structuredPatch } from 'diff'
import type { Change } from './question.ts'

/** What a change does to a file, ready to be shown. */
export type FileDiff =
  | { kind: 'hunks'; hunks: readonly Hunk[]; added: number; removed: number }
  /** So different that a comparison says nothing: the whole new text. */
  | { kind: 'replaced'; after: readonly DiffLine[]; removed: number; why: string }
  | { kind: 'unshown'; why: string }

export interface Hunk {
  /** Line numbers count from 1. */
  oldStart: number
  oldLines: number
  newStart: number
  newLines: number
  lines: readonly DiffLine[]
}

export interface DiffLine {
  sign: '+' | '-' | ' '
  /** Without its line end; with its carriage return, if it has one. */
  text: string
  /** Ranges of `text` that differ from the line's counterpart; empty where the whole line does. */
  changed: readonly (readonly [from: number, to: number])[]
  /** The file ends here without a line end. */
  unended?: boolean
}

/** Longer lines are not compared word by word. */
const comparable = 2000

/**
 * The change, hunk by hunk with three lines around, differing words marked.
 * Stops comparing after `timeoutMs` and then shows the new text whole.
 */
export function diffChange(change: Change, timeoutMs = 200): FileDiff {
  if (change.unshown !== undefined) return { kind: 'unshown', why: change.unshown }
  const before = change.before ?? ''
  const after = change.after ?? ''
  if (before.includes('\0') || after.includes('\0')) return { kind: 'unshown', why: 'binary' }
  const patch = structuredPatch('', '', before, after, '', '', { context: 3, timeout: timeoutMs })
  if (patch === undefined)
    return {
      kind: 'replaced',
      after: wholeLines(after),
      removed: wholeLines(before).length,
      why: `too different to compare in ${timeoutMs} ms`,
    }
  const hunks = patch.hunks.map((hunk) => ({ ...hunk, lines: markWords(signed(hunk.lines)) }))
  const count = (sign: string) =>
    hunks.reduce((sum, hunk) => sum + hunk.lines.filter((line) => line.sign === sign).length, 0)
  return { kind: 'hunks', hunks, added: count('+'), removed: count('-') }
}

/** Unified diff for programs, with `/dev/null` for a file that is not there. */
export function unifiedText(change: Change, diff: FileDiff): string {
  const head =
    `--- ${change.before === null ? '/dev/null' : change.path}\n` +
    `+++ ${change.after === null ? '/dev/null' : change.path}\n`
  const body = (lines: readonly DiffLine[]) =>
    lines
      .map((l) => `${l.sign}${l.text}\n${l.unended ? '\\ No newline at end of file\n' : ''}`)
      .join('')
  switch (diff.kind) {
    case 'hunks':
      return head + diff.hunks.map((hunk) => `${hunkHead(hunk)}\n${body(hunk.lines)}`).join('')
    case 'replaced':
      return `${head}# ${diff.why}; ${diff.removed} lines before\n${body(diff.after)}`
    case 'unshown':
      return `${head}# not shown: ${diff.why}\n`
  }
}

export function hunkHead(hunk: Hunk): string {
  // Of no lines, the line before is named: 0 for a file that is not there (diff(1), "Detailed Unified").
  const range = (start: number, lines: number) => `${lines === 0 ? start - 1 : start},${lines}`
  return `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`
}

// --- internal ---

function signed(lines: readonly string[]): DiffLine[] {
  const found: DiffLine[] = []
  for (const line of lines) {
    const sign = line.charAt(0)
    const last = found.at(-1)
    if (sign === '\\' && last !== undefined) last.unended = true
    else if (sign === '+' || sign === '-' || sign === ' ')
      found.push({ sign, text: line.slice(1), changed: [] })
  }
  return found
}

function wholeLines(text: string): DiffLine[] {
  if (text === '') return []
  const lines = text.split('\n').map((line): DiffLine => ({ sign: '+', text: line, changed: [] }))
  const last = lines.at(-1) as DiffLine
  if (last.text === '') lines.pop()
  else last.unended = true
  return lines
}

/** Pairs a block of removed lines with the block of added lines that follows, line by line, where they are as many. */
function markWords(lines: DiffLine[]): DiffLine[] {
  let at = 0
  while (at < lines.length) {
    const removed = run(lines, at, '-')
    const added = run(lines, at + removed, '+')
    if (removed > 0 && removed === added)
      for (let k = at; k < at + removed; k++)
        compareWords(lines[k] as DiffLine, lines[k + removed] as DiffLine)
    at += Math.max(1, removed + added)
  }
  return lines
}

function run(lines: readonly DiffLine[], from: number, sign: string): number {
  let at = from
  while (lines[at]?.sign === sign) at += 1
  return at - from
}

/** Marks what differs, unless most of the line does: then the marks would only distract. */
function compareWords(before: DiffLine, after: DiffLine): void {
  if (before.text.length > comparable || after.text.length > comparable) return
  const parts = diffWordsWithSpace(before.text, after.text, { timeout: 20 }) ?? []
  const same = parts.reduce((sum, p) => sum + (p.added || p.removed ? 0 : p.value.trim().length), 0)
  if (same * 3 < Math.max(before.text.length, after.text.length)) return
  const ranges = { before: [] as [number, number][], after: [] as [number, number][] }
  let left = 0
  let right = 0
  for (const part of parts) {
    const size = part.value.length
    if (part.removed) ranges.before.push([left, left + size])
    if (part.added) ranges.after.push([right, right + size])
    if (!part.added) left += size
    if (!part.removed) right += size
  }
  before.changed = ranges.before
  after.changed = ranges.after
}
