import { join } from 'node:path'
import { matchesGlob } from '../action/glob.ts'
import { isSecret } from '../action/place.ts'
import { entries, readText, real } from './machine.ts'

/** More entries than this are not looked at one by one. */
const mostEntries = 20_000

/** What a program that reads whole directories leaves out. */
export interface Sieve {
  /** Hidden files and directories. */
  hidden: boolean
  /** Symlinks are followed. */
  follows: boolean
  /** Whether a name is left out by what the command line says. */
  leavesOut(name: string, directory: boolean): boolean
}

/** Installed packages: their keys and certificates are samples, the same for everyone. */
const installed = new Set(['node_modules', '.venv', 'venv', 'site-packages'])

/** The first file below a directory that may be secret; `too-many` where not all of it was looked at. */
export function secretBelow(
  root: string,
  sieve: Sieve,
  most = mostEntries,
): { path: string } | 'too-many' | null {
  const queue = [root]
  const been = new Set<string>()
  let left = most
  for (let directory = queue.shift(); directory !== undefined; directory = queue.shift()) {
    for (const entry of entries(directory)) {
      if (left === 0) return 'too-many'
      left -= 1
      const { name } = entry
      if (!sieve.hidden && name.startsWith('.')) continue
      const path = join(directory, name)
      let isDirectory = entry.isDirectory()
      if (entry.isSymbolicLink()) {
        if (!sieve.follows) continue
        const target = real(path)
        if (target === null || been.has(target)) continue
        been.add(target)
        if (isSecret(target)) return { path: target }
        isDirectory = entries(path).length > 0
      }
      if (sieve.leavesOut(name, isDirectory)) continue
      if (!isDirectory) {
        if (isSecret(path)) return { path }
      } else if (name === '.git') {
        const config = join(path, 'config')
        if (holdsCredentials(readText(config, 200_000))) return { path: config }
      } else if (!installed.has(name)) queue.push(path)
    }
  }
  return null
}

/** Whether a git configuration has a password in an address, or a header with a token. */
function holdsCredentials(text: string | null | undefined): boolean {
  if (text === null) return false
  return text === undefined || /:\/\/[^/\s"]*@|extraheader|passw|token/i.test(text)
}

/** What an absolute glob matches now; `null` for more than can be looked at. */
export function expandGlob(pattern: string, most = mostEntries): readonly string[] | null {
  let found = ['/']
  let left = most
  for (const component of pattern.split('/').filter((each) => each !== '')) {
    if (!/[*?[{\\]/.test(component)) {
      found = found.map((path) => join(path, component))
      continue
    }
    const flat = component.replaceAll('**', '*')
    const hidden = /^[.[{\\]/.test(flat)
    const next: string[] = []
    for (const path of found) {
      for (const { name } of entries(path)) {
        if (left === 0) return null
        left -= 1
        if ((hidden || !name.startsWith('.')) && matchesGlob(flat, name))
          next.push(join(path, name))
      }
    }
    found = next
  }
  return found
}
