import type { Family, Program } from './program.ts'

const builds: Program = {
  risk: 'unknown',
  why: "builds or runs the project's code",
  style: 'none',
  operands: { rest: 'text' },
  runsWorkspace: true,
}

const daemon: Program = {
  ...builds,
  risk: 'external',
  why: 'runs code outside the gate, in a daemon',
}

const publishes: Program = {
  risk: 'external',
  why: 'publishes a package',
  style: 'none',
  operands: { rest: 'text' },
}

const installs: Program = {
  risk: 'unknown',
  why: 'downloads packages and runs their build code',
  style: 'none',
  operands: { rest: 'text' },
  runsWorkspace: true,
}

/** Compilers, build tools and the package managers that come with languages. */
export const toolchains: Family = {
  'make gmake': {
    ...builds,
    style: 'gnu',
    lenient: true,
    values: '-W -l -o --what-if --assume-old',
    optional: '-j --jobs -O --output-sync --debug',
    options: {
      '-C --directory': { arg: 'cd' },
      '-f --file --makefile -I --include-dir': {
        arg: 'read',
        risk: 'unknown',
        why: 'runs another makefile',
      },
      '-E --eval': { arg: 'text', risk: 'unknown', why: 'runs its argument as a makefile' },
    },
  },
  'bmake cmake ctest cpack ninja meson scons just task rake xmake premake autoconf automake autoreconf configure libtool earthly dagger tilt skaffold mage goreleaser':
    builds,
  cargo: {
    risk: 'read',
    flags: '-q --quiet -v --verbose --offline --locked --frozen',
    values: '--color',
    options: {
      '-C': { arg: 'cd' },
      '--config -Z': { arg: 'text', risk: 'unknown', why: 'changes what cargo runs' },
    },
    subcommands: {
      'version help locate-project pkgid read-manifest': {
        risk: 'read',
        flags: '-v --verbose',
        values: '--message-format',
        operands: { rest: 'text' },
      },
      'tree metadata': {
        risk: 'unknown',
        why: 'may download and update the lockfile',
        style: 'posix',
        operands: { rest: 'text' },
        modes: { '--offline --locked --frozen': {} },
      },
      'search info owner-list': {
        risk: 'external',
        why: 'asks the registry',
        style: 'none',
        operands: { rest: 'text' },
      },
      'publish yank owner login logout': publishes,
      'install uninstall add remove rm update generate-lockfile fetch vendor': installs,
      clean: {
        risk: 'irreversible',
        why: 'deletes build output',
        style: 'none',
        operands: { rest: 'text' },
      },
      'build b check c run r test t bench doc d clippy': {
        ...builds,
        style: 'gnu',
        lenient: true,
        values:
          '-p --package -j --jobs -F --features --bin --test --example --target --profile --color',
        options: {
          '--config -Z': { arg: 'text', risk: 'unknown', why: 'changes what cargo runs' },
          '--manifest-path': { arg: 'read', risk: 'unknown', why: 'builds another project' },
          '--target-dir --artifact-dir': { arg: 'write' },
        },
      },
      'rustc rustdoc fmt fix miri nextest expand audit deny outdated watch package init new llvm-cov udeps machete':
        builds,
    },
    env: ['CARGO_*', 'RUSTC*', 'RUSTFLAGS', 'RUSTDOC*', 'RUSTUP_*'],
    info: '--version -V --help -h --list',
  },
  rustup: {
    ...installs,
    style: 'posix',
    subcommands: {
      show: { risk: 'read', flags: '-v --verbose', operands: { rest: 'text' } },
      which: { risk: 'read', values: '--toolchain', operands: { rest: 'text' } },
      'toolchain target component': {
        ...installs,
        style: 'posix',
        subcommands: {
          list: {
            risk: 'read',
            flags: '-v --verbose --installed -q --quiet',
            values: '--toolchain',
          },
        },
      },
      run: {
        ...builds,
        wraps: { kind: 'argv', after: ['text'], atLeast: 'unknown', seenThrough: true },
      },
    },
    env: ['RUSTUP_*'],
    info: '--version -V --help -h',
  },
  'rustc rustfmt clippy-driver rust-analyzer wasm-pack trunk': {
    ...builds,
    info: '--version -V -vV --help -h',
  },
  go: {
    risk: 'read',
    style: 'long',
    options: { '-C': { arg: 'cd' } },
    subcommands: {
      version: { risk: 'read', style: 'long', flags: '-m -v -json', operands: { rest: 'read' } },
      env: {
        risk: 'read',
        style: 'long',
        flags: '-json -changed',
        options: {
          '-w -u': { risk: 'unknown', attributes: ['latent'], why: 'changes the settings of go' },
        },
        operands: { rest: 'setting' },
      },
      help: { risk: 'read', operands: { rest: 'text' } },
      list: {
        risk: 'unknown',
        why: 'may download modules and run tools',
        style: 'none',
        operands: { rest: 'text' },
      },
      doc: { risk: 'unknown', why: 'may run tools', style: 'none', operands: { rest: 'text' } },
      mod: {
        ...installs,
        style: 'posix',
        subcommands: {
          'graph why verify': {
            risk: 'unknown',
            why: 'may download modules',
            style: 'none',
            operands: { rest: 'text' },
          },
        },
      },
      'get install work': installs,
      clean: {
        risk: 'irreversible',
        why: 'deletes build output',
        style: 'none',
        operands: { rest: 'text' },
      },
      'build run test vet': {
        ...builds,
        style: 'long',
        lenient: true,
        values:
          '-run -bench -tags -count -timeout -ldflags -gcflags -p -parallel -cpu -covermode -coverpkg -skip',
        options: {
          '-C': { arg: 'cd' },
          '-exec -toolexec -vettool': { arg: 'program', risk: 'unknown', why: 'runs a program' },
          '-modfile -overlay': { arg: 'read', risk: 'unknown', why: 'builds other files' },
          '-o -coverprofile -cpuprofile -memprofile -outputdir -pkgdir': { arg: 'write' },
        },
      },
      'generate fmt fix tool bug telemetry': builds,
    },
    env: ['GO*', 'CGO_*', 'CC', 'CXX'],
    info: 'version help --help -h',
  },
  gofmt: {
    risk: 'read',
    style: 'long',
    flags: '-d -e -l -s',
    options: {
      '-w': { risk: 'reversible', why: 'formats files in place' },
      '-cpuprofile': { arg: 'write' },
      '-r': { arg: 'text' },
    },
    operands: { rest: 'read' },
    modes: { '-w': { operands: { rest: 'write' } } },
  },
  'goimports gopls golangci-lint staticcheck dlv air buf protoc sqlc mockgen ko': builds,
  'gradle bazel bazelisk buck buck2 sbt mill mvnd lein gradlew sbtn bloop pants please plz': {
    ...daemon,
    style: 'posix',
    modes: { '--no-daemon': { risk: 'unknown', why: builds.why ?? '' } },
    info: '--version -v --help -h',
    env: ['GRADLE_*', 'JAVA_*', 'SBT_*'],
  },
  'mvn mvnw ant ivy': {
    ...builds,
    style: 'posix',
    subcommands: { deploy: publishes },
    env: ['MAVEN_*', 'JAVA_*', 'ANT_*'],
    info: '--version -v --help -h',
  },
  'gcc g++ cc c++ clang clang++ cpp ld as tcc nvcc mpicc mpicxx emcc icc cl zig fpc gfortran nasm yasm ccache distcc sccache javac kotlinc scalac ghc stack cabal swiftc xcodebuild xcrun swift-build pod fastlane flutter fvm dartdoc mix rebar3 dune opam nimble nim crystal shards v odin gleam elm spago purs dotnet msbuild nuget csc mono fsharpc paket pyoxidizer qmake qbs vcpkg conan':
    {
      ...builds,
      info: '--version -v -V --help -h -version -dumpversion -dumpmachine --info --list-sdks --list-runtimes',
    },
  bundle: {
    risk: 'unknown',
    why: 'runs the Gemfile, which is code',
    style: 'posix',
    operands: { rest: 'text' },
    runsWorkspace: true,
    subcommands: {
      exec: {
        risk: 'unknown',
        why: 'runs a command with the gems of the project',
        style: 'posix',
        wraps: { kind: 'argv', atLeast: 'unknown', seenThrough: true },
        runsWorkspace: true,
      },
    },
    env: ['BUNDLE_*', 'RUBYOPT', 'RUBYLIB', 'GEM_*'],
    info: '--version -v --help -h',
  },
  gem: {
    ...installs,
    style: 'posix',
    subcommands: {
      list: {
        risk: 'read',
        flags:
          '-l --local -d --details -a --all -i --installed --no-installed --versions --no-versions -q --quiet',
        values: '-v --version',
        operands: { rest: 'text' },
      },
      'which environment env': { risk: 'read', flags: '-a --all', operands: { rest: 'text' } },
      'push yank owner signin signout': publishes,
    },
    env: ['GEM_*', 'RUBYOPT'],
    info: '--version -v --help -h',
  },
  'rspec rubocop rails rackup puma sidekiq guard cucumber minitest brakeman yard jekyll composer phpunit phpstan psalm artisan pest laravel symfony php-cs-fixer drush wp':
    builds,
  'shellcheck shfmt hadolint actionlint yamllint jsonlint markdownlint vale codespell typos cspell':
    {
      risk: 'unknown',
      why: 'runs by the configuration of the project',
      style: 'none',
      operands: { rest: 'text' },
      runsWorkspace: true,
    },
}
