import { Button, Select, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import type { Credential } from '../../../shared/contract/credentials.ts'
import { useApi } from '../../api/client.ts'
import { DialogFrame } from '../../dialogs/DialogFrame.tsx'
import { PassphraseField } from '../../session/PassphraseField.tsx'
import { Problem } from '../../session/Problem.tsx'
import { useSubmit } from '../../session/useSubmit.ts'
import type { Site } from '../../../shared/models/host.ts'
import { useFleet } from '../../stores/fleet.ts'
import { tell } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import classes from './Credentials.module.css'
import {
  type CredentialKind,
  credentialKindList,
  emptySecret,
  type SecretForm,
  secretOf,
} from './credentialForm.ts'
import { KeyField } from './KeyField.tsx'

interface CredentialDialogProps {
  /** A new one where null. */
  credential: Credential | null
  /** The secret is asked for; else only the name and the user. */
  secret: boolean
  /** Sites that a new one may belong to, the one to begin with first; every site where it is left out. */
  within?: readonly Site[]
  onDone(made: Credential): void
  onClose(): void
}

/** A credential's name and place, and its secret on the way in; it never comes back out. */
export function CredentialDialog({
  credential,
  secret: asks,
  within,
  onDone,
  onClose,
}: CredentialDialogProps) {
  const { client } = useApi()
  const id = useId()
  const allSites = useFleet(fleet => fleet.sites)
  const sites = within ?? allSites
  const [kind, setKind] = useState<CredentialKind>(credential?.kind ?? 'password')
  const [name, setName] = useState(credential?.name ?? '')
  const [siteId, setSiteId] = useState<string | null>(credential?.siteId ?? within?.[0]?.id ?? null)
  const [userName, setUserName] = useState(credential?.userName ?? '')
  const [form, setForm] = useState<SecretForm>(emptySecret)
  const secret = secretOf(kind, form)
  const rotates = credential !== null && asks
  const { busy, error, onSubmit } = useSubmit(async () => {
    const named = { name: name.trim(), userName: userName.trim() || null }
    if (asks && secret === null) return
    if (credential === null && secret !== null) {
      const site = sites.find(each => each.id === siteId)?.id ?? null
      const made = await client.credentials.add({ ...named, siteId: site, secret })
      tell(t('credentials.form.stored', { name: named.name }))
      onDone(made)
    } else if (credential !== null) {
      const change = rotates && secret !== null ? { secret } : named
      const changed = await client.credentials.update({ credentialId: credential.id, ...change })
      if (rotates) tell(t('credentials.form.rotated', { name: credential.name }))
      onDone(changed)
    }
  })
  const title =
    credential === null
      ? t('credentials.form.addTitle')
      : t(rotates ? 'credentials.form.rotateTitle' : 'credentials.form.editTitle', { name: credential.name })
  const act =
    credential === null
      ? 'credentials.form.store'
      : rotates
        ? 'credentials.form.rotate'
        : 'credentials.form.save'
  return (
    <DialogFrame
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          <Button
            type="submit"
            form={id}
            loading={busy}
            disabled={name.trim() === '' || (asks && secret === null)}
          >
            {t(act)}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className={classes.form}
        onSubmit={event => {
          // Opened out of another form, it is not that one's submission.
          event.stopPropagation()
          onSubmit(event)
        }}
        autoComplete="off"
      >
        {rotates && <p>{t('credentials.form.rotateLead')}</p>}
        {credential === null && (
          <Select
            label={t('credentials.form.kind')}
            allowDeselect={false}
            data={credentialKindList.map(each => ({ value: each, label: t(`credentials.kinds.${each}`) }))}
            value={kind}
            onChange={value => setKind(credentialKindList.find(each => each === value) ?? kind)}
          />
        )}
        {!rotates && (
          <>
            <TextInput
              label={t('credentials.form.name')}
              description={t('credentials.form.nameWhat')}
              value={name}
              maxLength={200}
              autoComplete="off"
              data-autofocus
              required
              onChange={event => setName(event.currentTarget.value)}
            />
            <div className={classes.pair}>
              {credential === null && (
                <Select
                  label={t('credentials.form.site')}
                  description={t('credentials.form.siteWhat')}
                  allowDeselect={false}
                  data={[
                    { value: '', label: t('credentials.fleet') },
                    ...sites.map(site => ({ value: site.id, label: site.name })),
                  ]}
                  value={siteId ?? ''}
                  onChange={value => setSiteId(value || null)}
                />
              )}
              <TextInput
                label={t('credentials.form.user')}
                description={t('credentials.form.userWhat')}
                value={userName}
                maxLength={200}
                autoComplete="off"
                spellCheck={false}
                onChange={event => setUserName(event.currentTarget.value)}
              />
            </div>
          </>
        )}
        {asks && (
          <SecretFields
            kind={kind}
            form={form}
            onChange={part => setForm(before => ({ ...before, ...part }))}
          />
        )}
        <Problem error={error} />
      </form>
    </DialogFrame>
  )
}

interface SecretFieldsProps {
  kind: CredentialKind
  form: SecretForm
  onChange(part: Partial<SecretForm>): void
}

function SecretFields({ kind, form, onChange }: SecretFieldsProps) {
  if (kind === 'password')
    return (
      <PassphraseField
        label={t('credentials.form.password')}
        value={form.password}
        onChange={password => onChange({ password })}
        fresh
        required
      />
    )
  if (kind === 'passphrase')
    return (
      <PassphraseField
        label={t('credentials.form.passphrase')}
        value={form.passphrase}
        onChange={passphrase => onChange({ passphrase })}
        fresh
        required
      />
    )
  return (
    <>
      {kind === 'tlsClient' && (
        <KeyField
          label={t('credentials.form.certificate')}
          what={t('credentials.form.certificateWhat')}
          value={form.certificate}
          onChange={certificate => onChange({ certificate })}
        />
      )}
      <KeyField
        label={t('credentials.form.key')}
        what={t(kind === 'tlsClient' ? 'credentials.form.certificateWhat' : 'credentials.form.keyWhat')}
        value={form.privateKey}
        onChange={privateKey => onChange({ privateKey })}
      />
      <PassphraseField
        label={t('credentials.form.keyPassphrase')}
        value={form.keyPassphrase}
        onChange={keyPassphrase => onChange({ keyPassphrase })}
        fresh
      />
    </>
  )
}
