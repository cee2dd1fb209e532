/**
 * Files of a project that name code which a program runs whatever it is asked, be it for its version: by the program, and
 * by path from the directory in which it runs or one above. The value is a regular expression for what in the file does
 * so; '' where it is enough that the file is there.
 */
export const obeyed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'yarn yarnpkg': {
    '.yarnrc': '^\\s*"?yarn-path',
    '.yarnrc.yml': '^\\s*["\']?(?:yarnPath|plugins)',
    'package.json': '"packageManager"\\s*:\\s*"[^"]*@(?:https?|file):',
  },
  pnpm: {
    '.npmrc': 'pnpmfile',
    '.pnpmfile.cjs': '',
    '.pnpmfile.mjs': '',
    'pnpm-workspace.yaml': '^\\s*["\']?(?:pnpmfile|configDependencies)',
    'package.json': '"packageManager"\\s*:\\s*"[^"]*@(?:https?|file):',
  },
  'cargo rustc rustfmt clippy-driver rust-analyzer': {
    'rust-toolchain': '^\\s*path\\s*=',
    'rust-toolchain.toml': '^\\s*path\\s*=',
  },
  'mvn mvnw': { '.mvn/jvm.config': '\\S', '.mvn/extensions.xml': '' },
  sbt: { '.jvmopts': '\\S', '.sbtopts': '\\S' },
  'bazel bazelisk': { 'tools/bazel': '', '.bazelversion': '[/:]' },
  flake8: {
    '.flake8': 'local-plugins',
    'setup.cfg': 'local-plugins',
    'tox.ini': 'local-plugins',
  },
  tox: { 'toxfile.py': '' },
  mocha: { '.mocharc.js': '', '.mocharc.cjs': '', '.mocharc.mjs': '' },
  poetry: { '.poetry/plugins': '' },
  pdm: { '.pdm-plugins': '' },
  rails: { 'bin/rails': '' },
  composer: { 'composer.json': '"allow-plugins"' },
}
