import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Line } from '../../src/shell/line.ts'
import { look } from '../../src/shell/look.ts'
import { understand } from '../../src/shell/understand.ts'

/** A home directory with a git repository in it, as gater would find them. */
export interface Place {
  home: string
  shop: string
  /** Below the home directory; parents are made. An executable file has the mode 0755. */
  write(path: string, text: string, mode?: number): void
  link(path: string, target: string): void
  git(...words: readonly string[]): void
  look(line: string, options?: { cwd?: string; path?: string }): ReturnType<typeof look>
  /** Whether a line would run unasked. */
  isQuiet(line: string, options?: { cwd?: string; path?: string }): boolean
}

export function makePlace(): Place {
  const home = mkdtempSync(join(tmpdir(), 'gater-look-'))
  onTestFinished(() => rmSync(home, { recursive: true }))
  const shop = join(home, 'shop')
  mkdirSync(shop)
  const env = { PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: '1' }
  const place: Place = {
    home,
    shop,
    write(path, text, mode = 0o644) {
      mkdirSync(dirname(join(home, path)), { recursive: true })
      writeFileSync(join(home, path), text)
      chmodSync(join(home, path), mode)
    },
    link(path, target) {
      mkdirSync(dirname(join(home, path)), { recursive: true })
      symlinkSync(target, join(home, path))
    },
    git(...words) {
      execFileSync(
        'git',
        ['-C', shop, '-c', 'user.name=a', '-c', 'user.email=a@b.example', ...words],
        { env, stdio: 'pipe' },
      )
    },
    look(line, { cwd = shop, path = '/usr/bin:/bin' } = {}) {
      const ground = { workspace: shop, home, cwd, protects: [join(home, '.claude/**')] }
      const machine = { ground, path, env: { GIT_CONFIG_SYSTEM: '/nonexistent' } }
      return look(understand(line, ground, 'bash'), machine)
    },
    isQuiet: (line, options) => isProven(place.look(line, options).line),
  }
  place.git('init', '-q')
  return place
}

function isProven(line: Line): boolean {
  return line.faults.length === 0 && line.parts.every((part) => part.needs.length === 0)
}

/** Every reason that a line asks, in order. */
export function reasons(line: Line): string[] {
  return [...line.faults, ...line.parts.flatMap((part) => part.needs)].map(({ why }) => why)
}
