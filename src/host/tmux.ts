import { spawn } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import type { Io } from '../action/io.ts'
import type { Queue } from '../review/queue.ts'
import { packagePlaces } from './package.ts'
import { findProgram } from './program.ts'

/** Milliseconds for the new pane's reviewer to come. */
const arrival = 10_000

/**
 * Inside the person's tmux: opens `gater review` in a pane beside, paired already. Resolves, once its reviewer is
 * there, with true; with false when there is no tmux or it did not work.
 *
 * The code goes to tmux by standard input and to the pane in its environment, so that it stands on no command line.
 */
export async function openPane(io: Io, code: string, queue: Queue): Promise<boolean> {
  const { TMUX, TMUX_PANE } = io.env
  if (!TMUX || !TMUX_PANE || !/^%\d+$/.test(TMUX_PANE)) return false
  const review = [process.execPath, join(packagePlaces.bin, 'gater.js'), 'review']
  const words = [
    'split-window',
    '-d',
    '-t',
    TMUX_PANE,
    '-e',
    `GATER_REVIEW_CODE=${code}`,
    ...review,
  ]
  try {
    await runTmux(findProgram('tmux', io), io, `${words.map(quote).join(' ')}\n`)
  } catch {
    return false
  }
  return reviewerComes(queue)
}

// --- internal ---

function runTmux(path: string, io: Io, commands: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, ['source-file', '-'], {
      env: io.env,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`tmux: ${code}`))))
    child.stdin.on('error', reject)
    child.stdin.end(commands)
  })
}

/** For tmux's own command language, in which `$` and `~` stand for themselves only within single quotes. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'"'"'`)}'`
}

function reviewerComes(queue: Queue): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (came: boolean) => {
      clearTimeout(timer)
      unsubscribe()
      resolve(came)
    }
    const timer = setTimeout(() => finish(false), arrival)
    const unsubscribe = queue.subscribe(() => {
      if (queue.reviewers() > 0) finish(true)
    })
    if (queue.reviewers() > 0) finish(true)
  })
}
