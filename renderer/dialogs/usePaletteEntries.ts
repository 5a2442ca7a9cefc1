import {
  IconBookmark,
  IconBolt,
  IconDeviceDesktop,
  IconFolder,
  IconGitCompare,
  IconServer2,
  IconSettings,
} from '@tabler/icons-react'
import { useDeferredValue, useMemo } from 'react'
import type { MachineKey } from '../../shared/ids.ts'
import type { Subject } from '../../shared/models/access.ts'
import type { HostView } from '../../shared/models/host.ts'
import type { Machine } from '../../shared/models/machine.ts'
import { actionRights, type Permission } from '../../shared/permissions.ts'
import { comparisonOf } from '../actions/comparison.ts'
import { hostActions } from '../actions/hostActions.ts'
import { type ActionLook, actionLooks } from '../actions/machineActions.ts'
import { nowhere } from '../actions/nowhere.ts'
import { useActions } from '../actions/useActions.ts'
import { type CoreClient, useApi } from '../api/client.ts'
import { hostLook } from '../components/hostState.ts'
import { stateWord } from '../components/StateBadge.tsx'
import { settingsSections } from '../frame/settingsSections.ts'
import { pages } from '../pages/registry.tsx'
import { go, goScope, useAddress } from '../stores/address.ts'
import { useChosen } from '../stores/chosen.ts'
import { openDialog } from '../stores/dialogs.ts'
import { useFleet } from '../stores/fleet.ts'
import { useMachines } from '../stores/machines.ts'
import { openView, useSavedViews } from '../stores/savedViews.ts'
import { useSession } from '../stores/session.ts'
import { useShortcuts } from '../stores/shortcuts.ts'
import { useView } from '../stores/view.ts'
import { t } from '../words/index.ts'
import { afterVerb, folded, type PaletteEntry, search } from './palette.ts'
import { windowActions } from './windowActions.ts'

type Request = ReturnType<typeof useActions>['request']

/** A machine's entry is made once as long as the machine is the same: thousands of them change rarely. */
const ofMachine = new WeakMap<Machine, PaletteEntry>()

function machineEntry(machine: Machine): PaletteEntry {
  const known = ofMachine.get(machine)
  if (known) return known
  const made: PaletteEntry = {
    key: `machine:${machine.key}`,
    kind: 'machine',
    label: machine.name,
    folded: folded(machine.name),
    icon: IconDeviceDesktop,
    detail: () => t('palette.on', { state: stateWord(machine.state), host: machine.host }),
    also: () => [...machine.nics.flatMap(nic => [...nic.addresses, nic.mac ?? '']), machine.uuid],
    run: () => go({ page: 'machine', id: machine.key }),
  }
  ofMachine.set(machine, made)
  return made
}

/** What an entry says of a right: over one object, and of who holds it nowhere. */
function limits(permission: Permission, subject?: Subject): Pick<PaletteEntry, 'refused' | 'needs'> {
  const refused = nowhere(permission)
  return {
    ...(refused === null ? {} : { refused }),
    ...(subject === undefined ? {} : { needs: { permission, subject } }),
  }
}

/** A verb on machines; whatever is not harmless shows its plan. */
function verbEntry(
  look: ActionLook,
  label: string,
  key: string,
  keys: readonly MachineKey[],
  request: Request,
): PaletteEntry {
  const only = keys.length === 1 ? keys[0] : undefined
  return {
    key,
    kind: 'selection',
    label,
    folded: folded(label),
    icon: look.icon,
    detail: () => look.meaning,
    shortcut: look.key?.toUpperCase() ?? null,
    ...limits(actionRights[look.action], only === undefined ? only : { kind: 'machine', key: only }),
    ...(look.care === 'safe' && keys.length === 1
      ? {}
      : { plan: { action: look.action, keys, danger: look.care === 'danger' } }),
    run: () => request(look.action, keys),
  }
}

/** What is between two machines, where two are chosen. */
function comparison([one, other, ...more]: readonly (Machine | undefined)[]): PaletteEntry | null {
  if (!one || !other || more.length > 0) return null
  const label = t('palette.compare', { one: one.name, other: other.name })
  return {
    key: 'compare',
    kind: 'selection',
    label,
    folded: folded(label),
    icon: IconGitCompare,
    run: () => go(comparisonOf(one.key, other.key)),
  }
}

/** What can be done with a host besides going there. */
function hostEntries(client: CoreClient, host: HostView, here: boolean): PaletteEntry[] {
  const { id, name } = host.record
  const actions = hostActions(client, host)
  const does = (
    verb: string,
    permission: Permission,
    label: string,
    run: () => void,
    detail?: () => string,
  ): PaletteEntry => ({
    ...limits(permission, { kind: 'host', hostId: id }),
    key: `${verb}:${id}`,
    kind: here ? 'selection' : 'action',
    quiet: !here,
    label,
    folded: folded(label),
    icon: IconBolt,
    ...(detail ? { detail } : {}),
    run,
  })
  return [
    ...(host.state.question
      ? [
          does(
            'answer',
            'host.answer',
            t('palette.answer', { name }),
            () => openDialog({ kind: 'question', hostId: id }),
            () => t('palette.waits'),
          ),
        ]
      : []),
    ...(actions.canConnect
      ? [does('connect', 'host.connect', t('palette.connect', { name }), actions.connect)]
      : []),
    ...(actions.canDisconnect
      ? [does('disconnect', 'host.connect', t('palette.disconnect', { name }), actions.disconnect)]
      : []),
    does('diagnose', 'host.manage', t('palette.diagnose', { name }), () =>
      openDialog({ kind: 'diagnose', hostId: id }),
    ),
    does('edit', 'host.manage', t('palette.edit', { name }), () =>
      openDialog({ kind: 'editHost', hostId: id }),
    ),
    does('remove', 'host.manage', t('palette.removeHost', { name }), () =>
      openDialog({ kind: 'removeHost', hostId: id }),
    ),
  ]
}

/** The machines that the person means without naming them: those chosen in the list, or the one that is open. */
function useMeant(): readonly MachineKey[] {
  const { chosen, active } = useChosen(state => state.selection)
  const { page, id, machine } = useAddress()
  return useMemo(() => {
    if (page === 'machine' && id !== null) return [id as MachineKey]
    if (page !== 'machines') return []
    if (chosen.size > 0) return [...chosen] as MachineKey[]
    const only = machine ?? (active as MachineKey | null)
    return only === null ? [] : [only]
  }, [page, id, machine, chosen, active])
}

/** Everything that can be reached or done, kept true while the palette is open. */
export function usePaletteEntries(): PaletteEntry[] {
  const { client } = useApi()
  const { request } = useActions()
  const byKey = useDeferredValue(useMachines(state => state.byKey))
  const hosts = useDeferredValue(useFleet(fleet => fleet.hosts))
  const sites = useFleet(fleet => fleet.sites)
  const views = useSavedViews(state => state.views)
  const shortcuts = useShortcuts()
  const view = useView()
  const page = useAddress(address => address.page)
  const openHost = useAddress(address => (address.page === 'host' ? address.id : null))
  const meant = useMeant()
  // Rights are read where entries are made: others make them anew.
  const session = useSession(({ state }) => state)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the session’s rights
  const verbs = useMemo(() => {
    const [first] = meant
    if (first === undefined) return []
    const name =
      meant.length === 1 ? (byKey.get(first)?.name ?? '') : t('palette.chosen', { count: meant.length })
    const both = comparison(meant.map(key => byKey.get(key)))
    return [
      ...(both ? [both] : []),
      ...actionLooks.map(look =>
        verbEntry(
          look,
          t('palette.verbOn', { verb: look.label, name }),
          `verb:${look.action}`,
          meant,
          request,
        ),
      ),
    ]
  }, [meant, byKey, request, session])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the session’s rights
  const fixed = useMemo(
    () => [
      ...views.map(
        (each): PaletteEntry => ({
          key: `view:${each.id}`,
          kind: 'view',
          label: each.name,
          folded: folded(each.name),
          icon: IconBookmark,
          run: () => openView(each),
        }),
      ),
      ...pages
        .filter(entry => entry.rail !== null)
        .map(
          (entry): PaletteEntry => ({
            key: `page:${entry.id}`,
            kind: 'page',
            label: entry.label,
            folded: folded(entry.label),
            icon: entry.icon as typeof IconBolt,
            shortcut:
              shortcuts.keys[`page.${entry.id}`] ?? (entry.letter ? `G ${entry.letter.toUpperCase()}` : null),
            run: () => go({ page: entry.id }),
          }),
        ),
      ...windowActions({ client, view, page, shortcuts, nowhere }),
      ...settingsSections.map((section): PaletteEntry => {
        const label = t('palette.settingsOf', { section: t(`settings.sections.${section}`) })
        return {
          key: `settings:${section}`,
          kind: 'settings',
          label,
          folded: folded(label),
          icon: IconSettings,
          run: () => go({ page: 'settings', tab: section }),
        }
      }),
      ...sites.map(
        (site): PaletteEntry => ({
          key: `site:${site.id}`,
          kind: 'site',
          label: site.name,
          folded: folded(site.name),
          icon: IconFolder,
          run: () => goScope({ kind: 'site', id: site.id }),
        }),
      ),
    ],
    [views, shortcuts, client, view, page, sites, session],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: the session’s rights
  const ofHosts = useMemo(
    () =>
      [...hosts.values()].flatMap((host): PaletteEntry[] => {
        const { id, name } = host.record
        return [
          {
            key: `host:${id}`,
            kind: 'host',
            label: name,
            folded: folded(name),
            icon: IconServer2,
            detail: () => hostLook(host.state).word,
            run: () => go({ page: 'host', id }),
          },
          ...hostEntries(client, host, id === openHost),
        ]
      }),
    [hosts, client, openHost, session],
  )
  const machines = useMemo(() => [...byKey.values()].map(machineEntry), [byKey])
  return useMemo(() => [...verbs, ...fixed, ...ofHosts, ...machines], [verbs, fixed, ofHosts, machines])
}

const NAMED_SHOWN = 6

/** Verbs on the machines that are typed after them (“shut web-3”). */
export function useNamedVerbs(entries: readonly PaletteEntry[], typed: string): PaletteEntry[] {
  const { request } = useActions()
  return useMemo(() => {
    const machines = entries.filter(entry => entry.kind === 'machine')
    return actionLooks.flatMap(look => {
      const name = afterVerb(look.label, typed)
      if (!name) return []
      return search(machines, name)
        .slice(0, NAMED_SHOWN)
        .map(
          (machine): PaletteEntry => ({
            ...verbEntry(
              look,
              t('palette.verbOn', { verb: look.label, name: machine.label }),
              `${look.action}:${machine.key}`,
              [machine.key.slice('machine:'.length) as MachineKey],
              request,
            ),
            kind: 'action',
            shortcut: null,
          }),
        )
    })
  }, [entries, typed, request])
}
