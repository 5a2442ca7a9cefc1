import { Button, TextInput } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import type { MachineKey } from '../../shared/ids.ts'
import type { MachineAction, PlannedAction } from '../../shared/models/task.ts'
import { actionLook } from '../actions/machineActions.ts'
import { useActions } from '../actions/useActions.ts'
import { useApi } from '../api/client.ts'
import { toAppError } from '../api/errors.ts'
import { CopyButton } from '../components/CopyButton.tsx'
import { ErrorState } from '../components/Messages.tsx'
import { StateBadge } from '../components/StateBadge.tsx'
import { useFleet } from '../stores/fleet.ts'
import { useMachines } from '../stores/machines.ts'
import classes from './Dialog.module.css'
import { DialogFrame } from './DialogFrame.tsx'

const SHOWN = 200

interface ConfirmPreviewProps {
  action: MachineAction
  keys: MachineKey[]
  onClose(): void
}

/** What an action would do to which machine, as the core decided it, before anything runs. */
export function ConfirmPreview({ action, keys, onClose }: ConfirmPreviewProps) {
  const { client } = useApi()
  const { run } = useActions()
  const look = actionLook(action)
  const [plan, setPlan] = useState<PlannedAction[] | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const production = useProduction(keys)
  useEffect(() => {
    const gone = new AbortController()
    client.machines.plan({ action, keys }, { signal: gone.signal }).then(setPlan, (thrown: unknown) => {
      if (!gone.signal.aborted) setError(toAppError(thrown))
    })
    return () => gone.abort()
  }, [client, action, keys])

  const runs = plan?.filter(item => item.skip === null) ?? []
  const skips = plan?.filter(item => item.skip !== null) ?? []
  const hosts = new Set(runs.map(item => item.host))
  const only = keys.length === 1 ? plan?.[0] : undefined
  const word = needsTyping(action, runs.length) ? String(runs.length) : null
  const ready = runs.length > 0 && (word === null || typed.trim() === word) && !busy
  const confirm = async () => {
    setBusy(true)
    try {
      await run(
        action,
        runs.map(item => item.key),
      )
      onClose()
    } catch (thrown) {
      setError(toAppError(thrown))
      setBusy(false)
    }
  }
  const title = only ? (
    <>
      {look.label} <bdi>{only.name}</bdi> on <bdi>{only.host}</bdi>?
    </>
  ) : (
    `${look.label} ${keys.length} machines?`
  )
  return (
    <DialogFrame
      title={title}
      onClose={onClose}
      size={680}
      production={production}
      footer={
        !error && (
          <>
            <Cancel onClose={onClose} />
            <Button
              color={look.care === 'danger' ? 'danger' : 'accent'}
              {...(look.care === 'danger' ? { autoContrast: false } : {})}
              leftSection={<look.icon size={14} aria-hidden="true" />}
              disabled={!ready}
              loading={busy}
              onClick={() => void confirm()}
            >
              {look.label}
              {keys.length === 1 ? '' : ` ${runs.length}`}
            </Button>
          </>
        )
      }
    >
      {error ? (
        <ErrorState error={error} />
      ) : (
        <>
          <p>
            {look.meaning}{' '}
            {plan && keys.length > 1 && (
              <b>
                {runs.length} {runs.length === 1 ? 'machine' : 'machines'} on {hosts.size}{' '}
                {hosts.size === 1 ? 'host' : 'hosts'}
                {skips.length > 0 && `, ${skips.length} left alone`}.
              </b>
            )}
          </p>
          {look.care === 'danger' && (
            <p className={classes.warning}>What the guest has not written to its disks is lost.</p>
          )}
          {plan ? (
            <PlanTable plan={[...runs, ...skips]} />
          ) : (
            <div
              className={classes.plan}
              style={{ height: 120 }}
              role="status"
              aria-label="Working out the plan"
            />
          )}
          {runs.length > 0 && <VirshLines runs={runs} />}
          {word !== null && (
            <TextInput
              label={
                <>
                  Type <b>{word}</b>, the number of machines, to go on
                </>
              }
              value={typed}
              onChange={event => setTyped(event.currentTarget.value)}
              inputMode="numeric"
              autoComplete="off"
            />
          )}
        </>
      )}
    </DialogFrame>
  )
}

/** Cancel holds the focus when the dialog opens: Enter by reflex changes nothing. */
function Cancel({ onClose }: { onClose(): void }) {
  const button = useRef<HTMLButtonElement>(null)
  return (
    <Button ref={button} data-autofocus variant="default" onClick={onClose}>
      Cancel
    </Button>
  )
}

/** Whether the person has to type the count: what loses memory on more than one machine. */
export const needsTyping = (action: MachineAction, count: number): boolean =>
  actionLook(action).care === 'danger' && count > 1

function PlanTable({ plan }: { plan: readonly PlannedAction[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.plan} tabIndex={0} aria-label="What will happen">
      <table className={classes.planTable}>
        <thead>
          <tr>
            <th scope="col">Machine</th>
            <th scope="col">Host</th>
            <th scope="col">What happens</th>
          </tr>
        </thead>
        <tbody>
          {plan.slice(0, SHOWN).map(item => (
            <tr key={item.key} className={item.skip === null ? undefined : classes.skipped}>
              <td>
                <bdi>{item.name}</bdi>
              </td>
              <td>
                <bdi>{item.host}</bdi>
              </td>
              <td>
                {item.skip === null ? (
                  <span className={classes.change}>
                    <StateBadge machine={{ state: item.state, stateReason: null, stale: false }} />
                    {item.nextState && item.nextState !== item.state && (
                      <>
                        <IconArrowRight size={13} aria-label="becomes" />
                        <StateBadge machine={{ state: item.nextState, stateReason: null, stale: false }} />
                      </>
                    )}
                  </span>
                ) : (
                  `Left alone: ${item.skip}`
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {plan.length > SHOWN && (
        <p className={`${classes.dim} ${classes.small}`}>… and {plan.length - SHOWN} more.</p>
      )}
    </section>
  )
}

function VirshLines({ runs }: { runs: readonly PlannedAction[] }) {
  const lines = runs.map(item => item.virsh).join('\n')
  return (
    <details className={classes.disclosure} open={runs.length <= 3}>
      <summary>The same with virsh</summary>
      <pre className={classes.lines}>
        {runs
          .slice(0, SHOWN)
          .map(item => item.virsh)
          .join('\n')}
      </pre>
      {runs.length > 3 && <CopyButton text={lines} label={`Copy ${runs.length} lines`} />}
    </details>
  )
}

/** Whether any of the machines stands at a production site. */
function useProduction(keys: readonly MachineKey[]): boolean {
  const sites = useFleet(fleet => fleet.sites)
  const machines = useMachines.getState().byKey
  const production = new Set(sites.filter(site => site.production).map(site => site.id))
  return keys.some(key => {
    const siteId = machines.get(key)?.siteId
    return siteId !== null && siteId !== undefined && production.has(siteId)
  })
}
