import type { Api } from '../api/client.ts'
import { type FeedStatus, subscribe } from '../api/subscribe.ts'
import { applyFleetEvents, useFleet } from './fleet.ts'
import { applyMachinesEvents, loseMachines, restartMachines, useMachines } from './machines.ts'
import { metricsBoard } from './metrics.ts'
import { sawRightsChange } from './session.ts'
import { followWindowRules } from './windowRules.ts'
import { applyLogEvents, applyTasksEvents, useEvents, useTasks } from './tasks.ts'

/** Opens the streams that the whole window lives on; returns their end. */
export function startFeeds({ client, core }: Api): () => void {
  let changed = false
  /** Told once: whoever hears of it opens these streams anew. */
  const look = (feed: FeedStatus) => {
    if (changed || feed.error?.code !== 'rights.changed') return
    changed = true
    sawRightsChange()
  }
  const ends = [
    subscribe(core, {
      open: signal => client.hosts.watch(undefined, { signal }),
      apply: events => useFleet.setState(state => applyFleetEvents(state, events)),
      status: feed => {
        useFleet.setState({ feed })
        look(feed)
      },
    }),
    subscribe(core, {
      open: signal => client.machines.watch(undefined, { signal }),
      apply: events => {
        useMachines.setState(state => applyMachinesEvents(state, events))
        if (events.some(event => event.type === 'removed'))
          metricsBoard.keepOnly(key => useMachines.getState().byKey.has(key))
      },
      restart: () => useMachines.setState(restartMachines),
      status: feed => {
        useMachines.setState({ feed })
        look(feed)
      },
    }),
    subscribe(core, {
      open: signal => client.tasks.watch(undefined, { signal }),
      apply: events => useTasks.setState(state => applyTasksEvents(state, events)),
      status: feed => useTasks.setState({ feed }),
    }),
    subscribe(core, {
      open: signal => client.events.watch(undefined, { signal }),
      apply: events => useEvents.setState(state => applyLogEvents(state, events)),
      status: feed => useEvents.setState({ feed }),
    }),
  ]
  ends.push(watchLoss(core), followWindowRules({ client, core }))
  return () => {
    for (const end of ends) end()
  }
}

/** A blink of the connection passes unseen; after that nothing on screen may look live. */
const LOST_AFTER_MS = 1_500

function watchLoss(core: Api['core']): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = core.state.subscribe(({ phase }, before) => {
    // Each further attempt is the same loss, not a new one.
    if (phase === before.phase) return
    clearTimeout(timer)
    if (phase === 'up') {
      useFleet.setState({ lost: false })
      return
    }
    timer = setTimeout(() => {
      useFleet.setState({ lost: true })
      useMachines.setState(loseMachines)
    }, LOST_AFTER_MS)
  })
  return () => {
    clearTimeout(timer)
    stop()
  }
}
