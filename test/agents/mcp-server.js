// A small MCP server over stdio with one tool, `echo`, which leaves a file to show that it ran.
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const results = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'stage', version: '1' },
  }),
  'tools/list': () => ({
    tools: [
      {
        name: 'echo',
        description: 'says it back',
        inputSchema: { type: 'object', properties: { words: { type: 'string' } } },
      },
    ],
  }),
  'tools/call': ({ arguments: { words } }) => {
    writeFileSync('echoed.txt', words)
    return { content: [{ type: 'text', text: `echo: ${words}` }] }
  },
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line)
  if (id === undefined) return
  const result = results[method]?.(params) ?? {}
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`)
})
