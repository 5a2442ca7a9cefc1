import { Select } from '@mantine/core'
import type { MachineAction, PlannedAction } from '../../shared/models/task.ts'
import type { ActionOptions } from '../actions/useActions.ts'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'

const perHost = [1, 2, 4, 8]
const timeoutsMs = [30_000, 60_000, 120_000, 300_000, 900_000]
/** As the core waits where nobody says. */
const TIMEOUT_MS = 120_000

interface OptionsProps {
  action: MachineAction
  runs: readonly PlannedAction[]
  value: ActionOptions
  onChange(value: ActionOptions): void
}

const timeText = (ms: number): string =>
  ms < 60_000
    ? t('machine.confirm.seconds', { count: ms / 1000 })
    : t('machine.confirm.minutes', { count: ms / 60_000 })

/** How the action is carried out: how many of a host at a time, and how long a guest is waited for. */
export function ConfirmPreviewOptions({ action, runs, value, onChange }: OptionsProps) {
  const hosts = Map.groupBy(runs, item => item.host)
  const crowded = [...hosts.values()].some(items => items.length > 1)
  const waits = action === 'shutdown'
  if (!crowded && !waits) return null
  return (
    <div className={classes.pair}>
      {waits && (
        <Select
          label={t('machine.confirm.timeout')}
          description={t('machine.confirm.timeoutWhy')}
          data={timeoutsMs.map(ms => ({ value: `${ms}`, label: timeText(ms) }))}
          value={`${value.timeoutMs ?? TIMEOUT_MS}`}
          allowDeselect={false}
          onChange={ms => onChange({ ...value, timeoutMs: Number(ms) })}
        />
      )}
      {crowded && (
        <Select
          label={t('machine.confirm.perHost')}
          description={t('machine.confirm.perHostWhy')}
          data={[
            { value: '0', label: t('machine.confirm.asFast') },
            ...perHost.map(count => ({
              value: `${count}`,
              label: count === 1 ? t('machine.confirm.oneByOne') : `${count}`,
            })),
          ]}
          value={`${value.perHost ?? 0}`}
          allowDeselect={false}
          onChange={count => {
            const { perHost: _old, ...rest } = value
            onChange(count === null || count === '0' ? rest : { ...rest, perHost: Number(count) })
          }}
        />
      )}
    </div>
  )
}
