/** Where a person is asked: the terminal that gater has (`terminal.ts`), or a window over the agent's screen. */
export interface Terminal {
  /** A person could answer here now: there is a terminal, and this process is in its foreground. */
  ready(): boolean
  /**
   * Takes the terminal for questions.
   * Contract: rejects when it is not ready; restores the terminal on close, and when the process ends however.
   */
  open(): Promise<Surface>
  /** Leaves one line behind, outside any surface. */
  say(line: string): void
  bell(): void
  /** Sets the terminal's title; `null` gives back the one before. */
  title(text: string | null): void
}

/** The terminal while gater has it. */
export interface Surface {
  columns(): number
  rows(): number
  /** Colors only repeat what words say. */
  color: boolean
  /** Append only: for screen readers and terminals that cannot move the cursor. */
  plain: boolean
  /** Puts this text in the place of what was drawn before; where `plain`, below it. */
  draw(text: string): void
  /** Where `plain`: what was typed, as it is typed. */
  echo(text: string): void
  /**
   * Resolves when the person can have seen what was drawn: keys from before are thrown away.
   * Call it after drawing a new question.
   */
  seen(): Promise<void>
  /**
   * Calls back with raw input, one call for what came together, and with `null` when no more can come.
   * A new listener takes the place of the one before; so with `onResize`.
   */
  onInput(listener: (input: string | null) => void): void
  onResize(listener: () => void): void
  /** Gives the terminal to another program, an editor say, until `run` settles; input from meanwhile is lost. */
  lend<T>(run: (stdio: number) => Promise<T>): Promise<T>
  /** Stops this job as the terminal's suspend key would, and comes back when it is continued. */
  suspend(): Promise<void>
  close(): Promise<void>
}
