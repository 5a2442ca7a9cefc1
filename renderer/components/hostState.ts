import type { HostState } from '../../shared/models/host.ts'
import { formatDuration } from '../../shared/units.ts'
import type { Mark } from './StateMark.tsx'

/** Words for the stages of reaching a host. */
export const stageWords: Record<NonNullable<HostState['stage']>, string> = {
  resolve: 'Resolve the name',
  tcp: 'Reach the port',
  sshVersion: 'Speak SSH',
  hostKey: 'Check the host key',
  authentication: 'Log in',
  channel: 'Open a channel',
  socket: 'Find libvirt’s socket',
  libvirtOpen: 'Open libvirt',
  version: 'Ask for versions',
  permission: 'Check rights',
  inventory: 'List machines',
}

/** A host's state as sign and word; `lost` says that the core is gone and this is only how it last was. */
export function hostLook(state: HostState, lost = false): { mark: Mark; word: string } {
  const look = liveLook(state)
  return lost ? { mark: 'stale', word: `Was ${look.word.toLowerCase()}` } : look
}

function liveLook({ phase, question }: HostState): { mark: Mark; word: string } {
  switch (phase) {
    case 'live':
      return { mark: 'running', word: 'Live' }
    case 'degraded':
      return { mark: 'warn', word: 'Degraded' }
    case 'connecting':
      return { mark: 'busy', word: 'Connecting' }
    case 'waiting':
      return { mark: 'warn', word: 'Unreachable' }
    case 'blocked':
      return { mark: 'bad', word: question ? 'Needs an answer' : 'Needs attention' }
    case 'disconnected':
      return { mark: 'off', word: 'Disconnected' }
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
      return left > 0 ? `retry in ${formatDuration(left * 1000)}` : 'trying again'
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
