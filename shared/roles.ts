import { RoleId } from './ids.ts'
import type { Role } from './models/access.ts'
import { type Permission, permissions } from './permissions.ts'

const builtIn = (id: string, name: string, description: string, rights: readonly Permission[]): Role => ({
  id: RoleId.parse(id),
  name,
  description,
  builtIn: true,
  permissions: [...rights],
})

/** Rights without a parent in the tree: together they are every right. */
const roots = permissions.filter(each => !each.includes('.'))

/** Seeing hosts and machines and what belongs to them. */
const looking = [
  'app.read',
  'settings.own',
  'host.read',
  'domain.read',
  'storage.read',
  'network.read',
  'metrics.read',
  'event.read',
  'task.read',
] as const satisfies readonly Permission[]

/** The Owner's role: every right, and the only one that may touch another Owner. */
export const ownerRole = RoleId.parse('owner')

/** Roles that every installation has; they can't be changed, only granted. */
export const builtInRoles: readonly Role[] = [
  builtIn('owner', 'Owner', 'Everything, other owners included. There is always at least one.', roots),
  builtIn(
    'admin',
    'Admin',
    'Hosts, machines, people, credentials and policies; neither owners nor the audit’s own settings nor restoring.',
    [
      'app',
      'settings',
      'host',
      'site',
      'domain',
      'console',
      'storage',
      'network',
      'metrics',
      'event',
      'task',
      'export',
      'credential',
      'user',
      'session',
      'policy',
      'audit.read',
      'backup.run',
    ],
  ),
  builtIn(
    'operator',
    'Operator',
    'Sees and operates machines, connects hosts, uses credentials; defines nothing.',
    [
      ...looking,
      'app.diagnostics',
      'host.connect',
      'host.answer',
      'domain.operate',
      'console',
      'task.cancel',
      'export.run',
      'credential.read',
      'credential.use',
    ],
  ),
  builtIn(
    'viewer',
    'Viewer',
    'Sees hosts, machines, storage, networks, metrics and events; changes nothing.',
    looking,
  ),
  builtIn(
    'auditor',
    'Auditor',
    'Sees everything a viewer sees, and who may do what and who did what; changes nothing.',
    [...looking, 'user.read', 'policy.read', 'credential.read', 'audit.read', 'export.run'],
  ),
]
