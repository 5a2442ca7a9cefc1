import { Select, Textarea, TextInput } from '@mantine/core'
import type { SiteId } from '../../shared/ids.ts'
import type { InheritedOption } from '../../shared/models/host.ts'
import { formatDuration } from '../../shared/units.ts'
import { t } from '../words/index.ts'
import { CredentialField } from './CredentialField.tsx'
import classes from './Dialog.module.css'
import { type NumberOption, numberOf, numberOptions, type OptionForm } from './hostForm.ts'
import { type Inherited, inheritedValue, inheritedWords } from './useInherited.ts'

interface HostOptionFieldsProps {
  form: OptionForm
  /** What is true of each option while it is left empty. */
  inherited: Inherited
  /** The site whose credentials may be used. */
  siteId: SiteId | null
  onChange(part: Partial<OptionForm>): void
}

/** How hosts are reached beyond their address; the same for one host and for all of a site. Empty is inherited, and says from whom. */
export function HostOptionFields({ form, inherited, siteId, onChange }: HostOptionFieldsProps) {
  const field = { form, inherited, siteId, onChange }
  return (
    <>
      <Group title={t('addHost.options.login')}>
        <CredentialField
          value={form.credential}
          inherited={inherited}
          siteId={siteId}
          onChange={credential => onChange({ credential })}
        />
        <Choice
          {...field}
          name="transport"
          label={t('addHost.options.program')}
          description={t('addHost.options.programWhat')}
          values={[
            { value: 'builtin', label: t('addHost.options.builtin') },
            { value: 'openssh', label: t('addHost.options.openssh') },
          ]}
        />
        <Choice {...field} name="useAgent" label={t('addHost.options.agent')} values={yesNo} />
        <Textarea
          label={t('addHost.options.keyFiles')}
          description={
            <Hint what={t('addHost.options.keyFilesWhat')} said={inherited.get('identityFiles')} />
          }
          placeholder={inheritedValue(inherited.get('identityFiles'))}
          autosize
          minRows={1}
          maxRows={4}
          spellCheck={false}
          value={form.identityFiles}
          onChange={event => onChange({ identityFiles: event.currentTarget.value })}
        />
        <TextInput
          label={t('addHost.options.jump')}
          description={<Hint what={t('addHost.options.jumpWhat')} said={inherited.get('jump')} />}
          placeholder={inheritedValue(inherited.get('jump'))}
          spellCheck={false}
          value={form.jump}
          onChange={event => onChange({ jump: event.currentTarget.value })}
        />
      </Group>
      <Group title={t('addHost.options.way')}>
        <Choice
          {...field}
          name="compression"
          label={t('addHost.options.compression')}
          description={t('addHost.options.compressionWhat')}
          values={yesNo}
        />
      </Group>
      <Group title={t('addHost.options.rights')}>
        <Choice {...field} name="readOnly" label={t('addHost.options.readOnly')} values={yesNo} />
      </Group>
      <Group title={t('addHost.options.pace')}>
        <NumberField {...field} name="tickSeconds" label={t('addHost.options.tick')} />
        <NumberField {...field} name="backgroundSeconds" label={t('addHost.options.background')} />
      </Group>
      <Group title={t('addHost.options.lost')}>
        <NumberField {...field} name="keepaliveSeconds" label={t('addHost.options.keepaliveSeconds')} />
        <NumberField {...field} name="keepaliveCount" label={t('addHost.options.keepaliveCount')} />
        <NumberField {...field} name="timeoutSeconds" label={t('addHost.options.timeout')} />
        <LostAfter form={form} inherited={inherited} />
      </Group>
    </>
  )
}

const yesNo = [
  { value: 'yes', label: t('addHost.options.yes') },
  { value: 'no', label: t('addHost.options.no') },
]

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <fieldset className={classes.group}>
      <legend>{title}</legend>
      <div className={classes.options}>{children}</div>
    </fieldset>
  )
}

function Hint({ what, said }: { what?: string; said: InheritedOption | undefined }) {
  const from = inheritedWords(said)
  return (
    <>
      {what}
      {what && from && <br />}
      {from && <bdi>{from}</bdi>}
    </>
  )
}

interface ChoiceProps extends HostOptionFieldsProps {
  name: 'transport' | 'useAgent' | 'compression' | 'readOnly'
  label: string
  description?: string
  values: readonly { value: string; label: string }[]
}

/** One of a few values, or what is inherited. */
function Choice({ name, label, description, values, form, inherited, onChange }: ChoiceProps) {
  const said = inherited.get(name)
  const inherit = said
    ? t('addHost.options.inheritIs', { value: inheritedValue(said) })
    : t('addHost.options.inherit')
  return (
    <Select
      label={label}
      description={
        <Hint
          {...(description ? { what: description } : {})}
          // The field itself says the value; who says so is worth a line where it is not the product.
          said={said?.from === 'default' ? undefined : said}
        />
      }
      data={[{ value: '', label: inherit }, ...values]}
      allowDeselect={false}
      value={form[name]}
      onChange={value => onChange({ [name]: value ?? '' })}
    />
  )
}

interface NumberFieldProps extends HostOptionFieldsProps {
  name: NumberOption
  label: string
}

function NumberField({ name, label, form, inherited, onChange }: NumberFieldProps) {
  const { option, factor, min, max } = numberOptions[name]
  const said = inherited.get(option)
  const text = form[name]
  const bad = text.trim() !== '' && numberOf(name, text) === null
  return (
    <TextInput
      label={label}
      description={<Hint said={said} />}
      placeholder={said ? String(Number(said.value) / factor) : ''}
      inputMode="decimal"
      value={text}
      error={bad ? t('addHost.options.outOf', { min, max }) : undefined}
      onChange={event => onChange({ [name]: event.currentTarget.value })}
    />
  )
}

/** What the keepalives promise together. */
function LostAfter({ form, inherited }: Pick<HostOptionFieldsProps, 'form' | 'inherited'>) {
  const of = (name: 'keepaliveSeconds' | 'keepaliveCount') =>
    numberOf(name, form[name]) ?? Number(inherited.get(name)?.value ?? Number.NaN)
  const ms = of('keepaliveSeconds') * of('keepaliveCount') * 1000
  if (!Number.isFinite(ms)) return null
  return (
    <p className={`${classes.dim} ${classes.small}`}>
      {t('addHost.options.lostAfter', { time: formatDuration(ms) })}
    </p>
  )
}
