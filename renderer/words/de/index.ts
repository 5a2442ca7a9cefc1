import type { Catalogue } from '../catalogue.ts'
import { activity } from './activity.ts'
import { audit } from './audit.ts'
import { auditActs } from './auditActs.ts'
import { changes } from './changes.ts'
import { overview } from './overview.ts'
import { search } from './search.ts'
import { devices } from './devices.ts'
import { dialogs } from './dialogs.ts'
import { machine } from './machine.ts'
import { first } from './first.ts'
import { hosts } from './hosts.ts'
import { addHost } from './addHost.ts'
import { host } from './host.ts'
import { credentials } from './credentials.ts'
import { people } from './people.ts'
import { policies } from './policies.ts'
import { upkeep } from './upkeep.ts'
import { reports } from './reports.ts'
import { rights } from './rights.ts'
import { route } from './route.ts'
import { welcome } from './welcome.ts'
import { settings } from './settings.ts'
import { skips } from './skips.ts'
import { notHere } from './notHere.ts'
import { networks } from './networks.ts'
import { stateReasons } from './stateReasons.ts'
import { storage } from './storage.ts'
import { topology } from './topology.ts'

export { queries } from './query.ts'

/** The German catalogue. */
export const german: Catalogue = {
  ...first,
  credentials,
  people,
  policies,
  upkeep,
  reports,
  rights,
  route,
  welcome,
  host,
  activity,
  audit,
  auditActs,
  changes,
  overview,
  search,
  addHost,
  hosts,
  devices,
  dialogs,
  machine,
  settings,
  skips,
  networks,
  notHere,
  stateReasons,
  storage,
  topology,
}
