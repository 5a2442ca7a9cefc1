import { actions } from './actions.ts'
import { chart } from './chart.ts'
import { decisions } from './decisions.ts'
import { frame } from './frame.ts'
import { list } from './list.ts'
import { machines } from './machines.ts'
import { pages } from './pages.ts'
import { palette } from './palette.ts'
import { parts } from './parts.ts'
import { session } from './session.ts'

/** English words of what the window shows first: the frame, the list of machines, the states, the way in. */
export const first = {
  actions,
  chart,
  decisions,
  frame,
  list,
  machines,
  pages,
  palette,
  parts,
  session,
}
