import { Button, Checkbox, Select, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import type { SiteId } from '../../shared/ids.ts'
import type { Site } from '../../shared/models/host.ts'
import { useApi } from '../api/client.ts'
import { toAppError } from '../api/errors.ts'
import { errorText } from '../components/Messages.tsx'
import { DraftForm, draftName, useDraft } from '../stores/drafts.ts'
import { useFleet } from '../stores/fleet.ts'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'
import { DialogFrame } from './DialogFrame.tsx'
import { HostOptionFields } from './HostOptionFields.tsx'
import { badNumbers, type OptionForm, optionForm, optionsOf } from './hostForm.ts'
import { useInherited } from './useInherited.ts'

interface SiteForm {
  name: string
  parentId: SiteId | null
  production: boolean
  options: OptionForm
  /** The site when the form was opened; null for a new one. */
  was: Site | null
}

const siteDraft = new DraftForm<SiteForm>()

/** What saving changes of the site that the form was opened with: the rest stays as others may have it by now. */
function changesOf(was: Site | null, { name, parentId, production, options }: Omit<Site, 'id'>) {
  if (was === null) return { options }
  const before = optionsOf(optionForm(was.options))
  return {
    ...(name === was.name ? {} : { name }),
    ...(parentId === was.parentId ? {} : { parentId }),
    ...(production === was.production ? {} : { production }),
    ...(JSON.stringify(options) === JSON.stringify(before) ? {} : { options, was: was.options }),
  }
}

/** Names a site, says what it lies in and whether it is production; new where `siteId` is null. */
export function SiteDialog({ siteId, onClose }: { siteId: string | null; onClose(): void }) {
  const { client } = useApi()
  const sites = useFleet(fleet => fleet.sites)
  const site = sites.find(each => each.id === siteId)
  const [{ name, parentId, production, options, was }, change] = useDraft<SiteForm>(
    siteDraft,
    draftName.site(siteId),
    () => ({
      name: site?.name ?? '',
      parentId: site?.parentId ?? null,
      production: site?.production ?? false,
      options: optionForm(site?.options ?? {}),
      was: site ?? null,
    }),
  )
  const set = (part: Partial<SiteForm>) => change(before => ({ ...before, ...part }))
  const inherited = useInherited(null, parentId)
  const id = useId()
  const [error, setError] = useState<AppError | null>(null)
  const [busy, setBusy] = useState(false)
  // Made already where only its options were refused: another try doesn't make another site.
  const [made, setMade] = useState<SiteId | null>(site?.id ?? null)
  const save = async (event: React.FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const given = { name: name.trim(), parentId, production }
      const known = made ?? (await client.sites.create(given)).id
      setMade(known)
      await client.sites.update({
        siteId: known,
        ...changesOf(was, { ...given, options: optionsOf(options) }),
      })
      onClose()
    } catch (thrown) {
      setError(toAppError(thrown))
      setBusy(false)
    }
  }
  return (
    <DialogFrame
      title={site ? t('addHost.sites.title', { name: site.name }) : t('addHost.sites.newTitle')}
      onClose={onClose}
      size={640}
      production={production}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          <Button
            type="submit"
            form={id}
            loading={busy}
            disabled={name.trim() === '' || badNumbers(options).length > 0}
          >
            {site ? t('addHost.save') : t('addHost.sites.create')}
          </Button>
        </>
      }
    >
      <form id={id} className={classes.form} onSubmit={event => void save(event)}>
        <TextInput
          label={t('addHost.sites.name')}
          value={name}
          maxLength={200}
          required
          data-autofocus
          onChange={event => set({ name: event.currentTarget.value })}
        />
        <Select
          label={t('addHost.sites.liesIn')}
          placeholder={t('addHost.sites.fleet')}
          clearable
          data={sites.filter(each => each.id !== siteId).map(each => ({ value: each.id, label: each.name }))}
          value={parentId}
          onChange={value => set({ parentId: sites.find(each => each.id === value)?.id ?? null })}
        />
        <Checkbox
          label={t('addHost.sites.production')}
          checked={production}
          onChange={event => set({ production: event.currentTarget.checked })}
        />
        <details className={classes.disclosure}>
          <summary>{t('addHost.sites.how')}</summary>
          <p className={`${classes.dim} ${classes.small}`}>{t('addHost.options.siteWhat')}</p>
          <HostOptionFields
            form={options}
            inherited={inherited}
            siteId={site?.id ?? parentId}
            onChange={part => set({ options: { ...options, ...part } })}
          />
        </details>
        {error && (
          <p role="alert" className={classes.warning}>
            {errorText(error)}
          </p>
        )}
      </form>
    </DialogFrame>
  )
}
