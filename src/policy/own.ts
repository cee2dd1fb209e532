import { type Ground, isProtected } from '../action/place.ts'
import type { Finding } from '../action/verdict.ts'
import type { Part } from '../shell/line.ts'
import { literalBase, mayMatchPath } from './glob.ts'

/** Commands of gater that decide what the agent may do. */
const deciding = /^(review|trust|tune|init|undo|lease)$/

/**
 * Why a part is gater's own affair, which is always asked: it would change gater's files or an agent's hook settings,
 * or runs a command of gater's that decides. `null` where it is not.
 */
export function ownAffairs(part: Part, ground: Ground): Finding | null {
  const at = part.argv.findIndex(({ value }) => /(?:^|[/=])gater(?:\.js|-hook)?$/.test(value))
  const rest = at === -1 ? [] : part.argv.slice(at + 1)
  const command = rest.find((word) => deciding.test(word.value) || !word.static)
  if (command !== undefined) {
    const why = `\`gater ${command.value}\` is for the person, not for an agent`
    return { span: part.span, class: 'irreversible', why }
  }
  for (const effect of part.effects) {
    if (effect.kind !== 'write' && effect.kind !== 'delete') continue
    const { absolute, text } = effect.path
    if (absolute === null || !touchesProtected(absolute, effect.path.glob, ground)) continue
    const span = part.needs.find((need) => need.effect === effect)?.span ?? part.span
    const holds = isProtected(absolute, ground) ? 'is' : 'holds what is'
    const why = `\`${text}\` ${holds} gater's own, or decides whether gater is asked`
    return { span, class: 'irreversible', why }
  }
  return null
}

// --- internal ---

/** Also by a pattern that may become it, and by what replaces or takes away a directory above it. */
function touchesProtected(absolute: string, glob: boolean, ground: Ground): boolean {
  if (isProtected(absolute, ground)) return true
  return ground.protects.some((own) => {
    if (glob) return mayMatchPath(own, absolute) || mayMatchPath(own, `${absolute}/**`)
    const base = literalBase(own)
    return base === absolute || base.startsWith(`${absolute === '/' ? '' : absolute}/`)
  })
}
