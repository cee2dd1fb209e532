import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { GaterError } from '../action/error.ts'
import type { Io } from '../action/io.ts'
import { type Head, parseHeads } from '../journal/head.ts'
import { verify } from '../journal/verify.ts'
import { journalDir } from './log-place.ts'
import { count } from './log-row.ts'

export interface VerifyOptions {
  /** A copy of the heads that was put elsewhere: `cat …/journal/heads/* > FILE`. */
  head?: string
  json?: boolean
}

/** `gater log verify`: 0 where the journal is whole, 1 where it is not, naming the first bad line of each segment. */
export async function logVerify(options: VerifyOptions, io: Io): Promise<number> {
  const dir = await journalDir(io)
  const kept = options.head === undefined ? [] : await keptHeads(resolve(io.cwd, options.head))
  const { faults, segments, lines, torn } = await verify(dir, kept)
  const whole = faults.length === 0
  if (options.json) {
    io.stdout.write(`${JSON.stringify({ whole, dir, segments, lines, torn, faults })}\n`)
    return whole ? 0 : 1
  }
  for (const segment of torn) {
    io.stdout.write(
      `${join(dir, segment)}: the last line is unfinished: being written, or left by a crash; its action did not run\n`,
    )
  }
  for (const { segment, line, what } of faults) {
    io.stdout.write(`${join(dir, segment)}${line === null ? '' : `:${line}`}: ${what}\n`)
  }
  const counted = `${count(lines, 'line')} in ${count(segments, 'session')}`
  io.stdout.write(
    whole ? `the journal is whole: ${counted}\n` : `the journal is damaged: ${counted} are whole\n`,
  )
  return whole ? 0 : 1
}

async function keptHeads(path: string): Promise<Head[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new GaterError(`cannot read the heads \`${path}\``, { cause })
  })
  const heads = parseHeads(text).map((head, at) => {
    if (head !== null) return head
    throw new GaterError(`\`${path}:${at + 1}\` is not the head of a segment`, {
      hint: 'copy them with `cat ~/.local/state/gater/journal/heads/* > FILE`',
    })
  })
  if (heads.length === 0) throw new GaterError(`\`${path}\` holds no heads`)
  return heads
}
