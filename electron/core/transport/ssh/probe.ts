import { printable } from '../facts.ts'

/** One socket as a user on the host sees it. */
export interface SocketSight {
  /** With the runtime folder put in. */
  path: string
  state: 'usable' | 'denied' | 'missing' | 'notSocket' | 'unseen'
  /** Mode, owner and group as `ls -l` shows them; empty where it isn't there. */
  owner: string
}

/** What a user on the host finds. */
export interface Probe {
  user: string
  groups: string[]
  helper: boolean
  /** netcat that can speak to UNIX sockets. */
  netcat: boolean
  sockets: SocketSight[]
}

/** Quotes a word for POSIX shells; also safe in csh and fish. Throws on what no shell can carry. */
export function quote(word: string): string {
  // NUL can't be passed, and csh can't hold a line end inside quotes.
  if (word.includes('\0') || word.includes('\n') || word.includes('\r')) {
    throw new Error('a word for the shell holds a line end or NUL')
  }
  return `'${word.replaceAll("'", `'\\''`)}'`
}

/** Runs a POSIX script through whatever login shell the user has. */
export function shellCommand(script: string, args: readonly string[]): string {
  return `sh -c ${[script, 'sh', ...args].map(quote).join(' ')}`
}

const MARK = 'novacron-probe'

/** Resolves `$XDG_RUNTIME_DIR` and `%t` at a path's beginning as libvirt does over there. */
const expandScript = [
  'r=$XDG_RUNTIME_DIR',
  '[ -n "$r" ] || r=/run/user/$(id -u)',
  '[ -d "$r" ] || r=$HOME/.cache',
].join('; ')

const probeScript = [
  `echo ${MARK}`,
  'n=$1; shift',
  expandScript,
  'echo "user $(id -un)"',
  'echo "groups $(id -Gn)"',
  'command -v virt-ssh-helper >/dev/null 2>&1 && echo helper',
  'command -v "$n" >/dev/null 2>&1 && "$n" -h 2>&1 | grep -q -e "-U" && echo netcat',
  [
    `for p; do case $p in %t/*) p=$r/\${p#%t/};; esac`,
    `d=\${p%/*}`,
    's=missing',
    'if [ -S "$p" ]; then s=denied; [ -w "$p" ] && s=usable',
    'elif [ -e "$p" ]; then s=notSocket',
    'elif [ -d "$d" ] && [ -x "$d" ]; then s=missing',
    'elif [ -d "$d" ]; then s=unseen; fi',
    'echo "socket $s $p"',
    '[ -e "$p" ] && ls -ld "$p"; done',
  ].join('; '),
  'exit 0',
].join('; ')

/** The command that answers with what `parseProbe` reads. `netcat` is the program to look for. */
export function probeCommand(sockets: readonly string[], netcat: string): string {
  return shellCommand(probeScript, [
    netcat,
    ...sockets.map(path => path.replace(/^\$XDG_RUNTIME_DIR\//, '%t/')),
  ])
}

/** Reads the answer; null where the host didn't run it (a forced command, no shell). */
export function parseProbe(text: string): Probe | null {
  // A talkative login shell may print before the mark.
  const start = text.lastIndexOf(`${MARK}\n`)
  if (start < 0) return null
  const probe: Probe = { user: '', groups: [], helper: false, netcat: false, sockets: [] }
  for (const line of text.slice(start).split('\n').slice(1, 200)) {
    const [word = '', ...rest] = line.split(' ')
    if (word === 'user') probe.user = printable(rest.join(' '), 100)
    else if (word === 'groups') probe.groups = rest.slice(0, 200).map(group => printable(group, 100))
    else if (line === 'helper') probe.helper = true
    else if (line === 'netcat') probe.netcat = true
    else if (word === 'socket') {
      const state = sights.find(one => one === rest[0]) ?? 'missing'
      probe.sockets.push({ path: rest.slice(1).join(' ').slice(0, 500), state, owner: '' })
    } else {
      const last = probe.sockets.at(-1)
      const [mode, , owner, group] = line.split(/ +/)
      if (last !== undefined && mode !== undefined && owner !== undefined && group !== undefined) {
        last.owner = printable(`${mode} ${owner} ${group}`, 200)
      }
    }
  }
  return probe
}

const sights = ['usable', 'denied', 'missing', 'notSocket', 'unseen'] as const

/** Runs libvirt's own helper, which finds and if need be starts the daemon for the URI. */
export function helperCommand(uri: string, readOnly: boolean): string {
  return ['virt-ssh-helper', ...(readOnly ? ['-r'] : []), quote(uri)].join(' ')
}

/** Runs netcat on a UNIX socket; `-q0` where this netcat has it, so that it ends with its input. */
export function netcatCommand(netcat: string, path: string): string {
  const script = [
    expandScript,
    `p=$2; case $p in %t/*) p=$r/\${p#%t/};; esac`,
    'q=; "$1" -h 2>&1 | grep -q -e "-q " && q="-q 0"',
    'exec "$1" $q -U "$p"',
  ].join('; ')
  return shellCommand(script, [netcat, path.replace(/^\$XDG_RUNTIME_DIR\//, '%t/')])
}
