import type { Family, Program } from './program.ts'

const grep: Program = {
  risk: 'read',
  flags:
    '-NUM -E --extended-regexp -F --fixed-strings -G --basic-regexp -P --perl-regexp -i --ignore-case --no-ignore-case -v ' +
    '--invert-match -w --word-regexp -x --line-regexp -y -c --count -L --files-without-match -l --files-with-matches -o ' +
    '--only-matching -q --quiet --silent -s --no-messages -b --byte-offset -H --with-filename -h --no-filename -n ' +
    '--line-number -T --initial-tab -Z --null -a --text -I -r --recursive -R --dereference-recursive --line-buffered -U ' +
    '--binary -z --null-data -u --unix-byte-offsets --no-group-separator -S -O -p',
  values:
    '-e --regexp -m --max-count --label -A --after-context -B --before-context -C --context --group-separator --binary-files ' +
    '-D --devices -d --directories --exclude --include --exclude-dir --include-dir',
  optional: '--color --colour',
  options: { '-f --file': { arg: 'read' }, '--exclude-from': { arg: 'read' } },
  operands: { first: ['text'], rest: 'read', unless: '-e --regexp -f --file' },
  env: ['GREP_OPTIONS'],
}

const fd: Program = {
  risk: 'read',
  flags:
    '-I --no-ignore -s --case-sensitive -i --ignore-case -g --glob --regex -F --fixed-strings -a --absolute-path -L --follow ' +
    '-p --full-path -0 --print0 --prune --no-ignore-vcs --no-ignore-parent --no-global-ignore-file -1 -q --quiet ' +
    '--show-errors --one-file-system --strip-cwd-prefix --no-require-git -H --hidden -u --unrestricted --ignore --no-follow ' +
    '--relative-path --and',
  values:
    '-d --max-depth --maxdepth --min-depth --exact-depth -E --exclude -t --type -e --extension -S --size --changed-within ' +
    '--changed-before --newer --older -o --owner -c --color --threads -j --max-buffer-time --max-results --format ' +
    '--path-separator --hyperlink --ignore-contain',
  options: {
    '-x --exec': { arg: 'argv', risk: 'unknown', why: 'runs a command for each match' },
    '-X --exec-batch': { arg: 'argv', risk: 'unknown', why: 'runs a command with the matches' },
    '-l --list-details': { risk: 'unknown', why: 'runs `ls`' },
    '--search-path': { arg: 'read' },
    '-C --base-directory': { arg: 'cd' },
    '--ignore-file': { arg: 'read' },
    '--batch-size': { arg: 'text' },
    '--gen-completions': { arg: 'text', joined: true },
  },
  operands: { first: ['text'], rest: 'read' },
}

/** Programs that search in files and for files. */
export const search: Family = {
  'grep egrep fgrep rgrep': grep,
  'zgrep zegrep zfgrep bzgrep xzgrep zstdgrep': {
    ...grep,
    risk: 'read',
  },
  rg: {
    risk: 'read',
    flags:
      '-NUM -F --fixed-strings --no-fixed-strings -i --ignore-case -s --case-sensitive -S --smart-case -v --invert-match ' +
      '--no-invert-match -w --word-regexp -x --line-regexp -c --count --count-matches -l --files-with-matches ' +
      '--files-without-match --files -o --only-matching -q --quiet -n --line-number -N --no-line-number -H --with-filename -I ' +
      '--no-filename --heading --no-heading --column --no-column -b --byte-offset --no-byte-offset -p --pretty --vimgrep -0 ' +
      '--null --null-data -a --text --no-text --binary --no-binary -U --multiline --no-multiline --multiline-dotall ' +
      '--no-multiline-dotall -P --pcre2 --no-pcre2 --auto-hybrid-regex --no-auto-hybrid-regex -L --follow --no-follow ' +
      '--no-ignore --ignore --no-ignore-dot --ignore-dot --no-ignore-exclude --ignore-exclude --no-ignore-files ' +
      '--ignore-files --no-ignore-global --ignore-global --no-ignore-parent --ignore-parent --no-ignore-vcs --ignore-vcs ' +
      '--no-ignore-messages --ignore-messages --no-messages --messages --no-config --no-hidden --no-pre --no-search-zip ' +
      '--crlf --no-crlf --json --no-json --trim --no-trim --stats --no-stats --passthru --passthrough --block-buffered ' +
      '--no-block-buffered --line-buffered --no-line-buffered --mmap --no-mmap --one-file-system --no-one-file-system ' +
      '--unicode --no-unicode --debug --trace --type-list --max-columns-preview --no-max-columns-preview ' +
      '--include-zero --no-include-zero --glob-case-insensitive --no-glob-case-insensitive --ignore-file-case-insensitive ' +
      '--no-ignore-file-case-insensitive --no-context-separator --no-encoding --require-git --no-require-git ' +
      '--stop-on-nonmatch --sort-files --no-sort-files --pcre2-version --no-pcre2-unicode --pcre2-unicode',
    values:
      '-e --regexp -A --after-context -B --before-context -C --context --context-separator --field-context-separator ' +
      '--field-match-separator -g --glob --iglob -t --type -T --type-not --type-add --type-clear -m --max-count -d --max-depth ' +
      '--maxdepth -M --max-columns --max-filesize -j --threads -r --replace --sort --sortr --color --colors -E --encoding ' +
      '--engine --path-separator --dfa-size-limit --regex-size-limit --hyperlink-format --generate',
    options: {
      '--pre': { arg: 'program', risk: 'unknown', why: 'runs a program on every file' },
      '--pre-glob': { arg: 'text' },
      '--hostname-bin': { arg: 'program', risk: 'unknown', why: 'runs a program' },
      '-z --search-zip': { risk: 'unknown', why: 'runs decompressors' },
      '-f --file': { arg: 'read' },
      '--ignore-file': { arg: 'read' },
      '-. --hidden': { attributes: ['secret'], why: 'searches hidden files such as `.env`' },
      '-u --unrestricted': {
        attributes: ['secret'],
        why: 'may search hidden files such as `.env`',
      },
    },
    operands: {
      first: ['text'],
      rest: 'read',
      unless: '-e --regexp -f --file --files --type-list',
    },
    modes: {
      '--files': { operands: { rest: 'read' } },
    },
    env: ['RIPGREP_CONFIG_PATH'],
    info: '--version --help -h -V --type-list --pcre2-version',
  },
  ag: {
    risk: 'read',
    flags:
      '-l --files-with-matches -L --files-without-matches -i --ignore-case -s --case-sensitive -S --smart-case -Q --literal -w ' +
      '--word-regexp -v --invert-match -c --count --column --nocolor --nogroup --noheading --nonumbers --numbers -o ' +
      '--only-matching -H --heading --filename --nofilename -0 --null -f --follow --vimgrep --silent --stats -F --fixed-strings',
    values:
      '-A --after -B --before -C --context -g -G --file-search-regex --ignore --ignore-dir --depth -m --max-count -W --width',
    options: {
      '--pager': { arg: 'program', risk: 'unknown', why: 'runs a pager' },
      '--hidden -u --unrestricted -U --skip-vcs-ignores -a --all-types -t --all-text': {
        attributes: ['secret'],
        why: 'may search hidden files such as `.env`',
      },
      '-z --search-zip': { risk: 'unknown', why: 'unpacks files' },
      '-p --path-to-ignore': { arg: 'read' },
    },
    operands: { first: ['text'], rest: 'read', unless: '-g' },
  },
  'ack ack-grep': {
    risk: 'unknown',
    why: 'reads options from an `.ackrc` of the project',
    style: 'none',
    operands: { first: ['text'], rest: 'read' },
  },
  'ast-grep sg': {
    risk: 'unknown',
    why: 'runs rules and parsers of the project',
    style: 'none',
    operands: { rest: 'text' },
    runsWorkspace: true,
  },
  find: { risk: 'read', style: 'find', info: '--version --help -version -help' },
  'fd fdfind': fd,
  'locate plocate mlocate': {
    risk: 'read',
    flags:
      '-A --all -b --basename -c --count -e --existing -i --ignore-case -p -q --quiet -w --wholename -0 --null -S --statistics',
    values: '-l --limit -n -r --regexp --regex',
    options: { '-d --database': { arg: 'read' } },
    operands: { rest: 'text' },
  },
  which: {
    risk: 'read',
    flags: '-a -s --all --skip-dot --skip-tilde --show-dot --show-tilde --tty-only',
    operands: { rest: 'text' },
  },
  whereis: {
    risk: 'read',
    flags: '-b -m -s -u -f -l -g',
    values: '-B -M -S',
    operands: { rest: 'text' },
  },
  'ctags etags': {
    risk: 'unknown',
    why: 'writes an index by options of the project',
    style: 'none',
    operands: { rest: 'text' },
  },
}
