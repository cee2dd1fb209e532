/**
 * The kernel's numbers, per architecture: what differs between x86-64 and arm64 and their 32-bit siblings.
 * From `asm/unistd_64.h`, `asm/unistd_32.h`, `asm-generic/unistd.h` and `linux/audit.h`.
 */

/** One calling convention, as `seccomp_data.arch` names it. */
export interface Convention {
  /** `AUDIT_ARCH_*`. */
  audit: number
  /** Bytes of a pointer in the caller's memory. */
  pointer: 4 | 8
  execve: number
  execveat: number
  /** Calls that open a file, with the index of the argument that holds the `O_*` flags. */
  open: readonly (readonly [name: FileCall, nr: number, flags: number])[]
  /** Calls that change the file system whatever their arguments are. */
  change: readonly (readonly [name: FileCall, nr: number])[]
  openat2: number
  ioUringSetup: number
  /** Numbers from here on belong to another convention that shares this `audit` value (x32). */
  ceiling: number | null
}

/** What the gate itself calls; the rest goes through the C library. */
export interface Architecture {
  native: Convention
  /** 32-bit programs on the same kernel. */
  compat: Convention
  seccomp: number
  pidfdOpen: number
  pidfdGetfd: number
}

export const fileCalls = [
  'open',
  'creat',
  'openat',
  'unlink',
  'unlinkat',
  'rmdir',
  'rename',
  'renameat',
  'renameat2',
  'link',
  'linkat',
  'symlink',
  'symlinkat',
  'mkdir',
  'mkdirat',
  'mknod',
  'mknodat',
  'chmod',
  'fchmodat',
  'fchmodat2',
  'truncate',
  'truncate64',
] as const

export type FileCall = (typeof fileCalls)[number]

const x64: Convention = {
  audit: 0xc000003e,
  pointer: 8,
  execve: 59,
  execveat: 322,
  open: [
    ['open', 2, 1],
    ['openat', 257, 2],
  ],
  change: [
    ['creat', 85],
    ['unlink', 87],
    ['unlinkat', 263],
    ['rmdir', 84],
    ['rename', 82],
    ['renameat', 264],
    ['renameat2', 316],
    ['link', 86],
    ['linkat', 265],
    ['symlink', 88],
    ['symlinkat', 266],
    ['mkdir', 83],
    ['mkdirat', 258],
    ['mknod', 133],
    ['mknodat', 259],
    ['chmod', 90],
    ['fchmodat', 268],
    ['fchmodat2', 452],
    ['truncate', 76],
  ],
  openat2: 437,
  ioUringSetup: 425,
  ceiling: 0x40000000,
}

/** i386 and 32-bit ARM number these alike; they differ in the later calls. */
const old32 = [
  ['creat', 8],
  ['unlink', 10],
  ['rmdir', 40],
  ['rename', 38],
  ['link', 9],
  ['symlink', 83],
  ['mkdir', 39],
  ['mknod', 14],
  ['chmod', 15],
  ['truncate', 92],
  ['truncate64', 193],
  ['fchmodat2', 452],
] as const

const i386: Convention = {
  audit: 0x40000003,
  pointer: 4,
  execve: 11,
  execveat: 358,
  open: [
    ['open', 5, 1],
    ['openat', 295, 2],
  ],
  change: [
    ...old32,
    ['unlinkat', 301],
    ['renameat', 302],
    ['renameat2', 353],
    ['linkat', 303],
    ['symlinkat', 304],
    ['mkdirat', 296],
    ['mknodat', 297],
    ['fchmodat', 306],
  ],
  openat2: 437,
  ioUringSetup: 425,
  ceiling: null,
}

const arm64: Convention = {
  audit: 0xc00000b7,
  pointer: 8,
  execve: 221,
  execveat: 281,
  open: [['openat', 56, 2]],
  change: [
    ['unlinkat', 35],
    ['renameat', 38],
    ['renameat2', 276],
    ['linkat', 37],
    ['symlinkat', 36],
    ['mkdirat', 34],
    ['mknodat', 33],
    ['fchmodat', 53],
    ['fchmodat2', 452],
    ['truncate', 45],
  ],
  openat2: 437,
  ioUringSetup: 425,
  ceiling: null,
}

const arm: Convention = {
  audit: 0x40000028,
  pointer: 4,
  execve: 11,
  execveat: 387,
  open: [
    ['open', 5, 1],
    ['openat', 322, 2],
  ],
  change: [
    ...old32,
    ['unlinkat', 328],
    ['renameat', 329],
    ['renameat2', 382],
    ['linkat', 330],
    ['symlinkat', 331],
    ['mkdirat', 323],
    ['mknodat', 324],
    ['fchmodat', 333],
  ],
  openat2: 437,
  ioUringSetup: 425,
  ceiling: null,
}

const architectures: Readonly<Record<string, Architecture>> = {
  x64: { native: x64, compat: i386, seccomp: 317, pidfdOpen: 434, pidfdGetfd: 438 },
  arm64: { native: arm64, compat: arm, seccomp: 277, pidfdOpen: 434, pidfdGetfd: 438 },
}

/** The numbers for `process.arch`, or `null` where the gate has none. */
export function architecture(name: string): Architecture | null {
  return architectures[name] ?? null
}

export const AT_FDCWD = -100
export const AT_EMPTY_PATH = 0x1000

/** `O_WRONLY | O_RDWR | O_CREAT | O_TRUNC`: any of them makes an open more than a read. */
export const writing = 0o1 | 0o2 | 0o100 | 0o1000

/** Errors that the gate answers with. EPERM is not among them: it makes Node's `spawn` throw. */
export const errno = { ENOENT: 2, EACCES: 13, ENOTDIR: 20, ELOOP: 40, ENAMETOOLONG: 36 } as const
