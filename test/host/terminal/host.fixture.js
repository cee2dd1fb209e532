// Runs a program in the terminal host. SIGUSR1 opens an overlay with one line of text, SIGUSR2 closes it.
import process from 'node:process'
import { spawn } from '@lydell/node-pty'
import { hostTerminal } from '../../../dist/host/terminal/host.js'

const [file, ...args] = process.argv.slice(2)
process.stdin.setRawMode(true)
const pty = spawn(file, args, {
  cols: process.stdout.columns,
  rows: process.stdout.rows,
  env: process.env,
  encoding: null,
})
const host = hostTerminal(pty, {
  input: process.stdin,
  output: process.stdout,
  onResize: (listener) => process.stdout.on('resize', listener),
})
let overlay
process.on('SIGUSR1', async () => {
  overlay = await host.popup()
  overlay.onKeys((keys) => overlay.write(`[${JSON.stringify(keys)}]`))
  overlay.write(`QUESTION ${overlay.columns()}x${overlay.rows()}`)
})
process.on('SIGUSR2', () => overlay.close())
const { exitCode } = await host.exit
process.stdin.setRawMode(false)
process.exit(exitCode)
