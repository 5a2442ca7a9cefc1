import { sitesAndHosts } from './0001-sitesAndHosts.ts'
import { hostKeys } from './0002-hostKeys.ts'
import { machines } from './0003-machines.ts'
import { definitions } from './0004-definitions.ts'
import { search } from './0005-search.ts'
import { resources } from './0006-resources.ts'
import { settingsAndEvents } from './0007-settingsAndEvents.ts'
import { changes } from './0062-changes.ts'
import { people } from './0063-people.ts'
import { access } from './0064-access.ts'
import { vault } from './0065-vault.ts'
import { sessions } from './0066-sessions.ts'
import { credentials } from './0067-credentials.ts'
import { audit } from './0068-audit.ts'
import { register } from './0069-register.ts'
import { signedSettings } from './0070-signedSettings.ts'
import { definitionPeriods } from './0073-definitionPeriods.ts'
import type { Migration } from './migration.ts'

/** Every migration in order; the last one's version is the schema this program speaks. */
export const migrations: readonly Migration[] = [
  sitesAndHosts,
  hostKeys,
  machines,
  definitions,
  search,
  resources,
  settingsAndEvents,
  changes,
  people,
  access,
  vault,
  sessions,
  credentials,
  audit,
  register,
  signedSettings,
  definitionPeriods,
]
