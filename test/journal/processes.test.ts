import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { readActions } from '../../src/journal/read.ts'
import { verify } from '../../src/journal/verify.ts'
import { opened, scratch } from './entry.ts'

// Processes of their own, from `dist`, as `npm test` builds it.
const writer = join(import.meta.dirname, 'writer.js')

async function idsIn(dir: string): Promise<string[]> {
  const ids: string[] = []
  for await (const { line } of readActions(dir)) ids.push(line.id)
  return ids
}

/** Runs a writer below a shell command that ends with `exec "$@"`, and returns its lines. */
function under(shell: string, dir: string, count: number): string[] {
  const args = ['-c', shell, 'sh', process.execPath, writer, dir, 's1', String(count)]
  return execFileSync('sh', args, { encoding: 'utf8' }).trim().split('\n')
}

/** Why a tiny file system of its own cannot be mounted here; `null` where it can. */
const noMounts = (() => {
  try {
    execFileSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp'], { stdio: 'pipe' })
    return null
  } catch (error) {
    return `no user namespace to mount in: ${String(error).split('\n')[0]}`
  }
})()

test('four sessions that write at once leave a whole journal with every decision', async () => {
  const dir = scratch()
  const sessions = ['a', 'b', 'c', 'd']
  const children = sessions.map((session) =>
    spawn(process.execPath, [writer, dir, session, '50'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  )
  await Promise.all(children.map((child) => once(child, 'exit')))
  expect(await verify(dir)).toEqual({ faults: [], segments: 4, lines: 4 * 51, torn: [] })
  const expected = sessions.flatMap((session) =>
    Array.from({ length: 50 }, (_, n) => `${session}-${n}`),
  )
  expect((await idsIn(dir)).sort()).toEqual(expected.sort())
}, 30_000)

test.each([1, 2, 3, 5, 8, 13, 21, 34])(
  'a session killed after %i decisions has all that it was told are on disk, and is no damage',
  async (acknowledged) => {
    const dir = scratch()
    const child = spawn(process.execPath, [writer, dir, 's1', '1000000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const told: string[] = []
    for await (const id of createInterface({ input: child.stdout })) {
      told.push(id)
      if (told.length === acknowledged) child.kill('SIGKILL')
    }
    expect((await verify(dir)).faults).toEqual([])
    expect((await idsIn(dir)).slice(0, told.length)).toEqual(told)
  },
  30_000,
)

test('when no more can be written, everything is refused, which is said once', async () => {
  const dir = scratch()
  const lines = under('ulimit -f 16; exec "$@"', dir, 20)
  const full = `cannot write the journal: the disk is full: ${dir}`
  const told = lines.filter((line) => line.startsWith('s1-'))
  const refused = lines.filter((line) => line.startsWith('refused'))
  expect(told.length).toBeGreaterThan(2)
  expect(told.length + refused.length).toBe(20)
  expect(new Set(refused)).toEqual(new Set([`refused ${full}`]))
  expect(lines.filter((line) => line.startsWith('said'))).toEqual([
    `said ${full}; everything is refused`,
  ])
  expect((await verify(dir)).faults).toEqual([])
  expect(await idsIn(dir)).toEqual(told)
})

/** Runs a writer in a mount namespace of its own, after `mount` has prepared it, and returns its lines. */
function mounted(mount: string, args: readonly string[]): string[] {
  const script = `${mount} && exec "$@"`
  const command = ['-rm', 'sh', '-c', script, 'sh', process.execPath, writer, ...args]
  return execFileSync('unshare', command, { encoding: 'utf8' }).trim().split('\n')
}

test.skipIf(noMounts !== null)('a full disk refuses until there is room again', () => {
  const dir = scratch()
  const ballast = join(dir, 'ballast')
  const tiny = `mount -t tmpfs -o size=64k tmpfs ${dir} && head -c 40960 /dev/zero > ${ballast}`
  const lines = mounted(tiny, [join(dir, 'j'), 's1', '10', ballast])
  const full = `cannot write the journal: the disk is full: ${dir}/j`
  const at = lines.indexOf(`refused ${full}`)
  expect(lines.slice(at - 1)).toEqual([
    `said ${full}; everything is refused`,
    `refused ${full}`,
    `said the journal can be written again: ${dir}/j`,
    ...Array.from({ length: 10 - at }, (_, n) => `s1-${at + n}`),
  ])
})

test.skipIf(noMounts !== null)('a read-only file system refuses before anything runs', () => {
  const dir = scratch()
  expect(mounted(`mount -t tmpfs -o ro tmpfs ${dir}`, [join(dir, 'j'), 's1', '1'])).toEqual([
    `closed cannot write the journal: the file system is read-only: ${dir}/j`,
  ])
})

test('a torn last line of a crash is moved aside by the next session, and said', async () => {
  const dir = scratch()
  under('exec "$@"', dir, 2)
  writeFileSync(join(dir, 's1.jsonl'), '{"v":1,"type":"decision","se', { flag: 'a' })
  const { size } = await import('node:fs').then(({ statSync }) => statSync(join(dir, 's1.jsonl')))
  const from = size - 28

  const soon = await opened(dir, { session: 's2', now: () => new Date() })
  await soon.journal.close()
  expect(soon.said).toEqual([])

  const later = await opened(dir, { session: 's3', now: () => new Date(Date.now() + 61_000) })
  await later.journal.close()
  const text = `a crash left an unfinished last line in s1.jsonl; it was moved to torn/s1.jsonl.${from}, its action did not run`
  expect(later.said).toEqual([text])
  expect(readFileSync(join(dir, 's3.jsonl'), 'utf8')).toContain(
    `"event":"repaired","text":"${text}"`,
  )
  expect(readFileSync(join(dir, `torn/s1.jsonl.${from}`), 'utf8')).toBe(
    '{"v":1,"type":"decision","se',
  )
  expect(await verify(dir)).toEqual({ faults: [], segments: 3, lines: 6, torn: [] })
  expect(readdirSync(join(dir, 'torn'))).toHaveLength(1)
})

test('damage done by hand is said when the next session starts, which goes on by itself', async () => {
  const dir = scratch()
  under('exec "$@"', dir, 3)
  const path = join(dir, 's1.jsonl')
  writeFileSync(path, readFileSync(path, 'utf8').split('\n').slice(0, 3).join('\n').concat('\n'))
  const { journal, said } = await opened(dir, { session: 's2' })
  await journal.close()
  expect(said).toEqual([
    'the journal is damaged: s1.jsonl: lines are missing at its end: 3 of at least 4 are there; going on in s2.jsonl, see `gater log verify`',
  ])
})
