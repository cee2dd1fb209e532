// A session with a small policy: `pwd` is allowed, everything else asked.
// session.fixture.js STATE_DIR MODE WORDS...   MODE: never, or wait (for a reviewer with GATER_REVIEW_CODE)
import { homedir } from 'node:os'
import process from 'node:process'
import { errorText, GaterError } from '../../dist/action/error.js'
import { resolveAgent } from '../../dist/host/program.js'
import { shareScreen } from '../../dist/host/screen.js'
import { runSession } from '../../dist/host/session.js'
import { findWorkspace } from '../../dist/policy/circumstances.js'
import { openTerminal } from '../../dist/review/terminal.js'

const [stateDir, mode, ...words] = process.argv.slice(2)
const env = { ...process.env, XDG_STATE_HOME: stateDir }
const io = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env,
  cwd: process.cwd(),
  home: homedir(),
  now: () => new Date(),
}

const examine = async (action) => ({
  verdict: {
    kind: action.kind === 'command' && action.command === 'pwd' ? 'allow' : 'ask',
    risk: 'unknown',
    attributes: [],
    findings: [],
    rule: null,
    nearest: null,
    gates: [],
  },
  changes: [],
  seen: {},
  offers: [],
})

try {
  process.exitCode = await runSession({
    agent: resolveAgent(words, { agent: 'socket', env, cwd: io.cwd }),
    workspace: findWorkspace(io.cwd, io.home),
    io,
    asking: { kind: 'never' },
    wait: mode === 'wait',
    examine,
    promote: async () => {},
    timeoutMs: 600_000,
    execGate: { stands: false, why: 'not tested here' },
    journal: { dir: `${stateDir}/journal`, redact: null },
    screen: shareScreen(openTerminal({ env }), io),
  })
} catch (error) {
  process.stderr.write(errorText(error))
  process.exitCode = error instanceof GaterError ? error.exit : 1
}
