import type { Reply } from './channel.ts'

/**
 * The answer of `POST /v1/hook/AGENT` for `bin/gater-hook`, which is a shell script and can only tell lines apart:
 *
 *     gater 1 EXIT
 *     the text, any number of lines: stdout for exit code 0, else stderr
 *     end
 *
 * The script blocks unless the first and the last line are exactly these, so that half an answer is no answer.
 */
export function encodeReply(reply: Reply): string {
  const text = reply.exitCode === 0 ? reply.stdout : reply.stderr
  return `gater 1 ${reply.exitCode}\n${text.trimEnd()}\nend\n`
}

/** The reply in an encoded text; `null` when it is not whole. */
export function decodeReply(text: string): Reply | null {
  const whole = /^gater 1 (\d{1,3})\n([\s\S]*)\nend\n$/.exec(text)
  if (whole === null) return null
  const exitCode = Number(whole[1])
  const body = whole[2] ?? ''
  return exitCode === 0
    ? { exitCode, stdout: body, stderr: '' }
    : { exitCode, stdout: '', stderr: body }
}
