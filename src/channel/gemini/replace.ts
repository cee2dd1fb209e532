import * as v from 'valibot'

export const Replace = v.looseObject({
  file_path: v.string(),
  old_string: v.string(),
  new_string: v.string(),
  allow_multiple: v.optional(v.boolean(), false),
})

/**
 * What a file holds after Gemini CLI's `replace`, or why gater cannot tell; the reason is for the model.
 * Where the text does not stand in the file to the letter, Gemini CLI goes on to look for something like it, and may
 * ask a model: what that comes to nobody can be shown, so it is refused.
 */
export function applyReplace(
  before: string | null,
  { old_string, new_string, allow_multiple }: v.InferOutput<typeof Replace>,
): { content: string } | { unclear: string } {
  if (old_string === '') {
    return before === null
      ? { content: new_string }
      : { unclear: 'old_string is empty, but the file exists' }
  }
  if (before === null) return { unclear: 'the file does not exist' }
  const crlf = before.includes('\r\n')
  const text = unix(before)
  const pieces = text.split(unix(old_string))
  if (pieces.length === 1) {
    return { unclear: 'old_string does not stand in the file, to the letter' }
  }
  if (pieces.length > 2 && !allow_multiple) {
    return {
      unclear: `old_string stands ${pieces.length - 1} times in the file; give more context`,
    }
  }
  const content = endAs(text, pieces.join(unix(new_string)))
  return { content: crlf ? content.replaceAll('\n', '\r\n') : content }
}

function unix(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

/** The last line ends, or does not, as it did before. */
function endAs(before: string, after: string): string {
  if (before.endsWith('\n')) return after.endsWith('\n') ? after : `${after}\n`
  return after.endsWith('\n') ? after.replace(/\n$/, '') : after
}
