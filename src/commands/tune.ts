import { Writable } from 'node:stream'
import { GaterError } from '../action/error.ts'
import type { Io } from '../action/io.ts'
import { readActions } from '../journal/read.ts'
import { gather } from '../learn/past.ts'
import { type Proposal, propose, type Replay } from '../learn/tune.ts'
import { printable } from '../review/printable.ts'
import { damageReport } from './log.ts'
import { journalDir } from './log-place.ts'
import { count } from './log-row.ts'
import { span } from './log-when.ts'

export interface TuneOptions {
  json?: boolean
  /** `--apply` alone: all; with ids: those. */
  apply?: true | readonly string[]
}

/** What tune needs of today's policy. */
export interface Desk {
  replay: Replay
  /** Writes one rule; resolves with the file that holds it now. */
  write(proposal: Proposal): Promise<string>
}

/**
 * `gater tune`: proposes rules with their evidence. On a terminal the person chooses, with `--apply` the command line did;
 * otherwise nothing is written. 0 done, 1 when `--apply` finds nothing to write, 2 for an id that is not proposed.
 */
export async function tune(options: TuneOptions, io: Io, desk: Desk): Promise<number> {
  const { replay, write } = desk
  const damage = damageReport(io)
  const pasts = await gather(readActions(await journalDir(io), damage))
  const proposals = propose(pasts, replay)
  damage.summary()

  if (options.apply !== undefined) {
    const chosen =
      options.apply === true ? proposals : options.apply.map((id) => find(id, proposals))
    if (options.json) io.stdout.write(`${JSON.stringify(chosen)}\n`)
    else if (chosen.length === 0) io.stdout.write(nothing(pasts.length))
    await writeAll(chosen, write, io)
    return chosen.length === 0 ? 1 : 0
  }
  if (options.json) {
    io.stdout.write(`${JSON.stringify(proposals)}\n`)
    return 0
  }
  if (proposals.length === 0) {
    io.stdout.write(nothing(pasts.length))
    return 0
  }
  if (!io.stdin.isTTY || !io.stdout.isTTY || !(io.stdout instanceof Writable)) {
    io.stdout.write(proposals.map(page).join('\n'))
    io.stderr.write('gater: nothing was written; `gater tune --apply ID` writes a rule\n')
    return 0
  }
  io.stdout.write(`${proposals.map(page).join('\n')}\n`)
  const chosen = await choose(proposals, io.stdin, io.stdout)
  if (chosen === null) return 130
  await writeAll(chosen, write, io)
  return 0
}

/** The checkboxes start empty: a rule is chosen, never merely not refused. `null` when interrupted. */
async function choose(
  proposals: readonly Proposal[],
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<Proposal[] | null> {
  const { checkbox } = await import('@inquirer/prompts')
  const choices = proposals.map((proposal) => ({ name: ruleOf(proposal), value: proposal }))
  try {
    return await checkbox({ message: 'Write which rules?', choices }, { input, output })
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') return null
    throw error
  }
}

async function writeAll(
  proposals: readonly Proposal[],
  write: Desk['write'],
  io: Io,
): Promise<void> {
  for (const proposal of proposals) {
    const file = await write(proposal)
    io.stderr.write(`gater: wrote \`${ruleOf(proposal)}\` to ${file}\n`)
  }
  if (proposals.some(({ kind }) => kind === 'contain')) io.stderr.write(`gater: ${containNote}\n`)
}

const containNote =
  '`contain` still asks in this version of gater: contained runs come in a later one'

function find(id: string, proposals: readonly Proposal[]): Proposal {
  const found = proposals.find((proposal) => proposal.id === id)
  if (found !== undefined) return found
  throw new GaterError(`no rule \`${printable(id)}\` is proposed`, {
    hint: '`gater tune` lists them with their ids',
  })
}

function page(proposal: Proposal): string {
  const { kind, evidence, risk, workspace, examples, id } = proposal
  const { untouched, sessions, questions, lowerBound, waitedMs, weak } = evidence
  return [
    ruleOf(proposal),
    `  id        ${id}`,
    ...(workspace === null ? [] : [`  in        ${printable(workspace)}`]),
    `  evidence  ${untouched} of ${untouched} untouched in ${count(sessions, 'session')} (Wilson, 95 %: at least ${lowerBound})`,
    `  spares    ${count(questions, 'question')} so far, ${span(waitedMs)} of waiting`,
    ...(weak === 0 ? [] : [`  ignored   ${weak} answered in a hurry, in a group or under a lease`]),
    ...(examples.length < 2 ? [] : examples.map((text) => `  e.g.      ${printable(text)}`)),
    `  risk      ${risk}`,
    ...(kind === 'contain'
      ? [
          '  contain   it runs code of the workspace, so it is never allowed outright',
          `            ${containNote}`,
        ]
      : []),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

function ruleOf({ kind, rule }: Proposal): string {
  return `${kind} ${printable(rule)}`
}

function nothing(distinct: number): string {
  return distinct === 0
    ? 'the journal is empty: nothing to learn from yet\n'
    : 'no rule to propose: history does not speak for any yet\n'
}
