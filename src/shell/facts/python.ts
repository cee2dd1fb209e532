import type { Family, Program } from './program.ts'

const installs: Program = {
  risk: 'unknown',
  why: 'downloads packages and runs their build code',
  style: 'none',
  operands: { rest: 'text' },
  runsWorkspace: true,
}

const tool: Program = {
  risk: 'unknown',
  why: 'runs code of the project, its configuration included',
  style: 'none',
  operands: { rest: 'text' },
  runsWorkspace: true,
  env: ['PYTHON*'],
}

const pipFlags =
  '-v --verbose -q --quiet --no-color --isolated --disable-pip-version-check --no-input --no-python-version-warning --local -l --user --outdated -o --uptodate -u --editable -e --not-required --pre --exclude-editable --include-editable --all -f --files'

const pip: Program = {
  risk: 'read',
  flags: '-v --verbose -q --quiet --no-color --isolated --disable-pip-version-check --no-input',
  options: { '--python': { arg: 'program', risk: 'unknown', why: 'runs another python' } },
  subcommands: {
    list: {
      risk: 'read',
      flags: pipFlags,
      values: '--format --exclude',
      options: { '--path': { arg: 'read' } },
    },
    freeze: {
      risk: 'read',
      flags: pipFlags,
      values: '--exclude',
      options: { '-r --requirement --path': { arg: 'read' } },
    },
    'show check inspect': { risk: 'read', flags: pipFlags, operands: { rest: 'text' } },
    'debug help completion': {
      risk: 'read',
      flags: `${pipFlags} --bash --zsh --fish`,
      operands: { rest: 'text' },
    },
    cache: {
      risk: 'irreversible',
      why: 'deletes cached packages',
      style: 'posix',
      operands: { rest: 'text' },
      subcommands: {
        'dir info list': { risk: 'read', values: '--format', operands: { rest: 'text' } },
      },
    },
    hash: { risk: 'read', values: '-a --algorithm', operands: { rest: 'read' } },
    config: {
      risk: 'unknown',
      attributes: ['latent'],
      why: 'changes the settings of pip',
      style: 'posix',
      operands: { rest: 'text' },
      subcommands: {
        get: { risk: 'read', operands: { first: ['setting'] } },
        list: {
          risk: 'read',
          attributes: ['secret'],
          why: 'prints all settings, credentials in them included',
        },
        debug: {
          risk: 'read',
          attributes: ['secret'],
          why: 'prints all settings, credentials in them included',
        },
      },
    },
    'index search': {
      risk: 'external',
      why: 'asks the index',
      style: 'none',
      operands: { rest: 'text' },
    },
    'install download wheel lock': installs,
    uninstall: {
      risk: 'irreversible',
      why: 'removes packages',
      style: 'none',
      operands: { rest: 'text' },
    },
  },
  env: ['PIP_*', 'PYTHON*'],
  info: '--version -V --help -h',
}

const runs: Program = {
  risk: 'unknown',
  why: 'runs a command in the environment of the project',
  style: 'posix',
  flags:
    '-q --quiet -v --verbose --no-sync --frozen --locked --isolated --offline --all-extras --no-dev --dev --no-project --active --exact --no-capture-output --live-stream',
  values: '--extra --group -n --name',
  options: {
    '--with --with-editable -p --python --env-file': {
      arg: 'text',
      risk: 'unknown',
      why: 'adds code to the environment',
    },
    '--with-requirements': { arg: 'read', risk: 'unknown', why: 'adds code to the environment' },
    '--directory --project --cwd': { arg: 'cd' },
    '-m --module': { risk: 'unknown', why: 'runs a module' },
  },
  wraps: { kind: 'argv', atLeast: 'unknown', seenThrough: true },
  runsWorkspace: true,
}

const publishes: Program = {
  risk: 'external',
  why: 'publishes a package',
  style: 'none',
  operands: { rest: 'text' },
}

/** Python's package managers and the tools that projects run. */
export const python: Family = {
  'pip pip2 pip3 pip3.8 pip3.9 pip3.10 pip3.11 pip3.12 pip3.13 pip3.14': pip,
  uv: {
    risk: 'read',
    flags: '-q --quiet -v --verbose --no-progress --offline --no-config --no-cache -n',
    values: '--color',
    options: { '--directory --project': { arg: 'cd' } },
    subcommands: {
      pip: {
        ...pip,
        subcommands: {
          ...pip.subcommands,
          tree: {
            risk: 'read',
            flags: '--outdated --invert --no-dedupe',
            values: '-d --depth --package',
          },
          'compile sync': installs,
        },
      },
      tree: {
        risk: 'unknown',
        why: 'may update the lockfile',
        style: 'none',
        operands: { rest: 'text' },
      },
      version: { risk: 'read', flags: '--short', values: '--output-format' },
      python: {
        ...installs,
        style: 'posix',
        subcommands: {
          'list find dir': {
            risk: 'unknown',
            why: 'runs the pythons that it finds',
            style: 'none',
            operands: { rest: 'text' },
          },
        },
      },
      run: runs,
      tool: {
        ...installs,
        style: 'posix',
        subcommands: { 'list dir': { risk: 'read', flags: '--show-paths' }, run: runs },
      },
      'sync lock add remove init venv build export format self': installs,
      cache: {
        risk: 'irreversible',
        why: 'deletes cached packages',
        style: 'posix',
        operands: { rest: 'text' },
        subcommands: { dir: { risk: 'read' } },
      },
      publish: publishes,
      auth: { ...publishes, attributes: ['secret'], why: 'handles credentials' },
    },
    env: ['UV_*', 'VIRTUAL_ENV', 'PYTHON*'],
    info: '--version -V --help -h',
  },
  uvx: runs,
  poetry: {
    risk: 'read',
    flags: '-n --no-interaction --ansi --no-ansi -q --quiet -v -vv -vvv',
    options: { '-C --directory -P --project': { arg: 'cd' } },
    subcommands: {
      show: {
        risk: 'unknown',
        why: 'runs the plugins of poetry',
        style: 'none',
        operands: { rest: 'text' },
      },
      'about list help': { risk: 'read', operands: { rest: 'text' } },
      run: runs,
      'install add remove update lock init new build export self shell env config cache check search version source sync':
        installs,
      publish: publishes,
    },
    env: ['POETRY_*'],
    info: '--version -V --help -h',
  },
  'pipenv pdm hatch rye': {
    ...installs,
    style: 'posix',
    subcommands: { run: runs, publish: publishes },
    info: '--version -V --help -h',
  },
  pipx: {
    ...installs,
    style: 'posix',
    subcommands: { list: { risk: 'read', flags: '--short --json --include-injected' }, run: runs },
  },
  twine: publishes,
  'conda mamba micromamba': {
    ...installs,
    why: 'changes environments',
    style: 'posix',
    subcommands: {
      list: {
        risk: 'read',
        flags:
          '--json -e --export --explicit --md5 -f --full-name -c --canonical --show-channel-urls --no-pip -q --quiet -v --verbose --revisions -r',
        values: '-n --name -p --prefix',
        operands: { rest: 'text' },
      },
      info: {
        risk: 'read',
        flags: '--json -a --all --base -e --envs -l --license -s --system -v --verbose',
      },
      env: {
        ...installs,
        style: 'posix',
        subcommands: { list: { risk: 'read', flags: '--json -v --verbose -q --quiet' } },
      },
      search: {
        risk: 'external',
        why: 'asks the channels',
        style: 'none',
        operands: { rest: 'text' },
      },
      run: runs,
      'remove uninstall clean': {
        risk: 'irreversible',
        why: 'removes packages',
        style: 'none',
        operands: { rest: 'text' },
      },
    },
    env: ['CONDA_*', 'MAMBA_*'],
    info: '--version -V --help -h',
  },
  'pytest py.test': {
    ...tool,
    style: 'gnu',
    lenient: true,
    values:
      '-k -m -n -W -r --maxfail --tb --durations --timeout --color --capture --deselect --ignore',
    options: {
      '-p': { arg: 'text', risk: 'unknown', why: 'loads a plugin' },
      '-c --config-file --rootdir --confcutdir': {
        arg: 'read',
        risk: 'unknown',
        why: 'uses another configuration',
      },
      '-o --override-ini': { arg: 'text', risk: 'unknown', why: 'changes its configuration' },
      '--basetemp': { arg: 'delete', risk: 'irreversible', why: 'empties that directory first' },
      '--junitxml --junit-xml --log-file --report-log': { arg: 'write' },
    },
  },
  'unittest tox nox coverage mypy pyright basedpyright pyre ty ruff black isort flake8 pylint pyflakes pycodestyle autopep8 yapf bandit pre-commit sphinx-build mkdocs cookiecutter invoke inv fab scrapy celery gunicorn uvicorn hypercorn waitress-serve flask django-admin streamlit jupyter jupyter-notebook jupyter-lab ipython nbconvert papermill dvc mlflow cython python-config virtualenv venv pyinstaller nuitka maturin setuptools build fasttext torchrun accelerate dbt airflow luigi prefect locust':
    tool,
}
