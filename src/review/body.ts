import type { ChalkInstance } from 'chalk'
import stringWidth from 'fast-string-width'
import type { Finding } from '../action/verdict.ts'
import { type DiffLine, diffChange, type FileDiff, hunkHead } from './diff.ts'
import { meaning } from './headline.ts'
import { continuation, type Row, wrapGlyphs, wrapWords } from './layout.ts'
import { longestReason, printable, show } from './printable.ts'
import type { Change, Question } from './question.ts'

/** The content of a card: what is to run or to change, with the reasons for worry, row by row. */
export interface Body {
  rows: readonly BodyRow[]
  /** Something is left out, which a mark in the rows says. */
  cut: boolean
}

export interface BodyRow {
  /** At most as wide as asked for; with the pen's styles. */
  text: string
  /** It speaks of a finding. */
  finding: boolean
}

/** Characters of one text, and lines of one diff, that are laid out at most; the rest is for the editor. */
const most = { command: 65_536, line: 4_096, lines: 3_000 }

const margin = 3

/** Columns that stay free at the right. */
const edge = 1

/**
 * The content at a width.
 * @param details every finding with its class; else findings that say the same are said once.
 */
export function body(
  question: Question,
  width: number,
  pen: ChalkInstance,
  details: boolean,
): Body {
  const inner = Math.max(8, width - margin - edge)
  const { action } = question.proposal
  const findings = details ? question.verdict.findings : distinct(question.verdict.findings)
  // Where there is nothing to underline, the headline has said the first one.
  const more = details ? findings : findings.slice(1)
  const parts: Body[] = []
  if (action.kind === 'command') parts.push(textBody(action.command, findings, inner, pen, details))
  if (action.kind === 'call') {
    const text = `${action.tool} ${JSON.stringify(action.input, null, 2) ?? ''}`
    parts.push(textBody(text, [], inner, pen, details), reasons(more, inner, pen, details))
  }
  question.changes.forEach((change, at) => {
    if (at > 0 || action.kind !== 'write') parts.push({ rows: [plain('')], cut: false })
    const worries = action.kind === 'write' && at === 0 ? more : []
    parts.push(changeBody(change, worries, inner, pen, details))
  })
  if (action.kind === 'write' && question.changes.length === 0) {
    const change = { path: action.path, before: null, after: action.content, unshown: 'not read' }
    parts.push(changeBody(change, more, inner, pen, details))
  }
  const rows = parts.flatMap((part) => part.rows)
  return {
    rows: rows.map((row) => ({ ...row, text: (' '.repeat(margin) + row.text).trimEnd() })),
    cut: parts.some((part) => part.cut),
  }
}

// --- internal ---

function plain(text: string): BodyRow {
  return { text, finding: false }
}

/** A text with its dangerous spans underlined and the reasons below. */
export function textBody(
  text: string,
  findings: readonly Finding[],
  width: number,
  pen: ChalkInstance,
  details: boolean,
): Body {
  const { glyphs, cut } = show(text, 'exact', most.command)
  const rows: BodyRow[] = []
  const said = new Set<Finding>()
  for (const row of wrapGlyphs(glyphs, width)) {
    rows.push(plain(paintRow(row, pen, () => pen)))
    const here = findings.filter((finding) => underline(row, [finding]) !== '')
    if (here.length === 0) continue
    const line = underline(row, here)
    const fresh = here.filter((finding) => !said.has(finding))
    for (const finding of fresh) said.add(finding)
    rows.push(...underlined(line, row, fresh, width, pen, details))
  }
  const left = findings.filter((finding) => !said.has(finding))
  rows.push(...reasons(left, width, pen, details).rows)
  return { rows, cut }
}

/** The row of `─` below a row, with one reason beside it or all of them below. */
function underlined(
  line: string,
  row: Row,
  findings: readonly Finding[],
  width: number,
  pen: ChalkInstance,
  details: boolean,
): BodyRow[] {
  const [only] = findings
  const drawn = pen.red(line)
  if (only === undefined) return [{ text: drawn, finding: true }]
  const beside = `  ${reason(only, details)}`
  if (findings.length === 1 && stringWidth(line) + stringWidth(beside) <= width)
    return [{ text: drawn + pen.bold(beside), finding: true }]
  const below = findings.flatMap((finding) => {
    const column = underline(row, [finding]).search(/─/)
    const text = reason(finding, details)
    const indent = Math.max(0, Math.min(column, width - 2 - stringWidth(text)))
    return reasonRows(text, indent, width, pen)
  })
  return [{ text: drawn, finding: true }, ...below]
}

function reasons(
  findings: readonly Finding[],
  width: number,
  pen: ChalkInstance,
  details: boolean,
): Body {
  const rows = findings.flatMap((finding) => reasonRows(reason(finding, details), 0, width, pen))
  return { rows, cut: false }
}

function reasonRows(text: string, indent: number, width: number, pen: ChalkInstance): BodyRow[] {
  return wrapWords(text, width - indent - 2).map((line, at) => ({
    text: `${' '.repeat(indent)}${at === 0 ? pen.red('└ ') : '  '}${pen.bold(line)}`,
    finding: true,
  }))
}

function reason(finding: Finding, details: boolean): string {
  const why = printable(finding.why, 'prose', longestReason)
  return details ? `${why} (${finding.class}: ${meaning[finding.class]})` : why
}

/** `─` under each glyph of the row that one of the findings speaks of; empty when there is none. */
function underline(row: Row, findings: readonly Finding[]): string {
  let line = row.continued ? ' '.repeat(stringWidth(continuation)) : ''
  for (const glyph of row.glyphs) {
    const meant = findings.some(({ span }) => glyph.from < span[1] && glyph.to > span[0])
    line += (meant ? '─' : ' ').repeat(glyph.width)
  }
  return line.trimEnd()
}

/** Marks are drawn in reverse, so that they stand out from what the agent wrote. */
function paintRow(
  row: Row,
  pen: ChalkInstance,
  style: (from: number, to: number) => ChalkInstance,
): string {
  let text = row.continued ? pen.dim(continuation) : ''
  for (let at = 0; at < row.glyphs.length; ) {
    const first = row.glyphs[at] as Row['glyphs'][number]
    const base = style(first.from, first.to)
    let run = ''
    while (at < row.glyphs.length) {
      const glyph = row.glyphs[at] as Row['glyphs'][number]
      if (glyph.mark !== first.mark || style(glyph.from, glyph.to) !== base) break
      run += glyph.text
      at += 1
    }
    text += first.mark ? base.inverse(run) : base(run)
  }
  return text
}

function changeBody(
  change: Change,
  findings: readonly Finding[],
  width: number,
  pen: ChalkInstance,
  details: boolean,
): Body {
  const diff = diffChange(change)
  const path = wrapGlyphs(show(change.path, 'exact', most.line).glyphs, width)
  const head = path.map((row) => plain(paintRow(row, pen, () => pen.bold)))
  const what = [summary(change, diff), modes(change)].filter((text) => text !== '').join('; ')
  const about = wrapWords(what, width).map(plain)
  const worries = reasons(findings, width, pen, details).rows
  const lines = diffRows(diff, width, pen)
  return { rows: [...head, ...about, ...worries, ...lines.rows], cut: lines.cut }
}

/** What happens to the file, in words. */
function summary(change: Change, diff: FileDiff): string {
  const verb =
    change.after === null ? 'deletes the file' : change.before === null ? 'creates the file' : ''
  switch (diff.kind) {
    case 'unshown':
      return `${verb || 'changes the file'}; its content is not shown: ${printable(diff.why, 'prose')}`
    case 'replaced':
      return `${diff.why}: the ${diff.removed} lines before are replaced by these`
    case 'hunks': {
      if (diff.hunks.length === 0 && change.after === '' && change.before === null)
        return 'creates the file, empty'
      if (diff.hunks.length === 0) return verb || 'leaves the content as it is'
      const counts = `+${diff.added} -${diff.removed} lines`
      const ends = lineEnds(change)
      return [verb, counts, ends].filter((text) => text !== '').join(', ')
    }
  }
}

function lineEnds({ before, after }: Change): string {
  if (before === null || after === null) return ''
  const had = before.includes('\r\n')
  const has = after.includes('\r\n')
  if (had === has) return ''
  return has ? 'line ends become CRLF' : 'line ends were CRLF, become LF'
}

function modes({ modes }: Change): string {
  if (modes === undefined || modes[0] === modes[1]) return ''
  const [before, after] = modes
  const octal = (mode: number | null) =>
    mode === null ? 'none' : mode.toString(8).padStart(3, '0')
  const runs = after !== null && (after & 0o111) !== 0 && ((before ?? 0) & 0o111) === 0
  const special = after !== null && (after & 0o7000) !== 0 ? ', WITH SPECIAL BITS' : ''
  return `mode ${octal(before)} becomes ${octal(after)}${runs ? ', EXECUTABLE' : ''}${special}`
}

function diffRows(diff: FileDiff, width: number, pen: ChalkInstance): Body {
  if (diff.kind === 'unshown') return { rows: [], cut: true }
  const lines: (DiffLine | string)[] =
    diff.kind === 'replaced'
      ? [...diff.after]
      : diff.hunks.flatMap((hunk) => [hunkHead(hunk), ...hunk.lines])
  const over = Math.max(0, lines.length - most.lines)
  if (over > 0) lines.splice(most.lines / 2, over, `⟨${over.toLocaleString('en')} lines not shown⟩`)
  let cut = over > 0
  const rows = lines.flatMap((line) => {
    if (typeof line === 'string') return [plain(pen.cyan(line))]
    const shown = lineRows(line, width, pen)
    cut ||= shown.cut
    return shown.rows
  })
  return { rows, cut }
}

function lineRows(line: DiffLine, width: number, pen: ChalkInstance): Body {
  const { glyphs, cut } = show(line.text, 'prose', most.line)
  const ending = line.text.endsWith('\r')
  const base = line.sign === '+' ? pen.green : line.sign === '-' ? pen.red : pen
  const strong = base.bold.underline
  const style = (from: number, to: number) =>
    line.changed.some((range) => from < range[1] && to > range[0]) ? strong : base
  const shown = ending
    ? glyphs.map((glyph, at) =>
        at === glyphs.length - 1 ? { ...glyph, text: '␍', width: 1 } : glyph,
      )
    : glyphs
  const rows: BodyRow[] = []
  for (const row of wrapGlyphs(shown, width - 2)) {
    const sign = row.continued ? ' ' : line.sign
    rows.push(plain(`${base(sign)} ${paintRow(row, pen, style)}`))
    // Without color the words that differ would not be seen: they get a line of their own.
    if (pen.level === 0 && line.sign !== ' ') {
      const marks = changedMarks(row, line)
      if (marks !== '') rows.push(plain(`  ${marks}`))
    }
  }
  if (line.unended) rows.push(plain(pen.dim('  ⟨no line end at the end of the file⟩')))
  return { rows, cut }
}

function changedMarks(row: Row, line: DiffLine): string {
  const ranges = line.changed.map((span) => ({ span, class: 'read', why: '' }) as const)
  return underline(row, ranges).replaceAll('─', '^')
}

/** Findings of the same class and words, as of one loop's many parts, are said once, at the first place. */
function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>()
  return findings.filter((finding) => {
    const key = `${finding.span.join()} ${finding.why}`
    const known = seen.has(key)
    seen.add(key)
    return !known
  })
}
