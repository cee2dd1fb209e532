import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { Call, Model, Turn } from './model.ts'

/** An item of a request of the Responses API, as far as the script needs it. */
interface Item {
  type?: string
  role?: string
  call_id?: string
  content?: string | readonly { text?: string }[]
  output?: string | readonly { text?: string }[]
}

interface Request {
  input: readonly Item[]
}

/**
 * A scripted model that speaks OpenAI's Responses API, for Codex: it wants tools of free text (`custom_tool_call`),
 * which the mock server of the other agents does not know. A call's `input` of one field `text` is such a call.
 */
export async function startResponses(
  script: Readonly<Record<string, readonly Turn[]>>,
): Promise<Model> {
  const requests: Request[] = []
  const waiting = new Set<() => void>()
  const server = createServer(async (message, response) => {
    if (message.method !== 'POST') return response.writeHead(404).end()
    const request = (await json(message)) as Request
    requests.push(request)
    for (const look of waiting) look()
    answer(response, `r${requests.length}`, next(request, script) ?? { text: 'Done.' })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const items = () => requests.flatMap(({ input }) => input)
  const result = (id: string) =>
    items()
      .filter(({ type, call_id }) => type?.endsWith('_call_output') && call_id === id)
      .map(({ output }) => textOf(output))
      .at(-1)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
    heard: () =>
      items()
        .map((item) => textOf(item.content ?? item.output))
        .join('\n'),
    async close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The turn for a request: as many turns are over as the model has been asked since the prompt with the words. */
function next(
  { input }: Request,
  script: Readonly<Record<string, readonly Turn[]>>,
): Turn | undefined {
  const users = input.filter(({ role }) => role === 'user').map(({ content }) => textOf(content))
  // Beside the conversation, a session in a terminal asks for a title.
  if (users.at(-1)?.startsWith('Generate a concise')) return undefined
  const words = Object.keys(script).find((key) => users.join('\n').includes(key))
  if (words === undefined) return undefined
  // Every turn but the last has calls, and all results of a turn come back at once.
  const answered = new Set(
    input.filter(({ type }) => type?.endsWith('_call_output')).map(({ call_id }) => call_id),
  )
  return script[words]?.find((turn) => !turn.calls?.every(({ id }) => answered.has(id)))
}

function answer(response: ServerResponse, id: string, turn: Turn): void {
  const items = [
    ...(turn.thinking === undefined
      ? []
      : [{ type: 'reasoning', summary: [{ type: 'summary_text', text: turn.thinking }] }]),
    ...(turn.text === undefined
      ? []
      : [
          {
            type: 'message',
            role: 'assistant',
            content: [{ type: 'output_text', text: turn.text, annotations: [] }],
          },
        ]),
    ...(turn.calls ?? []).map(itemOf),
  ].map((item, at) => ({ id: `${id}_${at}`, ...item }))
  const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 }
  const events = [
    { type: 'response.created', response: { id } },
    ...items.map((item, output_index) => ({
      type: 'response.output_item.done',
      output_index,
      item,
    })),
    { type: 'response.completed', response: { id, output: items, usage } },
  ]
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.end(
    events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''),
  )
}

function itemOf({ tool, id, input }: Call) {
  if (Object.keys(input).join() === 'text') {
    return { type: 'custom_tool_call', call_id: id, name: tool, input: input.text }
  }
  const [namespace, name] = tool.startsWith('mcp__') ? split(tool) : [undefined, tool]
  return {
    type: 'function_call',
    call_id: id,
    name,
    ...(namespace !== undefined && { namespace }),
    arguments: JSON.stringify(input),
  }
}

/** `mcp__SERVER__TOOL` is the tool `TOOL` in the namespace `mcp__SERVER`. */
function split(tool: string): [string, string] {
  const at = tool.lastIndexOf('__')
  return [tool.slice(0, at), tool.slice(at + 2)]
}

function textOf(content: Item['content']): string {
  if (content === undefined) return ''
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('')
}
