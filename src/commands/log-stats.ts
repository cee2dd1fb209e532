import type { Io } from '../action/io.ts'
import { matches } from '../journal/filter.ts'
import { type Recorded, readActions } from '../journal/read.ts'
import { defect, isDefect, type Stats, stats } from '../learn/stats.ts'
import { printable } from '../review/printable.ts'
import { damageReport, type FilterOptions, filterOf } from './log.ts'
import { journalDir } from './log-place.ts'
import { count, cut } from './log-row.ts'
import { localTime, span } from './log-when.ts'

/** `gater log stats`: where the attention went. */
export async function logStats(
  options: FilterOptions & { json?: boolean },
  io: Io,
): Promise<number> {
  const filter = filterOf(options, io.now())
  const damage = damageReport(io)
  const dir = await journalDir(io)
  async function* chosen(): AsyncGenerator<Recorded> {
    for await (const action of readActions(dir, damage)) if (matches(action, filter)) yield action
  }
  const found = await stats(chosen())
  io.stdout.write(options.json ? `${JSON.stringify(found)}\n` : page(found))
  damage.summary()
  return 0
}

function page(stats: Stats): string {
  const { actions, sessions, first, last, by, answers, weights, untouchedShare, waited } = stats
  if (first === null || last === null) return 'no actions\n'
  const lines = [
    `${count(actions, 'action')} in ${count(sessions, 'session')}, ${localTime(new Date(first))} to ${localTime(new Date(last))}`,
    '',
    row('by rule', by.rule, actions),
    row('by a person', by.human, actions),
    row('timed out', by.timeout, actions),
    row('no reviewer', by['no-reviewer'], actions),
    row('withdrawn', by.withdrawn, actions),
    row('by a fault', by.fault, actions),
  ]
  if (answers > 0 && waited !== null) {
    lines.push(
      '',
      `${count(answers, 'answer')} of a person`,
      row('untouched', weights.untouched + weights.weak, answers),
      row('edited', weights.edited, answers),
      row('rejected', weights.rejected, answers),
      row('in a hurry', weights.weak, answers),
      `  waited       median ${span(waited.median)}, 95 % within ${span(waited.p95)}, ${span(waited.total)} in all`,
      '',
      '  answers  untouched    waited  asked most',
      ...stats.costly.map(
        ({ pattern, answers, untouched, waitedMs }) =>
          `  ${String(answers).padStart(7)}  ${percent(untouched, answers).padStart(9)}  ${span(waitedMs).padStart(8)}  ${cut(printable(pattern), 48)}`,
      ),
    )
  }
  if (isDefect(stats)) {
    lines.push(
      '',
      `${percent(untouchedShare ?? 0, 1)} of the answers were an untouched yes (${defect.share * 100} % or more is a defect of the policy,`,
      'not a virtue of the agent: nobody reads what is always approved). `gater tune` proposes rules.',
    )
  }
  return lines.map((line) => `${line}\n`).join('')
}

function row(name: string, part: number, whole: number): string {
  return `  ${name.padEnd(12)} ${String(part).padStart(6)}  ${percent(part, whole).padStart(6)}`
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Number(((100 * part) / whole).toFixed(1))} %`
}
