import type { Family, Program } from './program.ts'

const scripts: Program = {
  risk: 'unknown',
  why: "runs the project's scripts",
  style: 'none',
  operands: { rest: 'text' },
  runsWorkspace: true,
}

const installs: Program = {
  risk: 'unknown',
  why: 'downloads packages and runs their install scripts',
  style: 'none',
  operands: { rest: 'text' },
  runsWorkspace: true,
}

const changes: Program = {
  risk: 'unknown',
  attributes: ['latent'],
  why: 'changes the settings of the package manager or the project',
  style: 'none',
  operands: { rest: 'text' },
}

const publishes: Program = {
  risk: 'external',
  why: 'publishes or changes what is published',
  style: 'none',
  operands: { rest: 'text' },
}

const asks: Program = {
  risk: 'external',
  why: 'asks the registry',
  style: 'none',
  operands: { rest: 'text' },
}

const tool: Program = {
  risk: 'unknown',
  why: 'runs code of the project, its configuration included',
  style: 'none',
  operands: { rest: 'text' },
  runsWorkspace: true,
  env: ['NODE_OPTIONS', 'NODE_PATH'],
}

const npmGlobal =
  '--silent -s --json --long -l --quiet -q --no-color --parseable -p --offline --workspaces -ws --include-workspace-root'
const npmValues = '--loglevel --workspace -w --color'

const lists: Program = {
  risk: 'read',
  flags: `${npmGlobal} --all -a --prod --production --dev --only-projects --link --package-lock-only --recursive -r --global -g --dev-only --no-optional --optional --lockfile-only`,
  values: `${npmValues} --depth --omit --include --filter -F --pattern`,
  options: { '--prefix -C --dir': { arg: 'cd' } },
  operands: { rest: 'text' },
}

/** Sends the name of a package to the registry, and nothing else. */
const looks: Program = {
  risk: 'read',
  flags: npmGlobal,
  values: npmValues,
  operands: { rest: 'package' },
}

const launches: Program = {
  risk: 'unknown',
  why: 'runs a package, downloaded where it is not installed',
  style: 'posix',
  flags:
    '-y --yes -q --quiet --no-install --no --ignore-existing --prefer-online --prefer-offline --silent -s --offline --bun',
  options: {
    '-p --package': { arg: 'text', risk: 'unknown', why: 'downloads a package' },
    '-c --call --shell-mode': {
      arg: 'shell',
      risk: 'unknown',
      why: 'runs a command with a package',
    },
    '-w --workspace --workspaces --prefix': {
      arg: 'text',
      risk: 'unknown',
      why: 'runs it elsewhere',
    },
  },
  wraps: { kind: 'argv', atLeast: 'unknown', seenThrough: true },
  runsWorkspace: true,
  env: ['npm_config_*', 'NPM_CONFIG_*', 'NODE_OPTIONS', 'NODE_PATH'],
}

const npmEnv = [
  'npm_config_*',
  'NPM_CONFIG_*',
  'NODE_OPTIONS',
  'NODE_PATH',
  'NODE_AUTH_TOKEN',
  'EDITOR',
]

const config: Program = {
  ...changes,
  style: 'posix',
  subcommands: {
    get: {
      risk: 'read',
      flags: `${npmGlobal} --global -g`,
      values: '--location -L',
      operands: { first: ['setting'] },
      bare: { attributes: ['secret'], why: 'prints all settings, credentials in them included' },
    },
    'list ls': {
      risk: 'read',
      attributes: ['secret'],
      why: 'prints all settings, credentials in them included',
      flags: npmGlobal,
    },
  },
}

/** npm takes its own options after the name of a script, too, until `--`. */
const npmScripts: Program = {
  ...scripts,
  style: 'gnu',
  lenient: true,
  options: {
    '--prefix -C': { arg: 'cd' },
    '--script-shell --node-options --userconfig --globalconfig': {
      arg: 'text',
      risk: 'unknown',
      why: 'changes what npm runs',
    },
  },
}

/** Node's package managers and the tools that they run. */
export const node: Family = {
  npm: {
    risk: 'read',
    flags: `${npmGlobal} --yes -y`,
    values: npmValues,
    options: {
      '--prefix -C': { arg: 'cd' },
      '--script-shell --node-options --userconfig --globalconfig --registry --cache': {
        arg: 'text',
        risk: 'unknown',
        why: 'changes what npm runs',
      },
    },
    subcommands: {
      'ls list ll la': lists,
      'explain why': lists,
      'root bin prefix': { risk: 'read', flags: `${npmGlobal} -g --global` },
      'help help-search docs repo bugs home': {
        ...asks,
        why: 'opens a browser or a manual',
        env: ['BROWSER'],
      },
      'view info show v': looks,
      outdated: lists,
      'search ping whoami audit fund doctor profile': asks,
      'config c': config,
      get: { ...config.subcommands?.get, risk: 'read' },
      set: changes,
      pkg: {
        ...changes,
        style: 'posix',
        subcommands: {
          get: { risk: 'read', flags: npmGlobal, values: npmValues, operands: { rest: 'text' } },
        },
      },
      query: { risk: 'read', flags: npmGlobal, operands: { rest: 'text' } },
      version: {
        ...changes,
        why: 'changes the version, and runs scripts and git',
        bare: { risk: 'read', attributes: [], why: '' },
      },
      'run run-script rum urn': { ...npmScripts, bare: { risk: 'read', why: '' } },
      'test t tst start stop restart': npmScripts,
      'install i in add ci clean-install install-test it install-ci-test cit update up upgrade udpate uninstall un remove rm r unlink link ln rebuild rb dedupe ddp prune install-scripts':
        installs,
      'exec x': launches,
      'init create innit': installs,
      'explore edit shrinkwrap cache set-script': {
        ...changes,
        why: 'runs a shell or changes what is installed',
      },
      'publish unpublish dist-tag dist-tags deprecate undeprecate owner author team access token hook org star unstar login logout adduser add-user sbom-publish stage trust':
        publishes,
      pack: { ...scripts, why: 'writes a package, and runs its scripts' },
      sbom: { risk: 'read', flags: npmGlobal, values: '--sbom-format --sbom-type --omit' },
      completion: { risk: 'read' },
    },
    env: npmEnv,
    info: '--version -v --help -h',
  },
  pnpm: {
    risk: 'read',
    flags: '-r --recursive -w --workspace-root --silent -s',
    values: '--filter -F --reporter --loglevel',
    options: { '-C --dir': { arg: 'cd' } },
    operands: { rest: 'text', risk: 'unknown', why: "runs the project's scripts" },
    subcommands: {
      'ls list ll la why': lists,
      'root bin': { risk: 'read', flags: '-g --global' },
      'config c': config,
      'view info show': looks,
      outdated: lists,
      'search audit whoami ping': asks,
      store: {
        ...changes,
        style: 'posix',
        subcommands: { path: { risk: 'read' }, status: { risk: 'read' } },
      },
      'run run-script test t tst start': scripts,
      'install i add ci update up upgrade remove rm uninstall un link ln unlink rebuild rb dedupe prune fetch import patch patch-commit deploy env setup self-update':
        installs,
      'dlx exec create': launches,
      init: changes,
      'publish login logout dist-tag deprecate owner token': publishes,
      pack: { ...scripts, why: 'writes a package, and runs its scripts' },
    },
    env: npmEnv,
    info: '--version -v --help -h',
  },
  'yarn yarnpkg': {
    risk: 'read',
    flags: '--silent -s --json --verbose',
    options: { '--cwd': { arg: 'cd' } },
    operands: { rest: 'text', risk: 'unknown', why: "runs the project's scripts" },
    subcommands: {
      'list why': lists,
      workspaces: {
        ...scripts,
        style: 'posix',
        subcommands: {
          info: { risk: 'read', flags: '--json --silent' },
          list: { risk: 'read', flags: '--json -v --verbose -R --recursive' },
        },
      },
      config: config,
      versions: { risk: 'read' },
      'bin licenses': { risk: 'read', flags: '--json -v', operands: { rest: 'text' } },
      info: looks,
      outdated: lists,
      'audit whoami npm': asks,
      'run test start workspace': scripts,
      'install add ci upgrade up remove link unlink rebuild dedupe import global set plugin patch patch-commit policies cache autoclean':
        installs,
      'dlx exec create node': launches,
      'init version': changes,
      'publish login logout owner tag team': publishes,
      pack: { ...scripts, why: 'writes a package, and runs its scripts' },
      help: { risk: 'read', operands: { rest: 'text' } },
    },
    bare: { risk: 'unknown', why: installs.why ?? '' },
    env: [...npmEnv, 'YARN_*'],
    info: '--version -v --help -h',
  },
  'npx pnpx bunx': launches,
  corepack: { ...installs, why: 'downloads and runs package managers' },
  'eslint tsc prettier biome jest vitest mocha ava tap jasmine karma cypress playwright webpack vite rollup esbuild parcel swc babel next nuxt astro remix gatsby svelte-kit svelte-check vue-cli-service vue-tsc ng nx turbo lerna gulp grunt nodemon concurrently npm-run-all run-s run-p wait-on serve http-server live-server stylelint xo standard oxlint oxfmt knip depcheck tsup tsdown tsgo unbuild typedoc storybook c8 nyc husky lint-staged commitlint changeset release-it np semantic-release json-server sass postcss tailwindcss ncu npm-check-updates license-checker size-limit publint attw expo react-native electron electron-builder ionic cordova wdio nightwatch artillery lighthouse pa11y stencil quasar':
    tool,
}
