import { Button, Select, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import type { HostId } from '../../shared/ids.ts'
import type { HostRecord } from '../../shared/models/host.ts'
import { useApi } from '../api/client.ts'
import { toAppError } from '../api/errors.ts'
import { errorText } from '../components/Messages.tsx'
import { go, useAddress } from '../stores/address.ts'
import { expectQuestion } from '../stores/dialogs.ts'
import { DraftForm, draftName, useDraft } from '../stores/drafts.ts'
import { useFleet } from '../stores/fleet.ts'
import { tell } from '../stores/toasts.ts'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'
import { Decisions } from './Decisions.tsx'
import { DialogFrame } from './DialogFrame.tsx'
import { HostOptionFields } from './HostOptionFields.tsx'
import { HostTest } from './HostTest.tsx'
import { badNumbers, draftOf, emptyForm, formOf, type HostForm, patchOf } from './hostForm.ts'
import { UriField } from './UriField.tsx'
import { useHostPreview } from './useHostPreview.ts'
import { useInherited } from './useInherited.ts'

/** Kept over a lock: it names keys and credentials and holds none. */
const hostDraft = new DraftForm<{ form: HostForm; was: HostRecord | null }>()

/** Adds a host, or edits one: where it is, how it is reached, what that means, and whether it works. */
export function HostDialog({ hostId, onClose }: { hostId: HostId | null; onClose(): void }) {
  const { client } = useApi()
  const known = useFleet(fleet => (hostId ? fleet.hosts.get(hostId) : undefined))
  // One that goes meanwhile is still the one that is edited; saving says that it is not there.
  const [opened] = useState(known)
  const host = known ?? opened
  const sites = useFleet(fleet => fleet.sites)
  const scope = useAddress(address => address.scope)
  const [{ form, was }, change] = useDraft(hostDraft, draftName.host(hostId), () => ({
    form: host ? formOf(host.record) : { ...emptyForm, siteId: scope.kind === 'site' ? scope.id : null },
    was: host?.record ?? null,
  }))
  const [accepted, setAccepted] = useState<readonly string[]>([])
  const [error, setError] = useState<AppError | null>(null)
  const [busy, setBusy] = useState(false)
  const set = (part: Partial<HostForm>) => {
    change(before => ({ ...before, form: { ...before.form, ...part } }))
    setError(null)
  }
  /** It was refused because it is stored already; adding it once more means that. */
  const isStored = error?.data?.why === 'stored'
  const draft = draftOf(form, accepted)
  const { preview, error: uriError } = useHostPreview(draft)
  const inherited = useInherited(draft.uri === '' ? null : draft.uri, form.siteId)
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
        await client.hosts.update({ hostId, ...(was ? patchOf(was, form, accepted) : draft) })
      } else {
        const record = await client.hosts.add(isStored ? { ...draft, again: true } : draft)
        expectQuestion(record.id)
        // The first host is there: what the person came for is its machines.
        if (useAddress.getState().page === 'welcome') go({ page: 'machines' })
        tell(t('addHost.added', { name: record.name }))
      }
      onClose()
    } catch (thrown) {
      setError(toAppError(thrown))
      setBusy(false)
    }
  }
  return (
    <DialogFrame
      title={host ? t('addHost.editTitle', { name: host.record.name }) : t('addHost.title')}
      size={720}
      production={production}
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          <Button
            type="submit"
            form="host-form"
            loading={busy}
            disabled={form.uri.trim() === '' || uriError !== null || badNumbers(form).length > 0}
          >
            {host ? t('addHost.save') : isStored ? t('addHost.again') : t('addHost.add')}
          </Button>
        </>
      }
    >
      <form id="host-form" className={classes.form} onSubmit={event => void save(event)}>
        <UriField value={form.uri} error={uriError} onChange={uri => set({ uri })} />
        <div className={classes.pair}>
          <TextInput
            label={t('addHost.name')}
            placeholder={preview?.suggestedName ?? t('addHost.nameFree')}
            value={form.name}
            maxLength={200}
            onChange={event => set({ name: event.currentTarget.value })}
          />
          <Select
            label={t('addHost.site')}
            placeholder={t('addHost.noSite')}
            clearable
            data={sites.map(site => ({ value: site.id, label: site.name }))}
            value={form.siteId}
            onChange={value => set({ siteId: sites.find(site => site.id === value)?.id ?? null })}
          />
        </div>
        <details
          className={classes.disclosure}
          open={host !== undefined && Object.keys(host.record.options).length > 0}
        >
          <summary>{t('addHost.how')}</summary>
          <HostOptionFields form={form} inherited={inherited} siteId={form.siteId} onChange={set} />
        </details>
      </form>
      {preview && (
        <Decisions
          lead={t('addHost.lead', {
            driver: preview.driver,
            transport: preview.transport,
            uri: preview.remoteUri,
          })}
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
