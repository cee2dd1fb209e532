/**
 * What an action would touch, read off the action itself or found by looking.
 * Rules about effects match whoever causes them: the edit tool, a heredoc, `sed -i`, a push by any spelling.
 */
export type Effect =
  | { kind: 'read'; path: Place }
  | { kind: 'write'; path: Place; content?: Content }
  | { kind: 'delete'; path: Place; recursive: boolean }
  /** `host` is `null` where the text does not say which. */
  | { kind: 'net'; host: string | null; port: number | null }
  /** `branch` is the destination on the remote; `null` where the text does not say which. */
  | { kind: 'push'; remote: string | null; branch: string | null; force: boolean; deletes: boolean }
  | { kind: 'run'; program: string }

/** A place in the file system as the text names it. */
export interface Place {
  /** As written, decoded of quotes. */
  text: string
  /** Absolute and normalised, globs kept; `null` when it cannot be known from the text. */
  absolute: string | null
  /** Contains an unquoted glob: it stands for any number of paths. */
  glob: boolean
}

/** Known content of a written file; `append` adds it to what is there. */
export interface Content {
  text: string
  append: boolean
}
