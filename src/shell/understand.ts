import type { Shell } from '../action/action.ts'
import type { Ground } from '../action/place.ts'
import { longest, oddCharacters } from './characters.ts'
import type { Line } from './line.ts'
import { walkScript } from './walk.ts'

/**
 * Understands a command line: every simple command in it, and what each would need permission for. Pure; never throws.
 * Where the shell is not named, the line must be safe in each of them.
 */
export function understand(text: string, ground: Ground, shell?: Shell): Line {
  const faults = oddCharacters(text)
  const sink = { parts: [], faults }
  walkScript(text.length > longest ? text.slice(0, longest) : text, ground, shell, sink)
  return { text, parts: sink.parts, faults }
}
