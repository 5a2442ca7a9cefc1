import type { Catalogue } from '../catalogue.ts'
import type { first as english } from '../en/first.ts'
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

/** German words of what the window shows first. */
export const first: Pick<Catalogue, keyof typeof english> = {
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

export { problems } from './problems.ts'
