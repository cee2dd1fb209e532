import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { probeAsUser, startSession, titled, userDirectory } from './session.ts'

const probe = probeAsUser()
const directory = userDirectory()
const cwd = directory.path
afterAll(directory.remove)

/**
 * An agent that keeps starting programs, by a granted shell and by itself, and writes down how each ended, until 30
 * of them in a row found nobody to ask (38 is ENOSYS).
 */
const agent = `
import subprocess, sys
name, unheard = sys.argv[1], 0
log = open(name + ".log", "w", buffering=1)
def attempt(argv):
    try: return "ended %d" % subprocess.run(argv, stderr=subprocess.DEVNULL).returncode
    except OSError as e: return "errno %d" % e.errno
while unheard < 30:
    for argv in (["touch", name + ".wrong"], ["true"], ["sh", "-c", "true; :"]):
        result = attempt(argv)
        log.write(result + "\\n")
        unheard = unheard + 1 if result == "errno 38" else 0
log.write("end\\n")
`

/** The moment is the k-th event of the session; every third falls on a question that is still open. */
const moments = Array.from({ length: 20 }, (_, index) => index)

describe.skipIf(!probe.available)(titled('gater killed', probe), () => {
  test.each(moments)('at event %i: nothing unapproved runs, before or after', async (k) => {
    const hangs = k % 3 === 0
    const name = join(cwd, `agent-${k}`)
    const session = startSession({
      program: '/usr/bin/python3',
      args: ['-c', agent, name],
      cwd,
      answers: [
        ['^touch', hangs ? 'hang' : 'refuse', 'refused'],
        ['^true', 'allow'],
        ['^sh -c', 'grant'],
      ],
    })
    const moment = hangs ? Math.min(k, 1) : k
    await session.until((told) => session.told.indexOf(told) === moment)
    session.process.kill('SIGKILL')
    await session.ended

    const log = () => (existsSync(`${name}.log`) ? readFileSync(`${name}.log`, 'utf8') : '')
    await expect.poll(log, { timeout: 20_000, interval: 50 }).toMatch(/^end$/m)
    expect(existsSync(`${name}.wrong`)).toBe(false)
    const results = log().split('\n').slice(0, -2)
    const afterwards = results.slice(results.indexOf('errno 38'))
    expect(new Set(afterwards)).toEqual(new Set(['errno 38']))
  })
})
