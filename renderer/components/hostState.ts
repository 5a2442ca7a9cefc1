import type { HostState } from '../../shared/models/host.ts'
import { formatDuration } from '../../shared/units.ts'
import { t } from '../words/index.ts'
import { within } from '../words/within.ts'
import type { Mark } from './StateMark.tsx'

/** Words for the stages of reaching a host. */
export const stageWords: Record<NonNullable<HostState['stage']>, string> = {
  resolve: t('parts.stage.resolve'),
  tcp: t('parts.stage.tcp'),
  sshVersion: t('parts.stage.sshVersion'),
  hostKey: t('parts.stage.hostKey'),
  authentication: t('parts.stage.authentication'),
  channel: t('parts.stage.channel'),
  socket: t('parts.stage.socket'),
  libvirtOpen: t('parts.stage.libvirtOpen'),
  version: t('parts.stage.version'),
  permission: t('parts.stage.permission'),
  inventory: t('parts.stage.inventory'),
}

/** A host's state as sign and word; `lost` says that the core is gone and this is only how it last was. */
export function hostLook(state: HostState, lost = false): { mark: Mark; word: string } {
  const look = liveLook(state)
  return lost ? { mark: 'stale', word: t('parts.hostWas', { word: within(look.word) }) } : look
}

function liveLook({ phase, question }: HostState): { mark: Mark; word: string } {
  switch (phase) {
    case 'live':
      return { mark: 'running', word: t('parts.host.live') }
    case 'degraded':
      return { mark: 'warn', word: t('parts.host.degraded') }
    case 'connecting':
      return { mark: 'busy', word: t('parts.host.connecting') }
    case 'waiting':
      return { mark: 'warn', word: t('parts.host.waiting') }
    case 'blocked':
      return { mark: 'bad', word: question ? t('parts.host.question') : t('parts.host.blocked') }
    case 'disconnected':
      return { mark: 'off', word: t('parts.host.disconnected') }
  }
}

/** What follows a host's word at this moment: the stage under way, the countdown, the round trip. */
export function hostDetail(state: HostState, nowMs: number): string {
  switch (state.phase) {
    case 'connecting':
      return state.stage ? stageWords[state.stage] : ''
    case 'waiting': {
      if (state.retryAtMs === null) return ''
      const left = Math.ceil((state.retryAtMs - nowMs) / 1000)
      return left > 0
        ? t('parts.host.retryIn', { time: formatDuration(left * 1000) })
        : t('parts.host.trying')
    }
    case 'live':
    case 'degraded':
      return state.roundTripMs === null ? '' : `${Math.max(1, Math.round(state.roundTripMs))} ms`
    default:
      return ''
  }
}

/** Whether the host answers now. */
export const isLive = (state: HostState): boolean => state.phase === 'live' || state.phase === 'degraded'
