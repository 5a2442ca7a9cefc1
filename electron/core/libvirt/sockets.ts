import type { LibvirtUri } from './uri.ts'

/** What the machine that runs the daemon has: needed for `session` sockets only. */
export interface SocketEnvironment {
  readOnly?: boolean
  /** `$XDG_RUNTIME_DIR` of the user there. */
  runtimeDir?: string | null
  /** The user's home there: where sockets are when there is no runtime directory. */
  home?: string | null
}

/** The modular daemon of each driver; drivers without one are served by libvirtd alone. */
const MODULAR: Readonly<Record<string, string>> = {
  qemu: 'virtqemud',
  xen: 'virtxend',
  lxc: 'virtlxcd',
  ch: 'virtchd',
  bhyve: 'virtbhyved',
  vz: 'virtvzd',
  vbox: 'virtvboxd',
  network: 'virtnetworkd',
  storage: 'virtstoraged',
  nodedev: 'virtnodedevd',
  secret: 'virtsecretd',
  interface: 'virtinterfaced',
  nwfilter: 'virtnwfilterd',
}

/**
 * The sockets that may serve a URI, best first: the one it names, else libvirtd's before the driver's
 * modular daemon's, each below /run and then below /var/run of old systems. Only which of them exist
 * can tell more. Empty for a session on a machine whose user directories are not known.
 */
export function socketCandidates(uri: LibvirtUri, environment: SocketEnvironment = {}): string[] {
  const { socket, mode = 'auto' } = uri.params
  if (socket !== undefined) return [socket]
  const modular = MODULAR[uri.driver]
  const daemons = [
    mode === 'direct' && modular !== undefined ? null : 'libvirt',
    mode === 'legacy' ? null : modular,
  ]
  // A session's daemon has no read-only socket.
  const suffix = environment.readOnly === true && !uri.session ? '-sock-ro' : '-sock'
  const names = daemons.flatMap(daemon => (typeof daemon === 'string' ? [`${daemon}${suffix}`] : []))
  return names.flatMap(name => folders(uri, environment).map(folder => `${folder}/${name}`))
}

function folders({ session }: LibvirtUri, { runtimeDir = null, home = null }: SocketEnvironment): string[] {
  if (!session) return ['/run/libvirt', '/var/run/libvirt']
  const below = [runtimeDir, home === null ? null : `${home}/.cache`]
  return below.flatMap(folder => (folder === null || folder === '' ? [] : [`${folder}/libvirt`]))
}
