import { isAbsolute, resolve } from 'node:path'
import type { CallAction } from '../action/action.ts'
import type { Effect, Place } from '../action/effect.ts'
import type { Risk } from '../action/risk.ts'

/** What a channel knows for certain about a tool of its own agent. */
export type Known = NonNullable<CallAction['known']>

/** A tool that reads files at one place; `undefined` where that is no text. */
export function reads(path: unknown, cwd: string): Known | undefined {
  if (typeof path !== 'string') return undefined
  return {
    risk: 'read',
    effects: [{ kind: 'read', path: place(path, cwd) }],
    why: 'reads files',
  }
}

/** A tool that gets what is at an address; unknown where that is no URL. */
export function fetches(address: unknown): Known {
  return {
    risk: 'external',
    effects: [net(address)],
    why: 'fetches an address, which may carry data out',
  }
}

export const searches: Known = {
  risk: 'external',
  effects: [{ kind: 'net', host: null, port: null }],
  why: 'sends words to a search engine',
}

/** The same for each of these tools. */
export function each(risk: Risk, why: string, tools: string) {
  return Object.fromEntries(tools.split(' ').map((tool) => [tool, { risk, why }]))
}

function place(text: string, cwd: string): Place {
  const tilde = text === '~' || text.startsWith('~/')
  return { text, absolute: tilde && !isAbsolute(text) ? null : resolve(cwd, text), glob: false }
}

function net(address: unknown): Effect {
  if (typeof address !== 'string' || !URL.canParse(address)) {
    return { kind: 'net', host: null, port: null }
  }
  const { hostname, port, protocol } = new URL(address)
  return {
    kind: 'net',
    host: hostname || null,
    port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
  }
}
