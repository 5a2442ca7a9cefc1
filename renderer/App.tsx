import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { type Api, ApiProvider } from './api/client.ts'
import { later } from './components/later.ts'
import { Frame } from './frame/Frame.tsx'
import { Unreachable } from './frame/Unreachable.tsx'
import { useShortcuts } from './frame/useShortcuts.ts'
import { styleNonce } from './nonce.ts'
import { followAddress } from './stores/address.ts'
import { showExpectedQuestion, useDialog } from './stores/dialogs.ts'
import { startFeeds } from './stores/feeds.ts'
import { useFleet } from './stores/fleet.ts'
import { tellError } from './stores/toasts.ts'
import { keepView, useView } from './stores/view.ts'
import { cssVariables, theme } from './theme/mantine.ts'

/** Nobody opens a dialog in the first moments: they are fetched once the rows are there. */
const Dialogs = later(() => import('./dialogs/Dialogs.tsx').then(module => module.Dialogs))

/** The window: theme, the core's streams, and the frame around the page. */
export function App({ api }: { api: Api }) {
  const density = useView(view => view.density)
  const scheme = useView(view => view.theme)
  const link = api.core.state()
  const dialog = useDialog(state => state.dialog !== null)
  useEffect(() => startFeeds(api), [api])
  useEffect(
    () => keepView(api.client, error => tellError(error, 'The window’s arrangement was not saved')),
    [api],
  )
  useEffect(followAddress, [])
  useEffect(
    () =>
      useFleet.subscribe(({ hosts }) => showExpectedQuestion(id => hosts.get(id)?.state.question != null)),
    [],
  )
  useEffect(() => {
    document.documentElement.dataset.density = density
  }, [density])
  useShortcuts()
  const lost =
    link.phase !== 'up' &&
    (!link.everUp || link.problem?.code === 'session.required') &&
    link.problem !== null
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      getStyleNonce={() => styleNonce}
      defaultColorScheme="auto"
      {...(scheme === 'auto' ? {} : { forceColorScheme: scheme })}
    >
      <ApiProvider value={api}>
        {lost ? <Unreachable /> : <Frame />}
        {dialog && <Dialogs />}
        <Notifications position="bottom-right" limit={4} className="toasts" />
      </ApiProvider>
    </MantineProvider>
  )
}
