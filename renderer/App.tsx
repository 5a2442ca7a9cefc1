import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { type Api, ApiProvider } from './api/client.ts'
import { Dialogs } from './dialogs/Dialogs.tsx'
import { Frame } from './frame/Frame.tsx'
import { Unreachable } from './frame/Unreachable.tsx'
import { useShortcuts } from './frame/useShortcuts.ts'
import { styleNonce } from './nonce.ts'
import { followAddress } from './stores/address.ts'
import { showExpectedQuestion } from './stores/dialogs.ts'
import { startFeeds } from './stores/feeds.ts'
import { useFleet } from './stores/fleet.ts'
import { tellError } from './stores/toasts.ts'
import { keepView, useView } from './stores/view.ts'
import { cssVariables, theme } from './theme/mantine.ts'

/** The window: theme, the core's streams, and the frame around the page. */
export function App({ api }: { api: Api }) {
  const density = useView(view => view.density)
  const scheme = useView(view => view.theme)
  const link = api.core.state()
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
        <Dialogs />
        <Notifications position="bottom-right" limit={4} className="toasts" />
      </ApiProvider>
    </MantineProvider>
  )
}
