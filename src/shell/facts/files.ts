import type { Family, Program } from './program.ts'

const ls: Program = {
  risk: 'read',
  flags:
    '-a --all -A --almost-all --author -b --escape -B --ignore-backups -c -C -d --directory -D --dired -e -f -F -g -G ' +
    '--no-group -h --human-readable --si -H --dereference-command-line --dereference-command-line-symlink-to-dir -i --inode ' +
    '-k --kibibytes -l -L --dereference -m -n --numeric-uid-gid -N --literal -o -O -p -q --hide-control-chars ' +
    '--show-control-chars -Q --quote-name -r --reverse -R --recursive -s --size -S -t -u -U -v -x -X -Z --context -1 --zero ' +
    '--full-time --group-directories-first --file-type -@ -P -y -W',
  values:
    '--block-size --format --hide --indicator-style -I --ignore --quoting-style --sort --time --time-style -T --tabsize -w --width',
  optional: '--color --classify --hyperlink',
  operands: { rest: 'read' },
}

const permissions = {
  '--reference': { arg: 'read' },
} as const

/** Looking at files, and creating, changing and removing them. */
export const files: Family = {
  'ls dir vdir': ls,
  'exa eza lsd': {
    risk: 'read',
    flags:
      '-1 --oneline -l --long -G --grid -x --across -R --recurse -T --tree -F --classify -a --all -A --almost-all -d --list-dirs ' +
      '-r --reverse -D --only-dirs -f --only-files --group-directories-first -b --binary -B --bytes -g --group -h --header -H ' +
      '--links -i --inode -m --modified -n --numeric -S --blocks -u --accessed -U --created --no-permissions --no-filesize ' +
      '--no-user --no-time --git --no-git --git-ignore --icons --no-icons -@ --extended --color-scale -e -s --short',
    values: '-L --level -I --ignore-glob -t --time --time-style --sort --depth',
    optional: '--color --colour --icon --icon-theme --date',
    operands: { rest: 'read' },
  },
  tree: {
    risk: 'read',
    flags:
      '-a -d -l -f -x -q -N -Q -p -u -g -s -h -D -F -v -t -c -U -r -i -A -S -n -C -X -J --matchdirs --metafirst --noreport --si --du ' +
      '--inodes --device --dirsfirst --filesfirst --prune --gitignore --info --ignore-case --nolinks --fflinks --hintro --houtro',
    values: '-L -P -I --filelimit --timefmt --charset -T --opt-toggle',
    optional: '--sort',
    options: {
      '-o': { arg: 'write' },
      '-R': { risk: 'reversible', why: 'writes `00Tree.html` files with -H' },
      '-H': { arg: 'text', risk: 'reversible', why: 'may write `00Tree.html` files' },
      '--fromfile --fromtabfile': { why: 'reads a listing' },
      '--gitfile --infofile': { arg: 'read' },
    },
    operands: { rest: 'read' },
  },
  stat: {
    risk: 'read',
    flags: '-L --dereference -f --file-system -t --terse -x -s -l -r -n -q',
    values: '-c --format --printf --cached',
    operands: { rest: 'read' },
  },
  file: {
    risk: 'read',
    flags:
      '-b --brief -c --checking-printout -d --debug -E -h --no-dereference -i --mime --apple --extension --mime-type ' +
      '--mime-encoding -k --keep-going -l --list -L --dereference -N --no-pad -n --no-buffer -p --preserve-date -r --raw -s ' +
      '--special-files -0 --print0 -I',
    values: '-e --exclude --exclude-quiet -F --separator -P --parameter',
    options: {
      '-C --compile': { risk: 'reversible', why: 'writes a compiled magic file' },
      '-f --files-from': { arg: 'read', why: 'reads the files that a list names' },
      '-m --magic-file': { arg: 'read', risk: 'unknown', why: 'loads a magic file' },
      '-z --uncompress -Z --uncompress-noreport': { risk: 'unknown', why: 'runs decompressors' },
      '-S --no-sandbox': { risk: 'unknown', why: 'switches its sandbox off' },
    },
    operands: { rest: 'read' },
    env: ['MAGIC'],
  },
  du: {
    risk: 'read',
    flags:
      '-0 --null -a --all --apparent-size -b --bytes -c --total -D --dereference-args -H -h --human-readable --inodes -k -L ' +
      '--dereference -l --count-links -m -P --no-dereference -S --separate-dirs --si -s --summarize -x --one-file-system',
    values: '-B --block-size -d --max-depth -t --threshold --exclude --time-style -I',
    optional: '--time',
    options: {
      '--files0-from': { arg: 'read', why: 'reads the files that a list names' },
      '-X --exclude-from': { arg: 'read' },
    },
    operands: { rest: 'read' },
  },
  'df duf': {
    risk: 'read',
    flags:
      '-a --all -h --human-readable -H --si -i --inodes -k -l --local --no-sync -P --portability --total -T --print-type -v -m -g',
    values: '-B --block-size -t --type -x --exclude-type',
    optional: '--output',
    options: { '--sync': {} },
    operands: { rest: 'read' },
  },
  basename: {
    risk: 'read',
    style: 'posix',
    flags: '-a --multiple -z --zero',
    values: '-s --suffix',
    operands: { rest: 'text' },
  },
  dirname: { risk: 'read', style: 'posix', flags: '-z --zero', operands: { rest: 'text' } },
  readlink: {
    risk: 'read',
    flags:
      '-f --canonicalize -e --canonicalize-existing -m --canonicalize-missing -n --no-newline -q --quiet -s --silent -v --verbose -z --zero',
    operands: { rest: 'text' },
  },
  realpath: {
    risk: 'read',
    flags:
      '-e --canonicalize-existing -m --canonicalize-missing -L --logical -P --physical -q --quiet -s --strip --no-symlinks -z --zero',
    values: '--relative-to --relative-base',
    operands: { rest: 'text' },
  },
  pathchk: { risk: 'read', flags: '-p -P --portability', operands: { rest: 'text' } },
  namei: {
    risk: 'read',
    flags:
      '-x --mountpoints -m --modes -o --owners -l --long -n --nosymlinks -v --vertical -Z --context',
    operands: { rest: 'text' },
  },
  'getfacl lsattr': {
    risk: 'read',
    flags:
      '-a -d -R -V -v -l -p --access --default --omit-header --all-effective --recursive --absolute-names --numeric -n -t -c',
    operands: { rest: 'text' },
  },
  'tokei cloc scc': {
    risk: 'read',
    flags:
      '-f --files --by-file --quiet --json --csv --no-cocomo --hidden --md --sum-one --by-file-by-lang',
    values:
      '-e --exclude --exclude-dir --include-ext --exclude-ext --include-lang --exclude-lang -s --sort -t --type --format -i',
    options: {
      '--out --report-file -o --output': { arg: 'write' },
      '--vcs': { arg: 'program', risk: 'unknown', why: 'runs a program to list the files' },
    },
    operands: { rest: 'read' },
  },
  mkdir: {
    risk: 'reversible',
    why: 'creates directories',
    flags: '-p --parents -v --verbose -Z',
    values: '-m --mode',
    optional: '--context',
    operands: { rest: 'write' },
  },
  touch: {
    risk: 'reversible',
    why: 'creates files or changes their times',
    flags: '-a -c --no-create -f -h --no-dereference -m',
    values: '-d --date -t --time',
    options: { '-r --reference': { arg: 'read' } },
    operands: { rest: 'write' },
  },
  cp: {
    risk: 'reversible',
    why: 'copies files',
    flags:
      '-a --archive --attributes-only -d -f --force -i --interactive -H -l --link -L --dereference -n --no-clobber -P ' +
      '--no-dereference -p --parents -R -r --recursive --remove-destination --strip-trailing-slashes -s --symbolic-link -T ' +
      '--no-target-directory -u -v --verbose -x --one-file-system -Z --copy-contents --debug -b -c -X',
    values: '-S --suffix --sparse --no-preserve',
    optional: '--preserve --backup --reflink --update --context',
    options: { '-t --target-directory': { arg: 'write' } },
    operands: { rest: 'read', last: 'write' },
    modes: { '-t --target-directory': { operands: { rest: 'read' } } },
  },
  mv: {
    risk: 'reversible',
    why: 'moves files',
    flags:
      '-b -f --force -i --interactive -n --no-clobber --strip-trailing-slashes -T --no-target-directory -u -v --verbose -Z ' +
      '--context --no-copy --exchange --debug',
    values: '-S --suffix',
    optional: '--backup --update',
    options: { '-t --target-directory': { arg: 'write' } },
    operands: { rest: 'write' },
  },
  rename: {
    risk: 'reversible',
    why: 'renames files',
    style: 'none',
    operands: { rest: 'unknown' },
  },
  install: {
    risk: 'reversible',
    why: 'copies files and sets their mode',
    flags:
      '-b -c -C --compare -d --directory -D -p --preserve-timestamps -T --no-target-directory -v --verbose -Z',
    values: '-g --group -m --mode -o --owner -S --suffix',
    optional: '--backup --context',
    options: {
      '-s --strip': { risk: 'unknown', why: 'runs `strip`' },
      '--strip-program': { arg: 'program', risk: 'unknown', why: 'runs a program' },
      '-t --target-directory': { arg: 'write' },
    },
    operands: { rest: 'read', last: 'write' },
    modes: { '-d --directory': { operands: { rest: 'write' } } },
  },
  ln: {
    risk: 'reversible',
    why: 'creates links',
    flags:
      '-b -f --force -i --interactive -L --logical -n --no-dereference -P --physical -r --relative -s --symbolic -T ' +
      '--no-target-directory -v --verbose -h',
    values: '-S --suffix',
    optional: '--backup',
    options: {
      '-t --target-directory': { arg: 'write' },
      '-d -F --directory': { risk: 'unknown', why: 'links a directory' },
    },
    operands: { rest: 'read', last: 'write' },
  },
  link: { risk: 'reversible', why: 'creates a link', operands: { first: ['read', 'write'] } },
  mktemp: {
    risk: 'reversible',
    why: 'creates a temporary file',
    flags: '-d --directory -q --quiet -u --dry-run -t',
    values: '--suffix',
    options: { '-p --tmpdir': { arg: 'write' } },
    operands: { rest: 'text', max: 1 },
  },
  mkfifo: {
    risk: 'reversible',
    why: 'creates pipes',
    values: '-m --mode',
    operands: { rest: 'write' },
  },
  mknod: {
    risk: 'irreversible',
    why: 'creates a device',
    style: 'none',
    operands: { rest: 'text' },
  },
  tee: {
    risk: 'reversible',
    why: 'writes files',
    flags: '-a --append -i --ignore-interrupts -p',
    optional: '--output-error',
    operands: { rest: 'write' },
  },
  sponge: {
    risk: 'reversible',
    why: 'writes a file',
    flags: '-a',
    operands: { rest: 'write', max: 1 },
  },
  dd: {
    risk: 'irreversible',
    why: 'copies raw data over its target',
    style: 'dd',
    values: 'bs cbs conv count ibs iflag obs oflag seek oseek skip iseek status',
    options: { if: { arg: 'read' }, of: { arg: 'write', risk: 'irreversible' } },
  },
  'split csplit': {
    risk: 'reversible',
    why: 'writes the pieces of a file',
    flags:
      '-NUM -d -e --elide-empty-files -x -u --unbuffered --verbose -k --keep-files --suppress-matched -s --quiet --silent -z',
    values:
      '-a --suffix-length --additional-suffix -b --bytes -C --line-bytes -l --lines -n --number -t --separator -f --prefix --suffix-format --digits',
    optional: '--numeric-suffixes --hex-suffixes',
    options: {
      '--filter': { arg: 'shell', risk: 'unknown', why: 'runs a command for each piece' },
    },
    operands: { first: ['read'], rest: 'write' },
  },
  truncate: {
    risk: 'irreversible',
    why: 'cuts off the content of files',
    flags: '-c --no-create -o --io-blocks',
    values: '-s --size',
    options: { '-r --reference': { arg: 'read' } },
    operands: { rest: 'write' },
  },
  fallocate: {
    risk: 'irreversible',
    why: 'changes the space of a file',
    style: 'none',
    operands: { rest: 'write' },
  },
  patch: {
    risk: 'reversible',
    why: 'changes the files that the patch names',
    flags:
      '-b --backup -c --context -e --ed -E --remove-empty-files -f --force -l --ignore-whitespace -n --normal -N --forward -R ' +
      '--reverse -s --quiet --silent -t --batch -T --set-time -u --unified -v --verbose -Z --set-utc --binary --posix --merge',
    values:
      '-B --prefix -D --ifdef -F --fuzz -g --get -p --strip -V --version-control -Y --basename-prefix -z --suffix --quoting-style --reject-format --read-only',
    options: {
      '-d --directory': { arg: 'cd' },
      '-i --input': { arg: 'read' },
      '-o --output': { arg: 'write' },
      '-r --reject-file': { arg: 'write' },
    },
    operands: { first: ['write', 'read'] },
    modes: { '--dry-run': { risk: 'read', why: '' } },
  },
  chmod: {
    risk: 'reversible',
    why: 'changes permissions',
    flags:
      '-c --changes -f --silent --quiet -v --verbose --no-preserve-root --preserve-root -x -w -r -s -X -t',
    options: {
      ...permissions,
      '-R --recursive': { risk: 'irreversible', why: 'changes the permissions of a whole tree' },
    },
    operands: { first: ['text'], rest: 'write', unless: '--reference' },
  },
  'chown chgrp': {
    risk: 'irreversible',
    why: 'changes the owner of files',
    flags:
      '-c --changes -f --silent --quiet -v --verbose --dereference -h --no-dereference --no-preserve-root --preserve-root -R --recursive -H -L -P',
    values: '--from',
    options: permissions,
    operands: { first: ['text'], rest: 'write', unless: '--reference' },
  },
  'setfacl chattr setfattr chcon chflags xattr': {
    risk: 'irreversible',
    why: 'changes permissions and attributes',
    style: 'none',
    operands: { rest: 'unknown' },
  },
  rm: {
    risk: 'irreversible',
    why: 'deletes files',
    flags:
      '-f --force -i -I -r -R --recursive -d --dir -v --verbose --one-file-system -P -x --preserve-root --no-preserve-root',
    optional: '--interactive',
    operands: { rest: 'delete' },
  },
  rmdir: {
    risk: 'irreversible',
    why: 'deletes directories',
    flags: '-p --parents -v --verbose --ignore-fail-on-non-empty',
    operands: { rest: 'delete' },
  },
  unlink: { risk: 'irreversible', why: 'deletes a file', operands: { rest: 'delete', max: 1 } },
  'shred srm wipe': {
    risk: 'irreversible',
    why: 'destroys files for good',
    flags: '-f --force -u -v --verbose -x --exact -z --zero',
    values: '-n --iterations -s --size',
    optional: '--remove',
    options: { '--random-source': { arg: 'read' } },
    operands: { rest: 'delete' },
  },
  'trash trash-put rimraf del-cli': {
    risk: 'irreversible',
    why: 'deletes files',
    style: 'none',
    operands: { rest: 'delete' },
  },
  'trash-empty': {
    risk: 'irreversible',
    why: 'empties the trash',
    style: 'none',
    operands: { rest: 'text' },
  },
  'inotifywait fswatch': {
    risk: 'read',
    flags: '-m --monitor -r --recursive -q --quiet -1',
    values: '-e --event -t --timeout --format --exclude',
    operands: { rest: 'read' },
  },
}
