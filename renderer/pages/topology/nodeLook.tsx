import {
  IconBox,
  IconBoxMultiple,
  IconBuilding,
  IconCpu,
  IconDatabase,
  IconDeviceDesktop,
  IconDisc,
  IconNetwork,
  IconPlug,
  IconServer2,
  IconSwitch3,
  type TablerIcon,
} from '@tabler/icons-react'
import type { HostId, MachineKey } from '../../../shared/ids.ts'
import { hostLook } from '../../components/hostState.ts'
import { lookOf } from '../../components/StateBadge.tsx'
import type { Mark } from '../../components/StateMark.tsx'
import { hrefOf } from '../../stores/address.ts'
import { useFleet } from '../../stores/fleet.ts'
import { useMachines } from '../../stores/machines.ts'
import { t } from '../../words/index.ts'
import type { DrawnNode } from './picture.ts'

/** The sign of each kind of node. */
export const kindIcons: Record<DrawnNode['kind'], TablerIcon> = {
  site: IconBuilding,
  host: IconServer2,
  network: IconNetwork,
  bridge: IconSwitch3,
  device: IconCpu,
  nic: IconPlug,
  machine: IconDeviceDesktop,
  group: IconBoxMultiple,
  disk: IconDisc,
  volume: IconBox,
  pool: IconDatabase,
}

type Named = Pick<DrawnNode, 'kind' | 'label' | 'ref'>

/** The state of the machine or host that a node is; null for every other node. */
export function useNodeState({
  kind,
  ref,
}: Pick<DrawnNode, 'kind' | 'ref'>): { mark: Mark; word: string } | null {
  const machine = useMachines(state => (kind === 'machine' ? state.byKey.get(ref as MachineKey) : undefined))
  const host = useFleet(fleet => (kind === 'host' ? fleet.hosts.get(ref as HostId) : undefined))
  const isLost = useFleet(fleet => fleet.lost)
  if (host) return hostLook(host.state, isLost)
  if (!machine) return null
  const look = lookOf(machine.state, machine.stateReason)
  return machine.stale ? { mark: 'stale', word: look.word } : look
}

/** Kind and name as they are spoken. */
export const nodeName = ({ kind, label }: Named): string =>
  t('topology.node', { kind: t(`topology.kind.${kind}`), label })

/** The page about a node's object; null where it has none. */
export function pageOf({ kind, ref }: Pick<DrawnNode, 'kind' | 'ref'>): string | null {
  if (ref === null) return null
  switch (kind) {
    case 'machine':
      return hrefOf({ page: 'machine', id: ref })
    case 'nic':
    case 'disk':
      return hrefOf({ page: 'machine', id: ref, tab: 'hardware' })
    case 'host':
      return hrefOf({ page: 'host', id: ref })
    case 'site':
      return hrefOf({ page: 'machines', scope: { kind: 'site', id: ref as never } })
    case 'network':
      return hrefOf({ page: 'networks', params: { open: ref } })
    case 'bridge':
    case 'device':
      return hrefOf({ page: 'networks', tab: 'bridges', params: { open: ref } })
    case 'pool':
      return hrefOf({ page: 'storage', params: { open: ref } })
    case 'volume':
      return hrefOf({ page: 'storage', tab: 'volumes', params: { open: ref } })
    case 'group':
      return null
  }
}
