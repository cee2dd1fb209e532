import type { RiskClass } from '../../action/risk.ts'
import type { Span } from '../../action/verdict.ts'

/** Something in a program text for which it needs more than the freedom to read its input. */
export interface LanguageFinding {
  /** UTF-16 offsets into the program text. */
  span: Span
  class: RiskClass
  why: string
  /**
   * The file that it names, where the text says which. A finding of class `read` with a path is no more than a file
   * operand: it asks only where the place does.
   */
  path?: { kind: 'read' | 'write'; text: string }
  /** The machine that it names. */
  host?: string
  /** The text that a shell would run, where it is known. */
  command?: string
}

/**
 * Judges a program text. No findings: proven to read only its input and to print.
 *
 * Contract: total and strict. Never throws; what it does not know is a finding of class `unknown`.
 */
export type Judge = (text: string) => LanguageFinding[]
