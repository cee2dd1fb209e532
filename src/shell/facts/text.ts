import type { Family, Program } from './program.ts'

const digest: Program = {
  risk: 'read',
  flags:
    '-b -t -z --binary --text --tag --zero --ignore-missing --quiet --status --strict --warn -w',
  values: '-l --length -a --algorithm',
  options: { '-c --check': { why: 'reads the files that the list names' } },
  operands: { rest: 'read' },
}

const encoding: Program = {
  risk: 'read',
  flags: '-d --decode -i --ignore-garbage -D',
  values: '-w --wrap -b --break',
  operands: { rest: 'read', max: 1 },
  options: { '-o --output': { arg: 'write' } },
}

const awk: Program = {
  risk: 'read',
  style: 'posix',
  flags:
    '-b --characters-as-bytes -c --traditional -C --copyright -h -I --trace -M --bignum -n --non-decimal-data ' +
    '-N --use-lc-numeric -O --optimize -P --posix -r --re-interval -s --no-optimize -S --sandbox -t --lint-old -V --csv -k',
  values: '-F --field-separator -v --assign',
  optional: '-L --lint',
  options: {
    '-e --source': { arg: 'awk' },
    '-f --file': { arg: 'read', risk: 'unknown', why: 'runs an awk program from a file' },
    '-E --exec': { arg: 'read', risk: 'unknown', why: 'runs an awk program from a file' },
    '-i --include': { arg: 'read', risk: 'unknown', why: 'runs an awk program from a file' },
    '-l --load': { arg: 'text', risk: 'unknown', why: 'loads a library' },
    '-o --pretty-print': { arg: 'write', joined: true, risk: 'reversible', why: 'writes a file' },
    '-p --profile': { arg: 'write', joined: true, risk: 'reversible', why: 'writes a file' },
    '-d --dump-variables': { arg: 'write', joined: true, risk: 'reversible', why: 'writes a file' },
    '-D --debug': { arg: 'read', joined: true, risk: 'unknown', why: 'starts the debugger' },
  },
  operands: { first: ['awk'], rest: 'read', unless: '-e --source -f --file -E --exec' },
  env: ['AWKPATH', 'AWKLIBPATH', 'AWKINCLUDE'],
}

/** Programs that turn text into other text. */
export const text: Family = {
  cat: {
    risk: 'read',
    flags:
      '-A --show-all -b --number-nonblank -e -E --show-ends -n --number -s --squeeze-blank -t -T --show-tabs -u ' +
      '-v --show-nonprinting',
    operands: { rest: 'read' },
  },
  'bat batcat': {
    risk: 'read',
    flags:
      '-A --show-all -b --number-nonblank -e -E --show-ends -n --number -s --squeeze-blank -t -T --show-tabs -u ' +
      '-v --show-nonprinting -p --plain -pp -P -f --force-colorization -L --list-languages --list-themes -S --chop-long-lines -d',
    values:
      '-l --language -r --line-range -H --highlight-line --style --color --paging --theme --tabs --wrap ' +
      '--terminal-width --file-name --decorations --italic-text',
    options: { '--pager': { arg: 'program', risk: 'unknown', why: 'runs a pager' } },
    operands: { rest: 'read' },
    env: ['BAT_PAGER', 'BAT_CONFIG_PATH', 'PAGER', 'LESSOPEN'],
  },
  tac: {
    risk: 'read',
    flags: '-b --before -r --regex',
    values: '-s --separator',
    operands: { rest: 'read' },
  },
  rev: { risk: 'read', flags: '-0 --zero', operands: { rest: 'read' } },
  nl: {
    risk: 'read',
    flags: '-p --no-renumber',
    values:
      '-b --body-numbering -d --section-delimiter -f --footer-numbering -h --header-numbering -i --line-increment ' +
      '-l --join-blank-lines -n --number-format -s --number-separator -v --starting-line-number -w --number-width',
    operands: { rest: 'read' },
  },
  head: {
    risk: 'read',
    flags: '-NUM -q --quiet --silent -v --verbose -z --zero-terminated',
    values: '-c --bytes -n --lines',
    operands: { rest: 'read' },
  },
  tail: {
    risk: 'read',
    flags: '-NUM -F -q --quiet --silent -v --verbose -z --zero-terminated --retry -r',
    values: '-c --bytes -n --lines -s --sleep-interval --pid --max-unchanged-stats',
    optional: '-f --follow',
    operands: { rest: 'read' },
  },
  wc: {
    risk: 'read',
    flags: '-c --bytes -m --chars -l --lines -L --max-line-length -w --words',
    values: '--total',
    options: { '--files0-from': { arg: 'read', why: 'reads the files that a list names' } },
    operands: { rest: 'read' },
  },
  cut: {
    risk: 'read',
    flags: '--complement -n -s --only-delimited -z --zero-terminated -w',
    values: '-b --bytes -c --characters -d --delimiter -f --fields --output-delimiter',
    operands: { rest: 'read' },
  },
  paste: {
    risk: 'read',
    flags: '-s --serial -z --zero-terminated',
    values: '-d --delimiters',
    operands: { rest: 'read' },
  },
  tr: {
    risk: 'read',
    style: 'posix',
    flags: '-c -C --complement -d --delete -s --squeeze-repeats -t --truncate-set1 -u',
    operands: { rest: 'text', max: 2 },
  },
  sort: {
    risk: 'read',
    flags:
      '-b --ignore-leading-blanks -d --dictionary-order -f --ignore-case -g --general-numeric-sort -i ' +
      '--ignore-nonprinting -M --month-sort -h --human-numeric-sort -n --numeric-sort -R --random-sort -r --reverse ' +
      '-V --version-sort -C -m --merge -s --stable -u --unique -z --zero-terminated --debug',
    values: '-k --key -t --field-separator -S --buffer-size --batch-size --parallel --sort',
    optional: '-c --check',
    options: {
      '-o --output': { arg: 'write' },
      '--compress-program': { arg: 'program', risk: 'unknown', why: 'runs a program to compress' },
      '-T --temporary-directory': { arg: 'write' },
      '--files0-from': {
        arg: 'read',
        attributes: ['secret'],
        why: 'shows the files that a list names, secret ones too',
      },
      '--random-source': { arg: 'read' },
    },
    operands: { rest: 'read' },
    env: ['TMPDIR'],
  },
  uniq: {
    risk: 'read',
    flags: '-NUM -c --count -d --repeated -D -i --ignore-case -u --unique -z --zero-terminated',
    values: '-f --skip-fields -s --skip-chars -w --check-chars',
    optional: '--all-repeated --group',
    operands: { first: ['read', 'write'] },
  },
  comm: {
    risk: 'read',
    flags: '-1 -2 -3 -i --check-order --nocheck-order --total -z --zero-terminated',
    values: '--output-delimiter',
    operands: { rest: 'read', max: 2 },
  },
  join: {
    risk: 'read',
    flags: '-i --ignore-case --check-order --nocheck-order --header -z --zero-terminated',
    values: '-a -e -j -o -t -v -1 -2',
    operands: { rest: 'read', max: 2 },
  },
  fold: {
    risk: 'read',
    flags: '-NUM -b --bytes -s --spaces -c --characters',
    values: '-w --width',
    operands: { rest: 'read' },
  },
  fmt: {
    risk: 'read',
    flags: '-NUM -c --crown-margin -s --split-only -t --tagged-paragraph -u --uniform-spacing',
    values: '-p --prefix -w --width -g --goal',
    operands: { rest: 'read' },
  },
  'expand unexpand': {
    risk: 'read',
    flags: '-NUM -i --initial -a --all --first-only',
    values: '-t --tabs',
    operands: { rest: 'read' },
  },
  column: {
    risk: 'read',
    flags:
      '-t --table -J --json -e --table-header-repeat -d --table-noheadings -x --fillrows -L --keep-empty-lines -n -m --table-maxout -K --table-header-as-columns',
    values:
      '-s --separator -o --output-separator -c --output-width -N --table-columns -l --table-columns-limit ' +
      '-R --table-right -T --table-truncate -E --table-noextreme -W --table-wrap -H --table-hide -O --table-order ' +
      '-r --tree -i --tree-id -p --tree-parent --table-name -C --table-column -S --use-spaces',
    operands: { rest: 'read' },
  },
  'col colrm': {
    risk: 'read',
    flags: '-b -f -h -p -x --no-backspaces --fine --tabs --pass --spaces',
    values: '-l --lines',
    operands: { rest: 'text' },
  },
  pr: {
    risk: 'read',
    flags:
      '-NUM -a --across -c --show-control-chars -d --double-space -F -f --form-feed -J --join-lines -m --merge ' +
      '-r --no-file-warnings -t --omit-header -T --omit-pagination -v --show-nonprinting',
    values:
      '--columns -D --date-format -h --header -l --length -N --first-line-number -o --indent -w --width -W --page-width --pages',
    optional: '-e --expand-tabs -i --output-tabs -n --number-lines -s --separator -S --sep-string',
    operands: { rest: 'read' },
  },
  tsort: { risk: 'read', operands: { rest: 'read', max: 1 } },
  shuf: {
    risk: 'read',
    flags: '-e --echo -r --repeat -z --zero-terminated',
    values: '-i --input-range -n --head-count',
    options: { '-o --output': { arg: 'write' }, '--random-source': { arg: 'read' } },
    operands: { rest: 'read' },
  },
  od: {
    risk: 'read',
    flags:
      '-v --output-duplicates --traditional -a -b -c -d -f -i -l -o -s -x -h -B -D -e -F -H -I -L -O -X',
    values: '-A --address-radix --endian -j --skip-bytes -N --read-bytes -t --format',
    optional: '-S --strings -w --width',
    operands: { rest: 'read' },
  },
  'hexdump hd': {
    risk: 'read',
    flags:
      '-b --one-byte-octal -X --one-byte-hex -c --one-byte-char -C --canonical -d --two-bytes-decimal -o --two-bytes-octal ' +
      '-x --two-bytes-hex -v --no-squeezing',
    values: '-e --format -n --length -s --skip',
    optional: '-L --color',
    options: { '-f --format-file': { arg: 'read' } },
    operands: { rest: 'read' },
  },
  xxd: {
    risk: 'read',
    style: 'long',
    flags:
      '-a -autoskip -b -bits -d -E -EBCDIC -e -i -include -p -ps -postscript -plain -r -revert -u -uppercase -C -capitalize',
    values: '-c -cols -g -groupsize -l -len -n -name -o -s -seek -skip -R',
    operands: { first: ['read', 'write'] },
    info: '-v -version -h -help --version --help',
  },
  strings: {
    risk: 'read',
    flags: '-a --all -d --data -f --print-file-name -w --include-all-whitespace -o -NUM',
    values: '-n --bytes -t --radix -e --encoding -s --output-separator -T --target -U --unicode',
    operands: { rest: 'read' },
    responses: true,
  },
  'md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum sum md5 shasum b3sum': digest,
  'base64 base32 basenc': {
    ...encoding,
    flags:
      '-d --decode -D -i --ignore-garbage --base64 --base64url --base32 --base32hex --base16 --base2msbf --base2lsbf --z85',
  },
  iconv: {
    risk: 'read',
    flags: '-c -s --silent --verbose',
    values: '-f --from-code -t --to-code',
    options: { '-o --output': { arg: 'write' } },
    operands: { rest: 'read' },
    info: '-l --list --version --help',
  },
  numfmt: {
    risk: 'read',
    flags: '--debug --grouping -z --zero-terminated',
    values:
      '-d --delimiter --field --format --from --from-unit --invalid --padding --round --suffix --to --to-unit',
    optional: '--header',
    operands: { rest: 'text' },
  },
  'dos2unix unix2dos': {
    risk: 'reversible',
    why: 'changes line endings in place',
    flags: '-q --quiet -k --keepdate -f --force -s --safe',
    optional: '-i --info',
    operands: { rest: 'write' },
    modes: { '-i --info': { risk: 'read', why: '', operands: { rest: 'read' } } },
  },
  sed: {
    risk: 'read',
    flags:
      '-n --quiet --silent -E -r --regexp-extended -s --separate -u --unbuffered -z --null-data --posix --debug --sandbox ' +
      '--follow-symlinks -b --binary',
    values: '-l --line-length',
    optional: '-i --in-place',
    options: {
      '-e --expression': { arg: 'sed' },
      '-f --file': { arg: 'read', risk: 'unknown', why: 'runs a sed program from a file' },
    },
    operands: { first: ['sed'], rest: 'read', unless: '-e --expression -f --file' },
    modes: {
      '-i --in-place': {
        operands: { first: ['sed'], rest: 'write', unless: '-e --expression -f --file' },
      },
    },
  },
  'awk gawk mawk nawk original-awk': awk,
  jq: {
    risk: 'read',
    flags:
      '-n --null-input -r --raw-output -j --join-output -a --ascii-output -s --slurp -S --sort-keys -c --compact-output ' +
      '-C --color-output -M --monochrome-output -e --exit-status -R --raw-input --tab --stream --stream-errors --seq --args ' +
      '--jsonargs --unbuffered --raw-output0 -b --binary',
    values: '--indent',
    options: {
      '--arg': { args: ['text', 'text'] },
      '--argjson': { args: ['text', 'text'] },
      '--slurpfile': { args: ['text', 'read'] },
      '--rawfile': { args: ['text', 'read'] },
      '-f --from-file': { arg: 'read', risk: 'unknown', why: 'runs a jq program from a file' },
      '-L --library-path': { arg: 'read' },
    },
    operands: { first: ['jq'], rest: 'read', unless: '-f --from-file' },
    info: '-h --help -V --version --build-configuration',
  },
  yq: {
    risk: 'read',
    flags:
      '-r --raw-output --unwrapScalar -P --prettyPrint -C --colors --color-output -M --no-colors --monochrome-output -N ' +
      '--no-doc -n --null-input -e --exit-status -j --tojson -y --yaml-output -Y --yaml-roundtrip -c --compact-output -S ' +
      '--sort-keys -v --verbose -0 --nul-output',
    values:
      '-o --output-format -p --input-format -I --indent --xml-attribute-prefix --xml-content-name --csv-separator --tsv-separator --width -w ' +
      '--indentless-lists --explicit-start --explicit-end --arg',
    options: {
      '--from-file': { arg: 'read', risk: 'unknown', why: 'runs a yq program from a file' },
      '-s --split-exp': { arg: 'text', risk: 'reversible', why: 'writes a file for each document' },
    },
    operands: { first: ['yq'], rest: 'read' },
    modes: {
      '-i --inplace --in-place': { operands: { first: ['yq'], rest: 'write' } },
    },
    subcommands: {
      'e eval ea eval-all': {
        risk: 'read',
        flags:
          '-r --unwrapScalar -P --prettyPrint -C --colors -M --no-colors -N --no-doc -n --null-input -e --exit-status -j --tojson -v --verbose -0 --nul-output',
        values: '-o --output-format -p --input-format -I --indent',
        options: {
          '--from-file': { arg: 'read', risk: 'unknown', why: 'runs a yq program from a file' },
          '-s --split-exp': {
            arg: 'text',
            risk: 'reversible',
            why: 'writes a file for each document',
          },
        },
        operands: { first: ['yq'], rest: 'read' },
        modes: { '-i --inplace': { operands: { first: ['yq'], rest: 'write' } } },
      },
    },
    info: '-h --help -V --version',
  },
  xmllint: {
    risk: 'read',
    flags:
      '--noout --format --recover --nonet --html --nowarning --noblanks --nocdata --noenc --huge --pedantic --quiet --stream',
    values: '--xpath --encode --pretty --maxmem',
    options: {
      '--noent --c14n': {
        risk: 'external',
        why: 'fetches the files and URLs that a document names',
      },
      '--schema --dtdvalid --relaxng': { arg: 'source' },
      '-o --output': { arg: 'write' },
    },
    style: 'long',
    operands: { rest: 'source' },
  },
  diff: {
    risk: 'read',
    flags:
      '-NUM -q --brief -s --report-identical-files -c -u -e --ed -n --rcs -y --side-by-side --left-column ' +
      '--suppress-common-lines -p --show-c-function -t --expand-tabs -T --initial-tab --suppress-blank-empty -r --recursive ' +
      '--no-dereference -N --new-file --unidirectional-new-file --ignore-file-name-case --no-ignore-file-name-case -i ' +
      '--ignore-case -E --ignore-tab-expansion -Z --ignore-trailing-space -b --ignore-space-change -w --ignore-all-space -B ' +
      '--ignore-blank-lines -a --text --strip-trailing-cr -d --minimal --speed-large-files --normal -P',
    values:
      '-C -U -F --show-function-line --label -L -W --width --tabsize -S --starting-file -I --ignore-matching-lines -x --exclude ' +
      '--horizon-lines -D --ifdef --GTYPE-group-format --line-format --old-line-format --new-line-format --unchanged-line-format ' +
      '--old-group-format --new-group-format --unchanged-group-format --changed-group-format --palette',
    optional: '--context --unified --color',
    options: {
      '-l --paginate': { risk: 'unknown', why: 'runs `pr`' },
      '--from-file': { arg: 'read' },
      '--to-file': { arg: 'read' },
      '-X --exclude-from': { arg: 'read' },
    },
    operands: { rest: 'read' },
  },
  colordiff: { risk: 'read', style: 'none', operands: { rest: 'read' } },
  delta: {
    risk: 'read',
    flags: '-n --line-numbers -s --side-by-side --color-only --dark --light --no-gitconfig --raw',
    values: '-w --width --syntax-theme --file-style --hunk-header-style',
    options: {
      '--paging': { arg: 'text', risk: 'unknown', why: 'runs a pager' },
      '--pager': { arg: 'program', risk: 'unknown', why: 'runs a pager' },
    },
    operands: { rest: 'read', max: 2 },
    env: ['DELTA_PAGER', 'PAGER'],
  },
  cmp: {
    risk: 'read',
    flags: '-b --print-bytes -l --verbose -s --quiet --silent',
    values: '-i --ignore-initial -n --bytes',
    operands: { first: ['read', 'read', 'text', 'text'] },
  },
  sdiff: {
    risk: 'read',
    flags:
      '-i --ignore-case -E -Z -b -W -B -a --text --strip-trailing-cr -l --left-column -s --suppress-common-lines -t --expand-tabs -d -H',
    values: '-I --ignore-matching-lines -w --width --tabsize',
    options: {
      '-o --output': { arg: 'write', risk: 'unknown', why: 'starts an editor' },
      '--diff-program': { arg: 'program', risk: 'unknown', why: 'runs another diff' },
    },
    operands: { rest: 'read', max: 2 },
    env: ['EDITOR', 'VISUAL'],
  },
  diff3: {
    risk: 'read',
    flags:
      '-A --show-all -e --ed -E --show-overlap -m --merge -x --overlap-only -X -3 --easy-only -i -T --initial-tab -a --text --strip-trailing-cr',
    values: '-L --label',
    options: { '--diff-program': { arg: 'program', risk: 'unknown', why: 'runs another diff' } },
    operands: { rest: 'read', max: 3 },
  },
  diffstat: {
    risk: 'read',
    flags: '-b -c -C -E -h -k -K -l -m -q -Q -r -R -s -T -u -v',
    values: '-D -e -f -F -N -n -p -S -w',
    options: { '-o': { arg: 'write' } },
    operands: { rest: 'read' },
  },
  'csvlook csvcut csvstat csvgrep csvsort csvjson': {
    risk: 'read',
    flags:
      '-n --names -H --no-header-row -S --skipinitialspace -t --tabs -l --linenumbers -r --reverse -i --invert-match --csv --mean --max --min --unique --freq --count --nulls -z -x -b -U --no-inference -I',
    values:
      '-d --delimiter -q --quotechar -c --columns -C --not-columns -m --match --regex --max-rows --max-columns -e --encoding',
    operands: { rest: 'read' },
  },
}
