import { Button, Select, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import type { HostId } from '../../shared/ids.ts'
import { useApi } from '../api/client.ts'
import { toAppError } from '../api/errors.ts'
import { errorText } from '../components/Messages.tsx'
import { useAddress } from '../stores/address.ts'
import { expectQuestion } from '../stores/dialogs.ts'
import { useFleet } from '../stores/fleet.ts'
import { tell } from '../stores/toasts.ts'
import classes from './Dialog.module.css'
import { Decisions } from './Decisions.tsx'
import { DialogFrame } from './DialogFrame.tsx'
import { HostOptionFields } from './HostOptionFields.tsx'
import { HostTest } from './HostTest.tsx'
import { draftOf, emptyForm, formOf, type HostForm } from './hostForm.ts'
import { UriField } from './UriField.tsx'
import { useHostPreview } from './useHostPreview.ts'

/** Adds a host, or edits one: where it is, how it is reached, what that means, and whether it works. */
export function HostDialog({ hostId, onClose }: { hostId: HostId | null; onClose(): void }) {
  const { client } = useApi()
  const host = useFleet(fleet => (hostId ? fleet.hosts.get(hostId) : undefined))
  const sites = useFleet(fleet => fleet.sites)
  const scope = useAddress(address => address.scope)
  const [form, setForm] = useState<HostForm>(() =>
    host ? formOf(host.record) : { ...emptyForm, siteId: scope.kind === 'site' ? scope.id : null },
  )
  const [accepted, setAccepted] = useState<readonly string[]>([])
  const [error, setError] = useState<AppError | null>(null)
  const [busy, setBusy] = useState(false)
  const set = (part: Partial<HostForm>) => setForm(before => ({ ...before, ...part }))
  const draft = draftOf(form, accepted, host?.record.options)
  const { preview, error: uriError } = useHostPreview(draft)
  const production = sites.find(site => site.id === form.siteId)?.production ?? false
  // Another address has other keys.
  // biome-ignore lint/correctness/useExhaustiveDependencies: forgets them exactly when the address changes
  useEffect(() => setAccepted([]), [form.uri])

  const save = async (event: React.FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      if (hostId) {
        const { acceptNewKeys: _, ...part } = draft
        await client.hosts.update({ hostId, ...part })
      } else {
        const record = await client.hosts.add(draft)
        expectQuestion(record.id)
        tell(`${record.name} was added`)
      }
      onClose()
    } catch (thrown) {
      setError(toAppError(thrown))
      setBusy(false)
    }
  }
  return (
    <DialogFrame
      title={
        host ? (
          <>
            Host <bdi>{host.record.name}</bdi>
          </>
        ) : (
          'Add host'
        )
      }
      size={720}
      production={production}
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form="host-form"
            loading={busy}
            disabled={form.uri.trim() === '' || uriError !== null}
          >
            {host ? 'Save' : 'Add host'}
          </Button>
        </>
      }
    >
      <form id="host-form" className={classes.form} onSubmit={event => void save(event)}>
        <UriField value={form.uri} error={uriError} onChange={uri => set({ uri })} />
        <div className={classes.pair}>
          <TextInput
            label="Name"
            placeholder={preview?.suggestedName ?? 'taken from the address'}
            value={form.name}
            maxLength={200}
            onChange={event => set({ name: event.currentTarget.value })}
          />
          <Select
            label="Site"
            placeholder="No site"
            clearable
            data={sites.map(site => ({ value: site.id, label: site.name }))}
            value={form.siteId}
            onChange={value => set({ siteId: sites.find(site => site.id === value)?.id ?? null })}
          />
        </div>
        <details className={classes.disclosure} open={host !== undefined}>
          <summary>How to reach it</summary>
          <HostOptionFields form={form} onChange={set} />
        </details>
      </form>
      {preview && (
        <Decisions
          lead={
            <>
              {preview.driver} over {preview.transport}, opens <code>{preview.remoteUri}</code>
            </>
          }
          transport={preview}
        />
      )}
      {form.uri.trim() !== '' && uriError === null && (
        <HostTest draft={draft} onAccept={sha256 => setAccepted([...accepted, sha256])} accepted={accepted} />
      )}
      {error && (
        <p role="alert" className={classes.warning}>
          {errorText(error)}
        </p>
      )}
    </DialogFrame>
  )
}
