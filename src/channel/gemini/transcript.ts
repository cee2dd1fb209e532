import * as v from 'valibot'

const Message = v.object({
  type: v.literal('gemini'),
  content: v.optional(v.unknown()),
  thoughts: v.optional(
    v.array(v.object({ subject: v.optional(v.string()), description: v.optional(v.string()) })),
    [],
  ),
})

/** Bytes of the transcript's end that are looked at: the message is its last line but a few when a hook starts. */
export const tailBytes = 256 * 1024

/**
 * What the model said last: its text, else its thoughts. The message that makes a call is in the transcript before
 * the call's hook starts, without the call (agents/gemini.md §1.7).
 */
export function saidLast(transcript: string): string | null {
  const lines = transcript.split('\n')
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at] as string
    const message = line.includes('"gemini"') ? read(line) : null
    if (message === null) continue
    const text = typeof message.content === 'string' ? message.content.trim() : ''
    const thoughts = message.thoughts.flatMap(
      ({ subject, description }) => (description ?? subject)?.trim() || [],
    )
    return text || thoughts.join('\n\n') || null
  }
  return null
}

function read(line: string): v.InferOutput<typeof Message> | null {
  try {
    const read = v.safeParse(Message, JSON.parse(line))
    return read.success ? read.output : null
  } catch {
    return null
  }
}
