import type { Effect } from '../action/effect.ts'
import {
  aimsAtSecret,
  type Ground,
  isLatent,
  isOutside,
  isProtected,
  isSecret,
  placeOf,
} from '../action/place.ts'
import type { RiskClass } from '../action/risk.ts'
import type { Span } from '../action/verdict.ts'
import type { Need } from './line.ts'
import type { Reading, Term } from './term.ts'

/** Where paths are read from and what is written down about them. */
export interface Draft {
  ground: Ground
  cwds: readonly (string | null)[]
  needs: Need[]
  effects: Effect[]
}

const discards = new Set([
  '/dev/null',
  '/dev/stdin',
  '/dev/stdout',
  '/dev/stderr',
  '/dev/tty',
  '/dev/zero',
  '/dev/urandom',
  '/dev/random',
])

/** A file or directory that is read. `quiet`: its content is not shown. */
export function needRead(
  draft: Draft,
  term: Term,
  span: Span,
  from: number,
  by: Need['by'],
  quiet: boolean,
): void {
  if (term.readings === null) {
    if (term.found !== undefined) {
      if (!term.found.plain && !quiet) {
        draft.needs.push({
          span,
          class: 'secret',
          by: 'dynamic',
          why: 'shows whatever files it is given, secret ones too',
        })
      }
      return
    }
    draft.needs.push({
      span,
      class: 'unknown',
      by: 'dynamic',
      why: `what \`${term.value}\` names is known only when it runs`,
    })
    return
  }
  for (const reading of term.readings) readPlace(draft, cut(reading, from), span, by)
}

/** A path that a program text or redirection names. */
export function readPlace(draft: Draft, reading: Reading, span: Span, by: Need['by']): void {
  const { ground, cwds, needs, effects } = draft
  const path = unescapeGlob(reading)
  if (path === '-') return
  for (const cwd of cwds) {
    const place = placeOf(path, cwd, ground, { glob: reading.glob, tilde: reading.tilde })
    const effect: Effect = { kind: 'read', path: place }
    if (cwd === cwds.at(-1)) effects.push(effect)
    if (place.absolute === null) {
      needs.push({ span, class: 'unknown', by, effect, why: `where \`${path}\` is cannot be told` })
      return
    }
    if (!reading.glob && (discards.has(place.absolute) || place.absolute.startsWith('/dev/fd/')))
      return
    if (
      isSecret(place.absolute) ||
      isSecret(path) ||
      (reading.glob && (aimsAtSecret(reading.text) || braced(reading.text)))
    ) {
      needs.push({
        span,
        class: 'secret',
        by,
        effect,
        why: `\`${path}\` may hold credentials or private data`,
      })
      return
    }
    if (isOutside(place.absolute, ground)) {
      needs.push({ span, class: 'read', by, effect, why: `\`${path}\` is outside the workspace` })
      return
    }
  }
}

const devices = /^\/dev\/(?!null$|stdout$|stderr$|tty$|fd\/)/

/** A file that is created or changed. */
export function writePlace(
  draft: Draft,
  reading: Reading,
  span: Span,
  by: Need['by'],
  content?: { text: string; append: boolean },
): void {
  const path = unescapeGlob(reading)
  const place = placeOf(path, draft.cwds.at(-1) ?? null, draft.ground, reading)
  if (!reading.glob && place.absolute === '/dev/null') return
  const effect: Effect = { kind: 'write', path: place, ...(content && { content }) }
  draft.effects.push(effect)
  const put = (type: RiskClass, why: string) =>
    draft.needs.push({ span, class: type, by, effect, why })
  const { absolute } = place
  if (absolute === null)
    return void put('irreversible', `writes where the text does not tell: \`${path}\``)
  if (devices.test(absolute)) put('irreversible', `writes to the device \`${absolute}\``)
  else if (isProtected(absolute, draft.ground))
    put('irreversible', `\`${path}\` belongs to gater or switches it on`)
  else if (isOutside(absolute, draft.ground))
    put('irreversible', `writes \`${path}\`, outside the workspace`)
  else if (isSecret(absolute))
    put('irreversible', `overwrites \`${path}\`, which may hold credentials`)
  else put('reversible', `writes \`${path}\``)
  if (isLatent(absolute) || isProtected(absolute, draft.ground)) {
    put('latent', `\`${path}\` is executed later, without being asked`)
  }
}

/** A file or directory that is deleted. */
export function deletePlace(
  draft: Draft,
  reading: Reading,
  span: Span,
  by: Need['by'],
  recursive: boolean,
): void {
  const path = unescapeGlob(reading)
  const place = placeOf(path, draft.cwds.at(-1) ?? null, draft.ground, reading)
  const effect: Effect = { kind: 'delete', path: place, recursive }
  draft.effects.push(effect)
  draft.needs.push({ span, class: 'irreversible', by, effect, why: `deletes \`${path}\`` })
}

function cut(reading: Reading, from: number): Reading {
  return from === 0 ? reading : { ...reading, text: reading.text.slice(from) }
}

function unescapeGlob(reading: Reading): string {
  return reading.glob && !/[*?[{]/.test(reading.text.replace(/\\./g, ''))
    ? reading.text.replace(/\\(.)/g, '$1')
    : reading.text
}

function braced(text: string): boolean {
  return /\{/.test(text.replace(/\\./g, ''))
}
