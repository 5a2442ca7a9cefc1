import { useCallback } from 'react'
import type { PendingChanges } from '../../../shared/contract/index.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { useApi } from '../../api/client.ts'
import { type Call, useCall } from './useCall.ts'
import { useSettled } from './useSettled.ts'

/** A machine that changes tells so several times within this. */
const SETTLE_MS = 400

/** What is otherwise at the machine's next boot, kept current; empty where it does not run on a live host. */
export function usePending(machine: Machine): Call<PendingChanges> {
  const { client } = useApi()
  const { key } = machine
  const runs = machine.id !== null && !machine.stale
  const ask = useCallback(
    (signal: AbortSignal) => client.machines.pending({ key }, { signal }),
    [client, key],
  )
  return useCall(runs ? ask : null, useSettled(machine, SETTLE_MS))
}
