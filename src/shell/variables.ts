/** Variables that change no more than language, colour or width of what is printed, with the values that they may have. */
const harmless: readonly (readonly [names: RegExp, values: RegExp])[] = [
  [/^(?:LANG|LANGUAGE|LC_[A-Z]+)$/, /^[\w.@:-]*$/],
  [/^TZ$/, /^[\w+:/-]*$/],
  [
    /^(?:NO_COLOR|FORCE_COLOR|CLICOLOR|CLICOLOR_FORCE|COLORTERM|CI|COLUMNS|LINES|NODE_ENV|RUST_BACKTRACE)$/,
    /^[\w.-]*$/,
  ],
  [
    /^(?:PYTHONUNBUFFERED|PYTHONDONTWRITEBYTECODE|PYTHONIOENCODING|NPM_CONFIG_(?:COLOR|PROGRESS|FUND|AUDIT))$/,
    /^[\w.-]*$/,
  ],
  [/^TERM$/, /^(?:dumb|xterm(?:-256color)?|vt100|linux|screen(?:-256color)?)$/],
  [/^(?:GIT_PAGER|PAGER|MANPAGER|GH_PAGER|BAT_PAGER|AWS_PAGER)$/, /^(?:cat)?$/],
  [/^(?:GIT_OPTIONAL_LOCKS|GIT_TERMINAL_PROMPT|GIT_PAGER_IN_USE)$/, /^[01]$/],
]

/** Whether setting a variable cannot make a program read, write, send or run anything else. */
export function isHarmlessAssignment(name: string, value: string): boolean {
  return harmless.some(([names, values]) => names.test(name) && values.test(value))
}

/** Lower-case names that zsh gives a meaning, and those that programs read. */
const meaningful =
  /^(?:path|fpath|cdpath|manpath|mailpath|module_path|fignore|psvar|watch|zsh_eval_context|argv|status|pipestatus|prompt|histchars|signals|commands|functions|aliases|galiases|saliases|dis_\w+|options|parameters|builtins|modules|history|historywords|jobdirs|jobtexts|jobstates|nameddirs|userdirs|usergroups|funcstack|npm_\w+|keymap|widgets|termcap|terminfo|\w+_proxy|no_proxy|precmd|preexec|chpwd|periodic|zshexit|\w+_functions)$/

/** Whether a name is a variable of the script itself, which no program looks at. */
export function isLocalName(name: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(name) && !meaningful.test(name)
}

const shown =
  /^(?:\d+|[?#$!@*_-]|HOME|PWD|OLDPWD|USER|LOGNAME|SHELL|PATH|LANG|LC_\w+|TZ|TERM|COLUMNS|LINES|EDITOR|PAGER|HOSTNAME|HOSTTYPE|OSTYPE|MACHTYPE|UID|EUID|PPID|BASHPID|BASH|BASH_VERSION|BASH_SUBSHELL|ZSH_VERSION|ZSH_NAME|SHLVL|LINENO|RANDOM|SRANDOM|SECONDS|EPOCHSECONDS|EPOCHREALTIME|FUNCNAME|BASH_SOURCE|BASH_LINENO|PIPESTATUS|NODE_ENV|CI|DISPLAY|VIRTUAL_ENV|CONDA_PREFIX|CONDA_DEFAULT_ENV|PYTHONPATH|NODE_PATH|GOPATH|GOROOT|GOBIN|CARGO_HOME|RUSTUP_HOME|JAVA_HOME|NVM_DIR|PYENV_ROOT|TMPDIR|XDG_(?:CONFIG|CACHE|DATA|STATE|RUNTIME)_\w+|LD_LIBRARY_PATH|MANPATH|IFS|REPLY|OPTIND|OPTARG)$/

/** Whether a variable of the environment may be shown: it is known to hold no credentials. */
export function isShowable(name: string): boolean {
  return shown.test(name)
}
