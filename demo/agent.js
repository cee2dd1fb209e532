// The agent of `gater demo`: an ordinary program that asks on $GATER_SOCKET before it does anything, and then does
// exactly what it was allowed to. It uses nothing of gater but the protocol (schema/protocol.json); copy it.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'

const cwd = process.cwd()

/** Sends JSON to gater and waits for its answer, however long a person takes. */
function post(path, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { socketPath: process.env.GATER_SOCKET, method: 'POST', path },
      (incoming) => {
        let text = ''
        incoming.setEncoding('utf8')
        incoming.on('data', (chunk) => {
          text += chunk
        })
        incoming.on('end', () => resolve({ status: incoming.statusCode, ...JSON.parse(text) }))
        incoming.on('error', reject)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(JSON.stringify(body))
  })
}

/** Does what was approved, and nothing else; it may have been edited. */
function perform(action) {
  if (action.kind === 'command') {
    const run = spawnSync('bash', ['-c', action.command], { cwd: action.cwd, encoding: 'utf8' })
    const output = `${run.stdout}${run.stderr}`.trimEnd()
    if (output !== '') console.log(output.replace(/^/gm, '    '))
    return { exitCode: run.status, changes: [] }
  }
  if (action.content === null) rmSync(action.path)
  else writeFileSync(action.path, action.content, { mode: action.mode })
  return { exitCode: 0, changes: [action.path] }
}

async function propose(saying, action, reason, confidence) {
  console.log(`agent: ${saying}`)
  const reply = await post('/v1/actions', { ...action, reason, confidence })
  if (reply.status !== 200) throw new Error(reply.error)
  const note = reply.note === null ? '' : `: ${reply.note}`
  console.log(`agent: ${reply.decision}${note}`)
  if (reply.decision === 'rejected') return
  const start = performance.now()
  const outcome = perform(reply.action)
  const durationMs = Math.round(performance.now() - start)
  const { outcomeToken } = reply
  await post(`/v1/actions/${reply.id}/outcome`, { outcomeToken, durationMs, ...outcome })
}

const command = (text) => ({ kind: 'command', command: text, cwd })
const price = join(cwd, 'price.js')
const fixed = readFileSync(price, 'utf8').replace('net + net * rate / 10', 'net + net * rate / 100')

await propose(
  'let me look around',
  command('git log --oneline && cat price.js'),
  'To see what there is.',
  0.99,
)
await propose('do the tests pass?', command('node --test'), 'To see what fails.', 0.95)
await propose(
  'I found it: a percentage is divided by 10',
  { kind: 'write', path: price, content: fixed },
  'A rate of 19 means 19 percent, so it is divided by 100.',
  0.9,
)
await propose(
  'I will write that down',
  command("cat <<'EOF' > CHANGES.md\n# Changes\n\n- Prices with tax are right again.\nEOF"),
  'Others should know what changed.',
  0.9,
)
await propose(
  'and publish it',
  command('git push origin main'),
  'The fix should go out quickly.',
  0.8,
)
await propose(
  'and tidy up',
  command('rm -rf build notes.txt'),
  'The build output is stale, so I will remove it.',
  0.55,
)
console.log('agent: that is all')
