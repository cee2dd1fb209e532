import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { place } from '../cli/gater.ts'

const program = join(import.meta.dirname, '../../bin/gater.js')
const hasTmux = spawnSync('tmux', ['-V']).status === 0

// An interactive agent draws on its pane, so gater asks in another one. Skipped where tmux is not installed.
test.skipIf(!hasTmux || process.platform !== 'linux')(
  'inside tmux a paired `gater review` opens in a pane of its own, and its answer counts',
  async () => {
    const here = place()
    here.write(
      'bin/claude',
      `#!/bin/sh
echo drawing
curl -sS --unix-socket "$GATER_SOCKET" http://gater/v1/actions \\
  --data-binary '{"kind":"command","command":"make","cwd":"/"}' > answer.new
mv answer.new answer
echo "[$TMUX$GATER_REVIEW_CODE]" > doors
`,
    )
    const tmux = async (...args: string[]) => {
      const run = promisify(execFile)('tmux', ['-S', join(here.home, 'tmux.sock'), ...args], {
        cwd: here.cwd,
        env: {
          PATH: `${join(here.cwd, 'bin')}:${process.env.PATH}`,
          HOME: here.home,
          TMPDIR: join(here.home, 'tmp'),
          LANG: 'C.UTF-8',
          TERM: 'xterm-256color',
        },
      })
      return (await run).stdout
    }
    onTestFinished(() =>
      tmux('kill-server').then(
        () => {},
        () => {},
      ),
    )
    const command = `'${process.execPath}' '${program}' run --ui split --exec-gate off -- claude; tmux wait -S ended; cat`
    await tmux('-f', '/dev/null', 'new-session', '-d', '-x', '100', '-y', '60', command)

    const card = async () => {
      const panes = (await tmux('list-panes', '-F', '#{pane_id}')).trim().split('\n')
      const pane = panes[1]
      if (pane === undefined) return null
      const text = await tmux('capture-pane', '-p', '-t', pane)
      return text.includes('[N]o') ? { pane, text } : null
    }
    let shown = await card()
    while (shown === null) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      shown = await card()
    }
    expect(shown.text).toContain('make')
    await tmux('send-keys', '-t', shown.pane, 'y')
    await tmux('wait', 'ended')
    expect(JSON.parse(readFileSync(join(here.cwd, 'answer'), 'utf8'))).toMatchObject({
      decision: 'approved',
    })
    expect(readFileSync(join(here.cwd, 'doors'), 'utf8')).toBe('[]\n')
    const log = await here.gater(['log', '--json'])
    expect(JSON.parse(log.stdout)).toMatchObject({
      by: 'human',
      reviewer: expect.stringMatching(/^review:pts\/\d+$/),
    })
    const said = await tmux('capture-pane', '-p', '-t', '0')
    expect(said).toContain('gater: claude asks in the other pane')
    // The code stands on no command line and on no screen.
    expect(`${said}${shown.text}`).not.toMatch(/[2-9A-Z]{4}-[2-9A-Z]{4}/)
    expect(existsSync(join(here.cwd, 'answer.new'))).toBe(false)
  },
)
