import type { Family, Program } from './program.ts'

const outside = 'runs code outside the gate'

const words: Program = { risk: 'read', style: 'none', operands: { rest: 'text' } }

/** An object of `ip`, with the words and abbreviations that show it. */
const network = (shows: string): Program => ({
  risk: 'read',
  style: 'posix',
  subcommands: {
    [shows]: words,
    identify: words,
    'add del delete set change replace append flush up down save restore': {
      ...words,
      risk: 'irreversible',
      why: 'changes the network of the machine',
    },
    exec: { ...words, risk: 'unknown', why: 'runs a command' },
  },
})

/** Reads of the machine, and what changes it. */
export const system: Family = {
  date: {
    risk: 'read',
    flags: '-u --utc --universal -R --rfc-email --rfc-2822 --debug --resolution -j -n',
    values: '-d --date --rfc-3339 -v -z',
    optional: '-I --iso-8601',
    options: {
      '-s --set': { arg: 'text', risk: 'irreversible', why: 'sets the clock' },
      '-f --file': { arg: 'read' },
      '-r --reference': { arg: 'read' },
    },
    operands: { first: ['clock'] },
  },
  'cal ncal': {
    risk: 'read',
    flags: '-1 -3 -s -m -j -y -Y -h -N -b -w -e -o',
    values: '-A -B -d -H -n',
    operands: { rest: 'text' },
  },
  uname: {
    risk: 'read',
    flags:
      '-a --all -s --kernel-name -n --nodename -r --kernel-release -v --kernel-version -m --machine -p --processor -i ' +
      '--hardware-platform -o --operating-system',
  },
  arch: { risk: 'read' },
  'nproc tty users groups logname whoami free uptime w': {
    risk: 'read',
    flags:
      '--all -s --silent --quiet -b --bytes -k --kibi -m --mebi -g --giga --kilo --mega --gibi --tebi --si -h --human -l --lohi -t --total -w --wide -p --pretty --since -v',
    values: '--ignore -c --count --seconds',
    operands: { rest: 'text' },
  },
  id: {
    risk: 'read',
    flags:
      '-a -Z --context -g --group -G --groups -n --name -r --real -u --user -z --zero -p -F -P',
    operands: { rest: 'text' },
  },
  'who last lastlog': {
    risk: 'read',
    flags:
      '-a --all -b --boot -d --dead -H --heading -l --login --lookup -m -p --process -q --count -r --runlevel -s --short -t --time -T -w --mesg -u --users -i -x -R -F',
    values: '-n',
    operands: { rest: 'text' },
  },
  'hostname domainname dnsdomainname': {
    risk: 'read',
    flags:
      '-a --alias -A --all-fqdns -d --domain -f --fqdn --long -i --ip-address -I --all-ip-addresses -s --short -y --yp --nis',
  },
  hostnamectl: {
    risk: 'irreversible',
    why: 'changes the name of the machine',
    style: 'posix',
    operands: { rest: 'text' },
    subcommands: { status: { risk: 'read', flags: '--static --transient --pretty --json' } },
  },
  'lsb_release sw_vers': {
    risk: 'read',
    flags:
      '-a --all -d --description -i --id -r --release -c --codename -s --short -v --version -productVersion -productName',
  },
  ps: {
    risk: 'read',
    flags:
      '-a -A -d -e -f -F -g -j -l -L -m -M -N -T -w -ww -y -Z -H -c --deselect --forest --headers --no-headers --no-heading --heading ' +
      '--cumulative --context --info',
    values:
      '-C -G -p -s -t --cols --columns --width --Group --group --pid --ppid --quick-pid -q --rows --lines --sid --sort --tty -k',
    options: {
      '-u -U --user --User': { arg: 'ps' },
      '-o -O --format -eo': { arg: 'psformat' },
      '-E': { attributes: ['secret'], why: 'ps shows environments' },
    },
    operands: { rest: 'ps' },
    env: ['PS_FORMAT'],
  },
  'pgrep pidof pidwait': {
    risk: 'read',
    flags:
      '-a --list-full -c --count -f --full -i --ignore-case -l --list-name -n --newest -o --oldest -v --inverse -w --lightweight -x --exact -L --logpidfile -q',
    values:
      '-d --delimiter -g --pgroup -G --group -P --parent -s --session -t --terminal -u --euid -U --uid -r --runstates --ns --nslist -A',
    options: { '-F --pidfile': { arg: 'read' } },
    operands: { rest: 'text' },
  },
  pstree: {
    risk: 'read',
    flags:
      '-a --arguments -A --ascii -c --compact-not -g --show-pgids -l --long -n --numeric-sort -p --show-pids -s --show-parents -S -t -T --hide-threads -u --uid-changes -U',
    values: '-H --highlight-pid',
    operands: { rest: 'text' },
  },
  top: {
    risk: 'unknown',
    why: 'needs a terminal and can end processes',
    interactive: true,
    flags: '-c -H -i -S -1 -e --threads-show --cmdline-toggle',
    values:
      '-n --iterations -d --delay -o --sort-override -p --pid -u -U -w --width -E --scale-summary-mem',
    modes: { '-b --batch-mode': { risk: 'read', why: '', interactive: false } },
  },
  'htop btop iotop nvtop glances': {
    risk: 'unknown',
    why: 'needs a terminal and can end processes',
    interactive: true,
    style: 'none',
    operands: { rest: 'text' },
  },
  'vmstat iostat mpstat sar pidstat': {
    risk: 'read',
    flags:
      '-a --active -c -d --disk -D --disk-sum -f --forks -h -k -m --slabs -n -N -p -s --stats -t --timestamp -w --wide -x -y -z -r -u -q -b -A -B -W',
    values: '-S --unit -P',
    operands: { rest: 'text' },
  },
  'nvidia-smi rocm-smi': {
    risk: 'read',
    style: 'long',
    flags: '-L --list-gpus -q --query -x --xml-format -a --showall',
    values: '-i --id -d --display --format --query-gpu --query-compute-apps -l --loop',
    operands: {},
  },
  lsof: {
    risk: 'read',
    style: 'posix',
    flags: '-a -b -C -h -l -n -N -O -P -R -t -U -v -V -w -X -Z',
    values: '-c -d -g -p -s -u -T -k -F -f -r',
    optional: '-i',
    options: {
      '-D': { arg: 'text', risk: 'reversible', why: 'writes a device cache' },
      '+D +d': { arg: 'read' },
    },
    operands: { rest: 'read' },
  },
  fuser: {
    risk: 'read',
    flags:
      '-a --all -c -f -I --inode -l --list-signals -m --mount -M --ismountpoint -n --namespace -s --silent -u --user -v --verbose -4 -6',
    options: {
      '-k --kill': { risk: 'irreversible', why: 'ends processes' },
      '-i --interactive': {},
    },
    operands: { rest: 'text' },
  },
  ss: {
    risk: 'read',
    flags:
      '-n --numeric -r --resolve -a --all -l --listening -o --options -e --extended -m --memory -p --processes -T --threads -i --info ' +
      '-s --summary -b --bpf -E --events -Z --context -z --contexts -4 --ipv4 -6 --ipv6 -0 --packet -t --tcp -u --udp -d --dccp ' +
      '-w --raw -x --unix -S --sctp -M --mptcp --tipc --vsock --tos --cgroup --inet-sockopt -H --no-header -O --oneline -B --bound-inactive -Q --no-queues',
    values: '-f --family -A --query --socket -N --net',
    options: {
      '-K --kill': { risk: 'irreversible', why: 'closes connections' },
      '-D --diag': { arg: 'write' },
      '-F --filter': { arg: 'read' },
    },
    operands: { rest: 'text' },
  },
  netstat: {
    risk: 'read',
    flags:
      '-r --route -i --interfaces -g --groups -s --statistics -M --masquerade -v --verbose -W --wide -n --numeric --numeric-hosts ' +
      '--numeric-ports --numeric-users -N --symbolic -e --extend -p --programs -o --timers -c --continuous -l --listening -a --all ' +
      '-F --fib -C --cache -Z --context -t --tcp -u --udp -U --udplite -S --sctp -w --raw -x --unix --ax25 -4 --inet -6 --inet6 -b -L',
    values: '-A --protocol -f',
  },
  ip: {
    risk: 'read',
    style: 'long',
    flags:
      '-4 -6 -0 -s -stats -statistics -d -details -o -oneline -br -brief -j -json -p -pretty -h -human -c -color -r -resolve -t -timestamp -a -all -N',
    values: '-f -family',
    options: {
      '-b -batch': { arg: 'read', risk: 'irreversible', why: 'runs network changes from a file' },
      '-n -netns': { arg: 'text', risk: 'unknown', why: 'enters a network namespace' },
    },
    subcommands: {
      'a addr address addrs r route ro rule n neigh neighbor neighbour maddress tunnel netns vrf':
        network('show list ls sh get l s lst'),
      // `ip link s` is `ip link set`.
      'l link': network('show list ls sh get l lst'),
    },
  },
  'ifconfig iwconfig': {
    risk: 'read',
    flags: '-a -s -v',
    operands: { first: ['text'] },
  },
  route: { risk: 'read', flags: '-n -e -ee -v' },
  arp: { risk: 'read', flags: '-a -e -n -v' },
  'lscpu lspci lsusb lsmem lsmod lsns lsirq': {
    risk: 'read',
    flags:
      '-a --all -b --bytes -e --extended -J --json -p --parse -x --hex -y --physical -v -vv -vvv -n -nn -k -t --tree -m -D -c --online -C --caches -r --raw -l --list -i',
    values: '-s -d -o --output -B --type',
  },
  lsblk: {
    risk: 'read',
    flags:
      '-a --all -b --bytes -d --nodeps -f --fs -i --ascii -J --json -l --list -m --perms -n --noheadings -O --output-all -p --paths -P --pairs -r --raw -s --inverse -S --scsi -t --topology -T --tree -z',
    values: '-o --output -e --exclude -I --include -x --sort',
    operands: { rest: 'text' },
  },
  blkid: {
    risk: 'read',
    flags: '-k -l -p -i -d',
    values: '-s -o -t -L -U',
    options: { '-c': { arg: 'write' }, '-g': { risk: 'irreversible', why: 'cleans its cache' } },
    operands: { rest: 'text' },
  },
  findmnt: {
    risk: 'read',
    flags:
      '-a --ascii -A --all -b --bytes -D --df -e --evaluate -i --invert -J --json -k --kernel -l --list -m --mtab -n --noheadings -P --pairs -r --raw -R --submounts -s --fstab -u --notruncate -v --nofsroot',
    values: '-o --output -O --options -S --source -t --types -T --target -M --mountpoint',
    operands: { rest: 'text' },
  },
  mount: {
    risk: 'irreversible',
    why: 'mounts a file system',
    style: 'none',
    operands: { rest: 'text' },
    info: '-l --version --help',
  },
  'umount losetup swapon swapoff cryptsetup': {
    risk: 'irreversible',
    why: 'changes what is mounted',
    style: 'none',
    operands: { rest: 'text' },
  },
  'mkfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.xfs mkfs.btrfs mkfs.vfat mkswap fdisk sfdisk gdisk parted wipefs fsck e2fsck tune2fs resize2fs lvremove lvcreate vgremove pvremove mdadm zfs zpool btrfs diskutil hdparm blkdiscard':
    {
      risk: 'irreversible',
      why: 'changes disks or file systems',
      style: 'none',
      operands: { rest: 'text' },
    },
  dmesg: {
    risk: 'read',
    flags:
      '-d --show-delta -e --reltime -H --human -k --kernel -P --nopager -p --force-prefix -r --raw -S --syslog -T --ctime -t --notime -u --userspace -w --follow -W --follow-new -x --decode',
    values: '-f --facility -l --level -s --buffer-size --since --until --time-format',
    optional: '-L --color',
    options: {
      '-C --clear -c --read-clear -D --console-off -E --console-on': {
        risk: 'irreversible',
        why: 'changes the kernel log',
      },
      '-n --console-level': { arg: 'text', risk: 'irreversible', why: 'changes the kernel log' },
      '-F --file': { arg: 'read' },
    },
  },
  journalctl: {
    risk: 'read',
    flags:
      '-a --all -f --follow -e --pager-end -r --reverse -x --catalog -k --dmesg -q --quiet -m --merge --no-pager --no-full --no-tail --no-hostname --utc --system --user --list-boots --disk-usage --header -l --full --show-cursor -N --fields',
    values:
      '-n --lines -o --output -u --unit --user-unit -t --identifier -p --priority -S --since -U --until -g --grep -F --field --output-fields --case-sensitive -c --cursor --after-cursor --facility',
    optional: '-b --boot',
    options: {
      '--vacuum-size --vacuum-time --vacuum-files': {
        arg: 'text',
        risk: 'irreversible',
        why: 'deletes logs',
      },
      '--rotate --flush --sync --relinquish-var --smart-relinquish-var': {
        risk: 'irreversible',
        why: 'changes the logs',
      },
      '-D --directory --file --root --image': { arg: 'read' },
      '--cursor-file': { arg: 'write' },
    },
    operands: { rest: 'text' },
    env: ['PAGER', 'SYSTEMD_PAGER', 'SYSTEMD_LESS', 'LESS'],
  },
  systemctl: {
    risk: 'read',
    flags: '--no-pager --user --system -a --all -l --full --no-legend -q --quiet --failed',
    values: '-t --type --state -o --output -n --lines -p --property',
    subcommands: {
      'status list-units list-unit-files list-timers list-sockets list-dependencies list-jobs is-active is-enabled is-failed is-system-running cat get-default':
        {
          risk: 'read',
          flags:
            '--no-pager --user --system -a --all -l --full --no-legend -q --quiet --failed --reverse --plain',
          values: '-t --type --state -o --output -n --lines',
          operands: { rest: 'text' },
        },
      'show show-environment': {
        risk: 'read',
        attributes: ['secret'],
        why: 'shows the environment of services',
        flags: '--no-pager --user --system -a --all --value',
        values: '-p --property',
        operands: { rest: 'text' },
      },
      'start restart reload try-restart reload-or-restart isolate': {
        risk: 'external',
        why: 'starts services outside the gate',
        style: 'none',
        operands: { rest: 'text' },
      },
      'stop kill disable mask reset-failed poweroff reboot halt suspend hibernate kexec rescue emergency exit':
        {
          risk: 'irreversible',
          why: 'stops services or the machine',
          style: 'none',
          operands: { rest: 'text' },
        },
      'enable reenable unmask edit set-property set-environment unset-environment import-environment daemon-reload daemon-reexec link preset set-default revert':
        {
          risk: 'external',
          attributes: ['latent'],
          why: 'changes which services run',
          style: 'none',
          operands: { rest: 'text' },
        },
    },
    env: ['PAGER', 'SYSTEMD_PAGER', 'SYSTEMD_EDITOR'],
  },
  service: {
    risk: 'external',
    why: 'starts or stops services outside the gate',
    style: 'none',
    operands: { rest: 'text' },
  },
  'rc-service rc-update update-rc.d initctl launchctl supervisorctl pm2 forever nssm sc monit': {
    risk: 'external',
    why: outside,
    style: 'none',
    operands: { rest: 'text' },
  },
  'systemd-run at batch atd crond cron anacron machinectl watchman': {
    risk: 'external',
    why: outside,
    style: 'none',
    operands: { rest: 'text' },
  },
  atq: { risk: 'read', flags: '-V', values: '-q' },
  atrm: {
    risk: 'irreversible',
    why: 'deletes scheduled jobs',
    style: 'none',
    operands: { rest: 'text' },
  },
  crontab: {
    risk: 'external',
    attributes: ['latent'],
    why: outside,
    values: '-u',
    options: {
      '-r -i': { risk: 'irreversible', why: 'deletes the schedule' },
      '-e': { risk: 'unknown', why: 'starts an editor' },
    },
    operands: { rest: 'read' },
    modes: {
      '-r': { risk: 'irreversible', attributes: [], why: 'deletes the schedule' },
      '-l': { risk: 'read', attributes: [], why: '' },
    },
  },
  kill: {
    risk: 'irreversible',
    why: 'ends processes',
    style: 'none',
    operands: { rest: 'text' },
    info: '-l --list -L --table --version --help',
  },
  'pkill killall skill xkill tskill taskkill': {
    risk: 'irreversible',
    why: 'ends processes',
    style: 'none',
    operands: { rest: 'text' },
  },
  'shutdown reboot halt poweroff init telinit': {
    risk: 'irreversible',
    why: 'stops the machine',
    style: 'none',
    operands: { rest: 'text' },
  },
  'useradd userdel usermod groupadd groupdel groupmod adduser deluser passwd chpasswd chage visudo vipw vigr chsh chfn gpasswd dscl':
    {
      risk: 'irreversible',
      why: 'changes accounts',
      style: 'none',
      operands: { rest: 'text' },
    },
  'iptables ip6tables nft ufw firewall-cmd tc ethtool nmcli ifup ifdown networksetup pfctl': {
    risk: 'irreversible',
    why: 'changes the network of the machine',
    style: 'none',
    operands: { rest: 'text' },
  },
  'modprobe insmod rmmod depmod sysctl setenforce update-grub grub-install ldconfig': {
    risk: 'irreversible',
    why: 'changes the system',
    style: 'none',
    operands: { rest: 'text' },
  },
  'timedatectl hwclock localectl loginctl ntpdate chronyc': {
    risk: 'irreversible',
    why: 'changes settings of the machine',
    style: 'posix',
    operands: { rest: 'text' },
    subcommands: {
      'status show list-timezones list-locales list-sessions list-users': {
        risk: 'read',
        flags: '--no-pager -a --all',
        values: '-p --property',
      },
    },
  },
  'dpkg-reconfigure update-alternatives alternatives debconf-set-selections': {
    risk: 'irreversible',
    why: 'changes the system',
    style: 'none',
    operands: { rest: 'text' },
  },
  getconf: { risk: 'read', flags: '-a', values: '-v', operands: { rest: 'text', max: 2 } },
  getent: {
    risk: 'external',
    why: 'may send a query to the network',
    flags: '-i --no-idn',
    values: '-s --service',
    subcommands: {
      'passwd group services protocols': { risk: 'read', operands: { rest: 'text' } },
    },
    operands: { rest: 'text' },
  },
  locale: {
    risk: 'read',
    flags: '-a --all-locales -m --charmaps -k --keyword-name -c --category-name -v --verbose',
    operands: { rest: 'text' },
  },
  ulimit: { risk: 'read', flags: '-a -c -d -f -l -m -n -s -t -u -v -x -H -S' },
  stty: { risk: 'read', flags: '-a --all -g --save', operands: { first: ['unknown'] } },
  'tput clear': { risk: 'read', values: '-T', flags: '-x', operands: { rest: 'text' } },
  'reset tset setterm resize': {
    risk: 'unknown',
    why: 'changes the terminal',
    style: 'none',
    operands: { rest: 'text' },
  },
  ldd: {
    risk: 'unknown',
    why: 'may run the program that it inspects',
    flags: '-v --verbose -u --unused -d -r',
    operands: { rest: 'read' },
  },
  'nm objdump readelf size otool': {
    risk: 'read',
    flags:
      '-a --all -A -B -C --demangle -D --dynamic -g --extern-only -h --file-header -H -l --program-headers -S --section-headers -s --syms --symbols -d --disassemble -r --relocs -R -t -T -u --undefined-only -n --numeric-sort -p --no-sort -x --all-headers -W --wide -V -e --headers -L -f --file-headers -w',
    values:
      '-j --section -M --disassembler-options --start-address --stop-address -m --architecture -b --target --radix --format',
    operands: { rest: 'read' },
    responses: true,
  },
  'gpg gpg2 gpgconf gpg-agent pass age ssh-keygen ssh-add ssh-agent keyctl secret-tool security op bw vault ksshaskpass age-keygen ssh-copy-id kinit':
    {
      risk: 'external',
      attributes: ['secret'],
      why: 'handles keys or passwords',
      style: 'none',
      operands: { rest: 'unknown' },
    },
  openssl: {
    risk: 'unknown',
    attributes: ['secret'],
    why: 'handles keys',
    style: 'posix',
    operands: { rest: 'unknown' },
    subcommands: {
      version: { risk: 'read', flags: '-a -v -b -o -f -p -d -e -m -r -c' },
      'dgst sha256 sha1 md5 sha512': {
        risk: 'read',
        style: 'long',
        flags: '-sha1 -sha256 -sha384 -sha512 -md5 -hex -r -c -binary',
        operands: { rest: 'read' },
      },
      ciphers: {
        risk: 'read',
        style: 'long',
        flags: '-v -V -s -tls1_2 -tls1_3',
        operands: { rest: 'text' },
      },
    },
    env: ['OPENSSL_*'],
  },
  // Programs that type into terminals, clipboards and other programs act for the person.
  'ttyecho xdotool ydotool wtype dotool kitty kitten wezterm tmate abduco dtach zellij screen expect unbuffer write wall mesg conspy osascript dbus-send gdbus busctl qdbus notify-send':
    {
      risk: 'external',
      why: 'acts in other programs or terminals',
      style: 'none',
      operands: { rest: 'text' },
    },
  'xclip xsel pbcopy pbpaste wl-copy wl-paste clip.exe': {
    risk: 'external',
    attributes: ['secret'],
    why: 'reads or changes the clipboard',
    style: 'none',
    operands: { rest: 'text' },
  },
  tmux: {
    risk: 'external',
    why: 'acts in other terminals',
    style: 'posix',
    operands: { rest: 'text' },
    subcommands: {
      'ls list-sessions lsp list-panes lsw list-windows has has-session': {
        risk: 'read',
        flags: '-a -s',
        values: '-t -F -f',
      },
    },
    info: '-V',
  },
  'code code-insiders cursor windsurf zed subl atom idea pycharm webstorm open xdg-open gio gnome-open kde-open start explorer.exe gnome-terminal xterm konsole alacritty emacsclient':
    {
      risk: 'external',
      why: outside,
      style: 'none',
      operands: { rest: 'text' },
      env: ['BROWSER'],
    },
}
