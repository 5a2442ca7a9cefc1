import { DirectionProvider, MantineProvider } from '@mantine/core'
import { useEffect, useState } from 'react'
import { type Api, ApiProvider } from './api/client.ts'
import { useAfterFirstRows } from './components/firstRows.ts'
import { later } from './components/later.ts'
import { Frame } from './frame/Frame.tsx'
import { Unreachable } from './frame/Unreachable.tsx'
import { refuseStrayFiles } from './frame/strayFiles.ts'
import { registerPageShortcuts } from './frame/pageShortcuts.ts'
import { useShortcutKeys } from './frame/useShortcuts.ts'
import { styleNonce } from './nonce.ts'
import { Gate } from './session/Gate.tsx'
import { letGoOfPerson } from './session/letGo.ts'
import { notSaved } from './session/notSaved.ts'
import { followAddress } from './stores/address.ts'
import { showExpectedQuestion, useDialog } from './stores/dialogs.ts'
import { useFleet } from './stores/fleet.ts'
import { followSettings } from './stores/kept.ts'
import { keepSavedViews } from './stores/savedViews.ts'
import { isIn, isKept, useSession } from './stores/session.ts'
import { keepShortcuts } from './stores/shortcuts.ts'
import { keepLanguage } from './stores/languageChoice.ts'
import { openStartPlace, startPlace } from './stores/startPlace.ts'
import { keepUse } from './stores/use.ts'
import { keepView, useView } from './stores/view.ts'
import { cssVariables, theme } from './theme/mantine.ts'

/** Nobody opens a dialog in the first moments: they are fetched once the rows are there. */
const Dialogs = later(() => import('./dialogs/Dialogs.tsx').then(module => module.Dialogs))
const Notices = later(() => import('./frame/Notices.tsx').then(module => module.Notices))

registerPageShortcuts()

/** Loads and saves what the core keeps for the person, and opens the place where they were. */
function keepPerson(api: Api, opened: string | null): () => void {
  const { client } = api
  const place = startPlace(opened)
  const ends = [
    keepView(client, notSaved, place.viewLoaded),
    keepSavedViews(client, notSaved),
    keepShortcuts(client, notSaved),
    keepUse(client, notSaved),
    keepLanguage(client, notSaved),
    followSettings(api),
    place.close,
  ]
  return () => {
    for (const end of ends) end()
    letGoOfPerson()
  }
}

const direction = () => (document.documentElement.dir === 'rtl' ? 'rtl' : 'ltr')

/** The window: theme, the core's streams, and the frame around the page. */
export function App({ api }: { api: Api }) {
  const density = useView(view => view.density)
  const scheme = useView(view => view.theme)
  const link = api.core.state()
  const dialog = useDialog(state => state.dialog !== null)
  const calm = useAfterFirstRows()
  const isAway = useSession(({ state }) => state !== null && !isIn(state))
  const kept = useSession(isKept)
  const personId = useSession(({ state }) => state?.person?.id ?? null)
  const generation = useSession(session => session.generation)
  const [opened] = useState(openStartPlace)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each person has an arrangement of their own
  useEffect(() => (kept ? keepPerson(api, opened) : undefined), [api, opened, kept, personId])
  useEffect(followAddress, [])
  useEffect(refuseStrayFiles, [])
  useEffect(
    () =>
      useFleet.subscribe(({ hosts }) => showExpectedQuestion(id => hosts.get(id)?.state.question != null)),
    [],
  )
  useEffect(() => {
    document.documentElement.dataset.density = density
  }, [density])
  useShortcutKeys(api.client)
  const lost =
    link.phase !== 'up' &&
    (!link.everUp || link.problem?.code === 'session.required') &&
    link.problem !== null
  return (
    <DirectionProvider initialDirection={direction()} detectDirection={false}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        getStyleNonce={() => styleNonce}
        defaultColorScheme="auto"
        {...(scheme === 'auto' ? {} : { forceColorScheme: scheme })}
      >
        <ApiProvider value={api}>
          {lost ? (
            <Unreachable />
          ) : (
            <Gate>
              <Frame key={generation} />
            </Gate>
          )}
          {dialog && !isAway && <Dialogs />}
          {calm && <Notices />}
        </ApiProvider>
      </MantineProvider>
    </DirectionProvider>
  )
}
