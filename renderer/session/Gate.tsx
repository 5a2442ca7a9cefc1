import { type ReactNode, useEffect, useRef, useState } from 'react'
import { later } from '../components/later.ts'
import { firstAddress, go } from '../stores/address.ts'
import { isIn, useSession } from '../stores/session.ts'
import { t } from '../words/index.ts'

const SignInPage = later(() => import('./SignInPage.tsx').then(module => module.SignInPage))
const MustChangePage = later(() => import('./MustChangePage.tsx').then(module => module.MustChangePage))
const MustSetFactorPage = later(() =>
  import('./MustSetFactorPage.tsx').then(module => module.MustSetFactorPage),
)

/** The window for whoever is in; in its place the way in for whoever is not, and nothing until it is known. */
export function Gate({ children }: { children: ReactNode }) {
  const { state, feed, ended } = useSession()
  useFreshPlace()
  // The codes of a second factor that has just been switched on are still being read.
  const [reading, setReading] = useState(false)
  const mustSet = state?.mustSetUpSecondFactor === true
  useEffect(() => {
    if (mustSet) setReading(true)
  }, [mustSet])
  if (state === null)
    return feed.error === null ? <main aria-label={t('session.signIn.looking')} /> : children
  if (!isIn(state))
    return <SignInPage key={`${state.setUp}/${state.lockedName}`} state={state} ended={ended} />
  if (state.person?.mustChangePassphrase) return <MustChangePage person={state.person} />
  if (state.person && (mustSet || reading))
    return (
      <MustSetFactorPage
        name={state.person.displayName || state.person.name}
        onDone={() => setReading(false)}
      />
    )
  return children
}

/** Somebody else does not begin where the one before was. */
function useFreshPlace(): void {
  const id = useSession(({ state }) => state?.person?.id ?? null)
  const last = useRef(id)
  useEffect(() => {
    if (id === null) return
    if (last.current !== null && last.current !== id) go(firstAddress, 'replace')
    last.current = id
  }, [id])
}
