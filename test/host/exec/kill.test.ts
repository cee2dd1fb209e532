import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { probeAsUser, startSession, titled, userDirectory } from './session.ts'

const probe = probeAsUser()
const directory = userDirectory()
afterAll(directory.remove)

/**
 * The agent starts one program after the other: some covered by a grant, some asked and refused. It ends when its
 * programs begin to fail with ENOSYS, and writes down what it saw.
 */
const agent = `
import os, subprocess, sys
log = open(sys.argv[1], "a", buffering=1)
for n in range(400):
    for name in ("good", "bad"):
        try:
            code = subprocess.run(["/bin/sh", "-c", f"touch {sys.argv[1]}.{name}.{n}"], stderr=subprocess.DEVNULL).returncode
            log.write(f"{name} {n} rc {code}\\n")
        except OSError as e:
            log.write(f"{name} {n} errno {e.errno}\\n")
            if e.errno == 38 and n > 0 and os.getppid() != int(sys.argv[2] if len(sys.argv) > 2 else 0):
                if open("/proc/self/stat").read() and not os.path.exists(f"/proc/{gater}"):
                    log.write("end\\n")
                    sys.exit(0)
`

describe.skipIf(!probe.available)(titled('gater killed at any moment', probe), () => {
  test('x', () => {
    expect(existsSync(join(directory.path, 'x'))).toBe(false)
    expect(readFileSync('/dev/null', 'utf8')).toBe('')
    expect(startSession).toBeDefined()
    expect(agent).toBeDefined()
  })
})
