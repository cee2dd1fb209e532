import { Chalk } from 'chalk'
import type { CommandAction } from '../action/action.ts'
import type { Verdict, VerdictKind } from '../action/verdict.ts'
import type { Line, Part } from '../shell/line.ts'
import { textBody } from './body.ts'
import { meaning } from './headline.ts'
import { printable } from './printable.ts'

const says: Readonly<Record<VerdictKind, string>> = {
  allow: 'runs without a question',
  contain: 'runs contained',
  ask: 'is asked',
  deny: 'is denied',
}

/** What `gater explain` prints: the verdict, the line with its worries, then each command in it with what is known of it. */
export function explanation(
  action: CommandAction,
  line: Line | null,
  verdict: Verdict,
  { color, width }: { color: boolean; width: number },
): string {
  const pen = new Chalk({ level: color ? 2 : 0 })
  const { kind, rule, nearest, risk, attributes, findings } = verdict
  const { rows } = textBody(action.command, findings, width - 3, pen, true)
  const by =
    rule !== null
      ? `${rule.kind} ${rule.text} (${rule.origin})`
      : nearest === null
        ? 'none'
        : `none; nearest is ${nearest.kind} ${nearest.text} (${nearest.origin})`
  const names = [risk, ...attributes].map((name) => `${name}: ${meaning[name]}`)
  return `${[
    pen.bold(says[kind]),
    '',
    ...rows.map((row) => `   ${row.text}`),
    '',
    `   risk  ${names.join('; ')}`,
    `   rule  ${printable(by)}`,
    '',
    ...(line?.parts ?? []).flatMap((part, at) => partRows(part, at + 1)),
  ].join('\n')}\n`
}

// --- internal ---

function partRows(part: Part, number: number): string[] {
  const words = part.argv.map((word) => printable(word.value)).join(' ')
  const via =
    part.via.length === 0 ? '' : `  through ${part.via.map((name) => printable(name)).join(', ')}`
  const known = part.facts === null ? 'no facts about it' : `facts: ${printable(part.facts)}`
  const needs = part.needs.map(
    (need) => `      needs ${need.class}: ${printable(need.why)} (${need.by})`,
  )
  return [
    `   ${number}. ${words || '(no command)'}${via}`,
    `      ${known}${needs.length === 0 ? '; proven to only read' : ''}`,
    ...needs,
  ]
}
