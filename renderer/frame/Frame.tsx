import { useEffect, useRef } from 'react'
import { pageDrawn } from '../components/firstRows.ts'
import { later } from '../components/later.ts'
import { pageEntry } from '../pages/registry.tsx'
import { useAddress } from '../stores/address.ts'
import { putRailAway, useNarrow, useRailShown } from '../stores/rail.ts'
import { useSession } from '../stores/session.ts'
import { useUnits } from '../stores/view.ts'
import { CoreBanner } from './CoreBanner.tsx'
import { Dock } from './Dock.tsx'
import classes from './Frame.module.css'
import { InPlace } from './InPlace.tsx'
import { Rail } from './Rail.tsx'
import { StatusLine } from './StatusLine.tsx'
import { TopBar } from './TopBar.tsx'
import { useCrumbs } from './useCrumbs.ts'

/** Rights are lent now and then only. */
const ElevationBar = later(() => import('../session/ElevationBar.tsx').then(m => m.ElevationBar))

/** The window: rail, top bar, page, dock, status line. */
export function Frame() {
  const railShown = useRailShown()
  const isNarrow = useNarrow(({ isNarrow }) => isNarrow)
  const page = useAddress(address => address.page)
  const id = useAddress(address => address.id)
  const main = useRef<HTMLElement>(null)
  const { Page } = pageEntry(page)
  // What is drawn once is written anew in other units; what somebody has begun on the page stays. What keeps its
  // own writing while nothing else changes, such as cells and charts, follows the units by itself.
  const units = useUnits()
  const isLent = useSession(({ state }) => state !== null && state.elevation !== null)
  const path = useCrumbs()
  const production = path.some(crumb => crumb.production)
  const title = path.at(-1)?.name ?? ''
  useEffect(() => {
    document.title = `${title} · NovaCron`
  }, [title])
  // The list of machines says itself when its rows are there.
  const isList = page === 'machines'
  useEffect(() => (isList ? undefined : pageDrawn()), [isList])
  // What led to another page has often gone with the last one: keys are the new page's then.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each page and each object
  useEffect(() => {
    putRailAway()
    if (document.activeElement === null || document.activeElement === document.body)
      main.current?.focus({ preventScroll: true })
  }, [page, id])
  return (
    <div className={classes.frame}>
      <div className={classes.stripe} data-production={production || undefined} />
      <TopBar />
      {isLent && <ElevationBar />}
      <CoreBanner />
      <div className={classes.middle}>
        {railShown && (
          <div className={isNarrow ? classes.over : classes.beside}>
            <Rail key={units} />
          </div>
        )}
        <div className={classes.center}>
          <main ref={main} className={classes.main} tabIndex={-1}>
            <InPlace>
              <Page />
            </InPlace>
          </main>
          <Dock key={units} />
        </div>
      </div>
      <StatusLine key={units} />
    </div>
  )
}
