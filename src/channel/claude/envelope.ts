/**
 * The string that Claude Code 2.1.197 hands to `CLAUDE_CODE_SHELL_PREFIX` for a command (agents/claude.md §6):
 *
 *     source SNAPSHOT 2>/dev/null || true && { shopt … || setopt …; } >/dev/null 2>&1 || true
 *       && eval COMMAND[ < /dev/null] && pwd -P >| /tmp/claude-XXXX-cwd
 *
 * Both ends are anchored, so that nothing can stand before or behind the command.
 */
const head = new RegExp(
  String.raw`^(?:source (\S+|'[^'\n]*') 2>/dev/null \|\| true && )?` +
    String.raw`\{ shopt -u extglob \|\| setopt NO_EXTENDED_GLOB NO_BARE_GLOB_QUAL; \} >/dev/null 2>&1 \|\| true && eval `,
)
const tail = /(?: < \/dev\/null)? && pwd -P >\| (\S+|'[^'\n]*')$/
const snapshot = /^\/.*\/shell-snapshots\/snapshot-(?:bash|zsh)-\d+-\w+\.sh$/
const directoryFile = /^\/.*\/claude-[0-9a-f]+-cwd$/

/** The command inside Claude Code's shell string; `null` for a string of any other shape. */
export function unwrap(text: string): string | null {
  const before = head.exec(text)
  const behind = tail.exec(text)
  if (before === null || behind === null || behind.index < before[0].length) return null
  if (before[1] !== undefined && !is(snapshot, before[1])) return null
  if (!is(directoryFile, behind[1] ?? '')) return null
  return single(text.slice(before[0].length, behind.index))
}

/**
 * Words as Claude Code quotes them: bare, or in single quotes with `'"'"'` for a single quote.
 * `null` where anything else stands that a shell would read.
 */
export function readWords(text: string): string[] | null {
  const words: string[] = []
  for (let at = 0; ; at++) {
    const word = text[at] === "'" ? quotedWord(text, at + 1) : bareWord(text, at)
    if (word === null) return null
    words.push(word.value)
    at = word.end
    if (at === text.length) return words
    if (text[at] !== ' ') return null
  }
}

interface Word {
  value: string
  end: number
}

const apostrophe = `'"'"'`

function quotedWord(text: string, from: number): Word | null {
  const pieces: string[] = []
  for (let at = from; ; ) {
    const end = text.indexOf("'", at)
    if (end === -1) return null
    pieces.push(text.slice(at, end))
    if (!text.startsWith(apostrophe, end)) return { value: pieces.join("'"), end: end + 1 }
    at = end + apostrophe.length
  }
}

const bare = /[\w@%+=:,./^-]+/y

function bareWord(text: string, from: number): Word | null {
  bare.lastIndex = from
  const value = bare.exec(text)?.[0]
  return value === undefined ? null : { value, end: from + value.length }
}

function single(quoted: string): string | null {
  const words = readWords(quoted)
  return words?.length === 1 ? (words[0] ?? null) : null
}

function is(shape: RegExp, quoted: string): boolean {
  const word = single(quoted)
  return word !== null && shape.test(word)
}
