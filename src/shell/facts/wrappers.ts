import type { Family } from './program.ts'

/** Programs that run the command in their arguments. */
export const wrappers: Family = {
  'sudo doas': {
    risk: 'unknown',
    why: 'runs with the rights of another user',
    style: 'posix',
    flags: '-A -b -E -e -H -h -i -K -k -l -n -P -S -s -v -N',
    values: '-C -g -p -r -t -T -U -u -R',
    options: {
      '-D --chdir': { arg: 'cd' },
      '--user --group --host --prompt --preserve-env': { arg: 'text', joined: true },
    },
    wraps: { kind: 'argv', assignments: true, optional: true, atLeast: 'unknown' },
    env: ['SUDO_*'],
  },
  'su runuser pkexec gosu su-exec runas': {
    risk: 'unknown',
    why: 'runs with the rights of another user',
    style: 'posix',
    flags: '-l --login - -m -p --preserve-environment -P --pty',
    values: '-g --group -G -s --shell -w -u --user',
    options: { '-c --command': { arg: 'shell' } },
    operands: { rest: 'unknown' },
  },
  timeout: {
    risk: 'read',
    style: 'posix',
    flags: '-f --foreground -p --preserve-status -v --verbose',
    values: '-k --kill-after -s --signal',
    wraps: { kind: 'argv', after: ['text'], seenThrough: true },
  },
  nice: {
    risk: 'read',
    style: 'posix',
    flags: '-NUM',
    values: '-n --adjustment',
    wraps: { kind: 'argv', optional: true, seenThrough: true },
  },
  ionice: {
    risk: 'read',
    style: 'posix',
    flags: '-t --ignore',
    values: '-c --class -n --classdata',
    wraps: { kind: 'argv', optional: true, seenThrough: true },
  },
  nohup: { risk: 'read', style: 'posix', wraps: { kind: 'argv', seenThrough: true } },
  setsid: {
    risk: 'read',
    style: 'posix',
    flags: '-c --ctty -f --fork -w --wait',
    wraps: { kind: 'argv', seenThrough: true },
  },
  stdbuf: {
    risk: 'read',
    style: 'posix',
    values: '-i --input -o --output -e --error',
    wraps: { kind: 'argv', seenThrough: true },
  },
  time: {
    risk: 'read',
    style: 'posix',
    flags: '-p --portability -v --verbose -q --quiet -l -h',
    values: '-f --format',
    options: { '-o --output': { arg: 'write' }, '-a --append': {} },
    wraps: { kind: 'argv', optional: true, seenThrough: true },
  },
  chrt: {
    risk: 'unknown',
    why: 'changes scheduling',
    style: 'posix',
    flags: '-a -b -d -f -i -o -r -R -v',
    values: '-T -P -D',
    wraps: { kind: 'argv', after: ['text'] },
  },
  taskset: {
    risk: 'unknown',
    why: 'changes scheduling',
    style: 'posix',
    flags: '-a -c --cpu-list',
    wraps: { kind: 'argv', after: ['text'] },
  },
  flock: {
    risk: 'reversible',
    why: 'creates a lock file',
    style: 'posix',
    flags:
      '-e -x --exclusive -s --shared -u --unlock -n --nonblock --nb -o --close -F --no-fork -v --verbose',
    values: '-w --wait --timeout -E --conflict-exit-code',
    options: { '-c --command': { arg: 'shell' } },
    wraps: { kind: 'argv', after: ['write'], optional: true },
  },
  xargs: {
    risk: 'read',
    style: 'posix',
    flags: '-0 --null -t --verbose -x --exit -r --no-run-if-empty -o --open-tty --show-limits',
    values:
      '-d --delimiter -E -I -L --max-lines -n --max-args -P --max-procs -s --max-chars --process-slot-var -J -R -S',
    optional: '-i --replace -e --eof -l',
    options: {
      '-a --arg-file': { arg: 'read' },
      '-p --interactive': { risk: 'unknown', why: 'asks at the terminal' },
    },
    wraps: { kind: 'stdin', optional: true },
  },
  'parallel rush': {
    risk: 'unknown',
    why: 'runs a command for each line',
    style: 'posix',
    flags:
      '-0 --null -k --keep-order --will-cite --bar --progress -X -m --dry-run --group --ungroup -u --line-buffer --lb -q --quote -v',
    values:
      '-j --jobs --max-procs -P -I --colsep -C -d --delimiter --timeout --delay --retries --halt -n --max-args -N -L --tag',
    options: { '-a --arg-file --joblog --results': { arg: 'write' } },
    wraps: { kind: 'shell', atLeast: 'unknown' },
    env: ['PARALLEL*'],
  },
  watch: {
    risk: 'read',
    style: 'posix',
    flags:
      '-b --beep -c --color -C --no-color -d --differences -e --errexit -g --chgexit -p --precise -t --no-title -w --no-wrap -r',
    values: '-n --interval -q --equexit',
    options: { '-x --exec': {} },
    wraps: { kind: 'shell' },
    env: ['WATCH_INTERVAL'],
  },
  entr: {
    risk: 'unknown',
    why: 'runs a command when files change',
    style: 'posix',
    flags: '-a -c -d -n -p -r -z -x',
    options: { '-s': {} },
    wraps: { kind: 'shell', atLeast: 'unknown' },
  },
  hyperfine: {
    risk: 'unknown',
    why: 'runs commands many times',
    style: 'none',
    operands: { rest: 'shell' },
  },
  script: {
    risk: 'reversible',
    why: 'records a terminal into a file',
    style: 'posix',
    flags: '-a --append -e --return -f --flush -q --quiet --force',
    values: '-E --echo -o --output-limit -m --logging-format',
    options: {
      '-c --command': { arg: 'shell' },
      '-I --log-in -O --log-out -B --log-io -T --log-timing': { arg: 'write' },
    },
    operands: { first: ['write'] },
    bare: { risk: 'unknown', why: 'starts a shell' },
  },
  'strace ltrace dtruss': {
    risk: 'unknown',
    why: 'traces a program',
    style: 'posix',
    flags: '-f -ff -F -i -k -q -qq -r -t -tt -ttt -T -v -x -xx -y -yy -c -C -d -w -h -n -Z -z -S',
    values: '-a -b -e -I -O -s -u -E -P -X -l',
    options: {
      '-o': { arg: 'write', risk: 'unknown', why: 'writes a file, or pipes into a command' },
      '-p': {
        arg: 'text',
        risk: 'unknown',
        attributes: ['secret'],
        why: 'watches another process',
      },
    },
    wraps: { kind: 'argv', optional: true, atLeast: 'unknown' },
  },
  'perf valgrind gdb lldb rr heaptrack catchsegv bpftrace bpftool dtrace': {
    risk: 'unknown',
    why: 'runs and inspects programs',
    style: 'none',
    operands: { rest: 'text' },
  },
  'unshare nsenter chroot bwrap firejail fakeroot proot systemd-nspawn setarch linux32 linux64 setpriv capsh prlimit cgexec runcon numactl taskpolicy caffeinate':
    {
      risk: 'unknown',
      why: 'runs a command in another context',
      style: 'none',
      operands: { rest: 'text' },
    },
  'busybox toybox': {
    risk: 'unknown',
    why: 'has programs of its own, with other options',
    style: 'posix',
    wraps: { kind: 'argv', optional: true, atLeast: 'unknown' },
    info: '--help --list --version',
  },
  'direnv mise asdf dotenv dotenvx dotenv-cli env-cmd nix nix-shell nix-build nix-env devbox devenv pyenv nvm fnm volta rbenv nodenv goenv jenv sdk rtx proto':
    {
      risk: 'unknown',
      why: 'runs or installs what its configuration names',
      style: 'posix',
      operands: { rest: 'text' },
      runsWorkspace: true,
      subcommands: {
        'ls list versions version current which': {
          risk: 'read',
          flags: '-a --all --bare --json',
          operands: { rest: 'text' },
        },
      },
    },
  'cross-env': {
    risk: 'read',
    style: 'posix',
    wraps: { kind: 'argv', assignments: true, seenThrough: true },
  },
}
