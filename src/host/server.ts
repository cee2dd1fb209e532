import { chmod } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { Channel } from '../channel/channel.ts'
import { encodeReply } from '../channel/wire.ts'
import type { Actions } from './actions.ts'
import { errorLine } from './fault.ts'
import type { Hooks } from './hooks.ts'
import { type Answer, createHttp, type Request } from './http.ts'

/** The socket on which agents propose; it has no way to answer a question. */
export interface ProposalServer {
  /** Stops listening; open requests are cut, which their senders take as "no". */
  close(): Promise<void>
}

export interface ProposalServerOptions {
  /** Absolute path of the socket, in a directory of mode 0700. */
  path: string
  session: string
  actions: Actions
  hooks: Hooks
  /** Channels whose hooks are answered here, by name. */
  channels: ReadonlyMap<string, Channel>
}

/**
 * Listens on `$GATER_SOCKET`:
 *
 *     GET  /v1/health
 *     POST /v1/actions               schema/protocol.json
 *     POST /v1/actions/ID/outcome    schema/protocol.json
 *     POST /v1/hook/AGENT            the event of the agent's hook; answered as channel/wire.ts says
 *     POST /v1/shell                 the string that the agent's shell got; `gater 1 granted`, or why not
 *     POST /v1/permission/AGENT      a line of the agent's permission tool
 */
export async function serveProposals(options: ProposalServerOptions): Promise<ProposalServer> {
  const server = createHttp(
    (request) => route(request, options),
    (error) => ({ status: 503, body: { error: `gater failed: ${errorLine(error)}` } }),
  )
  await listen(server, options.path)
  await chmod(options.path, 0o600)
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

// --- internal ---

async function route(request: Request, options: ProposalServerOptions): Promise<Answer> {
  const { actions, hooks } = options
  const [version, what, name, part, ...more] = request.path.split('/').slice(1)
  if (version !== 'v1' || more.length > 0) return notFound(request)
  const text = () => decode(request.body)

  switch (`${request.method} ${[what, name && '*', part].filter(Boolean).join('/')}`) {
    case 'GET health':
      return { status: 200, body: { v: 1, session: options.session } }
    case 'POST actions': {
      const json = readJson(request.body)
      return 'status' in json ? json : actions.propose(json.value, request.signal)
    }
    case 'POST actions/*/outcome': {
      const json = readJson(request.body)
      return 'status' in json ? json : actions.outcome(name ?? '', json.value)
    }
    case 'POST hook/*': {
      const channel = options.channels.get(name ?? '')
      if (channel === undefined) return unknownAgent(name)
      return { status: 200, body: encodeReply(await hooks.hook(channel, text(), request.signal)) }
    }
    case 'POST shell': {
      const answer = hooks.shell(text())
      return { status: 200, body: answer.granted ? 'gater 1 granted\n' : `${answer.why}\n` }
    }
    case 'POST permission/*': {
      const channel = options.channels.get(name ?? '')
      if (channel === undefined) return unknownAgent(name)
      const line = hooks.permission(channel, text())
      return { status: 200, body: line === null ? '' : `${line}\n` }
    }
    default:
      return notFound(request)
  }
}

function readJson(body: Buffer): { value: unknown } | Answer {
  try {
    return { value: JSON.parse(decode(body)) }
  } catch {
    return { status: 400, body: { error: 'is not JSON in UTF-8', at: '$' } }
  }
}

/** Throws on bytes that are not UTF-8: replaced by something else, they would not be what runs. */
function decode(body: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
}

function notFound({ method, path }: Request): Answer {
  const error = `no such route: ${method} ${path.slice(0, 100)}`
  return { status: 404, body: { error, at: '$' } }
}

function unknownAgent(name: string | undefined): Answer {
  return {
    status: 404,
    body: { error: `no channel for \`${name ?? ''}\` in this session`, at: '$' },
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
