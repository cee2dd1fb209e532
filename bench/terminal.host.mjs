/** A program in gater's terminal host, as `gater run` hosts an agent, without the gate. */
import { spawn } from 'node:child_process'
import process from 'node:process'
import { openPopUp } from '../dist/host/terminal/popup.js'
import { inTerminal } from '../dist/host/terminal/pty.js'

const [program, ...args] = process.argv.slice(2)
const popup = await openPopUp({ color: true, say: () => {} })
const start = inTerminal(popup.terminal, program, args)
const child = spawn(start.program, start.args, { detached: true, stdio: 'ignore' })
const exit = new Promise((done) => child.once('exit', (code) => done(code ?? 1)))
const { host } = popup.host({ pid: child.pid, exit, signal: (name) => child.kill(name) })
process.exitCode = await host.exit
await popup.close()
