import { firstAddress, formatAddress, go, parseAddress, useAddress } from './address.ts'
import { useFleet } from './fleet.ts'
import { mayAnywhere, useSession } from './session.ts'
import { setView, useView, type View } from './view.ts'

/** Whether the URL itself names a place. */
const isNamed = () => window.location.hash.length > 2
const REMEMBER_AFTER_MS = 500

/** Where a window opens that was told no place. */
export function startAddress({ startPage, lastAddress }: Pick<View, 'startPage' | 'lastAddress'>): string {
  const last = parseAddress(lastAddress)
  // Who was welcomed once has hosts by now, or is welcomed again.
  const plain = last.page === 'welcome' || lastAddress === '' ? firstAddress : last
  return formatAddress(startPage === 'last' ? plain : { ...firstAddress, page: startPage })
}

/** What restoring does, told once by the caller: `viewLoaded` when the core's view is in. */
export interface StartPlace {
  viewLoaded(): void
  close(): void
}

/** Opens the place to start at before anything is drawn; answers it, or null where the URL names one. */
export function openStartPlace(urlNames = isNamed()): string | null {
  if (urlNames) return null
  const address = startAddress(useView.getState())
  go(parseAddress(address), 'replace')
  return address
}

/**
 * Opens the window where the person was last and remembers every place from now on. The copy in the
 * browser answers at once, the core's view corrects it unless the person has gone elsewhere meanwhile; a
 * fleet without hosts opens the welcome.
 */
export function startPlace(opened: string | null): StartPlace {
  let timer: ReturnType<typeof setTimeout> | undefined
  let placed = opened
  const here = () => formatAddress(useAddress.getState())
  const place = (address: string) => {
    placed = formatAddress(parseAddress(address))
    go(parseAddress(address), 'replace')
  }
  const untouched = () => placed === here()
  const stopRemembering = useAddress.subscribe(() => {
    if (placed === here()) return
    placed = null
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (useView.getState().lastAddress !== here()) setView({ lastAddress: here() })
    }, REMEMBER_AFTER_MS)
  })
  let judged = false
  const judge = () => {
    const { ready, hosts } = useFleet.getState()
    if (!ready || judged) return
    judged = true
    // Whoever may add none would be asked for what they cannot do.
    if (hosts.size === 0 && untouched() && mayAnywhere(useSession.getState(), 'host.manage'))
      place('#/welcome')
  }
  const stopJudging = useFleet.subscribe(judge)
  judge()
  return {
    viewLoaded: () => {
      if (untouched() && useAddress.getState().page !== 'welcome') place(startAddress(useView.getState()))
    },
    close: () => {
      clearTimeout(timer)
      stopRemembering()
      stopJudging()
    },
  }
}
