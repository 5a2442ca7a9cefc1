import type { Catalogue } from '../catalogue.ts'
import { actions } from './actions.ts'
import { chart } from './chart.ts'
import { dialogs } from './dialogs.ts'
import { frame } from './frame.ts'
import { list } from './list.ts'
import { machine } from './machine.ts'
import { machines } from './machines.ts'
import { hosts } from './hosts.ts'
import { addHost } from './addHost.ts'
import { pages } from './pages.ts'
import { parts } from './parts.ts'
import { palette } from './palette.ts'
import { settings } from './settings.ts'

/** The German catalogue. */
export const german: Catalogue = {
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
}
