import type { Family, Program } from './program.ts'

const changes: Program = {
  risk: 'irreversible',
  why: 'changes the software of the machine',
  style: 'none',
  operands: { rest: 'text' },
}

/** The package managers of systems. */
export const packages: Family = {
  'apt apt-get aptitude': {
    ...changes,
    style: 'posix',
    subcommands: {
      'list show policy depends rdepends search showpkg': {
        risk: 'read',
        flags: '--installed --upgradable -a --all-versions -q -qq -n --names-only -f --full',
        operands: { rest: 'text' },
      },
    },
    env: ['APT_CONFIG', 'DEBIAN_FRONTEND_EDITOR', 'PAGER'],
    info: '--version -v --help -h help moo',
  },
  'apt-cache': {
    risk: 'read',
    flags: '-n --names-only -f --full -i --important -q -a --all-versions',
    options: {
      '-o --option -c --config-file': {
        arg: 'text',
        risk: 'unknown',
        why: 'changes the settings of apt',
      },
    },
    operands: { rest: 'text' },
    env: ['APT_CONFIG'],
  },
  'apt-config apt-mark apt-key add-apt-repository snap flatpak dpkg-deb alien': changes,
  dpkg: {
    ...changes,
    style: 'gnu',
    flags:
      '-l --list -L --listfiles -s --status -S --search -p --print-avail --get-selections --print-architecture ' +
      '--print-foreign-architectures --compare-versions -V --verify -C --audit --no-pager',
    modes: {
      '-i --install -r --remove -P --purge --unpack --configure -a --pending': {},
      '-l --list -L --listfiles -s --status -S --search -p --print-avail --get-selections --print-architecture --print-foreign-architectures --compare-versions -V --verify -C --audit':
        { risk: 'read', why: '' },
    },
    env: ['PAGER', 'DPKG_PAGER'],
  },
  'dpkg-query': {
    risk: 'read',
    flags:
      '-l --list -L --listfiles -s --status -S --search -W --show -p --print-avail --no-pager -c --control-list',
    values: '-f --showformat',
    options: { '--admindir --root': { arg: 'read' } },
    operands: { rest: 'text' },
    env: ['PAGER', 'DPKG_PAGER'],
  },
  'yum dnf zypper apk pacman yay paru emerge portage xbps-install xbps-remove slackpkg pkg pkg_add pkg_delete port winget choco scoop guix eopkg swupd tdnf microdnf rpm-ostree':
    {
      ...changes,
      info: '--version -V --help -h',
    },
  rpm: {
    ...changes,
    style: 'gnu',
    flags:
      '-a --all -l --list -f --file -c --configfiles -d --docfiles -R --requires --provides --changelog -s --state --last ' +
      '--whatrequires --info',
    values: '--qf --queryformat',
    options: {
      '-U --upgrade -F --freshen -e --erase --install': {
        risk: 'irreversible',
        why: 'changes the software of the machine',
      },
    },
    modes: {
      '-q --query': { risk: 'read', why: '' },
      '-i': {},
    },
  },
  brew: {
    ...changes,
    style: 'posix',
    subcommands: {
      'list ls': {
        risk: 'read',
        flags: '-1 -l -r -t --formula --cask --versions --full-name --pinned --multiple',
        operands: { rest: 'text' },
      },
      '--prefix --cellar --repository --caches config': {
        risk: 'read',
        operands: { rest: 'text' },
      },
      'info abv search outdated deps uses doctor home log cat desc leaves': {
        risk: 'external',
        why: 'may ask the network',
        style: 'none',
        operands: { rest: 'text' },
      },
    },
    env: ['HOMEBREW_*'],
    info: '--version -v --help -h --prefix',
  },
}
