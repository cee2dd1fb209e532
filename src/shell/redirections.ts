import type { Effect } from '../action/effect.ts'
import type { Span } from '../action/verdict.ts'
import type { Need } from './line.ts'
import { type Draft, needRead, writePlace } from './needs.ts'
import type { Redirection } from './parse.ts'
import type { Scope } from './scope.ts'
import type { Term } from './term.ts'

type Redirect = Extract<Redirection, { type: 'Redirect' }>

const network = /^\/dev\/(?:tcp|udp)\/([^/]*)\/?(\d*)/

/** Judges one redirection; tells whether it takes the command's stdout. `text` is what goes into the file, where it is known. */
export function readRedirection(
  item: Redirect,
  term: Term,
  span: Span,
  scope: Scope,
  into: { needs: Need[]; effects: Effect[] },
  text: string | null,
): boolean {
  const draft: Draft = {
    ground: scope.ground,
    cwds: scope.state.cwds,
    needs: into.needs,
    effects: into.effects,
  }
  const { operator, descriptor } = item
  const fd = descriptor?.type === 'FileDescriptor' ? descriptor.value : null
  const writing = operator !== '<' && operator !== '<&'
  if ((operator === '>&' || operator === '<&') && term.static && /^(?:\d+-?|-)$/.test(term.value))
    return false
  if (term.readings === null || term.readings.some((reading) => reading.glob)) {
    into.needs.push({
      span,
      class: writing ? 'irreversible' : 'unknown',
      by: 'dynamic',
      why: 'the target of a redirection is known only when it runs',
    })
    return writing
  }
  if (writing && scope.zsh && scope.source.slice(item.target?.pos).startsWith('!')) {
    into.needs.push({
      span,
      class: 'irreversible',
      by: 'dynamic',
      why: 'zsh writes to the word after `!`',
    })
  }
  for (const reading of term.readings) {
    const socket = network.exec(reading.text)
    if (socket !== null) {
      const effect: Effect = {
        kind: 'net',
        host: socket[1] ?? null,
        port: Number(socket[2]) || null,
      }
      into.effects.push(effect)
      into.needs.push({
        span,
        class: 'external',
        by: 'redirect',
        effect,
        why: `connects to \`${socket[1]}\``,
      })
      continue
    }
    if (operator === '<' || operator === '<&') {
      needRead(draft, { ...term, readings: [reading] }, span, 0, 'redirect', false)
      continue
    }
    const stdout = descriptor === undefined || fd === 1
    const known =
      stdout &&
      text !== null &&
      operator !== '<>' &&
      operator !== '&>' &&
      operator !== '&>>' &&
      operator !== '>&'
    writePlace(
      draft,
      reading,
      span,
      'redirect',
      known ? { text, append: operator === '>>' } : undefined,
    )
  }
  return writing && (descriptor === undefined || fd === 1)
}
