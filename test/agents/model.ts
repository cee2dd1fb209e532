import { type ChatCompletionRequest, LLMock } from '@copilotkit/aimock'

/** One answer of the scripted model. */
export interface Turn {
  thinking?: string
  text?: string
  calls?: readonly Call[]
}

export interface Call {
  tool: string
  input: Readonly<Record<string, unknown>>
  /** The id under which its result comes back; made up where it does not matter. */
  id?: string
}

/** A model on 127.0.0.1 that says what a script tells it, and remembers what the agent sent back. */
export interface Model {
  url: string
  /** What the agent told the model about the call `id`; `undefined` while it has not. */
  result(id: string): string | undefined
  /** Waits until the agent has told the model about the call `id`. */
  told(id: string): Promise<string>
  /** Every text that reached the model, for looking up what was said to it besides results. */
  heard(): string
  close(): Promise<void>
}

/**
 * Starts the model. `script` maps words that the first prompt of a conversation contains to the turns that answer it:
 * the conversation of a subagent is one of its own. A finished script, and the agent's side questions, get `Done.`
 */
export async function startModel(
  script: Readonly<Record<string, readonly Turn[]>>,
): Promise<Model> {
  const requests: ChatCompletionRequest[] = []
  const waiting = new Set<() => void>()
  const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' })
  mock.on({}, (request) => {
    requests.push(request)
    for (const look of waiting) look()
    const turn = next(request, script)
    if (turn === undefined) return { content: 'Done.' }
    const reasoning = turn.thinking === undefined ? {} : { reasoning: turn.thinking }
    if (turn.calls === undefined) return { content: turn.text ?? 'Done.', ...reasoning }
    const toolCalls = turn.calls.map((call) => ({
      name: call.tool,
      arguments: JSON.stringify(call.input),
      ...(call.id === undefined ? {} : { id: call.id }),
    }))
    return turn.text === undefined
      ? { toolCalls, ...reasoning }
      : { content: turn.text, toolCalls, ...reasoning }
  })
  await mock.start()
  const result = (id: string) =>
    requests
      .flatMap((request) => request.messages)
      .filter((message) => message.role === 'tool' && message.tool_call_id === id)
      .map((message) => textOf(message.content))
      .at(-1)
  return {
    url: mock.url,
    result,
    told: (id) =>
      new Promise((resolve) => {
        const look = () => {
          const text = result(id)
          if (text === undefined) return
          waiting.delete(look)
          resolve(text)
        }
        waiting.add(look)
        look()
      }),
    heard: () => requests.flatMap((r) => r.messages.map((m) => textOf(m.content))).join('\n'),
    close: () => mock.stop(),
  }
}

function next(
  request: ChatCompletionRequest,
  script: Readonly<Record<string, readonly Turn[]>>,
): Turn | undefined {
  if (request.tools === undefined || request.tools.length === 0) return undefined
  const prompt = request.messages
    .filter((message) => message.role === 'user')
    .map((message) => textOf(message.content))
    .join('\n')
  const words = Object.keys(script).find((key) => prompt.includes(key))
  if (words === undefined) return undefined
  const answered = request.messages.filter((message) => message.role === 'assistant').length
  return script[words]?.[answered]
}

function textOf(content: ChatCompletionRequest['messages'][number]['content']): string {
  if (content === null) return ''
  return typeof content === 'string'
    ? content
    : content.map((part) => ('text' in part ? String(part.text) : '')).join('')
}
