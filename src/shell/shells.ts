import type { Term } from './term.ts'

const names = new Set(['bash', 'sh', 'dash', 'zsh', 'ksh', 'mksh', 'ash', 'rbash'])

/** Whether a program is a shell whose language gater reads. */
export function isShell(name: string): boolean {
  return names.has(name)
}

/** What a shell is told to run. */
export interface ShellCall {
  /** The `-c` string. */
  script: Term | null
  /** It reads its script from stdin. */
  stdin: boolean
  /** A file with a script. */
  file: Term | null
  /** Why it cannot be judged by its script alone. */
  problem: { term: Term; why: string } | null
  info: boolean
}

/** Reads the words after a shell's name. */
export function readShellCall(terms: readonly Term[]): ShellCall {
  const call: ShellCall = { script: null, stdin: false, file: null, problem: null, info: false }
  let wantsScript = false
  let at = 0
  for (; at < terms.length; at += 1) {
    const term = terms[at]
    if (term === undefined) break
    const word = term.value
    if (!term.static) {
      if (!wantsScript || term.prefix === '' || /^[-+]/.test(term.prefix)) {
        call.problem ??= {
          term,
          why: `what \`${word}\` tells the shell is known only when it runs`,
        }
      }
      break
    }
    if (word === '--' || word === '-') {
      at += 1
      break
    }
    if (word === '--version' || word === '--help') {
      if (terms.length === 1) return { ...call, info: true }
      break
    }
    if (/^[-+][A-Za-z]+$/.test(word)) {
      const letters = word.slice(1)
      if (word.startsWith('-') && letters.includes('c')) wantsScript = true
      if (letters.includes('s')) call.stdin = true
      if (/[^cesuxvfnhB]/.test(letters.replace(/o$/, ''))) {
        call.problem ??= {
          term,
          why: `\`${word}\` makes the shell read its start-up files or more`,
        }
      }
      if (letters.endsWith('o')) {
        const option = terms[at + 1]
        if (
          option?.value !== 'pipefail' &&
          option?.value !== 'errexit' &&
          option?.value !== 'nounset'
        ) {
          call.problem ??= { term, why: 'a shell option that gater does not know' }
        }
        at += 1
      }
      continue
    }
    if (word === '--norc' || word === '--noprofile' || word === '--posix') continue
    if (word.startsWith('-') || word.startsWith('+')) {
      call.problem ??= { term, why: `\`${word}\` is not a known option of a shell` }
      continue
    }
    break
  }
  const next = terms[at]
  if (wantsScript) {
    call.script = next ?? null
    if (next === undefined) {
      const [term] = terms
      if (term !== undefined) call.problem ??= { term, why: '`-c` lacks its argument' }
    }
  } else if (next !== undefined && !call.stdin) call.file = next
  else call.stdin = true
  return call
}
