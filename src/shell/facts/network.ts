import type { Family, Program } from './program.ts'

const curl: Program = {
  risk: 'external',
  why: 'sends a request',
  flags:
    '-s --silent -S --show-error -f --fail --fail-with-body --fail-early -L --location -i --include --show-headers -I --head -v --verbose -k --insecure ' +
    '--compressed -G --get -g --globoff -# --progress-bar -4 --ipv4 -6 --ipv6 -N --no-buffer -0 --http1.0 --http1.1 --http2 ' +
    '--http2-prior-knowledge --http3 --http3-only -1 --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3 -Z --parallel --no-progress-meter --retry-connrefused ' +
    '--retry-all-errors --path-as-is --tcp-nodelay --no-keepalive --raw --basic --digest --anyauth --styled-output --post301 --post302 --post303 -a --append -l --list-only -q --disable --ssl-reqd',
  values:
    '-A --user-agent -e --referer -X --request -m --max-time --connect-timeout --retry --retry-delay --retry-max-time --max-redirs ' +
    '-r --range -y --speed-time -Y --speed-limit --limit-rate --max-filesize --parallel-max --noproxy --keepalive-time --oauth2-bearer -u --user -z --time-cond -C --continue-at --ciphers --variable --rate --request-target',
  options: {
    '-H --header --proxy-header': { arg: 'upload' },
    '-d --data --data-ascii --data-binary --data-urlencode --json --url-query': {
      arg: 'upload',
      risk: 'external',
      why: 'sends data',
    },
    '--data-raw': { arg: 'text', risk: 'external', why: 'sends data' },
    '-F --form': { arg: 'upload', risk: 'external', why: 'sends data' },
    '--form-string': { arg: 'text', risk: 'external', why: 'sends data' },
    '-T --upload-file': { arg: 'read', risk: 'external', why: 'sends a file' },
    '-b --cookie': { arg: 'read' },
    '-c --cookie-jar': { arg: 'write' },
    '-o --output': { arg: 'write' },
    '-O --remote-name --remote-name-all -J --remote-header-name': {
      risk: 'reversible',
      why: 'writes a file',
    },
    '--output-dir': { arg: 'write' },
    '--create-dirs -R --remote-time': { risk: 'reversible', why: 'writes a file' },
    '-D --dump-header --trace --trace-ascii --stderr --libcurl --etag-save --hsts --alt-svc': {
      arg: 'write',
    },
    '-K --config': { arg: 'read', risk: 'unknown', why: 'takes options and URLs from a file' },
    '--netrc-file -E --cert --key --cacert --capath --etag-compare': { arg: 'read' },
    '-n --netrc --netrc-optional': {
      attributes: ['secret'],
      why: 'sends the credentials of `.netrc`',
    },
    '-w --write-out': { arg: 'upload' },
    '-x --proxy --preproxy --socks5 --socks5-hostname --socks4 --connect-to --resolve --doh-url --interface --dns-servers':
      { arg: 'text', risk: 'external', why: 'sends the request another way' },
    '--unix-socket --abstract-unix-socket': {
      arg: 'read',
      risk: 'external',
      why: 'talks to a local service',
    },
    '--engine --pinnedpubkey': { arg: 'text', risk: 'unknown', why: 'loads what it names' },
    '--url': { arg: 'url' },
  },
  operands: { rest: 'url' },
  env: ['CURL_HOME', 'SSLKEYLOGFILE', '*_proxy', '*_PROXY', 'HOME'],
  info: '-V --version -h --help --manual',
}

const lookup: Program = {
  risk: 'external',
  why: 'sends a query to the network',
  style: 'none',
  operands: { rest: 'host' },
}

/** Programs that talk to other machines. */
export const network: Family = {
  curl,
  wget: {
    risk: 'external',
    why: 'downloads',
    flags:
      '-q --quiet -v --verbose -nv --no-verbose -c --continue --spider -S --server-response -N --timestamping -nc --no-clobber ' +
      '-r --recursive -l1 -k --convert-links -p --page-requisites -np --no-parent -m --mirror -E --adjust-extension -4 -6 ' +
      '--no-check-certificate --show-progress --content-disposition --trust-server-names -nd --no-directories -x -nH --no-proxy --https-only',
    values:
      '-t --tries -T --timeout --wait -w --limit-rate -U --user-agent --header --referer -l --level -A --accept -R --reject -D --domains --progress --method --max-redirect --retry-connrefused --waitretry --user --password',
    options: {
      '-O --output-document -o --output-file -a --append-output': { arg: 'write' },
      '-P --directory-prefix': { arg: 'write' },
      '--post-data --body-data': { arg: 'text', risk: 'external', why: 'sends data' },
      '--post-file --body-file': { arg: 'read', risk: 'external', why: 'sends a file' },
      '-i --input-file --config': {
        arg: 'read',
        risk: 'unknown',
        why: 'takes options and URLs from a file',
      },
      '--load-cookies --certificate --private-key --ca-certificate': { arg: 'read' },
      '--save-cookies --warc-file --rejected-log': { arg: 'write' },
      '--use-askpass': { arg: 'program', risk: 'unknown', why: 'runs a program' },
      '-e --execute': { arg: 'text', risk: 'unknown', why: 'changes its configuration' },
      '--delete-after': { risk: 'irreversible', why: 'deletes what it downloaded' },
      '-b --background': { risk: 'external', why: 'runs on in the background' },
    },
    operands: { rest: 'url' },
    env: ['WGETRC', 'SYSTEM_WGETRC', '*_proxy'],
    info: '-V --version -h --help',
  },
  'http https xh xhs httpie aria2c axel lynx w3m links elinks yt-dlp youtube-dl gallery-dl grpcurl websocat wscat hey ab wrk k6 vegeta ngrok cloudflared localtunnel lt bore':
    {
      risk: 'external',
      why: 'sends requests',
      style: 'none',
      operands: { rest: 'text' },
    },
  'nc ncat netcat socat telnet ftp tftp lftp nmap masscan hping3 tcpdump tshark wireshark mitmproxy openconnect wg wg-quick openvpn tailscale':
    {
      risk: 'external',
      why: 'opens connections',
      style: 'none',
      operands: { rest: 'text' },
    },
  'ping ping6 traceroute tracepath mtr dig host nslookup whois finger drill kdig doggo': lookup,
  resolvectl: {
    ...lookup,
    style: 'posix',
    subcommands: { status: { risk: 'read', flags: '--no-pager' } },
  },
  ssh: {
    risk: 'production',
    why: 'runs commands on another machine',
    style: 'posix',
    flags: '-4 -6 -A -a -C -f -g -K -k -M -N -n -q -s -T -t -tt -v -vv -vvv -X -x -Y -y',
    values: '-b -c -l -m -p -e -B -O -Q -W -D -L -R -w',
    options: {
      '-i -S': { arg: 'read' },
      '-E': { arg: 'write' },
      '-F': { arg: 'read', risk: 'unknown', why: 'a configuration may run commands' },
      '-o': { arg: 'text', risk: 'unknown', why: 'an option may run commands' },
      '-I': { arg: 'read', risk: 'unknown', why: 'loads a library' },
      '-J': { arg: 'host' },
    },
    wraps: { kind: 'shell', after: ['host'], optional: true, atLeast: 'production' },
    env: ['SSH_*', 'DISPLAY'],
    info: '-V',
  },
  'mosh autossh sshpass sshfs ssh-keyscan sshd dropbear rsh rlogin': {
    risk: 'production',
    why: 'reaches another machine',
    style: 'none',
    operands: { rest: 'text' },
  },
  scp: {
    risk: 'external',
    why: 'copies files to or from another machine',
    flags: '-r -p -q -C -v -3 -4 -6 -A -B -O -R -T -s',
    values: '-P -l -c -X',
    options: {
      '-i': { arg: 'read' },
      '-F -o -S -J -D': { arg: 'text', risk: 'unknown', why: 'may run a program' },
    },
    operands: { rest: 'source', last: 'destination' },
  },
  'sftp rclone rcp croc magic-wormhole wormhole gsutil s3cmd s5cmd azcopy': {
    risk: 'external',
    why: 'sends files to another machine',
    style: 'none',
    operands: { rest: 'text' },
  },
  rsync: {
    risk: 'external',
    why: 'copies files, also to other machines',
    flags:
      '-a --archive -v --verbose -q --quiet -r --recursive -R --relative -u --update -l --links -L --copy-links -p --perms -o ' +
      '--owner -g --group -t --times -n --dry-run -W --whole-file -x -S --sparse -z --compress -h --human-readable -P --partial ' +
      '--progress --stats -i --itemize-changes -c --checksum -H --hard-links -A -X -D --existing --ignore-existing -m --prune-empty-dirs -b --backup -k -K -E -O -J',
    values:
      '-f --filter --exclude --include --bwlimit --port --timeout --chmod --max-size --min-size --info --out-format --suffix -B --block-size',
    options: {
      '-e --rsh --rsync-path': { arg: 'program', risk: 'unknown', why: 'runs a program' },
      '--delete --delete-before --delete-during --del --delete-delay --delete-after --delete-excluded --remove-source-files --force --inplace':
        { risk: 'irreversible', why: 'deletes or overwrites files' },
      '--files-from --exclude-from --include-from --password-file --compare-dest --copy-dest --link-dest':
        { arg: 'read' },
      '--log-file --backup-dir --temp-dir -T --partial-dir --write-batch --only-write-batch': {
        arg: 'write',
      },
    },
    operands: { rest: 'source', last: 'destination' },
    env: ['RSYNC_*'],
  },
  'mail mailx sendmail mutt msmtp swaks postfix postsuper exim slack-cli telegram-send ntfy apprise twilio sendgrid':
    {
      risk: 'external',
      why: 'sends messages',
      style: 'none',
      operands: { rest: 'text' },
    },
  gh: {
    risk: 'external',
    why: 'acts on GitHub',
    style: 'posix',
    operands: { rest: 'text' },
    subcommands: {
      'auth secret variable ssh-key gpg-key': {
        risk: 'external',
        attributes: ['secret'],
        why: 'handles credentials on GitHub',
        style: 'none',
        operands: { rest: 'text' },
      },
      'completion help': {
        risk: 'read',
        style: 'gnu',
        values: '-s --shell',
        operands: { rest: 'text' },
      },
    },
    env: ['GH_*', 'GITHUB_*', 'PAGER', 'EDITOR', 'BROWSER'],
  },
  'glab hub tea jira linear jf jfrog sentry-cli sonar-scanner codecov snyk circleci act travis buildkite-agent':
    {
      risk: 'external',
      why: 'acts on a remote service',
      style: 'none',
      operands: { rest: 'text' },
    },
}
