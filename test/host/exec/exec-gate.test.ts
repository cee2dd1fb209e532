import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { executor } from './elf.ts'
import {
  type Plan,
  probeAsUser,
  runSession,
  startSession,
  type Told,
  titled,
  userDirectory,
} from './session.ts'

const probe = probeAsUser()
const directory = userDirectory()
const cwd = directory.path
afterAll(directory.remove)

const missing: Told = { event: 'missing' }
const waits = { timeout: 10_000, interval: 20 }

let count = 0
let marker = ''
beforeEach(() => {
  count += 1
  marker = join(cwd, `marker-${count}`)
})

const shell = (script: string, more: Partial<Plan> = {}): Plan => ({
  program: 'sh',
  args: ['-c', script],
  cwd,
  ...more,
})

const file = (name: string, content: string | Buffer) => {
  const path = join(cwd, name)
  writeFileSync(path, content, { mode: 0o755 })
  return path
}

describe.skipIf(!probe.available)(titled('each agent that starts a program', probe), () => {
  const agents: readonly (readonly [string, () => Pick<Plan, 'program' | 'args'>])[] = [
    ['a shell script', () => shell(`touch ${marker}; true`)],
    [
      'a shell script by absolute path',
      () => ({
        program: file('agent.sh', `#!/bin/sh\n/usr/bin/touch ${marker}\ntrue\n`),
        args: [],
      }),
    ],
    [
      'Python subprocess',
      () => ({
        program: '/usr/bin/python3',
        args: ['-c', `import subprocess; subprocess.run(["touch", "${marker}"])`],
      }),
    ],
    [
      'Node execFile',
      () => ({
        program: process.execPath,
        args: ['-e', `child_process.execFile('touch', ['${marker}'], () => {})`],
      }),
    ],
    [
      'Node spawn',
      () => ({
        program: process.execPath,
        args: ['-e', `child_process.spawn('touch', ['${marker}']).on('error', () => {})`],
      }),
    ],
    [
      'a static binary',
      () => ({ program: file('static', executor('native', ['/usr/bin/touch', marker])), args: [] }),
    ],
    [
      'a static binary by the 32-bit system call',
      () => ({ program: file('static32', executor('i386', ['/usr/bin/touch', marker])), args: [] }),
    ],
    ['a program started in bwrap', () => shell(`bwrap --dev-bind / / touch ${marker}; true`)],
    [
      'a daemon that left its parent',
      () =>
        shell(
          `(setsid sh -c "touch ${marker}; : > ${marker}.done" &); until [ -e ${marker}.done ]; do sleep 0.05; done`,
        ),
    ],
  ]
  const helpers = '^(bwrap|setsid|sleep|sh -c touch)'

  describe.each(agents)('%s', (name, plan) => {
    const cannot =
      (name.includes('static') && process.arch !== 'x64') ||
      (name.includes('bwrap') && !existsSync('/usr/bin/bwrap'))
    test.skipIf(cannot)('runs what is allowed', async () => {
      const { told } = await runSession({ cwd, ...plan(), answers: [['.', 'allow']] })
      expect(told.filter(({ event }) => event === 'fault')).toEqual([])
      expect(existsSync(marker)).toBe(true)
    })
    test.skipIf(cannot)('does not run what is refused', async () => {
      const { asked } = await runSession({ cwd, ...plan(), answers: [[helpers, 'allow']] })
      expect(asked.map((argv) => (argv as string[]).join(' '))).toContainEqual(
        expect.stringMatching(new RegExp(`touch ${marker}$`)),
      )
      expect(existsSync(marker)).toBe(false)
    })
  })

  test('os.system asks for the shell with its text, then for what is in it', async () => {
    const { told } = await runSession({
      program: '/usr/bin/python3',
      args: ['-c', `import os; os.system("touch ${marker}")`],
      cwd,
      answers: [['^sh -c', 'allow']],
    })
    const asks = told.filter(({ event }) => event === 'ask')
    expect(asks.map(({ script, argv }) => [script, argv])).toEqual([
      [`touch ${marker}`, ['sh', '-c', `touch ${marker}`]],
      [null, ['touch', marker]],
    ])
    expect(existsSync(marker)).toBe(false)
  })

  test('an x32 call never reaches the kernel', async () => {
    if (process.arch !== 'x64') return
    const program = file('staticx32', executor('x32', ['/usr/bin/touch', marker]))
    const { end, asked } = await runSession({ program, args: [], cwd, answers: [['.', 'allow']] })
    expect([end.exitCode, asked]).toEqual([38, []])
  })
})

describe.skipIf(!probe.available)(titled('an exec', probe), () => {
  test('is told with program, directory, parents and the text for the shell', async () => {
    const { told } = await runSession(shell('cd /; sh -c "exit 3"; true'))
    const { pid: _pid, parents, ...exec } = told.find(({ event }) => event === 'ask') ?? missing
    expect(exec).toEqual({
      event: 'ask',
      argv: ['sh', '-c', 'exit 3'],
      cwd: '/',
      program: expect.stringMatching(/^\/usr\/bin\/\w+$/),
      tag: null,
      tool: true,
      variables: {},
      script: 'exit 3',
      privileged: false,
    })
    expect(parents).toEqual([
      {
        pid: told.find(({ event }) => event === 'started')?.pid,
        argv: ['sh', '-c', 'cd /; sh -c "exit 3"; true'],
      },
    ])
  })

  test('that is refused says why on the standard error of its process, and fails with EACCES', async () => {
    const { stderr, end } = await runSession(
      shell('touch x', { answers: [['touch', 'refuse', 'refused: not\u001b[2J today']] }),
    )
    expect(stderr).toMatch(/^gater: refused: not \[2J today\nsh: 1: touch: Permission denied\n$/)
    expect(end.exitCode).toBe(126)
  })

  test('that is refused reaches Node as an error event, not as an exception', async () => {
    const script = `child_process.spawn('touch', ['x']).on('error', (e) => console.log(e.code))`
    const { stdout, end } = await runSession({
      program: process.execPath,
      args: ['-e', script],
      cwd,
    })
    expect([stdout, end.exitCode]).toEqual(['EACCES\n', 0])
  })

  test('that is refused is asked once, though execvp tries one directory after the other', async () => {
    const { asked, stderr } = await runSession(
      shell('rm -f x', {
        answers: [['rm', 'refuse', 'refused']],
        env: { PATH: '/nowhere:/usr/bin:/bin:/usr/sbin' },
      }),
    )
    expect(asked).toEqual([['rm', '-f', 'x']])
    expect(stderr.match(/gater:/g)).toHaveLength(1)
  })

  test('of a program that is not there is not asked at all', async () => {
    const { asked, end } = await runSession(shell('no-such-program'))
    expect([asked, end.exitCode]).toEqual([[], 127])
  })

  test('of a file that cannot be executed is not asked', async () => {
    const path = join(cwd, 'plain.txt')
    writeFileSync(path, 'text', { mode: 0o644 })
    const { asked, end } = await runSession(shell(path))
    expect([asked, end.exitCode]).toEqual([[], 126])
  })

  test('is judged by the file behind links, and /proc/self is the target, not gater', async () => {
    const script = `import os; os.symlink("/usr/bin/true", "link${count}")
for path in ("./link${count}", "/proc/self/exe"):
    if os.fork() == 0: os.execv(path, ["x", "-c", ""])
    os.wait()`
    const { told } = await runSession({
      program: '/usr/bin/python3',
      args: ['-c', script],
      cwd,
      answers: [['.', 'allow']],
    })
    expect(told.filter(({ event }) => event === 'ask').map(({ program }) => program)).toEqual([
      '/usr/bin/true',
      expect.stringMatching(/^\/usr\/bin\/python3[.\d]*$/),
    ])
  })

  test('by descriptor (fexecve) is seen', async () => {
    const script = `import os; os.execve(os.open("/usr/bin/touch", os.O_RDONLY), ["touch", "${marker}"], {})`
    const { told } = await runSession({ program: '/usr/bin/python3', args: ['-c', script], cwd })
    expect(told.find(({ event }) => event === 'ask')?.program).toBe('/usr/bin/touch')
    expect(existsSync(marker)).toBe(false)
  })

  test('with long and many arguments is read whole', async () => {
    const { told } = await runSession(
      shell(
        `x=$(printf %100000s y); /usr/bin/true "$x" $(printf '%s ' $(seq 1000 2>/dev/null)) '' é`,
        {
          answers: [['^seq', 'allow']],
        },
      ),
    )
    const argv = told.find(({ argv }) => (argv as string[])?.[0] === '/usr/bin/true')
      ?.argv as string[]
    expect(argv.length).toBe(1 + 1 + 1000 + 2)
    expect([argv[1]?.length, argv[1001], argv.at(-2), argv.at(-1)]).toEqual([
      100000,
      '1000',
      '',
      'é',
    ])
  })

  test('of a process whose memory cannot be read is refused, never let through', async () => {
    // A forked child of a non-dumpable process stays so until its execve.
    const script = `import ctypes, os
ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
try: os.execv("/usr/bin/touch", ["touch", "${marker}"])
except PermissionError as e: print(e.errno)`
    const { told, stdout } = await runSession({
      program: '/usr/bin/python3',
      args: ['-c', script],
      cwd,
      answers: [['.', 'allow']],
    })
    expect(told).toContainEqual({
      event: 'exec-refused',
      why: 'gater cannot read what this process wants to run',
    })
    expect(stdout).toBe('13\n')
    expect(existsSync(marker)).toBe(false)
  })

  test('that needs setuid is recognised before it fails', async () => {
    const { told } = await runSession(shell('su root -c true; sh -c true'))
    expect(told.filter(({ event }) => event === 'ask').map(({ privileged }) => privileged)).toEqual(
      [true, false],
    )
  })

  test('is refused when nobody answers in time, and the question is withdrawn', async () => {
    const { told, stderr } = await runSession(
      shell('touch x', { answers: [['touch', 'hang']], questionMs: 300 }),
    )
    expect(stderr.split('\n')[0]).toBe(
      'gater: refused: nobody answered within 0 s whether `touch` may run; ' +
        'stop here and tell the person, do not look for another way',
    )
    expect(told).toContainEqual({ event: 'withdrawn', argv: ['touch', 'x'] })
  })

  test('is refused when the one who decides fails', async () => {
    const { told, stderr } = await runSession(shell('touch x', { answers: [['touch', 'throw']] }))
    expect(stderr).toMatch(/^gater: refused: gater failed while it decided\n/)
    expect(told).toContainEqual({ event: 'fault', message: 'an exec was refused: on purpose' })
  })

  test('inside a grant is refused when the judge fails', async () => {
    const { told, stdout } = await runSession(
      shell(`sh -c 'ls FAULT'; echo $?`, { grants: [{ id: 'g', text: 'ls FAULT' }] }),
    )
    expect(told).toContainEqual({
      event: 'fault',
      message: 'an exec was refused: Error: on purpose',
    })
    expect(stdout).toBe('126\n')
  })

  test('that is killed while it waits withdraws its question', async () => {
    const session = startSession(
      shell('timeout -s KILL 0.5 touch x; true', {
        answers: [
          ['^timeout', 'allow'],
          ['^touch', 'hang'],
        ],
      }),
    )
    await session.until(({ event }) => event === 'withdrawn')
    await session.ended
    expect(session.told.at(-1)?.exitCode).toBe(0)
  })

  test('waits without holding up another', async () => {
    const { stdout } = await runSession(
      shell('(touch x &) ; echo first; /bin/echo second', {
        answers: [
          ['touch', 'hang'],
          ['echo', 'allow'],
        ],
        questionMs: 1500,
      }),
    )
    expect(stdout).toBe('first\nsecond\n')
  })
})

describe.skipIf(!probe.available)(titled('the agent', probe), () => {
  test('has its output, default signals, the limits of before node, and no listener', async () => {
    const { stdout } = await runSession(
      shell(
        'echo out; trap - PIPE; sh -c "kill -PIPE \\$\\$"; echo $?; ls -l /proc/self/fd | grep -c seccomp; grep -E "NoNewPrivs" /proc/self/status',
        { answers: [['.', 'allow']] },
      ),
    )
    expect(stdout).toBe('out\n141\n0\nNoNewPrivs:\t1\n')
  })

  test.each([
    ['no-such-agent', 127, '`no-such-agent` was not found'],
    ['/etc/passwd', 126, '`/etc/passwd` cannot be executed (EACCES)'],
  ])('%s cannot start: exit %i', async (program, exit, message) => {
    const { end } = await runSession({ program, args: [], cwd })
    expect(end).toEqual({ event: 'failed', exit, message })
  })

  test('inside another gate is told why not', async () => {
    const { stdout } = await runSession({
      program: process.execPath,
      args: [
        join(import.meta.dirname, 'fixtures', 'gate.js'),
        JSON.stringify(shell('true', { answers: [] })),
      ],
      cwd,
      answers: [['.', 'allow']],
    })
    expect(JSON.parse(stdout)).toEqual({
      event: 'failed',
      message:
        'the exec gate is not available: another program already listens to system calls here',
      hint: 'gater inside gater, or inside a sandbox that uses seccomp notification, cannot gate execs',
      exit: 125,
    })
  })

  test('in a terminal leads a session of its own, with that terminal as the controlling one', async () => {
    const { stdout, asked } = await runSession({
      program: '/usr/bin/python3',
      args: [
        '-c',
        `import os, sys
print(os.getsid(0) == os.getpid(), os.tcgetpgrp(os.open("/dev/tty", os.O_RDWR)) == os.getpgrp())
print([os.isatty(n) for n in (0, 1, 2)], tuple(os.get_terminal_size()), sys.argv)`,
        'an argument',
      ],
      cwd,
      terminal: true,
    })
    expect(asked).toEqual([])
    expect(stdout).toBe("True True\r\n[True, True, True] (71, 19) ['-c', 'an argument']\r\n")
  })

  test('may start what its confirmed configuration names, with its tree where that was said', async () => {
    const { asked } = await runSession(
      shell('sh -c "ls >/dev/null; :"; ls -d / >/dev/null; sh -c "ls -a >/dev/null; :"; :', {
        configured: [
          { argv: ['sh', '-c', 'ls >/dev/null; :'], children: 'any' },
          { argv: ['ls', '-d', '/'] },
          { argv: ['sh', '-c', 'ls -a >/dev/null; :'] },
        ],
      }),
    )
    expect(asked).toEqual([['ls', '-a']])
  })

  test('and what it leaves behind are buried', async () => {
    const { stdout } = await runSession(
      shell(
        `(sh -c "exec sleep 0.1" & ) ; sleep 1; cat /proc/$PPID/task/$PPID/children | wc -w; true`,
        { answers: [['.', 'allow']] },
      ),
    )
    // The children of gater's main thread, which adopts; the agent is a child of the spawner's.
    expect(stdout).toBe('0\n')
  })

  test('that outlives the gate can start nothing more', async () => {
    const out = join(cwd, `out-${count}`)
    const session = startSession(
      shell(
        `exec > ${out} 2>&1; mkfifo ${marker}.go; /bin/true; echo ready > ${marker}.ready
         read line < ${marker}.go; touch ${marker}; echo "rc $?"; : > ${marker}.done`,
        { answers: [['^(mkfifo|/bin/true)', 'allow']] },
      ),
    )
    await expect.poll(() => existsSync(`${marker}.ready`), waits).toBe(true)
    session.process.stdin?.write('stop\n')
    await session.until(({ event }) => event === 'stopped')
    writeFileSync(`${marker}.go`, 'go\n')
    await expect.poll(() => existsSync(`${marker}.done`), waits).toBe(true)
    expect(readFileSync(out, 'utf8')).toBe('sh: 2: touch: Function not implemented\nrc 126\n')
    expect(existsSync(marker)).toBe(false)
  })
})

describe.skipIf(!probe.available)(titled('a grant', probe), () => {
  const granted = [{ id: 'g', text: 'ls / >/dev/null; sh -c "touch done; git push"' }]
  const script = `sh -c 'ls / >/dev/null; sh -c "touch done; git push"'`

  test('covers one run of exactly its text, with what runs inside', async () => {
    const { told, asked } = await runSession(
      shell(`${script}; true`, { grants: granted, agent: 'opencode', hard: [] }),
    )
    expect(asked).toEqual([])
    expect(told).toContainEqual({ event: 'granted', id: 'g' })
    expect(told).toContainEqual({ event: 'over', id: 'g', execs: 4 })
  })

  test('is used up by it', async () => {
    const { asked } = await runSession(
      shell(`${script}; ${script}; true`, { grants: granted, agent: 'opencode' }),
    )
    expect(asked).toEqual([['sh', '-c', granted[0]?.text]])
  })

  test.each([
    ['another text', `sh -c 'ls / '`],
    ['another program with the text as argument', `ls -c '${granted[0]?.text}'`],
    ['a program nested in something else', `sh -c "sh -c 'true'"`],
  ])('does not cover %s', async (_name, other) => {
    const { asked } = await runSession(shell(`${other}; true`, { grants: granted }))
    expect(asked).toHaveLength(1)
  })

  test('does not cover what the judge calls a hard gate', async () => {
    const { told } = await runSession(
      shell(`${script}; true`, { grants: granted, agent: 'opencode', hard: ['git'] }),
    )
    const asks = told.filter(({ event }) => event === 'ask')
    expect(asks.map(({ argv, tag }) => [argv, tag])).toEqual([[['git', 'push'], 'g']])
  })

  test('is carried by orphans and sessions of their own while its root lives', async () => {
    const text = 'setsid sh -c "(sh -c \\"ls >/dev/null; echo in\\" &)"; sleep 0.3; ls >/dev/null'
    const { asked, stdout } = await runSession({
      program: '/usr/bin/python3',
      args: ['-c', `import subprocess; subprocess.run(["sh", "-c", ${JSON.stringify(text)}])`],
      cwd,
      grants: [{ id: 'g', text }],
    })
    expect([asked, stdout]).toEqual([[], 'in\n'])
  })

  test('is lost by what outlives its root', async () => {
    const text = '(exec 3<>wait; read line <&3; /usr/bin/touch late; : > after) >/dev/null 2>&1 &'
    const { asked } = await runSession({
      program: '/usr/bin/python3',
      args: [
        '-c',
        `import os, subprocess, time
os.mkfifo("wait")
hold = os.open("wait", os.O_RDWR)
subprocess.run(["sh", "-c", ${JSON.stringify(text)}])
os.write(hold, b"go\\n")
while not os.path.exists("after"): time.sleep(0.02)`,
      ],
      cwd,
      grants: [{ id: 'g', text }],
    })
    expect(asked).toEqual([['/usr/bin/touch', 'late']])
    expect(existsSync(join(cwd, 'late'))).toBe(false)
  })

  test('given to a question covers the children of that program only', async () => {
    const { asked } = await runSession(
      shell('sh -c "ls >/dev/null; ls >/dev/null; true"; ls > /dev/null; true', {
        answers: [['^sh', 'grant']],
      }),
    )
    expect(asked).toEqual([['sh', '-c', 'ls >/dev/null; ls >/dev/null; true'], ['ls']])
  })

  test('inside a grant opens what the person was shown, and ends with its own root', async () => {
    const text = 'sh -c "git --version; true" >/dev/null; git --version; true'
    const { told } = await runSession(
      shell(`sh -c '${text}'; true`, {
        grants: [{ id: 'outer', text }],
        hard: ['git'],
        answers: [['git', 'grant']],
      }),
    )
    expect(told.filter(({ event }) => event === 'ask').map(({ tag }) => tag)).toEqual([
      'outer',
      'outer',
    ])
    expect(told.at(-1)?.stdout).toMatch(/^git version/)
  })

  test('cannot be put on by lowering the limit that carries it', async () => {
    const { asked } = await runSession(
      shell(`prlimit --locks=4096 sh -c ls; true`, {
        grants: [{ id: 'g', text: 'ls' }],
        answers: [['^prlimit', 'allow']],
      }),
    )
    expect(asked).toEqual([
      ['prlimit', '--locks=4096', 'sh', '-c', 'ls'],
      ['sh', '-c', 'ls'],
    ])
  })
})
