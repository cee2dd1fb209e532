import * as v from 'valibot'

const Texts = v.optional(v.array(v.looseObject({ text: v.optional(v.string()) })), [])

/** A line of the rollout that is part of the conversation. */
const Line = v.object({
  type: v.literal('response_item'),
  payload: v.looseObject({
    type: v.string(),
    role: v.optional(v.string()),
    call_id: v.optional(v.string()),
    name: v.optional(v.string()),
    arguments: v.optional(v.string()),
    content: v.optional(v.nullable(Texts)),
    summary: Texts,
  }),
})

type Item = v.InferOutput<typeof Line>['payload']

/** Bytes of the rollout's end that are looked at: Codex writes a turn before it asks about its calls. */
export const tailBytes = 512 * 1024

/**
 * What the model said in the turn that made the call `callId`: its text, else its summary of its thinking, and its
 * justification where it wants out of the sandbox. A call of a script (`exec-…`) is that of the last script.
 */
export function saidBefore(rollout: string, callId: string): string | null {
  const items = rollout.split('\n').flatMap((line) => item(line))
  const at = items.findLastIndex((one) =>
    callId.startsWith('exec-')
      ? one.type === 'custom_tool_call' && one.name === 'exec'
      : one.call_id === callId && one.type.endsWith('_call'),
  )
  if (at === -1) return null
  const words: string[] = []
  const thoughts: string[] = []
  for (const one of items.slice(0, at).reverse()) {
    if (one.role === 'assistant') words.unshift(...texts(one.content))
    else if (one.type === 'reasoning') thoughts.unshift(...texts(one.summary))
    else if (!one.type.endsWith('_call')) break
  }
  const said = words.length > 0 ? words : thoughts
  return [...said, ...justification(items[at])].join('\n\n') || null
}

function justification(call: Item | undefined): string[] {
  const read = v.safeParse(
    v.object({ justification: v.pipe(v.string(), v.trim(), v.minLength(1)) }),
    json(call?.arguments ?? ''),
  )
  return read.success ? [read.output.justification] : []
}

function texts(parts: Item['content']): string[] {
  return (parts ?? []).flatMap(({ text }) => text?.trim() || [])
}

function item(line: string): Item[] {
  if (!line.includes('"response_item"')) return []
  const read = v.safeParse(Line, json(line))
  return read.success ? [read.output.payload] : []
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
