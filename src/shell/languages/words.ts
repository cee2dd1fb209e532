import type { LanguageFinding } from './language.ts'

const credential =
  /secret|token|passw|passphrase|passwd|auth|credential|apikey|api[_.-]?key|private|extraheader|cookie|session|signing|_key$|^key$/i

/** A name of a variable or setting: its value is secret where the name says so. */
export function judgeSetting(text: string): LanguageFinding[] {
  return credential.test(text)
    ? [{ span: [0, text.length], class: 'secret', why: `\`${text}\` may hold credentials` }]
    : []
}

/** Sections of which no key holds credentials. */
const open =
  /^\^?(?:alias|user|author|committer|branch|core|color|column|diff|merge|rebase|pull|push|fetch|init|log|status|tag|submodule|lfs)(?:$|[\\.][\w\\.*+$-]*$)/

/** A regular expression for names of settings: unless it keeps to sections that are known, it may show secret ones. */
export function judgeSettings(text: string): LanguageFinding[] {
  return open.test(text) && !credential.test(text)
    ? []
    : [{ span: [0, text.length], class: 'secret', why: `\`${text}\` may match credentials` }]
}

const harmless =
  /^(?:color\.[\w.-]+|advice\.\w+|core\.(?:quotepath|abbrev|ignorecase|precomposeunicode)|log\.\w+|diff\.(?:renames|renamelimit|algorithm|context|mnemonicprefix|noprefix|colormoved|suppressblankempty)|status\.\w+|column\.\w+|blame\.\w+|grep\.(?:linenumber|column|patterntype|extendedregexp|fullname)|i18n\.logoutputencoding|core\.fsmonitor|core\.pager|pager\.\w+|core\.untrackedcache|gc\.auto|maintenance\.auto)$/i

/** `KEY=value` of `git -c`: most keys can make git run something; the switches of output cannot. */
export function judgeGitConfig(text: string): LanguageFinding[] {
  const [, key = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? []
  const switched = /^core\.fsmonitor$|pager/i.test(key)
  const safe =
    harmless.test(key) &&
    (!switched || value === 'false' || (value === 'cat' && /^core/i.test(key)))
  return safe
    ? []
    : [
        {
          span: [0, text.length],
          class: 'unknown',
          why: `git setting \`${key}\` may run a program`,
        },
      ]
}

/** A git revision, range, `REV:PATH`, pathspec or path; what may be a path is a read of it. */
export function judgeObject(text: string): LanguageFinding[] {
  const colon = text.startsWith(':/') || text.startsWith(':(') ? -1 : text.lastIndexOf(':')
  const path = colon < 0 ? text.replace(/^:(?:\([^)]*\)|[/!^]+)/, '') : text.slice(colon + 1)
  return path === ''
    ? []
    : [
        {
          span: [text.length - path.length, text.length],
          class: 'read',
          why: 'reads a file or its history',
          path: { kind: 'read', text: path },
        },
      ]
}

/** The operand of date: `+FORMAT` prints, anything else sets the clock. */
export function judgeClock(text: string): LanguageFinding[] {
  return text.startsWith('+')
    ? []
    : [{ span: [0, text.length], class: 'irreversible', why: 'sets the clock' }]
}

/** BSD options of ps: among them `e` shows the environment of every process. Lists (`pid,args`) and numbers do not. */
export function judgePs(text: string): LanguageFinding[] {
  return /^[A-Za-z]*e[A-Za-z]*$/.test(text)
    ? [{ span: [0, text.length], class: 'secret', why: 'ps `e` shows environments' }]
    : []
}

/** The columns of `ps -o`. */
export function judgePsFormat(text: string): LanguageFinding[] {
  return /environ/.test(text)
    ? [{ span: [0, text.length], class: 'secret', why: 'ps shows environments' }]
    : []
}

/** A word of `[`: `-v` and `-R`, in zsh also `-t`, evaluate the subscript of their operand, which may run a command. */
export function judgeTest(text: string): LanguageFinding[] {
  return text === '-v' || text === '-R' || /\[.*[$`]/s.test(text)
    ? [{ span: [0, text.length], class: 'unknown', why: `\`test ${text}\` evaluates its operand` }]
    : []
}

/** A number for the shell, which zsh computes as arithmetic, subscripts included. */
export function judgeNumber(text: string): LanguageFinding[] {
  return /^[-+]?\d*\.?\d*$/.test(text)
    ? []
    : [{ span: [0, text.length], class: 'unknown', why: `zsh evaluates \`${text}\`` }]
}

/** Data that goes out: `@FILE`, `name=@FILE` and `name=<FILE` send a file. */
export function judgeUpload(text: string): LanguageFinding[] {
  const [, sign, path] = /(?:^|=)([@<])([^;]+)/.exec(text) ?? []
  if (sign === undefined || path === undefined || path === '-') return []
  const from = text.indexOf(sign + path) + 1
  return [
    {
      span: [from, from + path.length],
      class: 'external',
      why: 'sends a file',
      path: { kind: 'read', text: path },
    },
  ]
}

/** `name`, `@scope/name`, each with `@version`, and the fields to show; not a URL, a path or a repository. */
export function judgePackage(text: string): LanguageFinding[] {
  return /^(?:@[\w.-]+\/)?\w[\w.-]*(?:@[\w.^~<>=*|-]+)?$/.test(text)
    ? []
    : [{ span: [0, text.length], class: 'external', why: 'fetches what the operand names' }]
}

/** `FILE`, or `HOST:FILE` as tar, rsync and scp have it, that is read. */
export function judgeSource(text: string): LanguageFinding[] {
  return elsewhere(text) ?? fileOf(text, 'read')
}

/** The same, written; `-` is stdout. */
export function judgeDestination(text: string): LanguageFinding[] {
  return elsewhere(text) ?? (text === '-' ? [] : fileOf(text, 'write'))
}

function fileOf(text: string, kind: 'read' | 'write'): LanguageFinding[] {
  return [
    {
      span: [0, text.length],
      class: kind === 'read' ? 'read' : 'reversible',
      why: kind === 'read' ? 'reads a file' : 'writes a file',
      path: { kind, text },
    },
  ]
}

/** A colon before any slash means another machine, unless nothing stands before it. */
function elsewhere(text: string): LanguageFinding[] | null {
  const host =
    /^\w+:\/\/(?:[^@/]*@)?([^:/]*)/.exec(text)?.[1] ?? /^(?:[^@/:]*@)?([^/:]*):/.exec(text)?.[1]
  return host === undefined
    ? null
    : [{ span: [0, text.length], class: 'external', why: 'is on another machine', host }]
}

/** A variable that a command sets: not a subscript, which would be evaluated, and nothing that shells or programs obey. */
export function judgeName(text: string): LanguageFinding[] {
  return text === 'REPLY' || /^(?=.*[a-z])[A-Za-z_]\w*$/.test(text)
    ? []
    : [
        {
          span: [0, text.length],
          class: 'unknown',
          why: `setting \`${text}\` may change what runs`,
        },
      ]
}
