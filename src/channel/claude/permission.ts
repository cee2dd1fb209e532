import * as v from 'valibot'
import { canonical } from '../../action/digest.ts'
import type { Approved } from '../channel.ts'

/** The tool of `bin/gater-permission` that headless Claude Code asks before a call runs. */
export const permissionTool = 'mcp__gater__approve'

const Request = v.object({
  id: v.optional(v.union([v.string(), v.number()])),
  method: v.string(),
  params: v.optional(v.record(v.string(), v.unknown()), {}),
})

const Ask = v.object({
  arguments: v.object({
    tool_name: v.string(),
    input: v.record(v.string(), v.unknown()),
    tool_use_id: v.string(),
  }),
})

/**
 * Answers one line of the Model Context Protocol. The decision was made when the hook asked: here it is only looked
 * up, and holds for exactly the input that was approved. A call whose hook never got an answer is denied.
 */
export function permit(line: string, approved: (callId: string) => Approved | null): string | null {
  const { id, method, params } = v.parse(Request, JSON.parse(line))
  if (id === undefined) return null
  const answer = (result: unknown) => JSON.stringify({ jsonrpc: '2.0', id, result })
  switch (method) {
    case 'initialize':
      return answer({
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'gater', version: '1' },
      })
    case 'ping':
      return answer({})
    case 'tools/list':
      return answer({
        tools: [
          {
            name: 'approve',
            description: 'For Claude Code itself: whether gater approved a call',
            inputSchema: { type: 'object' },
          },
        ],
      })
    case 'tools/call':
      return answer({
        content: [{ type: 'text', text: JSON.stringify(behavior(params, approved)) }],
      })
    default:
      return JSON.stringify({
        jsonrpc: '2.0',
        id,
        error: { code: -32601, message: `no method ${method}` },
      })
  }
}

function behavior(params: unknown, approved: (callId: string) => Approved | null) {
  const { tool_name: tool, input, tool_use_id: callId } = v.parse(Ask, params).arguments
  const may = approved(callId)
  if (
    may !== null &&
    canonical({ tool, input }) === canonical({ tool: may.tool, input: may.input })
  ) {
    return { behavior: 'allow', updatedInput: input }
  }
  const why =
    may === null ? 'there is no decision for this call' : 'this is not the input that was approved'
  return {
    behavior: 'deny',
    message: `gater: ${why}; nothing ran. Stop and tell the person; do not look for another way.`,
  }
}
