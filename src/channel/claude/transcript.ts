import * as v from 'valibot'

const Entry = v.object({
  message: v.object({
    id: v.string(),
    content: v.array(
      v.looseObject({
        type: v.string(),
        id: v.optional(v.string()),
        text: v.optional(v.string()),
        thinking: v.optional(v.string()),
      }),
    ),
  }),
})

type Message = v.InferOutput<typeof Entry>['message']

/** Bytes of the transcript's end that are looked at: a turn is written just before its hooks start. */
export const tailBytes = 512 * 1024

/**
 * What the model said in the turn that made the call `callId`: its text, else its thinking, else `null`;
 * `undefined` where the transcript does not hold the call yet.
 * A transcript has one line for each block of a message, under the message's id (agents/claude.md §4).
 */
export function saidBefore(transcript: string, callId: string): string | null | undefined {
  const lines = transcript.split('\n')
  const quoted = JSON.stringify(callId)
  const at = lines.findLastIndex(
    (line) => line.includes(quoted) && message(line)?.content.some(({ id }) => id === callId),
  )
  const call = at === -1 ? null : message(lines[at] as string)
  if (call === null) return undefined
  const blocks: Message['content'] = []
  for (let line = at; line >= 0; line--) {
    const one = message(lines[line] as string)
    if (one?.id !== call.id) break
    blocks.unshift(...one.content)
  }
  const say = (pick: (block: Message['content'][number]) => string | undefined) =>
    blocks.flatMap((block) => pick(block)?.trim() || []).join('\n\n') || null
  return say(({ text }) => text) ?? say(({ thinking }) => thinking)
}

/** Where the words of a call stand: a subagent has a file of its own beside its parent's. */
export function transcriptOf(path: string, agentId: string | undefined): string {
  return agentId === undefined
    ? path
    : `${path.replace(/\.jsonl$/, '')}/subagents/agent-${agentId}.jsonl`
}

function message(line: string): Message | null {
  try {
    const read = v.safeParse(Entry, JSON.parse(line))
    return read.success ? read.output.message : null
  } catch {
    return null
  }
}
