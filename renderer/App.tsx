import { MantineProvider } from '@mantine/core'
import { useEffect } from 'react'
import { type Api, ApiProvider } from './api/client.ts'
import { styleNonce } from './nonce.ts'
import { MachinesPage } from './pages/machines/MachinesPage.tsx'
import { followAddress } from './stores/address.ts'
import { startFeeds } from './stores/feeds.ts'
import { useView } from './stores/view.ts'
import { cssVariables, theme } from './theme/mantine.ts'

/** The window: theme, the core's streams, and the frame around the page. */
export function App({ api }: { api: Api }) {
  const density = useView(view => view.density)
  useEffect(() => startFeeds(api), [api])
  useEffect(followAddress, [])
  useEffect(() => {
    document.documentElement.dataset.density = density
  }, [density])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      getStyleNonce={() => styleNonce}
      defaultColorScheme="dark"
    >
      <ApiProvider value={api}>
        <div style={{ display: 'flex', flexDirection: 'column', height: '100%' }}>
          <MachinesPage />
        </div>
      </ApiProvider>
    </MantineProvider>
  )
}
