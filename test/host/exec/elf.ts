/**
 * Static x86-64 programs of a few bytes, so that no compiler is needed: each executes `argv` by one way into the kernel,
 * and exits with the error number when that fails.
 */
const BASE = 0x400000
const HEADERS = 64 + 56

/** The ways to call execve: the native one, the 32-bit one, and the x32 one, which few kernels have. */
export type Way = 'native' | 'i386' | 'x32'

export function executor(way: Way, argv: readonly string[]): Buffer {
  const code = (at: { path: number; argv: number }) => {
    const number = { native: 59, i386: 11, x32: 0x40000000 + 520 }[way]
    const call =
      way === 'i386'
        ? [0xbb, ...u32(at.path), 0xb9, ...u32(at.argv), 0x31, 0xd2, 0xcd, 0x80] // mov ebx; mov ecx; xor edx,edx; int 0x80
        : [0xbf, ...u32(at.path), 0xbe, ...u32(at.argv), 0x31, 0xd2, 0x0f, 0x05] // mov edi; mov esi; xor edx,edx; syscall
    // mov eax,number; …; neg eax; mov edi,eax; mov eax,60 (exit); syscall
    return Buffer.from([
      0xb8,
      ...u32(number),
      ...call,
      0xf7,
      0xd8,
      0x89,
      0xc7,
      0xb8,
      ...u32(60),
      0x0f,
      0x05,
    ])
  }
  const width = way === 'i386' || way === 'x32' ? 4 : 8
  const start = BASE + HEADERS
  const table = start + code({ path: 0, argv: 0 }).length
  const strings = table + width * (argv.length + 1)
  const pointers = Buffer.alloc(width * (argv.length + 1))
  let at = strings
  for (const [index, word] of argv.entries()) {
    pointers.writeUInt32LE(at, index * width)
    at += Buffer.byteLength(word) + 1
  }
  const body = Buffer.concat([
    code({ path: strings, argv: table }),
    pointers,
    Buffer.from(argv.map((word) => `${word}\0`).join('')),
  ])
  return Buffer.concat([headers(start, HEADERS + body.length), body])
}

function headers(entry: number, size: number): Buffer {
  const h = Buffer.alloc(HEADERS)
  h.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]) // ELF, 64 bit, little-endian
  h.writeUInt16LE(2, 16) // executable
  h.writeUInt16LE(62, 18) // x86-64
  h.writeUInt32LE(1, 20)
  h.writeBigUInt64LE(BigInt(entry), 24)
  h.writeBigUInt64LE(64n, 32) // program header
  h.writeUInt16LE(64, 52)
  h.writeUInt16LE(56, 54)
  h.writeUInt16LE(1, 56)
  h.writeUInt32LE(1, 64) // load
  h.writeUInt32LE(5, 68) // read, execute
  h.writeBigUInt64LE(BigInt(BASE), 80)
  h.writeBigUInt64LE(BigInt(BASE), 88)
  h.writeBigUInt64LE(BigInt(size), 96)
  h.writeBigUInt64LE(BigInt(size), 104)
  h.writeBigUInt64LE(4096n, 112)
  return h
}

function u32(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255]
}
