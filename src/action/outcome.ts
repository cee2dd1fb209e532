/** What came of an action that ran. */
export interface Outcome {
  /** `null` where the channel does not report it. */
  exitCode: number | null
  /** Milliseconds; `null` where unknown. */
  durationMs: number | null
  /** Files known to have changed, absolute. */
  changes: readonly string[]
  /** Programs that ran under its grant, as the exec gate counted them; absent where nobody counts. */
  execs?: number
}
