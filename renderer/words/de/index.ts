import type { Catalogue } from '../catalogue.ts'
import { actions } from './actions.ts'
import { chart } from './chart.ts'
import { dialogs } from './dialogs.ts'
import { frame } from './frame.ts'
import { list } from './list.ts'
import { machines } from './machines.ts'
import { hosts } from './hosts.ts'
import { pages } from './pages.ts'
import { palette } from './palette.ts'
import { settings } from './settings.ts'

/** The German catalogue. */
export const german: Catalogue = {
  hosts,
  actions,
  chart,
  dialogs,
  frame,
  list,
  machines,
  pages,
  palette,
  settings,
}
