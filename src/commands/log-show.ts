import { structuredPatch } from 'diff'
import type { Action } from '../action/action.ts'
import { GaterError } from '../action/error.ts'
import type { Io } from '../action/io.ts'
import { keptCharacters } from '../journal/keep.ts'
import { type Recorded, readActions } from '../journal/read.ts'
import { printable } from '../review/printable.ts'
import { damageReport } from './log.ts'
import { journalDir } from './log-place.ts'
import { decisionWords, whatOf } from './log-row.ts'
import { localTime, span } from './log-when.ts'

/** Lines of a written file that are shown; `--json` has all that the journal keeps. */
const shownLines = 200

/** `gater log show ID`: everything about one action; the start of an id will do. 1 where there is none. */
export async function logShow(id: string, options: { json?: boolean }, io: Io): Promise<number> {
  const found: Recorded[] = []
  for await (const action of readActions(await journalDir(io), damageReport(io))) {
    if (action.line.id === id) {
      found.splice(0, found.length, action)
      break
    }
    if (action.line.id.startsWith(id)) found.push(action)
  }
  const [action, another] = found
  if (action === undefined) {
    throw new GaterError(`no action with id \`${printable(id)}\``, {
      hint: '`gater log` lists them',
      exit: 1,
    })
  }
  if (another !== undefined) {
    throw new GaterError(`\`${printable(id)}\` begins the ids of ${found.length} actions`, {
      hint: `e.g. ${printable(action.line.id)} and ${printable(another.line.id)}`,
    })
  }
  const { line, outcome, file } = action
  io.stdout.write(options.json ? `${JSON.stringify({ ...line, outcome })}\n` : page(action, file))
  return 0
}

function page({ line, outcome }: Recorded, file: string): string {
  const fields: [name: string, value: string | null][] = [
    ['id', line.id],
    ['time', `${localTime(new Date(line.time))} (${line.time})`],
    ['project', line.branch === null ? line.project : `${line.project} · ${line.branch}`],
    ['session', line.session],
    ['agent', line.agent === line.channel ? line.agent : `${line.agent} (${line.channel})`],
    ['decision', `${line.decision}: ${decisionWords(line)}`],
    ['reviewer', line.reviewer],
    ['note', line.note],
    ['waited', line.by === 'rule' ? null : span(line.waitedMs)],
    ['verdict', `${line.verdict}, ${[line.risk, ...line.attributes].join(', ')}`],
    ['rule', line.rule && `${line.rule.kind} ${line.rule.text} (${line.rule.origin})`],
    ['says', line.reason],
    ['confidence', line.confidence === null ? null : String(line.confidence)],
    ['outcome', outcomeWords(outcome)],
    ['omitted', line.omitted?.join(', ') ?? null],
    ['digest', line.digest],
    ['segment', file],
  ]
  const table = fields
    .filter((field): field is [string, string] => field[1] !== null)
    .map(([name, value]) => `  ${name.padEnd(10)}  ${printable(value)}\n`)
    .join('')
  const findings = line.findings.map(
    ({ class: kind, why, span: [from, to] }) =>
      `  ${kind.padEnd(12)}  ${printable(why)}${quoted(line.action, from, to)}\n`,
  )
  return [
    `${titleOf(line)}\n`,
    table,
    findings.length === 0 ? '' : `\nfindings\n${findings.join('')}`,
    line.edited === null ? contentOf(line.action) : `\nedited\n${editOf(line.action, line.edited)}`,
  ].join('')
}

/** A command keeps its lines. */
function titleOf({ action, workspace }: Recorded['line']): string {
  if (action.kind !== 'command') return `${whatOf(action, workspace, keptCharacters)}\n`
  return action.command
    .split('\n')
    .map((text) => `${printable(text)}\n`)
    .join('')
}

function outcomeWords(outcome: Recorded['outcome']): string | null {
  if (outcome === null) return null
  const { exitCode, durationMs, changes } = outcome
  return [
    exitCode === null ? 'ended' : `exit ${exitCode}`,
    ...(durationMs === null ? [] : [`after ${span(durationMs)}`]),
    ...(changes.length === 0 ? [] : [`changed ${changes.join(', ')}`]),
  ].join(', ')
}

function quoted(action: Action, from: number, to: number): string {
  if (action.kind !== 'command' || to - from >= action.command.length) return ''
  return `: ${printable(action.command.slice(from, to))}`
}

function contentOf(action: Action): string {
  if (action.kind !== 'write' || action.content === null) return ''
  const lines = action.content.split('\n')
  const rest = lines.length - shownLines
  const shown = lines.slice(0, shownLines).map((text) => `  ${printable(text, 'prose')}\n`)
  return `\ncontent\n${shown.join('')}${rest > 0 ? `  … ${rest} more lines; --json has them\n` : ''}`
}

function editOf(before: Action, after: Action): string {
  const patch = structuredPatch('', '', textOf(before), textOf(after), '', '', { timeout: 1000 })
  if (patch === undefined) return '  too different to be compared in a second; --json has both\n'
  return patch.hunks
    .flatMap(({ lines }) => lines)
    .map((text) => `  ${text.slice(0, 1)} ${printable(text.slice(1), 'prose')}\n`)
    .join('')
}

function textOf(action: Action): string {
  switch (action.kind) {
    case 'command':
      return `${action.command}\n`
    case 'write':
      return action.content ?? ''
    case 'call':
      return `${JSON.stringify(action.input, null, 2)}\n`
  }
}
