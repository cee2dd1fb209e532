import type { Family, Program } from './program.ts'

const outside = 'runs code outside the gate, in a container'

const runs: Program = { risk: 'external', why: outside, style: 'none', operands: { rest: 'text' } }
const deletes: Program = {
  risk: 'irreversible',
  why: 'deletes containers, images or volumes',
  style: 'none',
  operands: { rest: 'text' },
}
const builds: Program = {
  risk: 'unknown',
  why: "builds an image by the project's instructions",
  style: 'none',
  operands: { rest: 'text' },
  runsWorkspace: true,
}
const sends: Program = {
  risk: 'external',
  why: 'talks to a registry',
  style: 'none',
  operands: { rest: 'text' },
}
const lists: Program = {
  risk: 'read',
  flags:
    '-a --all -q --quiet --no-trunc -s --size -l --latest --digests --services --images --volumes --dry-run -aq -qa',
  values: '-n --last --format -f --filter --status --orphans --tail',
  operands: { rest: 'text' },
}
const shows: Program = {
  risk: 'read',
  attributes: ['secret'],
  why: 'shows the environment of containers',
  flags: '-s --size',
  values: '-f --format --type',
  operands: { rest: 'text' },
}
const processes: Program = { risk: 'read', operands: { first: ['text'], rest: 'ps' } }
const logs: Program = {
  risk: 'read',
  flags: '-f --follow -t --timestamps --details --no-color --no-log-prefix',
  values: '-n --tail --since --until',
  operands: { rest: 'text' },
}
const resource = (commands: Readonly<Record<string, Program>>): Program => ({
  ...deletes,
  style: 'posix',
  subcommands: { 'ls list': lists, inspect: shows, ...commands },
})

const compose: Program = {
  risk: 'external',
  why: outside,
  flags: '--ansi --progress',
  values: '--profile -p --project-name --parallel --compatibility',
  options: {
    '-f --file --env-file': { arg: 'read' },
    '--project-directory': { arg: 'cd' },
  },
  subcommands: {
    'ps ls images port top version': lists,
    logs,
    config: {
      risk: 'read',
      attributes: ['secret'],
      why: 'shows the environment of services',
      flags: '-q --quiet --services --images --volumes --profiles',
      values: '--format',
      operands: { rest: 'text' },
      modes: { '--services --images --volumes --profiles -q --quiet': { attributes: [], why: '' } },
    },
    'build pull': builds,
    push: sends,
    'down rm kill stop': deletes,
    'up run exec start restart create attach cp pause unpause watch scale events wait publish':
      runs,
  },
}

/** Containers: their daemons run code that the gate does not see. */
export const containers: Family = {
  'docker podman nerdctl': {
    risk: 'read',
    values: '-l --log-level',
    flags: '-D --debug',
    options: {
      '-H --host -c --context --url --connection': {
        arg: 'text',
        risk: 'production',
        why: 'talks to another daemon',
      },
      '--config --tlscacert --tlscert --tlskey': {
        arg: 'read',
        risk: 'unknown',
        why: 'changes what it talks to',
      },
      '--tls --tlsverify': {},
    },
    subcommands: {
      'ps images': lists,
      version: { risk: 'read', values: '-f --format' },
      info: { risk: 'read', values: '-f --format' },
      'port diff': { risk: 'read', flags: '-q', operands: { rest: 'text' } },
      top: processes,
      history: lists,
      stats: {
        risk: 'read',
        flags: '-a --all --no-stream --no-trunc',
        values: '--format',
        operands: { rest: 'text' },
      },
      logs,
      inspect: shows,
      container: resource({
        logs,
        top: processes,
        port: lists,
        stats: lists,
        'run exec start restart create attach cp': runs,
      }),
      image: resource({ history: lists, 'push pull': sends, build: builds }),
      volume: resource({ create: runs }),
      network: resource({ 'create connect disconnect': runs }),
      system: {
        ...deletes,
        style: 'posix',
        subcommands: {
          df: { risk: 'read', flags: '-v --verbose', values: '--format' },
          info: { risk: 'read', values: '-f --format' },
        },
      },
      context: {
        ...runs,
        style: 'posix',
        subcommands: { 'ls list show': { risk: 'read', flags: '-q --quiet', values: '--format' } },
      },
      'run exec start restart create attach cp import load save export commit tag rename update pause unpause wait events plugin swarm service stack node secret config machine desktop debug ai mcp model sandbox generate play kube pod unshare':
        runs,
      'rm rmi kill stop prune': deletes,
      'build buildx builder bake': builds,
      'push pull login logout search manifest trust scout': sends,
      compose,
    },
    env: ['DOCKER_*', 'BUILDKIT_*', 'COMPOSE_*', 'CONTAINER_*'],
    info: '--version -v --help',
  },
  'docker-compose podman-compose': {
    ...compose,
    env: ['DOCKER_*', 'COMPOSE_*'],
    info: '--version -v --help',
  },
  'vagrant VBoxManage vboxmanage virsh qemu-system-x86_64 multipass lima limactl colima lxc incus lxd minikube kind k3d k3s containerd ctr crictl runc buildah skopeo buildctl kaniko buildpacks pack orb wsl':
    { ...runs, info: '--version -v --help' },
  'adb fastboot': { ...runs, why: 'runs code on a device' },
}
