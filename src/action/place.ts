import { posix } from 'node:path'
import type { Place } from './effect.ts'
import { matchesGlob } from './glob.ts'

/** What paths are judged against. */
export interface Ground {
  /** The directory at stake; `null` where there is none, so that every path counts as outside. */
  workspace: string | null
  /** Absolute home directory of the person. */
  home: string
  /** Absolute directory in which the action starts. */
  cwd: string
  /** Absolute globs of gater's own files and the agents' hook settings. */
  protects: readonly string[]
}

/** Reads a path as the text names it. `tilde`: a leading `~` was not quoted. `cwd` is `null` where it is not known. */
export function placeOf(
  text: string,
  cwd: string | null,
  ground: Ground,
  form: { glob?: boolean; tilde?: boolean } = {},
): Place {
  const glob = form.glob ?? false
  let path = text
  if (form.tilde && path.startsWith('~')) {
    if (path !== '~' && !path.startsWith('~/')) return { text, absolute: null, glob }
    path = ground.home + path.slice(1)
  }
  if (path.startsWith('/')) return { text, absolute: normal(path), glob }
  return { text, absolute: cwd === null ? null : normal(`${cwd}/${path}`), glob }
}

function normal(path: string): string {
  const plain = posix.normalize(path)
  return plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain
}

/** Whether an absolute path is `root` or below it. */
export function isWithin(absolute: string, root: string): boolean {
  return absolute === root || root === '/' || absolute.startsWith(`${root}/`)
}

/** Whether an absolute path lies outside the workspace. */
export function isOutside(absolute: string, ground: Ground): boolean {
  return ground.workspace === null || !isWithin(absolute, ground.workspace)
}

/** Whether an absolute path is gater's own or a setting that switches the gate on. */
export function isProtected(absolute: string, ground: Ground): boolean {
  return ground.protects.some((glob) => matchesGlob(glob, absolute))
}

const secretNames =
  /^(?:\.env(?:rc)?|\.env[._-].+|.+\.env|(?:id|ssh_host)_(?:rsa|dsa|ecdsa|ed25519|xmss|ecdsa_sk|ed25519_sk)(?:[._-].*)?|.+\.(?:pem|key|p12|pfx|p8|jks|keystore|kdbx?|ppk|ovpn|asc|gpg|age|tfvars|tfstate|mobileprovision|secrets?)|terraform\.tfstate.*|\.?npmrc|\.?yarnrc(?:\.yml)?|\.pypirc|[._]netrc|\.pgpass|\.my\.cnf|\.mylogin\.cnf|\.git-credentials|\.gitconfig|\.htpasswd|\.vault-token|\.dockercfg|\.boto|\.s3cfg|\.terraformrc|kubeconfig(?:\..*)?|g?shadow-?|sudoers|\.?(?:credentials?|secrets?|passwords?|tokens?)(?:\.(?:json|ya?ml|toml|ini|txt|env|cfg|conf|properties|xml|csv|enc|db))?|client_secret.*|service[-_]?account.*\.json|(?:application_default_)?credentials\.(?:json|db)|\.?[a-z_]*(?:_history|_hist)|\.viminfo|\.lesshst|cookies(?:\.sqlite|\.txt)?|login data|logins\.json|key[34]\.db|wallet\.dat|master\.key|secring.*|\.?pass(?:wd|word)s?\.(?:txt|json|ya?ml|db)|firebase-adminsdk.*\.json|\.databrickscfg|\.snowsql|auth\.json|\.openai|\.anthropic|hosts\.yml)$/i

const secretDirectories =
  /(?:^|\/)(?:\.ssh|\.aws|\.gnupg|\.kube|\.docker|\.azure|\.password-store|\.secrets?|secrets|\.credentials|\.config\/(?:gh|gcloud|op|rclone|doctl|hub|configstore|age|sops)|\.local\/share\/keyrings|library\/keychains|\.mozilla|\.thunderbird|\.config\/(?:google-chrome|chromium|brave)|run\/secrets|var\/run\/secrets|etc\/ssl\/private|\.terraform\.d|\.vault|\.bitcoin|\.gem\/credentials|\.cargo\/credentials(?:\.toml)?)(?:\/|$)/i

const secretSystem =
  /^\/proc\/[^/]+\/(?:task\/[^/]+\/)?(?:environ|mem|maps|auxv|fd(?:\/.*)?|root(?:\/.*)?|cwd(?:\/.*)?|cmdline)$|^\/dev\/(?:mem|kmem|port)$|^\/var\/(?:mail|spool)\//

const templates = /^\.env\.(?:example|sample|template|dist|defaults?|schema|tpl)$|\.pub$/i

/** Whether a path names what commonly holds credentials or private data. Case does not matter: not all file systems tell. */
export function isSecret(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (secretDirectories.test(path)) return !/\.pub$|\/known_hosts$/.test(name)
  if (secretSystem.test(path)) return true
  if (/(?:^|\/)\.git\/(?:config|credentials)$/.test(path)) return true
  return secretNames.test(name) && !templates.test(name)
}

const secretSamples = [
  '.env',
  '.env.local',
  '.env.production',
  '.envrc',
  'prod.env',
  'id_rsa',
  'id_ed25519',
  'id_ecdsa',
  'id_dsa',
  'server.pem',
  'server.key',
  'server.p12',
  'release.keystore',
  '.npmrc',
  '.netrc',
  '.pgpass',
  '.git-credentials',
  '.htpasswd',
  '.pypirc',
  'credentials',
  'credentials.json',
  'secrets.yml',
  'secrets.json',
  'terraform.tfstate',
  'prod.tfvars',
  '.ssh',
  '.aws',
  '.gnupg',
  '.kube',
  '.docker',
  'secrets',
  '.secrets',
  '.bash_history',
]

/**
 * Whether a glob aims at secrets: it can match one of their names. Components that match nearly everything (`*`, `*.json`)
 * do not aim; what they really match is looked up.
 */
export function aimsAtSecret(pattern: string): boolean {
  return pattern.split('/').some((component) => {
    if (!/[*?[{\\]/.test(component)) return false
    if (
      /^\*+$|^\*+\.(?:json|ya?ml|txt|md|[jt]sx?|[cm][jt]s|py|go|rs|rb|java|c|h|cpp|css|html?|sh|sql|csv|xml|toml|log)$/.test(
        component,
      )
    ) {
      return false
    }
    const hidden =
      component.startsWith('.') ||
      component.startsWith('[') ||
      component.startsWith('{') ||
      component.startsWith('\\')
    return secretSamples.some(
      (name) => (hidden || !name.startsWith('.')) && matchesGlob(component, name),
    )
  })
}

const latentNames =
  /^(?:\.envrc|\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.[cm]?js|pnpm-workspace\.yaml|bunfig\.toml|\.flake8|toxfile\.py|pytest\.ini|pipfile|rust-toolchain(?:\.toml)?|\.jvmopts|\.sbtopts|\.bazelrc|\.bazelversion|pom\.xml|build\.sbt|cmakelists\.txt|\.rspec|lefthook\.ya?ml|\.?mise\.toml|\.tool-versions|vagrantfile|\.(?:gdbinit|lldbinit|irbrc|pryrc)|conftest\.py|.+\.pth|sitecustomize\.py|usercustomize\.py|(?:gnu)?makefile|.+\.mk|justfile|rakefile|gulpfile\..+|gruntfile\..+|taskfile\.ya?ml|package\.json|package-lock\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|pyproject\.toml|setup\.(?:py|cfg)|tox\.ini|noxfile\.py|cargo\.toml|build\.rs|build\.gradle(?:\.kts)?|gemfile(?:\.lock)?|composer\.json|\.gitattributes|\.gitmodules|\.gitconfig|\.mcp\.json|mcp\.json|\.gitlab-ci\.yml|jenkinsfile|azure-pipelines\.yml|\.travis\.yml|dockerfile.*|docker-compose.*|compose\.ya?ml|procfile|\.pre-commit-config\.yaml|\.lintstagedrc.*|\.huskyrc.*|claude\.md|agents\.md|gemini\.md|\.cursorrules|\.gatercrc.*|\.(?:bash|zsh)(?:rc|env|_profile|_login|_logout|login|logout|profile)|\.profile|\.inputrc|\.vimrc|\.exrc|\.nvimrc|\.tmux\.conf|.+\.(?:config|setup)\.[cm]?[jt]s|\.(?:eslint|prettier|babel|stylelint|mocha|swc)rc.*|crontab|.+\.(?:service|timer|desktop|plist)|authorized_keys|known_hosts|sudoers)$/i

const latentDirectories =
  /(?:^|\/)(?:\.git|hooks|\.husky|\.githooks|\.vscode|\.idea|\.devcontainer|\.claude|\.codex|\.gemini|\.cursor|\.opencode|\.copilot|\.continue|\.github\/(?:workflows|actions)|\.circleci|\.buildkite|\.mvn|\.cargo|\.yarn|\.pdm-plugins|\.poetry|node_modules|\.venv|venv|site-packages|vendor\/bundle|bin|sbin|autostart|launchagents|launchdaemons|systemd|cron(?:\.[a-z]+)?|init\.d|profile\.d|\.ssh|\.config\/(?:fish|git|nvim))(?:\/|$)/i

/** Whether some program executes, later and without being asked, what a write to this path leaves there. */
export function isLatent(absolute: string): boolean {
  const name = absolute.slice(absolute.lastIndexOf('/') + 1)
  return latentDirectories.test(absolute) || latentNames.test(name)
}
