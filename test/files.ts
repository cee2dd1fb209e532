import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratch } from './host/desk.ts'

/** A scratch directory with these files in it, by relative path. */
export function files(contents: Readonly<Record<string, string>>): string {
  const root = scratch()
  for (const [name, text] of Object.entries(contents)) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}
