import { describe, expect, test } from 'vitest'
import { ALLOW, encode, filter, type Instruction, NOTIFY } from '../../../src/host/exec/bpf.ts'
import { type Architecture, architecture, type Convention } from '../../../src/host/exec/numbers.ts'

interface Call {
  audit: number
  nr: number
  args?: readonly number[]
}

/** A classic BPF machine for the instructions that seccomp accepts and the filter uses. */
function run(program: readonly Instruction[], { audit, nr, args = [] }: Call): number {
  const data = Buffer.alloc(64)
  data.writeInt32LE(nr, 0)
  data.writeUInt32LE(audit, 4)
  for (const [index, value] of args.entries()) data.writeUInt32LE(value, 16 + 8 * index)
  let a = 0
  for (let at = 0; at < program.length; at++) {
    const { code, jt, jf, k } = program[at] ?? { code: -1, jt: 0, jf: 0, k: 0 }
    if (code === 0x06) return k
    if (code === 0x20) a = data.readUInt32LE(k)
    else if (code === 0x05) at += k
    else if (code === 0x15) at += a === k ? jt : jf
    else if (code === 0x35) at += a >= k ? jt : jf
    else if (code === 0x45) at += (a & k) !== 0 ? jt : jf
    else throw new Error(`instruction ${code} at ${at}`)
  }
  throw new Error('fell off the end')
}

const ENOSYS = 0x00050000 | 38
const EPERM = 0x00050000 | 1
const O_RDONLY = 0
const O_WRONLY = 1
const O_CREAT = 0o100
const O_CLOEXEC = 0o2000000

const known = (name: string): Architecture => {
  const found = architecture(name)
  if (found === null) throw new Error(name)
  return found
}
const x64 = known('x64')
const arm64 = known('arm64')

describe.each([
  ['x86-64', x64, x64.native],
  ['i386 on x86-64', x64, x64.compat],
  ['arm64', arm64, arm64.native],
  ['32-bit ARM on arm64', arm64, arm64.compat],
] as const)('%s', (_name, arch: Architecture, c: Convention) => {
  const exec = filter(arch, 'exec')
  const write = filter(arch, 'write')
  const on = (program: readonly Instruction[], nr: number, args: readonly number[] = []) =>
    run(program, { audit: c.audit, nr, args })

  test('both profiles tell of execve and execveat', () => {
    for (const program of [exec, write]) {
      expect([on(program, c.execve), on(program, c.execveat)]).toEqual([NOTIFY, NOTIFY])
    }
  })

  test('the exec profile lets every other call pass', () => {
    const others = Array.from({ length: 500 }, (_, nr) => nr).filter(
      (nr) => nr !== c.execve && nr !== c.execveat,
    )
    expect(others.filter((nr) => on(exec, nr, [0xffff, 0xffff, 0xffff]) !== ALLOW)).toEqual([])
  })

  test('the write profile tells of each changing call and of no other', () => {
    const changing = new Set([c.execve, c.execveat, ...c.change.map(([, nr]) => nr)])
    const opens = new Set<number>([...c.open.map(([, nr]) => nr), c.openat2, c.ioUringSetup])
    for (let nr = 0; nr < 500; nr++) {
      if (!opens.has(nr))
        expect([nr, on(write, nr)]).toEqual([nr, changing.has(nr) ? NOTIFY : ALLOW])
    }
  })

  test.each(c.open)(
    'the write profile tells of %s only when it is more than a read',
    (_call, nr, index) => {
      const flags = (value: number) => on(write, nr, [...Array(index).fill(0xffff), value])
      expect(flags(O_RDONLY | O_CLOEXEC)).toBe(ALLOW)
      expect(flags(O_WRONLY)).toBe(NOTIFY)
      expect(flags(O_RDONLY | O_CREAT)).toBe(NOTIFY)
    },
  )

  test('what would go round the write profile does not exist there', () => {
    expect([on(write, c.openat2), on(write, c.ioUringSetup)]).toEqual([ENOSYS, EPERM])
  })
})

describe.each(['exec', 'write'] as const)('the %s profile', (profile) => {
  test('refuses x32 calls', () => {
    const program = filter(x64, profile)
    const { audit } = x64.native
    expect(run(program, { audit, nr: 0x40000000 + 520 })).toBe(ENOSYS)
    expect(run(program, { audit, nr: -1 })).toBe(ENOSYS)
  })

  test.each(['x64', 'arm64'])('refuses a convention that %s does not have', (name) => {
    expect(run(filter(known(name), profile), { audit: 0xc0000016, nr: 59 })).toBe(ENOSYS)
  })

  test.each(['x64', 'arm64'])('for %s jumps within reach and encodes to 8 bytes each', (name) => {
    const program = filter(known(name), profile)
    expect(program.every(({ jt, jf }) => jt < 256 && jf < 256)).toBe(true)
    const bytes = encode(program)
    expect(bytes.length).toBe(program.length * 8)
    expect(bytes.readUInt16LE(0)).toBe(0x20)
    expect(program.length).toBeLessThan(4096)
  })
})
