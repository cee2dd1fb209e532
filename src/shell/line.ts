import type { Effect } from '../action/effect.ts'
import type { Attribute, Risk } from '../action/risk.ts'
import type { Finding, Span } from '../action/verdict.ts'

/**
 * A command line understood: every simple command in it, however deep, each with what it would need permission for.
 * Pure text knowledge; what only the machine can tell (PATH, symlinks, git configuration) is in `look.ts`.
 */
export interface Line {
  text: string
  /** Every simple command: of lists, pipes, substitutions, heredocs, functions, loops, `bash -c`, wrappers. */
  parts: readonly Part[]
  /** Why the line as a whole cannot be judged (parse error, odd character, too long). Any one of them asks. */
  faults: readonly Finding[]
}

/** One simple command, with its wrappers (`sudo`, `timeout 5`, `xargs`, `npx`) taken off. */
export interface Part {
  /** In the text of the line; inside `bash -c '…'` the inner characters where they map exactly, else the argument. */
  span: Span
  /** Decoded words after unwrapping; `argv[0]` is the program. Empty for a bare redirection or assignment. */
  argv: readonly Word[]
  /** The name that facts and rules are looked up by; `null` where it is not static. */
  program: string | null
  /** Wrappers taken off, outermost first, by name. */
  via: readonly string[]
  /** The directory it runs in; `null` once a `cd` in the line made it unknowable. */
  cwd: string | null
  /** Worst class of its needs. */
  risk: Risk
  attributes: readonly Attribute[]
  /** Everything for which it needs more than the freedom to read. Empty: proven read-only. */
  needs: readonly Need[]
  /** What it would touch. */
  effects: readonly Effect[]
  /** Which facts were used, for `gater explain`, e.g. `git log`. */
  facts: string | null
}

/** A decoded word of an argument vector. */
export interface Word {
  /** Text after quote removal; for a word that is not static, the source text. */
  value: string
  /** Quotes and escapes only: the shell cannot change it. */
  static: boolean
  span: Span
}

/**
 * One thing a part needs permission for, and what a rule must do to give it:
 *
 * - `program`, `operand`: a run rule that matches the part's argv covers it.
 * - `option`: only a run rule that itself names one of `names`.
 * - `effect`: a rule about that effect (`write`, `read`, `net`, `push`) covers it, or, up to `reversible`, a run rule.
 * - `redirect`: only a rule about the effect; a run rule never covers a redirection.
 * - `assignment`, `dynamic`, `wrapper`, `state`: never covered by a rule for this part.
 */
export interface Need extends Finding {
  by:
    | 'program'
    | 'operand'
    | 'option'
    | 'effect'
    | 'redirect'
    | 'assignment'
    | 'dynamic'
    | 'wrapper'
    | 'state'
  /** For `option`: its spellings as a rule may name them, e.g. `['-o', '--output']`. */
  names?: readonly string[]
  effect?: Effect
}
