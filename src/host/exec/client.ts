/**
 * Whether an argument vector only asks gater something: `curl` on the proposal socket that can read no file but its
 * input, write none, and reach nothing else. gater's own scripts do that, and agents that ask by themselves.
 */
export function asksGater(
  { program, argv }: { program: string; argv: readonly string[] },
  socket: string,
): boolean {
  if (
    !/^\/(?:usr\/(?:local\/)?|opt\/homebrew\/|run\/current-system\/sw\/)?bin\/curl$/.test(program)
  )
    return false
  const words = argv.slice(1)
  if (words[0] === '-q') words.shift()
  let toSocket = false
  let urls = 0
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const value = words[at + 1]
    if (quiet.test(word)) continue
    if (word === '--unix-socket') {
      if (value !== socket) return false
      toSocket = true
      at += 1
    } else if (takesText.has(word)) {
      // `@FILE` would send a file; `@-` is what the program itself was given.
      if (value === undefined || (value.startsWith('@') && value !== '@-')) return false
      at += 1
    } else if (/^http:\/\/[\w.-]+\/v1\/[\w/.-]+$/.test(word)) {
      urls += 1
    } else {
      return false
    }
  }
  return toSocket && urls === 1
}

const quiet = /^(?:-[sSfq]+|--silent|--show-error|--fail|--fail-with-body)$/
const takesText: ReadonlySet<string> = new Set([
  '-H',
  '--header',
  '-X',
  '--request',
  '-d',
  '--data',
  '--data-binary',
  '--data-raw',
  '--json',
  '--noproxy',
  '-m',
  '--max-time',
])
