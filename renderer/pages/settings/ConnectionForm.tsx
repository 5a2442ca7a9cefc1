import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { z } from 'zod'
import type { ConnectionLayer } from '../../../shared/contract/settings.ts'
import type { AppError } from '../../../shared/errors.ts'
import type { SiteId } from '../../../shared/ids.ts'
import { HostOptions } from '../../../shared/models/host.ts'
import { toAppError } from '../../api/errors.ts'
import { check } from '../../components/form/check.ts'
import { errorText } from '../../components/Messages.tsx'
import { tell } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import { ConnectionField } from './ConnectionField.tsx'
import {
  connectionFields,
  type OptionKey,
  optionsOfTyped,
  saidElsewhere,
  problemOf,
  type TypedOptions,
  typedOptions,
} from './connectionValues.ts'
import { rebased } from './rebased.ts'
import classes from './Settings.module.css'

interface ConnectionFormProps {
  layer: ConnectionLayer
  /** The site around what this is said of; null for the whole fleet. */
  siteId: SiteId | null
  /** Why the person may not say anything here; null where they may. */
  refused: string | null
  /** `was`: what the layer said when the change was begun. */
  save(options: z.infer<typeof HostOptions>, was: z.infer<typeof HostOptions>): Promise<void>
}

/** Every option of connections: what this layer says itself, or what it takes over and from whom. */
export function ConnectionForm({ layer, siteId, refused, save }: ConnectionFormProps) {
  const first = typedOptions(layer.own)
  const [typed, setTyped] = useState<TypedOptions>(first)
  const [was, setWas] = useState(layer.own)
  // Another window saved, or this one did: what is typed here and not saved yet stays.
  useEffect(() => {
    if (JSON.stringify(was) === JSON.stringify(layer.own)) return
    setTyped(before => rebased(typedOptions(was), before, typedOptions(layer.own)))
    setWas(layer.own)
  }, [was, layer.own])
  const [error, setError] = useState<AppError | null>(null)
  const [busy, setBusy] = useState(false)
  const { values, problems } = check(HostOptions, { ...saidElsewhere(layer.own), ...optionsOfTyped(typed) })
  const changed = JSON.stringify(typed) !== JSON.stringify(first)
  const submit = async (event: React.FormEvent) => {
    event.preventDefault()
    if (!values) return
    setBusy(true)
    setError(null)
    try {
      await save(values, layer.own)
      // As it is written, whatever way it was typed.
      setTyped(typedOptions(values))
      tell(t('settings.connections.saved'))
    } catch (thrown) {
      setError(toAppError(thrown))
    }
    setBusy(false)
  }
  return (
    <form className={classes.form} onSubmit={event => void submit(event)} noValidate>
      {refused !== null && <p className={classes.dim}>{refused}</p>}
      <fieldset className={`${classes.group} ${classes.fields}`} disabled={refused !== null}>
        {connectionFields.map(field => {
          const key = field.key as OptionKey
          const value = typed[key]
          const inherited = layer.inherited[key]
          return (
            <ConnectionField
              key={key}
              field={field}
              siteId={siteId}
              value={value}
              inherited={inherited}
              source={layer.sources[key] ?? null}
              problem={value === undefined ? null : (problemOf(field, value) ?? problems[key] ?? null)}
              onInherit={() => {
                const { [key]: _own, ...others } = typed
                setTyped(others)
              }}
              onChange={next => setTyped({ ...typed, [key]: next })}
            />
          )
        })}
      </fieldset>
      {error && (
        <p role="alert" className={classes.problem}>
          {errorText(error)}
        </p>
      )}
      <div className={classes.formButtons}>
        <span className={classes.dim}>{changed && t('settings.connections.reconnects')}</span>
        <Button variant="default" type="button" disabled={!changed} onClick={() => setTyped(first)}>
          {t('settings.connections.revert')}
        </Button>
        <Button type="submit" loading={busy} disabled={!changed || values === null}>
          {t('settings.connections.save')}
        </Button>
      </div>
    </form>
  )
}
