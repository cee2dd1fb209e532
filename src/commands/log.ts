import { Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { GaterError } from '../action/error.ts'
import type { Io } from '../action/io.ts'
import { attributes, risks } from '../action/risk.ts'
import { fieldsOf } from '../journal/fields.ts'
import { type Filter, matches } from '../journal/filter.ts'
import { type Recorded, readActions, readNew } from '../journal/read.ts'
import { journalDir } from './log-place.ts'
import { count, rows } from './log-row.ts'
import { instant } from './log-when.ts'

/** As the command line gives them. */
export interface FilterOptions {
  since?: string
  until?: string
  agent?: string
  session?: string
  project?: string
  decision?: string
  by?: string
  risk?: string
  kind?: string
  grep?: string
}

export interface LogOptions extends FilterOptions {
  /** Only the last so many; 0 is all. */
  n?: string
  follow?: boolean
  json?: boolean
}

/** A list for people shows this many unless told; `--json` shows all. */
const shownUnlessTold = 50

/** Rows that are laid out together. */
const blockSize = 500

/** `gater log`: 0 also where nothing matches. `signal` ends `--follow`. */
export async function log(options: LogOptions, io: Io, signal?: AbortSignal): Promise<number> {
  const dir = await journalDir(io)
  const filter = filterOf(options, io.now())
  const last = wholeNumber(options.n) ?? (options.json ? 0 : shownUnlessTold)
  const print = printer(options, io)
  const damage = damageReport(io)
  const ends = new Map<string, number>()
  const kept: Recorded[] = []
  let matched = 0
  for await (const action of readActions(dir, damage)) {
    if (print.closed()) return 0
    ends.set(action.file, action.end)
    if (!matches(action, filter)) continue
    matched += 1
    if (last === 0) print.add(action)
    else {
      kept.push(action)
      if (kept.length >= 2 * last) kept.splice(0, kept.length - last)
    }
  }
  for (const action of last === 0 ? [] : kept.slice(-last)) print.add(action)
  print.flush()
  if (options.n === undefined && !options.json && matched > last) {
    io.stderr.write(`gater: the last ${last} of ${matched}; -n 0 shows all\n`)
  }
  while (options.follow && !signal?.aborted && !print.closed()) {
    for await (const action of readNew(dir, ends, damage)) {
      if (matches(action, filter)) print.add(action)
    }
    print.flush()
    await delay(300, undefined, { signal }).catch(() => undefined)
  }
  damage.summary()
  return 0
}

/** Checks the filters; throws `GaterError` for what could never match. */
export function filterOf(options: FilterOptions, now: Date): Filter {
  const { since, until, agent, session, project, grep } = options
  return {
    ...(since === undefined ? {} : { since: instant(since, now, '--since') }),
    ...(until === undefined ? {} : { until: instant(until, now, '--until') }),
    ...{ agent, session, project, grep },
    decision: oneOf(options.decision, '--decision', ['approved', 'edited', 'rejected']),
    by: oneOf(options.by, '--by', [
      'rule',
      'human',
      'timeout',
      'no-reviewer',
      'fault',
      'withdrawn',
    ]),
    risk: oneOf(options.risk, '--risk', [...risks, ...attributes]),
    kind: oneOf(options.kind, '--kind', ['command', 'write', 'call']),
  }
}

/** Counts the lines that could not be read, and says so once, at the end. */
export function damageReport(io: Io) {
  let skipped = 0
  return {
    skipped() {
      skipped += 1
    },
    summary() {
      if (skipped === 0) return
      io.stderr.write(
        `gater: ${count(skipped, 'line')} of the journal could not be read; \`gater log verify\` says where\n`,
      )
    },
  }
}

function printer(options: LogOptions, io: Io) {
  let closed = false
  // A reader that has seen enough (`gater log | head`) ends the list.
  if (io.stdout instanceof Writable) io.stdout.once('error', () => (closed = true))
  const columns = io.stdout.columns ?? 80
  const widest: number[] = []
  let block: Recorded[] = []
  const flush = () => {
    if (block.length > 0) io.stdout.write(rows(block, { columns, now: io.now(), widest }))
    block = []
  }
  return {
    closed: () => closed,
    flush,
    add(action: Recorded) {
      if (options.json) io.stdout.write(`${JSON.stringify(fieldsOf(action))}\n`)
      else if (block.push(action) >= blockSize) flush()
    },
  }
}

function wholeNumber(text: string | undefined): number | null {
  if (text === undefined) return null
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new GaterError(`\`-n\` needs a whole number, not \`${text}\``, { hint: '-n 0 shows all' })
}

function oneOf(
  value: string | undefined,
  option: string,
  known: readonly string[],
): string | undefined {
  if (value === undefined || known.includes(value)) return value
  throw new GaterError(`\`${option}\` does not know \`${value}\``, {
    hint: `one of ${known.join(', ')}`,
  })
}
