import type { Family, Option, Program } from './program.ts'

const tarOptions: Readonly<Record<string, Option>> = {
  '-f --file': { arg: 'source' },
  '-C --directory': { arg: 'cd' },
  '-X --exclude-from': { arg: 'read' },
  '-I --use-compress-program': {
    arg: 'program',
    risk: 'unknown',
    why: 'runs a program to compress',
  },
  '--to-command': { arg: 'shell', risk: 'unknown', why: 'runs a command for each file' },
  '--checkpoint-action': { arg: 'text', risk: 'unknown', why: 'may run a command' },
  '-F --info-script --new-volume-script': {
    arg: 'program',
    risk: 'unknown',
    why: 'runs a program',
  },
  '--rsh-command --rmt-command': { arg: 'program', risk: 'unknown', why: 'runs a program' },
  '--remove-files': { risk: 'irreversible', why: 'deletes what it has packed' },
  '-T --files-from': { arg: 'read', risk: 'unknown', why: 'takes names and options from a file' },
  '-g --listed-incremental': { arg: 'write' },
  '--index-file': { arg: 'write' },
  '--volno-file': { arg: 'write' },
  '-P --absolute-names': { risk: 'irreversible', why: 'writes outside the current directory' },
  '--one-top-level': { arg: 'write', joined: true },
  '--overwrite --unlink-first -U --recursive-unlink': {
    risk: 'irreversible',
    why: 'overwrites files',
  },
}

/** Where an archive is made, its file is written. */
const making = { ...tarOptions, '-f --file': { arg: 'destination' } } as const

const tar: Program = {
  risk: 'unknown',
  why: 'reads or writes an archive',
  style: 'tar',
  flags:
    '-t --list -v -vv --verbose -z --gzip --gunzip --ungzip -j --bzip2 -J --xz --lzip --lzma --lzop --zstd -a --auto-compress ' +
    '--no-auto-compress -Z --compress -p --preserve-permissions --same-permissions --no-same-permissions -m --touch -k ' +
    '--keep-old-files --skip-old-files --keep-newer-files -O --to-stdout -h --dereference --hard-dereference -W --verify -s ' +
    '--preserve-order --same-order --same-owner --no-same-owner --numeric-owner -S --sparse -R --block-number --totals ' +
    '--full-time --utc --wildcards --no-wildcards --anchored --no-anchored --ignore-case --no-ignore-case --exclude-vcs ' +
    '--exclude-vcs-ignores --exclude-backups --exclude-caches --recursion --no-recursion --one-file-system -i --ignore-zeros ' +
    '-n --seek --no-seek --force-local -M --multi-volume -B --read-full-records --show-defaults --show-omitted-dirs ' +
    '--show-transformed-names --null --no-null --confirmation -w --interactive --delay-directory-restore --posix --old-archive -o ' +
    '--acls --no-acls --selinux --xattrs --no-xattrs',
  values:
    '--exclude --exclude-tag --strip-components --transform --xform --owner --group --mode --mtime -b --blocking-factor --record-size ' +
    '-H --format -V --label -N --newer --after-date --newer-mtime --occurrence -K --starting-file --level --sort --quoting-style --suffix -L --tape-length --pax-option --warning --hole-detection',
  optional: '--checkpoint --backup --atime-preserve --verbatim-files-from',
  options: tarOptions,
  operands: { rest: 'read' },
  modes: {
    '--delete': {
      risk: 'irreversible',
      why: 'deletes from an archive',
      options: making,
    },
    '-c --create': {
      risk: 'reversible',
      why: 'writes an archive',
      options: making,
    },
    '-r --append -u --update -A --catenate --concatenate': {
      risk: 'reversible',
      why: 'changes an archive',
      options: making,
    },
    '-x --extract --get': { risk: 'reversible', why: 'extracts files', operands: { rest: 'text' } },
    '-t --list': { risk: 'read', why: '', operands: { rest: 'text' } },
    '-d --diff --compare': { risk: 'read', why: '' },
  },
  env: ['TAR_OPTIONS', 'TAPE', 'TAR_RSH', 'GZIP'],
}

const compress: Program = {
  risk: 'irreversible',
  why: 'replaces files by their packed or unpacked form',
  flags:
    '-NUM -c --stdout --to-stdout -d --decompress --uncompress -k --keep -l --list -t --test -z --compress -f --force -n --no-name -N --name -q --quiet -v --verbose -r --recursive --fast --best -e --extreme -1 -9 --rsyncable --no-sparse --robot',
  values: '-T --threads -S --suffix -b --bits -M --memlimit -C --check -F --format',
  options: {
    '-o': { arg: 'write' },
    '--output-dir-flat --output-dir-mirror': { arg: 'write' },
    '--rm': { risk: 'irreversible', why: 'deletes what it has packed' },
  },
  operands: { rest: 'write' },
  modes: {
    '--rm': {},
    '-c --stdout --to-stdout -l --list -t --test': {
      risk: 'read',
      why: '',
      operands: { rest: 'read' },
    },
    '-k --keep': { risk: 'reversible', why: 'writes files' },
  },
  env: ['GZIP', 'XZ_OPT', 'XZ_DEFAULTS', 'ZSTD_CLEVEL'],
}

/** Archives and compression. */
export const archives: Family = {
  'tar gtar bsdtar': tar,
  'gzip gunzip bzip2 bunzip2 xz unxz lzma unlzma zstd unzstd lz4 unlz4 brotli pigz pbzip2 compress uncompress':
    compress,
  'zcat bzcat xzcat lzcat zstdcat lz4cat gzcat': {
    risk: 'read',
    flags: '-f --force -q --quiet -v --verbose -l --list -t --test',
    operands: { rest: 'read' },
  },
  unzip: {
    risk: 'reversible',
    why: 'extracts files',
    flags: '-q -qq -n -j -a -aa -b -C -L -M -s -U -V -X -W -u -f -K -: -v -l -Z -z -t -T -p -c',
    values: '-P',
    options: {
      '-o': { risk: 'irreversible', why: 'overwrites files' },
      '-d': { arg: 'write' },
      '-x': {},
    },
    operands: { first: ['read'], rest: 'text' },
    modes: {
      '-l -v -Z -z -t -p -c': { risk: 'read', why: '' },
    },
    env: ['UNZIP', 'UNZIPOPT'],
  },
  zipinfo: {
    risk: 'read',
    flags: '-1 -2 -s -m -l -v -h -t -T -z -C -M -x',
    operands: { first: ['read'], rest: 'text' },
    env: ['ZIPINFO', 'ZIPINFOOPT'],
  },
  zip: {
    risk: 'reversible',
    why: 'writes an archive',
    flags: '-r -q -v -9 -0 -1 -j -u -f -D -X -y -e -g -o -l -ll -@',
    values: '-x -i -n -t -tt -P -b -s',
    options: {
      '-m --move': { risk: 'irreversible', why: 'deletes what it has packed' },
      '-d --delete': { risk: 'irreversible', why: 'deletes from an archive' },
      '-T --test': { risk: 'unknown', why: 'runs `unzip`' },
      '-TT --unzip-command': { arg: 'shell', risk: 'unknown', why: 'runs a command' },
    },
    operands: { first: ['write'], rest: 'read' },
    env: ['ZIPOPT', 'ZIP'],
  },
  '7z 7za 7zr unrar rar unar ar cpio jar asar pax': {
    risk: 'reversible',
    why: 'packs or unpacks files',
    style: 'none',
    operands: { rest: 'unknown' },
  },
  lsar: { risk: 'read', flags: '-l -L -j -v', operands: { first: ['read'], rest: 'text' } },
}
