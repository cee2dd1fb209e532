import { type Architecture, type Convention, writing } from './numbers.ts'

/** One classic BPF instruction, `struct sock_filter`. */
export interface Instruction {
  code: number
  jt: number
  jf: number
  k: number
}

/** `exec` sees programs start; `write` also sees files opened for writing, renamed, removed. */
export type Profile = 'exec' | 'write'

const LOAD = 0x20 // BPF_LD | BPF_W | BPF_ABS
const EQUAL = 0x15 // BPF_JMP | BPF_JEQ | BPF_K
const AT_LEAST = 0x35 // BPF_JMP | BPF_JGE | BPF_K
const ANY_BIT = 0x45 // BPF_JMP | BPF_JSET | BPF_K
const ALWAYS = 0x05 // BPF_JMP | BPF_JA
const RETURN = 0x06 // BPF_RET | BPF_K

export const ALLOW = 0x7fff0000
export const NOTIFY = 0x7fc00000
const REFUSE = 0x00050000 // SECCOMP_RET_ERRNO, the error number in the low half
const ENOSYS = 38
const EPERM = 1

const NR = 0
const ARCH = 4
/** Low half of argument `index`; both architectures are little-endian. */
const argument = (index: number) => 16 + 8 * index

/**
 * The filter program for one architecture.
 *
 * A call by a convention that is neither native nor compat gets ENOSYS, as do x32 calls: what the table does not
 * know must not run unseen. `openat2` gets ENOSYS in the write profile since its flags lie behind a pointer, and
 * callers then fall back to `openat`; `io_uring_setup` gets EPERM since a ring opens and renames without system calls.
 */
export function filter(arch: Architecture, profile: Profile): readonly Instruction[] {
  const native = convention(arch.native, profile)
  const compat = convention(arch.compat, profile)
  return [
    load(ARCH),
    // The native block can be longer than the 255 instructions that a conditional jump reaches.
    equal(arch.native.audit, 0, 1),
    { code: ALWAYS, jt: 0, jf: 0, k: 2 + compat.length },
    equal(arch.compat.audit, 1, 0),
    give(REFUSE | ENOSYS),
    ...compat,
    ...native,
  ]
}

/** The block for one convention; every path through it returns. */
function convention(c: Convention, profile: Profile): Instruction[] {
  const block = [load(NR)]
  if (c.ceiling !== null) {
    block.push({ code: AT_LEAST, jt: 0, jf: 1, k: c.ceiling }, give(REFUSE | ENOSYS))
  }
  const on = (nr: number, action: number) => block.push(equal(nr, 0, 1), give(action))
  on(c.execve, NOTIFY)
  on(c.execveat, NOTIFY)
  if (profile === 'write') {
    on(c.openat2, REFUSE | ENOSYS)
    on(c.ioUringSetup, REFUSE | EPERM)
    for (const [, nr] of c.change) on(nr, NOTIFY)
    for (const [, nr, flags] of c.open) {
      block.push(
        equal(nr, 0, 4),
        load(argument(flags)),
        { code: ANY_BIT, jt: 0, jf: 1, k: writing },
        give(NOTIFY),
        give(ALLOW),
      )
    }
  }
  block.push(give(ALLOW))
  return block
}

const load = (k: number): Instruction => ({ code: LOAD, jt: 0, jf: 0, k })
const equal = (k: number, jt: number, jf: number): Instruction => ({ code: EQUAL, jt, jf, k })
const give = (k: number): Instruction => ({ code: RETURN, jt: 0, jf: 0, k })

/** The program as the kernel reads it: `struct sock_filter` is u16, u8, u8, u32. */
export function encode(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8)
  for (const [index, { code, jt, jf, k }] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8)
    bytes.writeUInt8(jt, index * 8 + 2)
    bytes.writeUInt8(jf, index * 8 + 3)
    bytes.writeUInt32LE(k >>> 0, index * 8 + 4)
  }
  return bytes
}
