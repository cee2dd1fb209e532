import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import type { Io } from '../../src/action/io.ts'
import { scratch } from '../host/desk.ts'

/** A person in `~/shop`, a repository, without a terminal; what commands print is kept. */
export function person(files: Record<string, string> = {}, input = '') {
  const dir = scratch()
  const put = (name: string, text: string) => {
    const file = join(dir, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }
  put('shop/.git/HEAD', 'ref: refs/heads/main\n')
  for (const [name, text] of Object.entries(files)) put(name, text)
  let [out, err] = ['', '']
  const io: Io = {
    stdout: { write: (text) => (out += text), columns: 80 },
    stderr: { write: (text) => (err += text), columns: 80 },
    stdin: Object.assign(Readable.from([input]), { isTTY: false }) as unknown as Io['stdin'],
    env: { PATH: '/usr/bin:/bin' },
    cwd: join(dir, 'shop'),
    home: dir,
    now: () => new Date('2026-12-01T12:00:00Z'),
  }
  return { io, dir, put, out: () => out, err: () => err }
}
