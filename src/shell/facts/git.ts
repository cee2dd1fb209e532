import type { Family, Option, Program } from './program.ts'

const diffFlags =
  '-p -u --patch -s --no-patch --raw --patch-with-raw --indent-heuristic --no-indent-heuristic --minimal --patience --histogram ' +
  '--compact-summary --numstat --shortstat --cumulative --summary --patch-with-stat -z --name-only --name-status --no-color ' +
  '--no-color-moved --no-color-moved-ws --no-renames --rename-empty --no-rename-empty --check --full-index --binary ' +
  '--find-copies-harder -D --irreversible-delete --pickaxe-all --pickaxe-regex -R --no-relative -a --text ' +
  '--ignore-cr-at-eol --ignore-space-at-eol -b --ignore-space-change -w --ignore-all-space --ignore-blank-lines -W ' +
  '--function-context --exit-code --quiet --no-ext-diff --no-textconv --no-prefix --default-prefix --ita-invisible-in-index ' +
  '--ita-visible-in-index --merge-base --no-stat -r -t --root --no-commit-id -c --cc --combined-all-paths -m --no-diff-merges ' +
  '--remerge-diff --dd'

const diffValues =
  '-U --unified --output-indicator-new --output-indicator-old --output-indicator-context --anchored --diff-algorithm ' +
  '--stat-width --stat-name-width --stat-count --stat-graph-width --color-moved-ws --word-diff-regex --ws-error-highlight -l ' +
  '--diff-filter -S -G --find-object --skip-to --rotate-to -I --ignore-matching-lines --inter-hunk-context --src-prefix ' +
  '--dst-prefix --line-prefix --diff-merges --max-depth'

const diffOptional =
  '--stat --dirstat -X --dirstat-by-file --submodule --color --color-moved --word-diff --color-words --abbrev -B ' +
  '--break-rewrites -M --find-renames -C --find-copies --relative --ignore-submodules'

const diffOptions: Readonly<Record<string, Option>> = {
  '--output': { arg: 'write' },
  '-O': { arg: 'read' },
  '--ext-diff': { risk: 'unknown', why: 'runs the configured diff program' },
  '--textconv': { risk: 'unknown', why: 'runs the configured text converter' },
}

const logFlags =
  '-NUM --follow --no-decorate --clear-decorations --source --mailmap --no-mailmap --use-mailmap --no-use-mailmap --log-size ' +
  '--all-match --invert-grep -i --regexp-ignore-case --basic-regexp -E --extended-regexp -F --fixed-strings -P --perl-regexp ' +
  '--remove-empty --merges --no-merges --no-min-parents --no-max-parents --first-parent --exclude-first-parent-only --not --all ' +
  '--reflog --alternate-refs --single-worktree --ignore-missing --bisect --stdin --cherry-mark --cherry-pick --left-only ' +
  '--right-only --cherry -g --walk-reflogs --merge --boundary --simplify-by-decoration --show-pulls --full-history --dense ' +
  '--sparse --simplify-merges --date-order --author-date-order --topo-order --reverse --do-walk --abbrev-commit ' +
  '--no-abbrev-commit --oneline --no-expand-tabs --no-notes --standard-notes --no-standard-notes --relative-date --parents ' +
  '--children --left-right --graph --no-graph --count --objects --no-walk --no-abbrev --timestamp --header'

const logValues =
  '--max-count --skip --since --after --since-as-filter --until --before --min-age --max-age --author --committer ' +
  '--grep-reflog --grep --min-parents --max-parents --glob --exclude --exclude-hidden --format --encoding --date'

const logOptional =
  '--decorate --decorate-refs --decorate-refs-exclude --branches --tags --remotes --ancestry-path --pretty --expand-tabs ' +
  '--notes --show-notes --show-linear-break'

const signature: Readonly<Record<string, Option>> = {
  '--show-signature': { risk: 'unknown', why: 'runs the configured signature program' },
}

const log: Program = {
  risk: 'read',
  style: 'git',
  flags: `${diffFlags} ${logFlags}`,
  values: `${diffValues} ${logValues} -n`,
  optional: `${diffOptional} ${logOptional}`,
  options: { ...diffOptions, ...signature, '-L': { arg: 'object' } },
  operands: { rest: 'object' },
}

const diff: Program = {
  risk: 'read',
  style: 'git',
  flags: `${diffFlags} --cached --staged --no-index -1 --base -2 --ours -3 --theirs -0 --stdin -v --always --first-parent --left-right`,
  values: diffValues,
  optional: `${diffOptional} --pretty --format`,
  options: diffOptions,
  operands: { rest: 'object' },
}

const refFilter = '--contains --no-contains --merged --no-merged --points-at'

const discards = 'discards changes that are not committed'
const remote = 'contacts a remote'

/** `git SUBCOMMAND --help` runs a manual viewer; `-h` prints. */
function withoutManual(
  subcommands: Readonly<Record<string, Program>>,
): Readonly<Record<string, Program>> {
  return Object.fromEntries(
    Object.entries(subcommands).map(([names, program]) => [
      names,
      {
        ...program,
        info: '-h',
        ...(program.subcommands ? { subcommands: withoutManual(program.subcommands) } : {}),
      },
    ]),
  )
}

/** `git` and what works with its repositories. */
export const git: Family = {
  git: {
    risk: 'read',
    style: 'git',
    flags:
      '--no-pager -P --bare --no-replace-objects --literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs ' +
      '--no-optional-locks --no-lazy-fetch --no-advice',
    values: '--namespace --attr-source',
    options: {
      '-C': { arg: 'cd' },
      '-c': { arg: 'gitconfig' },
      '--config-env': {
        arg: 'text',
        risk: 'unknown',
        why: 'sets configuration that may run programs',
      },
      '-p --paginate': { risk: 'unknown', why: 'runs the configured pager' },
      '--git-dir': {
        arg: 'read',
        risk: 'unknown',
        why: 'uses the configuration of another repository',
      },
      '--work-tree': { arg: 'read', risk: 'unknown', why: 'uses another work tree' },
      '--exec-path': {
        arg: 'read',
        joined: true,
        risk: 'unknown',
        why: 'runs programs of another directory',
      },
      '--super-prefix': { arg: 'text', risk: 'unknown', why: 'changes the paths' },
    },
    info: '--version -v --help -h --html-path --man-path --info-path --exec-path',
    env: [
      'GIT_*',
      'PAGER',
      'EDITOR',
      'VISUAL',
      'LESSOPEN',
      'LESS',
      'SSH_ASKPASS',
      'HOME',
      'XDG_CONFIG_HOME',
    ],
    subcommands: withoutManual({
      status: {
        risk: 'read',
        style: 'git',
        flags:
          '-s --short -b --branch --show-stash --long -v --verbose -z --ahead-behind --no-ahead-behind --renames --no-renames --null --no-column',
        optional:
          '--porcelain -u --untracked-files --ignored --ignore-submodules --column --find-renames -M',
        operands: { rest: 'read' },
      },
      log,
      whatchanged: log,
      show: log,
      reflog: {
        ...log,
        subcommands: {
          show: log,
          list: { risk: 'read', style: 'git' },
          exists: { risk: 'read', operands: { rest: 'text' } },
          'expire delete': {
            risk: 'irreversible',
            why: 'deletes history that nothing else keeps',
            style: 'none',
            operands: { rest: 'text' },
          },
        },
      },
      shortlog: {
        ...log,
        flags: `${logFlags} -n --numbered -s --summary -e --email -c`,
        values: `${logValues} --group`,
        optional: `${logOptional} -w`,
        options: signature,
      },
      diff,
      'diff-tree diff-index diff-files': {
        ...diff,
        flags: `${diffFlags} ${logFlags} --cached --no-index -1 -2 -3 -0 -v --always`,
      },
      'range-diff': {
        ...log,
        flags: `${diffFlags} --no-dual-color --dual-color --left-only --right-only`,
        values: `${diffValues} --creation-factor`,
      },
      'rev-parse': {
        risk: 'read',
        style: 'git',
        flags:
          '--parseopt --sq-quote --keep-dashdash --stop-at-non-option --stuck-long --revs-only --no-revs --flags --no-flags ' +
          '--verify -q --quiet --sq --not --symbolic --symbolic-full-name --all --local-env-vars --absolute-git-dir ' +
          '--git-common-dir --git-dir --is-inside-git-dir --is-inside-work-tree --is-bare-repository ' +
          '--is-shallow-repository --resolve-git-dir --shared-index-path --show-cdup --show-prefix --show-toplevel ' +
          '--show-superproject-working-tree',
        values:
          '--default --prefix --glob --exclude --exclude-hidden --disambiguate --since --after --until --before --path-format --git-path',
        optional:
          '--abbrev-ref --short --branches --tags --remotes --show-object-format --output-object-format',
        operands: { rest: 'object' },
      },
      'rev-list': {
        ...log,
        flags: `${log.flags} --use-bitmap-index --objects-edge --unpacked --disk-usage --no-object-names`,
      },
      'merge-base': {
        risk: 'read',
        style: 'git',
        flags: '-a --all --octopus --independent --is-ancestor --fork-point',
        operands: { rest: 'object' },
      },
      describe: {
        risk: 'read',
        style: 'git',
        flags: '--all --tags --contains --exact-match --debug --long --always --first-parent',
        values: '--candidates --match --exclude',
        optional: '--dirty --broken --abbrev',
        operands: { rest: 'object' },
      },
      'ls-files': {
        risk: 'read',
        style: 'git',
        flags:
          '-c --cached -d --deleted -m --modified -o --others -i --ignored -s --stage --directory --no-empty-directory -u ' +
          '--unmerged -k --killed --resolve-undo -z --deduplicate --exclude-standard --error-unmatch --full-name ' +
          '--recurse-submodules -t -v -f --debug --eol --sparse',
        values: '-x --exclude --format --with-tree',
        optional: '--abbrev',
        options: {
          '-X --exclude-from': { arg: 'read' },
          '--exclude-per-directory': { arg: 'text' },
        },
        operands: { rest: 'text' },
      },
      'ls-tree': {
        risk: 'read',
        style: 'git',
        flags:
          '-d -r -t -l --long -z --name-only --name-status --object-only --full-name --full-tree',
        values: '--format',
        optional: '--abbrev',
        operands: { rest: 'text' },
      },
      'cat-file': {
        risk: 'read',
        style: 'git',
        flags:
          '-e -p -t -s --batch-all-objects --buffer --unordered --allow-unknown-type --follow-symlinks -z -Z --mailmap --no-mailmap',
        optional: '--batch-check',
        values: '--path',
        options: {
          '--batch --batch-command': {
            arg: 'text',
            joined: true,
            attributes: ['secret'],
            why: 'shows whatever its input names, secret files too',
          },
          '--textconv': { risk: 'unknown', why: 'runs the configured text converter' },
          '--filters': { risk: 'unknown', why: 'runs the configured filter' },
        },
        operands: { rest: 'object' },
      },
      'blame annotate': {
        risk: 'read',
        style: 'git',
        flags:
          '--incremental -b --root --no-root --show-stats --progress --no-progress --score-debug -f --show-name -n ' +
          '--show-number -p --porcelain --line-porcelain -c -t -l -s -e --show-email -w --color-lines --color-by-age ' +
          '--minimal --first-parent',
        values: '-L --ignore-rev --date --since --encoding --diff-algorithm',
        optional: '-C -M --abbrev',
        options: {
          '--ignore-revs-file -S': { arg: 'read' },
          '--contents': { arg: 'read' },
          '--reverse': {},
        },
        operands: { rest: 'object' },
      },
      grep: {
        risk: 'read',
        style: 'git',
        flags:
          '-NUM --cached --exclude-standard --recurse-submodules -v --invert-match -i ' +
          '--ignore-case -w --word-regexp -a --text -I -r --recursive --no-recursive -E --extended-regexp -G --basic-regexp -F ' +
          '--fixed-strings -P --perl-regexp -n --line-number --column -h -H --full-name -l --files-with-matches --name-only -L ' +
          '--files-without-match -z --null -o --only-matching -c --count --no-color --break --heading -p --show-function -W ' +
          '--function-context --and --or --not --all-match -q --quiet --no-textconv',
        values:
          '-e --max-depth -A --after-context -B --before-context -C --context --threads -m --max-count',
        optional: '--color',
        options: {
          '-f': { arg: 'read' },
          '--no-index --untracked --no-exclude-standard': {
            attributes: ['secret'],
            why: 'searches files that git does not track',
          },
          '--textconv': { risk: 'unknown', why: 'runs the configured text converter' },
          '-O --open-files-in-pager': {
            arg: 'program',
            joined: true,
            risk: 'unknown',
            why: 'runs a pager',
          },
          '--ext-grep': { risk: 'unknown', why: 'runs another grep' },
        },
        operands: { first: ['text'], rest: 'object', unless: '-e -f' },
      },
      'name-rev': {
        risk: 'read',
        style: 'git',
        flags:
          '--tags --name-only --all --always --undefined --no-undefined --annotate-stdin --stdin',
        values: '--refs --exclude',
        operands: { rest: 'text' },
      },
      'for-each-ref': {
        risk: 'read',
        style: 'git',
        flags:
          '-s --shell -p --perl --python --tcl --ignore-case --omit-empty --include-root-refs --stdin',
        values: `--count --format --sort --exclude ${refFilter}`,
        optional: '--color',
        operands: { rest: 'text' },
      },
      'show-ref': {
        risk: 'read',
        style: 'git',
        flags: '--head --heads --branches --tags -d --dereference --verify -q --quiet --exists',
        optional: '-s --hash --abbrev --exclude-existing',
        operands: { rest: 'text' },
      },
      'symbolic-ref': {
        risk: 'read',
        style: 'git',
        flags: '-q --quiet --short --recurse --no-recurse',
        options: {
          '-d --delete': { risk: 'irreversible', why: 'deletes a reference' },
          '-m': { arg: 'text' },
        },
        operands: { rest: 'text', max: 1 },
      },
      'show-branch': {
        risk: 'read',
        style: 'git',
        flags:
          '-r --remotes -a --all --current --topo-order --date-order --sparse --merge-base --independent --list --topics --no-name --sha1-name --no-color',
        values: '--more',
        optional: '--color -g --reflog',
        operands: { rest: 'text' },
      },
      'count-objects': { risk: 'read', style: 'git', flags: '-v --verbose -H --human-readable' },
      'check-ignore check-attr check-mailmap check-ref-format': {
        risk: 'read',
        style: 'git',
        flags:
          '-q --quiet -v --verbose --stdin -z -n --non-matching --no-index -a --all --cached --branch --normalize --allow-onelevel --refspec-pattern',
        values: '--source',
        operands: { rest: 'text' },
      },
      cherry: {
        risk: 'read',
        style: 'git',
        flags: '-v --verbose',
        optional: '--abbrev',
        operands: { rest: 'object' },
      },
      var: {
        risk: 'read',
        style: 'git',
        options: {
          '-l': {
            attributes: ['secret'],
            why: 'prints all settings, credentials in them included',
          },
        },
        operands: { rest: 'text', max: 1 },
      },
      'verify-commit verify-tag': {
        risk: 'unknown',
        why: 'runs the configured signature program',
        style: 'git',
        flags: '-v --verbose --raw',
        operands: { rest: 'text' },
      },
      fsck: {
        risk: 'read',
        style: 'git',
        flags:
          '--unreachable --dangling --no-dangling --root --tags --cache --no-reflogs --full --no-full --connectivity-only --strict --verbose --progress --no-progress --name-objects',
        options: { '--lost-found': { risk: 'reversible', why: 'writes into `.git/lost-found`' } },
        operands: { rest: 'text' },
      },
      'verify-pack': {
        risk: 'read',
        style: 'git',
        flags: '-v --verbose -s --stat-only',
        operands: { rest: 'read' },
      },
      'hash-object': {
        risk: 'read',
        style: 'git',
        flags: '--stdin --stdin-paths --no-filters --literally',
        values: '-t --path',
        options: { '-w': { risk: 'reversible', why: 'writes an object' } },
        operands: { rest: 'read' },
      },
      help: {
        risk: 'unknown',
        why: 'runs a manual viewer',
        style: 'none',
        operands: { rest: 'text' },
      },
      version: { risk: 'read', style: 'git', flags: '--build-options' },
      branch: {
        risk: 'read',
        style: 'git',
        flags:
          '-l --list -a --all -r --remotes -v --verbose -q --quiet -i --ignore-case --no-column --no-color --show-current ' +
          '--no-abbrev --omit-empty --no-track --create-reflog',
        values: `--sort --format ${refFilter}`,
        optional: '--color --column --abbrev',
        options: {
          '-d --delete': { risk: 'irreversible', why: 'deletes branches' },
          '-D': { risk: 'irreversible', why: 'deletes branches, merged or not' },
          '-m --move -c --copy': { risk: 'reversible', why: 'renames or copies a branch' },
          '-M -C -f --force': { risk: 'irreversible', why: 'overwrites a branch' },
          '-u --set-upstream-to': {
            arg: 'text',
            risk: 'reversible',
            why: 'changes the upstream of a branch',
          },
          '--unset-upstream': { risk: 'reversible', why: 'changes the upstream of a branch' },
          '-t --track': { arg: 'text', joined: true, risk: 'reversible', why: 'creates a branch' },
          '--edit-description': { risk: 'unknown', why: 'starts an editor' },
        },
        operands: { rest: 'text', risk: 'reversible', why: 'creates a branch' },
        modes: {
          [`-l --list -a --all -r --remotes --show-current ${refFilter}`]: {
            operands: { rest: 'text' },
          },
        },
      },
      tag: {
        risk: 'read',
        style: 'git',
        flags: '-l --list -i --ignore-case --no-column --omit-empty',
        values: `--sort --format ${refFilter}`,
        optional: '-n --color --column',
        options: {
          '-d --delete': { risk: 'irreversible', why: 'deletes tags' },
          '-f --force': { risk: 'irreversible', why: 'overwrites a tag' },
          '-a --annotate': { risk: 'reversible', why: 'creates a tag' },
          '-m --message': { arg: 'text', risk: 'reversible', why: 'creates a tag' },
          '-F --file': { arg: 'read', risk: 'reversible', why: 'creates a tag' },
          '-s --sign': { risk: 'unknown', why: 'runs the configured signature program' },
          '-u --local-user': {
            arg: 'text',
            risk: 'unknown',
            why: 'runs the configured signature program',
          },
          '-v --verify': { risk: 'unknown', why: 'runs the configured signature program' },
          '-e --edit': { risk: 'unknown', why: 'starts an editor' },
        },
        operands: { rest: 'text', risk: 'reversible', why: 'creates a tag' },
        modes: { [`-l --list -n ${refFilter}`]: { operands: { rest: 'text' } } },
      },
      remote: {
        risk: 'read',
        style: 'git',
        flags: '-v --verbose',
        subcommands: {
          'get-url': {
            risk: 'read',
            style: 'git',
            flags: '--push --all',
            operands: { rest: 'text', max: 1 },
          },
          show: {
            risk: 'external',
            why: remote,
            style: 'git',
            operands: { rest: 'host' },
            modes: { '-n': { risk: 'read', why: '', operands: { rest: 'text' } } },
          },
          'add rename set-head set-branches set-url': {
            risk: 'reversible',
            why: 'changes where the repository fetches from and pushes to',
            style: 'git',
            flags: '-f --fetch --tags --no-tags --push --add --delete -a --auto -d',
            values: '-t --track -m --master --mirror',
            operands: { rest: 'text' },
          },
          'remove rm': {
            risk: 'irreversible',
            why: 'deletes a remote and its branches here',
            style: 'git',
            operands: { rest: 'text' },
          },
          'prune update': {
            risk: 'external',
            why: remote,
            style: 'git',
            operands: { rest: 'host' },
          },
        },
      },
      stash: {
        risk: 'reversible',
        why: 'takes the changes out of the work tree',
        style: 'git',
        flags:
          '-p --patch -S --staged -k --keep-index --no-keep-index -q --quiet -u --include-untracked -a --all',
        values: '-m --message',
        subcommands: {
          list: log,
          show: { ...log, flags: `${log.flags} --include-untracked --only-untracked` },
          'push save': {
            risk: 'reversible',
            why: 'takes the changes out of the work tree',
            style: 'git',
            flags:
              '-p --patch -S --staged -k --keep-index --no-keep-index -q --quiet -u --include-untracked -a --all --pathspec-file-nul',
            values: '-m --message',
            options: { '--pathspec-from-file': { arg: 'read' } },
            operands: { rest: 'text' },
          },
          'pop apply branch': {
            risk: 'reversible',
            why: 'changes the work tree',
            style: 'git',
            flags: '--index -q --quiet',
            operands: { rest: 'text' },
          },
          'create store': {
            risk: 'reversible',
            why: 'creates a stash',
            style: 'git',
            flags: '-q --quiet',
            values: '-m --message',
            operands: { rest: 'text' },
          },
          drop: {
            risk: 'irreversible',
            why: 'deletes stashed changes',
            style: 'git',
            flags: '-q --quiet',
            operands: { rest: 'text' },
          },
          clear: { risk: 'irreversible', why: 'deletes all stashed changes', style: 'git' },
        },
      },
      notes: {
        risk: 'read',
        style: 'git',
        values: '--ref',
        subcommands: {
          'list show get-ref': { risk: 'read', style: 'git', operands: { rest: 'object' } },
          'add append copy merge edit': {
            risk: 'reversible',
            why: 'changes notes',
            style: 'git',
            flags: '-f --force --stdin',
            values: '-m --message -F --file -C -c',
            operands: { rest: 'text' },
          },
          'remove prune': {
            risk: 'irreversible',
            why: 'deletes notes',
            style: 'git',
            operands: { rest: 'text' },
          },
        },
      },
      worktree: {
        risk: 'read',
        style: 'git',
        subcommands: {
          list: {
            risk: 'read',
            style: 'git',
            flags: '-v --verbose --porcelain -z',
            values: '--expire',
          },
          add: {
            risk: 'reversible',
            why: 'creates a work tree and runs hooks',
            style: 'git',
            flags:
              '-f --force --detach --checkout --no-checkout --guess-remote --track --lock --orphan -q --quiet',
            values: '-b -B --reason',
            operands: { first: ['write', 'text'] },
          },
          'lock unlock move repair': {
            risk: 'reversible',
            why: 'changes work trees',
            style: 'git',
            values: '--reason',
            operands: { rest: 'text' },
          },
          'remove prune': {
            risk: 'irreversible',
            why: 'deletes a work tree',
            style: 'git',
            flags: '-f --force -n --dry-run -v --verbose',
            values: '--expire',
            operands: { rest: 'delete' },
          },
        },
      },
      config: {
        risk: 'read',
        style: 'git',
        flags:
          '--local --global --system --worktree --get --get-all -z --null --name-only --show-origin --show-scope ' +
          '--bool --int --bool-or-int --path --expiry-date --no-type --includes --no-includes --all',
        values: '--type --default --comment --value',
        options: {
          '-f --file': { arg: 'read' },
          '--blob': { arg: 'object' },
          '-l --list': {
            attributes: ['secret'],
            why: 'prints all settings, credentials in them included',
          },
          '--get-urlmatch --get-color --get-colorbool': {
            risk: 'unknown',
            why: 'reads settings in another way',
          },
          '-e --edit': { risk: 'unknown', why: 'starts an editor' },
          '--add --replace-all --unset --unset-all --rename-section --remove-section': {
            risk: 'unknown',
            attributes: ['latent'],
            why: 'changes settings that can run programs',
          },
        },
        operands: { first: ['setting'] },
        modes: { '--get-regexp': { operands: { first: ['settings'] } } },
        subcommands: {
          get: {
            risk: 'read',
            style: 'git',
            flags:
              '--local --global --system --worktree -z --null --all --show-origin --show-scope --show-names --bool --int --path',
            values: '--type --default --value --url',
            options: { '-f --file': { arg: 'read' } },
            operands: { first: ['setting'] },
            modes: { '--regexp': { operands: { first: ['settings'] } } },
          },
          list: {
            risk: 'read',
            attributes: ['secret'],
            why: 'prints all settings, credentials in them included',
            style: 'git',
            flags:
              '--local --global --system --worktree -z --null --name-only --show-origin --show-scope',
            options: { '-f --file': { arg: 'read' } },
          },
          'set unset edit rename-section remove-section': {
            risk: 'unknown',
            attributes: ['latent'],
            why: 'changes settings that can run programs',
            style: 'none',
            operands: { rest: 'text' },
          },
        },
        // One operand prints, two set: the second is `unknown` by itself.
      },
      init: {
        risk: 'reversible',
        why: 'creates a repository',
        style: 'git',
        flags: '-q --quiet --bare',
        values: '-b --initial-branch --object-format --ref-format',
        options: {
          '--template': {
            arg: 'read',
            risk: 'unknown',
            attributes: ['latent'],
            why: 'installs hooks',
          },
          '--separate-git-dir': { arg: 'write' },
          '--shared': { arg: 'text', joined: true },
        },
        operands: { rest: 'write', max: 1 },
      },
      add: {
        risk: 'reversible',
        why: 'changes the index',
        style: 'git',
        flags:
          '-n --dry-run -v --verbose -f --force -u --update -A --all --no-all --ignore-removal --no-ignore-removal -N ' +
          '--intent-to-add --refresh --ignore-errors --ignore-missing --renormalize --sparse --pathspec-file-nul -p --patch -i ' +
          '--interactive',
        values: '--chmod',
        options: {
          '-e --edit': { risk: 'unknown', why: 'starts an editor' },
          '--pathspec-from-file': { arg: 'read' },
        },
        operands: { rest: 'text' },
      },
      stage: {
        risk: 'reversible',
        why: 'changes the index',
        style: 'git',
        flags: '-A --all -u',
        operands: { rest: 'text' },
      },
      commit: {
        risk: 'reversible',
        why: 'commits, and runs the hooks of the repository',
        style: 'git',
        flags:
          '-a --all -p --patch --reset-author --short --branch --porcelain --long -z --null -s --signoff --no-signoff --no-edit ' +
          '--allow-empty --allow-empty-message --no-post-rewrite -i --include -o --only -v --verbose -q --quiet --dry-run ' +
          '--status --no-status --no-gpg-sign -e --edit --pathspec-file-nul',
        values:
          '-m --message -C --reuse-message -c --reedit-message --fixup --squash --author --date --cleanup --trailer',
        optional: '-u --untracked-files',
        options: {
          '--amend': { risk: 'reversible', why: 'replaces the last commit' },
          '-n --no-verify': { risk: 'unknown', why: 'skips the hooks that check a commit' },
          '-S --gpg-sign': {
            arg: 'text',
            joined: true,
            risk: 'unknown',
            why: 'runs the configured signature program',
          },
          '-F --file': { arg: 'read' },
          '-t --template': { arg: 'read' },
          '--pathspec-from-file': { arg: 'read' },
        },
        operands: { rest: 'text' },
      },
      rebase: {
        risk: 'reversible',
        why: 'changes branch and work tree, and runs hooks',
        style: 'git',
        flags:
          '--abort --continue --quit --skip --edit-todo --show-current-patch --apply -m --merge -q --quiet -v --verbose -n ' +
          '--no-stat --stat --autostash --no-autostash --autosquash --no-autosquash --keep-empty --no-keep-empty --update-refs ' +
          '--fork-point --no-fork-point --root -i --interactive --no-verify --signoff --no-ff --force-rebase -f -r ' +
          '--rebase-merges --reapply-cherry-picks --no-gpg-sign --keep-base',
        values: '--onto -s --strategy -X --strategy-option --empty -C --whitespace',
        options: {
          '-x --exec': {
            arg: 'shell',
            risk: 'unknown',
            why: 'runs a command after each commit',
          },
          '-S --gpg-sign': {
            arg: 'text',
            joined: true,
            risk: 'unknown',
            why: 'runs the configured signature program',
          },
        },
        operands: { rest: 'text' },
      },
      'merge cherry-pick revert am': {
        risk: 'reversible',
        why: 'changes branch and work tree, and runs hooks',
        style: 'git',
        flags:
          '--abort --continue --quit --skip --no-commit -n --commit --no-edit --ff --no-ff --ff-only --squash --no-squash ' +
          '--stat --no-stat -q --quiet -v --verbose --autostash --no-autostash --allow-unrelated-histories --signoff -x ' +
          '--autosquash --no-autosquash --keep-empty --update-refs --fork-point --no-fork-point --root -i --interactive -3 ' +
          '--3way --edit -e --no-verify --no-gpg-sign --progress --no-progress --show-current-patch --allow-empty -k --reapply-cherry-picks',
        values:
          '-m --message -X --strategy-option -s --strategy --onto --mainline --into-name --cleanup --empty',
        options: {
          '-S --gpg-sign': {
            arg: 'text',
            joined: true,
            risk: 'unknown',
            why: 'runs the configured signature program',
          },
          '-F --file': { arg: 'read' },
        },
        operands: { rest: 'text' },
      },
      switch: {
        risk: 'reversible',
        why: 'changes the branch, and runs hooks',
        style: 'git',
        flags:
          '-q --quiet --progress --no-progress -d --detach --guess --no-guess -m --merge --ignore-other-worktrees --recurse-submodules',
        values: '-c --create --orphan --conflict',
        optional: '-t --track',
        options: {
          '-C --force-create': { arg: 'text', risk: 'irreversible', why: 'overwrites a branch' },
          '-f --force --discard-changes': { risk: 'irreversible', why: discards },
        },
        operands: { rest: 'text' },
      },
      checkout: {
        risk: 'reversible',
        why: 'changes the work tree, and runs hooks',
        style: 'git',
        flags:
          '-q --quiet --progress --no-progress -d --detach --guess --no-guess -m --merge --ignore-other-worktrees --recurse-submodules --overlay -l',
        values: '-b --orphan --conflict',
        optional: '-t --track',
        options: {
          '-B': { arg: 'text', risk: 'irreversible', why: 'overwrites a branch' },
          '-f --force': { risk: 'irreversible', why: discards },
          '-p --patch': { risk: 'irreversible', why: discards },
          '--ours --theirs --no-overlay --ignore-skip-worktree-bits': {
            risk: 'irreversible',
            why: discards,
          },
          '--pathspec-from-file': { arg: 'read', risk: 'irreversible', why: discards },
        },
        // `git checkout WORD`: a branch, or a path whose changes are discarded.
        operands: {
          rest: 'object',
          risk: 'irreversible',
          why: 'may discard changes that are not committed',
        },
        modes: {
          '-b --orphan': { operands: { rest: 'text' } },
          '-d --detach': { operands: { rest: 'text' } },
        },
      },
      restore: {
        risk: 'irreversible',
        why: discards,
        style: 'git',
        flags:
          '-p --patch -W --worktree -q --quiet --progress --no-progress --ours --theirs -m --merge --ignore-unmerged --overlay --no-overlay --recurse-submodules',
        values: '-s --source --conflict',
        options: { '-S --staged': {}, '--pathspec-from-file': { arg: 'read' } },
        operands: { rest: 'write' },
        modes: {
          '-W --worktree': {},
          '-S --staged': {
            risk: 'reversible',
            why: 'changes the index',
            operands: { rest: 'text' },
          },
        },
      },
      reset: {
        risk: 'reversible',
        why: 'moves the branch or the index',
        style: 'git',
        flags:
          '-q --quiet --no-quiet --mixed --soft -N --intent-to-add --refresh --no-refresh -p --patch',
        options: {
          '--hard --merge --keep': { risk: 'irreversible', why: discards },
          '--pathspec-from-file': { arg: 'read' },
        },
        operands: { rest: 'text' },
      },
      clean: {
        risk: 'irreversible',
        why: 'deletes files that git does not track',
        style: 'git',
        flags: '-d -f --force -i --interactive -q --quiet -x -X',
        values: '-e --exclude',
        operands: { rest: 'delete' },
        modes: { '-n --dry-run': { risk: 'read', why: '', operands: { rest: 'text' } } },
      },
      rm: {
        risk: 'irreversible',
        why: 'deletes files',
        style: 'git',
        flags:
          '-f --force -n --dry-run -r --cached --ignore-unmatch --sparse -q --quiet --pathspec-file-nul',
        options: { '--pathspec-from-file': { arg: 'read' } },
        operands: { rest: 'delete' },
        modes: {
          '--cached': { risk: 'reversible', why: 'changes the index', operands: { rest: 'text' } },
        },
      },
      mv: {
        risk: 'reversible',
        why: 'moves files',
        style: 'git',
        flags: '-f --force -k -n --dry-run -v --verbose --sparse',
        operands: { rest: 'write' },
      },
      apply: {
        risk: 'reversible',
        why: 'changes the files that the patch names',
        style: 'git',
        flags:
          '--index --cached --intent-to-add -3 --3way -R --reverse --reject -z --unidiff-zero --no-add --allow-overlap ' +
          '--inaccurate-eof -v --verbose -q --quiet --recount --allow-empty --ignore-space-change --ignore-whitespace',
        values: '-p -C --directory --whitespace --exclude --include',
        options: {
          '--unsafe-paths': { risk: 'irreversible', why: 'writes outside the work tree' },
          '--build-fake-ancestor': { arg: 'write' },
        },
        operands: { rest: 'read' },
        modes: {
          '--apply': {},
          '--check --stat --numstat --summary': { risk: 'read', why: '' },
        },
      },
      'format-patch': {
        risk: 'reversible',
        why: 'writes patch files',
        style: 'git',
        flags: `${diffFlags} -n --numbered -N --no-numbered -k --keep-subject --signoff --cover-letter --no-attach --zero-commit -q`,
        values: `${diffValues} --start-number --subject-prefix --suffix -v --reroll-count --base --to --from --in-reply-to`,
        optional: `${diffOptional} --thread --attach --inline`,
        options: { ...diffOptions, '-o --output-directory': { arg: 'write' } },
        operands: { rest: 'object' },
        modes: { '--stdout': { risk: 'read', why: '' } },
      },
      archive: {
        risk: 'reversible',
        why: 'writes an archive, by the configured filters',
        style: 'git',
        flags: '-v --verbose -l --list --worktree-attributes',
        values: '--format --prefix',
        options: {
          '-o --output': { arg: 'write' },
          '--add-file': { arg: 'read' },
          '--remote': { arg: 'url', risk: 'external', why: remote },
          '--exec': { arg: 'program', risk: 'external', why: 'runs a program on a remote' },
        },
        operands: { rest: 'object' },
      },
      bundle: {
        risk: 'reversible',
        why: 'writes a bundle',
        style: 'posix',
        operands: { rest: 'text' },
        subcommands: {
          'verify list-heads': {
            risk: 'read',
            style: 'git',
            flags: '-q --quiet',
            operands: { first: ['read'], rest: 'text' },
          },
        },
      },
      bisect: {
        risk: 'reversible',
        why: 'checks out other commits',
        style: 'posix',
        operands: { rest: 'text' },
        subcommands: {
          log: { risk: 'read', style: 'git' },
          'view visualize': {
            risk: 'unknown',
            why: 'may start gitk',
            style: 'none',
            operands: { rest: 'text' },
          },
          run: {
            risk: 'unknown',
            why: 'runs a command on each commit',
            style: 'none',
            wraps: { kind: 'argv', atLeast: 'unknown' },
          },
          'start bad good new old skip reset terms replay': {
            risk: 'reversible',
            why: 'checks out other commits',
            style: 'none',
            operands: { rest: 'text' },
          },
        },
      },
      'gc prune repack maintenance pack-refs': {
        risk: 'irreversible',
        why: 'may delete objects that nothing refers to',
        style: 'none',
        operands: { rest: 'text' },
      },
      'update-ref replace filter-branch filter-repo': {
        risk: 'irreversible',
        why: 'rewrites history or references',
        style: 'none',
        operands: { rest: 'text' },
      },
      'update-index read-tree write-tree commit-tree mktree sparse-checkout checkout-index': {
        risk: 'reversible',
        why: 'changes the index or the work tree',
        style: 'none',
        operands: { rest: 'text' },
      },
      clone: {
        risk: 'external',
        why: remote,
        style: 'git',
        flags:
          '-v --verbose -q --quiet --progress --no-checkout -n --bare --mirror -l --local --no-hardlinks -s --shared --single-branch ' +
          '--no-single-branch --no-tags --sparse --no-remote-submodules --no-shallow-submodules --shallow-submodules --dissociate',
        values:
          '-o --origin -b --branch --depth --shallow-since --shallow-exclude -j --jobs --filter --revision',
        options: {
          '-c --config': { arg: 'gitconfig' },
          '-u --upload-pack': { arg: 'program', risk: 'unknown', why: 'runs a program to fetch' },
          '--template': {
            arg: 'read',
            risk: 'unknown',
            attributes: ['latent'],
            why: 'installs hooks',
          },
          '--reference --reference-if-able': { arg: 'read' },
          '--separate-git-dir': { arg: 'write' },
          '--recurse-submodules --recursive': {
            arg: 'text',
            joined: true,
            risk: 'external',
            why: 'clones what the repository names',
          },
        },
        operands: { first: ['url', 'write'] },
      },
      'fetch pull': {
        risk: 'external',
        why: remote,
        style: 'git',
        flags:
          '-v --verbose -q --quiet --all -a --append --atomic --dry-run --write-fetch-head --no-write-fetch-head -f --force ' +
          '-k --keep --multiple --auto-maintenance --no-auto-maintenance --prefetch -p --prune -P --prune-tags -n --no-tags ' +
          '--refetch -t --tags --no-recurse-submodules --set-upstream --progress --no-progress -4 --ipv4 -6 --ipv6 --unshallow ' +
          '--update-shallow -u --update-head-ok --ff --no-ff --ff-only --no-rebase --autostash --no-autostash --commit ' +
          '--no-commit --edit --no-edit --stat --no-stat --squash --no-squash --allow-unrelated-histories --no-verify',
        values:
          '--depth --deepen --shallow-since --shallow-exclude -j --jobs -o --server-option --refmap --filter -s --strategy -X --strategy-option',
        optional: '-r --rebase --recurse-submodules --negotiation-tip',
        options: {
          '--upload-pack': { arg: 'program', risk: 'unknown', why: 'runs a program to fetch' },
        },
        operands: { first: ['host'], rest: 'text' },
      },
      'ls-remote': {
        risk: 'external',
        why: remote,
        style: 'git',
        flags: '-h --heads -t --tags --branches --refs -q --quiet --exit-code --get-url --symref',
        values: '--sort -o --server-option',
        options: {
          '--upload-pack --exec': {
            arg: 'program',
            risk: 'unknown',
            why: 'runs a program to fetch',
          },
        },
        operands: { first: ['host'], rest: 'text' },
      },
      submodule: {
        risk: 'read',
        style: 'git',
        flags: '-q --quiet',
        subcommands: {
          status: {
            risk: 'read',
            style: 'git',
            flags: '--cached --recursive',
            operands: { rest: 'text' },
          },
          summary: {
            risk: 'read',
            style: 'git',
            flags: '--cached --files',
            values: '-n --summary-limit',
            operands: { rest: 'object' },
          },
          foreach: {
            risk: 'unknown',
            why: 'runs a command in every submodule',
            style: 'posix',
            flags: '-q --quiet --recursive',
            wraps: { kind: 'shell', atLeast: 'unknown' },
          },
          'add update init sync deinit absorbgitdirs set-url set-branch': {
            risk: 'external',
            why: 'fetches what the repository names',
            style: 'none',
            operands: { rest: 'text' },
          },
        },
      },
      push: {
        risk: 'external',
        why: 'sends commits to a remote',
        style: 'git',
        flags:
          '-v --verbose -q --quiet --all --branches --tags --follow-tags --no-follow-tags -n --dry-run --porcelain -u --set-upstream ' +
          '--progress --no-progress --atomic --no-atomic --thin --no-thin -4 --ipv4 -6 --ipv6 --verify --no-signed',
        values: '-o --push-option --recurse-submodules',
        optional: '--signed',
        options: {
          '-f --force': { risk: 'external', why: 'overwrites published history' },
          '--force-with-lease': {
            arg: 'text',
            joined: true,
            risk: 'external',
            why: 'overwrites published history',
          },
          '--force-if-includes': { risk: 'external', why: 'overwrites published history' },
          '-d --delete': { risk: 'external', why: 'deletes branches of a remote' },
          '--mirror --prune': { risk: 'external', why: 'deletes branches of a remote' },
          '--no-verify': { risk: 'unknown', why: 'skips the hooks that check a push' },
          '--repo': { arg: 'text' },
          '--receive-pack --exec': {
            arg: 'program',
            risk: 'unknown',
            why: 'runs a program to push',
          },
        },
        operands: { rest: 'text' },
      },
      'send-email imap-send send-pack svn p4 daemon instaweb request-pull http-push': {
        risk: 'external',
        why: 'sends to others',
        style: 'none',
        operands: { rest: 'text' },
      },
      'difftool mergetool gui citool gitk credential credential-store credential-cache': {
        risk: 'unknown',
        why: 'runs the configured program',
        style: 'none',
        operands: { rest: 'text' },
      },
      lfs: {
        risk: 'external',
        why: 'transfers large files',
        style: 'posix',
        operands: { rest: 'text' },
        subcommands: {
          'ls-files status env version': {
            risk: 'read',
            style: 'git',
            flags: '-l -s --size --long',
            operands: { rest: 'text' },
          },
        },
      },
      hook: { risk: 'unknown', why: 'runs a hook', style: 'none', operands: { rest: 'text' } },
    }),
  },
  'gitk tig lazygit gitui': {
    risk: 'unknown',
    why: 'needs a terminal or a display',
    interactive: true,
    style: 'none',
    operands: { rest: 'text' },
  },
  hg: {
    risk: 'unknown',
    why: 'runs the extensions and hooks that its configuration names',
    style: 'none',
    operands: { rest: 'text' },
    env: ['HG*', 'PAGER', 'EDITOR'],
  },
  svn: {
    risk: 'external',
    why: 'contacts a server',
    style: 'posix',
    operands: { rest: 'text' },
    subcommands: {
      'status st info': {
        risk: 'read',
        flags: '-q --quiet -v --verbose -N --xml --show-item',
        operands: { rest: 'read' },
      },
    },
    env: ['SVN_*', 'EDITOR'],
  },
}
