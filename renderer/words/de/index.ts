import type { Catalogue } from '../catalogue.ts'
import { activity } from './activity.ts'
import { changes } from './changes.ts'
import { overview } from './overview.ts'
import { search } from './search.ts'
import { actions } from './actions.ts'
import { chart } from './chart.ts'
import { dialogs } from './dialogs.ts'
import { frame } from './frame.ts'
import { list } from './list.ts'
import { machine } from './machine.ts'
import { machines } from './machines.ts'
import { hosts } from './hosts.ts'
import { addHost } from './addHost.ts'
import { host } from './host.ts'
import { welcome } from './welcome.ts'
import { pages } from './pages.ts'
import { parts } from './parts.ts'
import { palette } from './palette.ts'
import { settings } from './settings.ts'
import { networks } from './networks.ts'
import { storage } from './storage.ts'
import { topology } from './topology.ts'

/** The German catalogue. */
export const german: Catalogue = {
  welcome,
  host,
  activity,
  changes,
  overview,
  search,
  addHost,
  hosts,
  actions,
  chart,
  dialogs,
  frame,
  list,
  machine,
  machines,
  pages,
  parts,
  palette,
  settings,
  networks,
  storage,
  topology,
}
