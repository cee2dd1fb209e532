import type { Ground } from '../../src/action/place.ts'
import { understand } from '../../src/shell/understand.ts'

export const ground: Ground = {
  workspace: '/home/ana/shop',
  home: '/home/ana',
  cwd: '/home/ana/shop',
  protects: ['/home/ana/.config/gater/**'],
}

/** Whether a line is proven to do no more than read. */
export function isQuiet(text: string): boolean {
  const line = understand(text, ground)
  return line.faults.length === 0 && line.parts.every((part) => part.needs.length === 0)
}
