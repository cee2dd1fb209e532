import type { Shell } from '../action/action.ts'
import type { Ground } from '../action/place.ts'
import { oddCharacters, readable } from './characters.ts'
import type { Line } from './line.ts'
import { walkScript } from './walk.ts'

/**
 * Understands a command line: every simple command in it, and what each would need permission for. Pure; never throws.
 * A line that is too long is asked about, and read all the same up to `readable`, so that rules that deny see its parts.
 * Where the shell is not named, the line must be safe in each of them.
 */
export function understand(text: string, ground: Ground, shell?: Shell): Line {
  const faults = oddCharacters(text)
  const sink = { parts: [], faults }
  walkScript(text.slice(0, readable), ground, shell, sink)
  return { text, parts: sink.parts, faults }
}
