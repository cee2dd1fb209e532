import type { Effect } from '../action/effect.ts'
import type { Reading as OptionReading } from './options.ts'
import type { Reading, Term } from './term.ts'

/** What a program moves to or from other machines beyond what each of its words says alone. */
export interface Transfer {
  effects: Effect[]
  /** Files that it creates in the current directory, named by what it fetches; `null` where the text does not tell. */
  saves: readonly { term: Term; reading: Reading | null }[]
}

/** What the words after `git push`, `curl` or `wget` come to together; `null` for other programs. */
export function transferOf(reading: OptionReading): Transfer | null {
  switch (reading.path) {
    case 'git push':
      return { effects: pushes(reading), saves: [] }
    case 'curl': {
      const named = reading.present.has('-O') || reading.present.has('--remote-name-all')
      return { effects: [], saves: named ? downloads(reading, null) : [] }
    }
    case 'wget': {
      const named = ['-O', '--output-document', '--spider'].some((name) =>
        reading.present.has(name),
      )
      return { effects: [], saves: named ? [] : downloads(reading, 'index.html') }
    }
    default:
      return null
  }
}

// --- internal ---

/** One effect for each destination; git-push(1), "<refspec>". */
function pushes({ meanings, present }: OptionReading): Effect[] {
  const operands = meanings.filter(({ fact }) => fact === null)
  const repository = meanings.find(({ fact }) => fact?.names.includes('--repo'))
  const [first, ...refs] = operands
  const named = first ?? repository
  const remote = named === undefined ? null : fixed(named.term, named.from)
  const force = ['-f', '--force-with-lease', '--force-if-includes', '--mirror'].some((name) =>
    present.has(name),
  )
  const deletes = ['-d', '--mirror', '--prune'].some((name) => present.has(name))
  const push = (branch: string | null, forced = force, deleted = deletes): Effect => ({
    kind: 'push',
    remote,
    branch,
    force: forced,
    deletes: deleted,
  })
  const effects: Effect[] = []
  for (const [at, { term, from }] of refs.entries()) {
    const text = fixed(term, from)
    if (text === null) effects.push(push(null, true, true))
    else if (text === 'tag' && refs[at + 1] !== undefined) continue
    else if (refs[at - 1]?.term.value === 'tag') effects.push(push(`refs/tags/${text}`))
    else if (!text.startsWith('^')) effects.push(readRefspec(text, push, force, deletes))
  }
  const more = [
    '--all',
    '--branches',
    '--mirror',
    '--tags',
    '--follow-tags',
    '--recurse-submodules',
  ]
  if (refs.length === 0 || more.some((name) => present.has(name))) effects.push(push(null))
  return effects
}

function readRefspec(
  text: string,
  push: (branch: string | null, force?: boolean, deletes?: boolean) => Effect,
  force: boolean,
  deletes: boolean,
): Effect {
  const forced = force || text.startsWith('+')
  const spec = text.replace(/^\+/, '')
  const colon = spec.lastIndexOf(':')
  const source = colon < 0 ? spec : spec.slice(0, colon)
  const target = colon < 0 ? spec : spec.slice(colon + 1)
  const deleted = deletes || (colon === 0 && target !== '')
  const current = colon < 0 && (source === 'HEAD' || source === '@')
  const known = target !== '' && !current && !/[*?[]/.test(target)
  return push(known ? target.replace(/^refs\/heads\//, '') : null, forced, deleted)
}

/** The files that a download leaves, by the last part of each address. */
function downloads({ meanings }: OptionReading, otherwise: string | null): Transfer['saves'] {
  return meanings
    .filter(({ arg }) => arg === 'url')
    .map(({ term, from }) => {
      const text = fixed(term, from)
      const path = text?.replace(/^\w+:\/\//, '').replace(/[?#].*$/s, '')
      const slash = path?.indexOf('/') ?? -1
      const name = path === undefined || slash < 0 ? '' : path.slice(path.lastIndexOf('/') + 1)
      const known = text === null || /[{[%]/.test(text) ? null : name || otherwise
      return { term, reading: known === null ? null : { text: known, glob: false, tilde: false } }
    })
}

function fixed(term: Term, from: number): string | null {
  return term.static ? term.value.slice(from) : null
}
