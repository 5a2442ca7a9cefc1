import { parseQuery, type QueryNode } from '../../../shared/query/index.ts'
import type { Permission } from '../../../shared/permissions.ts'

/** What libvirt asks polkit for each right (libvirt's own names, behind `org.libvirt.api.`). */
const actionsOf: Partial<Record<Permission, readonly string[]>> = {
  'host.read': [
    'connect.getattr',
    'connect.read',
    'connect.search-node-devices',
    'node-device.getattr',
    'node-device.read',
  ],
  'domain.read': [
    'connect.getattr',
    'connect.read',
    'connect.search-domains',
    'domain.getattr',
    'domain.read',
  ],
  'domain.operate.start': ['domain.start'],
  'domain.operate.shutdown.clean': ['domain.init-control'],
  'domain.operate.reboot': ['domain.init-control'],
  'domain.operate.reset': ['domain.reset'],
  'domain.operate.forceOff': ['domain.stop'],
  'domain.operate.pause': ['domain.suspend'],
  'domain.operate.resume': ['domain.suspend'],
  'domain.operate.save': ['domain.hibernate'],
  'domain.operate.autostart': ['domain.write'],
  'domain.define': ['domain.write', 'domain.save', 'domain.delete', 'domain.snapshot', 'domain.checkpoint'],
  'console.view': ['domain.screenshot'],
  'console.control': ['domain.open-device', 'domain.open-graphics', 'domain.send-input'],
  'storage.read': [
    'connect.getattr',
    'connect.search-storage-pools',
    'storage-pool.getattr',
    'storage-pool.read',
    'storage-pool.search-storage-vols',
    'storage-vol.getattr',
    'storage-vol.read',
  ],
  'storage.write': [
    'connect.detect-storage-pools',
    'storage-pool.write',
    'storage-pool.save',
    'storage-pool.delete',
    'storage-pool.start',
    'storage-pool.stop',
    'storage-pool.refresh',
    'storage-pool.format',
    'storage-vol.create',
    'storage-vol.delete',
    'storage-vol.resize',
    'storage-vol.format',
    'storage-vol.data-read',
    'storage-vol.data-write',
  ],
  'network.read': [
    'connect.getattr',
    'connect.search-networks',
    'connect.search-interfaces',
    'network.getattr',
    'network.read',
    'network.search-ports',
    'network-port.getattr',
    'network-port.read',
    'interface.getattr',
    'interface.read',
  ],
  'network.write': [
    'network.write',
    'network.save',
    'network.delete',
    'network.start',
    'network.stop',
    'connect.interface-transaction',
    'interface.write',
    'interface.save',
    'interface.delete',
    'interface.start',
    'interface.stop',
  ],
}

/** What libvirt asks polkit for, for these rights. */
export const polkitActions = (rights: Iterable<Permission>): string[] => [
  ...new Set([...rights].flatMap(right => actionsOf[right] ?? [])),
]

/** What one user of the host may do there. */
export interface PolkitUser {
  user: string
  /** Opens libvirt for changing at all. */
  writes: boolean
  /** `names`: patterns (regular expressions) of lower-case domain names, or null for whatever there is. */
  grants: readonly { actions: readonly string[]; names: readonly string[] | null }[]
}

/** Text of other people inside a comment: one line, bounded. */
export const commented = (text: string): string =>
  text.replace(/[^\x20-\x7e\u00a0-\uffff]|[\u2028\u2029]/gu, ' ').slice(0, 200)

/** JSON that is also a literal of the JavaScript of any age. */
const literal = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(
    /[^\x20-\x7e\n]/g,
    each => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** A rule for `/etc/polkit-1/rules.d` that gives the host's users what they hold here, and nothing else of libvirt. */
export function polkitRule(host: string, driver: string, users: readonly PolkitUser[]): string {
  const rights = Object.fromEntries(users.map(({ user, writes, grants }) => [user, { writes, grants }]))
  return `// ${commented(host)}: /etc/polkit-1/rules.d/50-novacron.rules
// Needs access_drivers = [ "polkit" ] in the daemon's configuration (libvirtd.conf, virtqemud.conf) and an
// account of its own on the host for each person; root and users who are not named here are left as they are.
polkit.addRule(function (action, subject) {
  var driver = ${literal(driver)};
  var rights = ${literal(rights).replaceAll('\n', '\n  ')};
  var prefix = "org.libvirt.api.";
  var isApi = action.id.indexOf(prefix) === 0;
  if (!isApi && action.id !== "org.libvirt.unix.manage") return polkit.Result.NOT_HANDLED;
  if (!Object.prototype.hasOwnProperty.call(rights, subject.user)) return polkit.Result.NOT_HANDLED;
  var own = rights[subject.user];
  if (!isApi) return own.writes ? polkit.Result.YES : polkit.Result.NO;
  var asked = action.id.substring(prefix.length);
  var isDomain = asked.indexOf("domain.") === 0;
  if (isDomain && action.lookup("connect_driver") !== driver) return polkit.Result.NO;
  var name = String(action.lookup("domain_name")).toLowerCase();
  for (var i = 0; i < own.grants.length; i++) {
    var grant = own.grants[i];
    if (grant.actions.indexOf(asked) < 0) continue;
    if (grant.names === null || !isDomain) return polkit.Result.YES;
    for (var j = 0; j < grant.names.length; j++)
      if (new RegExp(grant.names[j]).test(name)) return polkit.Result.YES;
  }
  return polkit.Result.NO;
});
`
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** A pattern of the query language as a regular expression of the whole name. */
function globPattern(pattern: string): string {
  let made = ''
  for (let at = 0; at < pattern.length; at++) {
    const each = pattern.charAt(at)
    if (each === '\\' && at + 1 < pattern.length) made += escaped(pattern.charAt(++at))
    else if (each === '*') made += '[\\s\\S]*'
    else made += each === '?' ? '[\\s\\S]' : escaped(each)
  }
  return `^${made}$`
}

function namePatterns(node: QueryNode): string[] | null {
  if (node.kind === 'or') {
    const parts = node.items.map(namePatterns)
    return parts.every(part => part !== null) ? parts.flat() : null
  }
  if (node.kind !== 'field' || node.field !== 'name' || !['=', ':'].includes(node.comparison)) return null
  const patterns = node.values.map(value => {
    // libvirt's rule sees a name's bytes in lower case; what folds in other ways is not said exactly.
    if (value.kind !== 'text' || !/^[\x20-\x7e]*$/.test(value.text)) return null
    const text = value.text.toLowerCase()
    if (value.wild) return globPattern(text)
    return node.comparison === ':' ? escaped(text) : `^${escaped(text)}$`
  })
  return patterns.every(pattern => pattern !== null) ? patterns : null
}

/** The names that a scope's query asks for, as regular expressions; null where it asks for anything else than names. */
export function queryNames(where: string): string[] | null {
  const parsed = parseQuery(where)
  return parsed.ok ? namePatterns(parsed.query.root) : null
}
