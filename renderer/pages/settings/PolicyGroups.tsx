import { TextInput } from '@mantine/core'
import type { RoleId } from '../../../shared/ids.ts'
import type { Policies } from '../../../shared/models/policies.ts'
import { SyslogAddress } from '../../../shared/models/syslog.ts'
import { useFleet } from '../../stores/fleet.ts'
import { t } from '../../words/index.ts'
import { type CoreClock, ForbiddenHoursRow } from './ForbiddenHoursRow.tsx'
import { ChoiceRow, FlagRow, NumberRow, SeveralRow, TagsRow } from './policyControls.tsx'
import { SettingGroup, SettingRow } from './SettingRow.tsx'
import classes from './Settings.module.css'

/** What the editor works on. */
export interface PolicyDraft {
  draft: Policies
  defaults: Policies
  /** Roles that break-glass can lend, custom ones too. */
  roles: readonly { id: RoleId; name: string }[]
  /** The time of the core's computer, when it was asked. */
  clock: CoreClock
  disabled: boolean
  change(next: Policies): void
}

type Section = 'passphrase' | 'session' | 'throttle' | 'hosts' | 'data'
type FieldWord = keyof typeof import('../../words/en/policies.ts').policies.fields
type Field = FieldWord extends infer Word ? (Word extends `${string}What` ? never : Word) : never

/** The words, value and default of one field, as its row takes them. */
const rowOf = <Value,>(
  { disabled }: PolicyDraft,
  field: Field,
  value: Value,
  byDefault: Value,
  onChange: (value: Value) => void,
) => ({
  label: t(`policies.fields.${field}`),
  what: t(`policies.fields.${field}What`),
  value,
  byDefault,
  disabled,
  onChange,
})

/** A field of a section whose name is the field's own. */
const fieldOf = <Of extends Section, Name extends keyof Policies[Of] & Field>(
  editor: PolicyDraft,
  section: Of,
  name: Name,
) =>
  rowOf<Policies[Of][Name]>(
    editor,
    name,
    editor.draft[section][name],
    editor.defaults[section][name],
    value => editor.change({ ...editor.draft, [section]: { ...editor.draft[section], [name]: value } }),
  )

const MIB = 1024
const scores = [0, 1, 2, 3, 4] as const

/** Passphrases: how strong, how old, how dear. */
export function PassphrasePolicies(editor: PolicyDraft) {
  const { draft, defaults, change } = editor
  const unit = t('policies.units.characters')
  const score = fieldOf(editor, 'passphrase', 'minScore')
  const memory = rowOf<number | null>(
    editor,
    'argonMemoryKib',
    draft.passphrase.argonMemoryKib / MIB,
    defaults.passphrase.argonMemoryKib / MIB,
    value =>
      change({
        ...draft,
        passphrase: { ...draft.passphrase, argonMemoryKib: (value ?? 64) * MIB },
      }),
  )
  return (
    <SettingGroup title={t('policies.groups.passphrase')}>
      <ChoiceRow
        {...score}
        value={String(score.value)}
        byDefault={String(score.byDefault)}
        choices={scores.map(value => ({ value: String(value), label: t(`session.strength.s${value}`) }))}
        onChange={value => score.onChange(Number(value))}
      />
      <NumberRow {...numbered(fieldOf(editor, 'passphrase', 'minLength'))} min={8} max={128} unit={unit} />
      <NumberRow
        {...fieldOf(editor, 'passphrase', 'maxAgeDays')}
        min={1}
        max={3650}
        unit={t('policies.units.days')}
        empty={t('policies.never')}
        first={365}
      />
      <NumberRow {...memory} min={64} max={1024} step={64} unit={t('policies.units.mib')} />
      <NumberRow
        {...numbered(fieldOf(editor, 'passphrase', 'argonPasses'))}
        min={3}
        max={16}
        unit={t('policies.units.passes')}
      />
    </SettingGroup>
  )
}

/** A row of a number that must be there. */
const numbered = <Row extends { onChange(value: number): void }>(row: Row) => ({
  ...row,
  onChange: (value: number | null) => {
    if (value !== null) row.onChange(value)
  },
})

/** The second factor, how long sessions last, and what wrong tries cost. */
export function SignInPolicies(editor: PolicyDraft) {
  const { draft, defaults, change } = editor
  const minutes = t('policies.units.minutes')
  const seconds = t('policies.units.seconds')
  return (
    <SettingGroup title={t('policies.groups.signIn')}>
      <ChoiceRow
        {...rowOf(
          editor,
          'secondFactor',
          draft.secondFactor.required,
          defaults.secondFactor.required,
          required => change({ ...draft, secondFactor: { required } }),
        )}
        choices={(['never', 'owners', 'everyone'] as const).map(value => ({
          value,
          label: t(`policies.choices.secondFactor.${value}`),
        }))}
      />
      <NumberRow
        {...fieldOf(editor, 'session', 'idleLockMinutes')}
        min={1}
        max={10_080}
        unit={minutes}
        empty={t('policies.never')}
        first={15}
      />
      <NumberRow
        {...numbered(fieldOf(editor, 'session', 'absoluteMinutes'))}
        min={1}
        max={10_080}
        unit={minutes}
      />
      <FlagRow {...fieldOf(editor, 'session', 'lockOnSleep')} />
      <FlagRow {...fieldOf(editor, 'session', 'keychainAllowed')} />
      <FlagRow {...fieldOf(editor, 'session', 'watchWhileLocked')} />
      <NumberRow
        {...numbered(fieldOf(editor, 'throttle', 'freeTries'))}
        min={0}
        max={10}
        unit={t('policies.units.tries')}
      />
      <NumberRow
        {...numbered(fieldOf(editor, 'throttle', 'firstDelaySeconds'))}
        min={1}
        max={60}
        unit={seconds}
      />
      <NumberRow
        {...numbered(fieldOf(editor, 'throttle', 'maxDelaySeconds'))}
        min={10}
        max={86_400}
        unit={seconds}
      />
    </SettingGroup>
  )
}

function useSiteItems() {
  return useFleet(fleet => fleet.sites).map(({ id, name }) => ({ value: id, label: name }))
}

/** Keys of new hosts and sites that are only read. */
export function HostPolicies(editor: PolicyDraft) {
  const sites = useSiteItems()
  return (
    <SettingGroup title={t('policies.groups.hosts')}>
      <ChoiceRow
        {...fieldOf(editor, 'hosts', 'newHostKeys')}
        choices={(['ask', 'pinnedOnly'] as const).map(value => ({
          value,
          label: t(`policies.choices.newHostKeys.${value}`),
        }))}
      />
      <SeveralRow {...fieldOf(editor, 'hosts', 'readOnlySites')} items={sites} />
    </SettingGroup>
  )
}

/** Names typed, forbidden hours, break-glass. */
export function ActPolicies(editor: PolicyDraft) {
  const { draft, defaults, change } = editor
  const sites = useSiteItems()
  const acts = (part: Partial<Policies['acts']>) => change({ ...draft, acts: { ...draft.acts, ...part } })
  const typed = draft.acts.typedConfirmation
  const typedDefault = defaults.acts.typedConfirmation
  const typing = (part: Partial<typeof typed>) => acts({ typedConfirmation: { ...typed, ...part } })
  // One that was removed meanwhile is still what the policy says, until it is taken out.
  const known = new Set(editor.roles.map(({ id }) => id))
  const gone = draft.acts.elevationRoles.filter(id => !known.has(id))
  const roles = [
    ...editor.roles.map(({ id, name }) => ({ value: id, label: name })),
    ...gone.map(id => ({ value: id, label: t('policies.roleGone') })),
  ]
  return (
    <SettingGroup title={t('policies.groups.acts')}>
      <FlagRow
        {...rowOf(editor, 'typedEverywhere', typed.everywhere, typedDefault.everywhere, everywhere =>
          typing({ everywhere }),
        )}
      />
      <FlagRow
        {...rowOf(
          editor,
          'typedProduction',
          typed.productionSites,
          typedDefault.productionSites,
          productionSites => typing({ productionSites }),
        )}
      />
      <SeveralRow
        {...rowOf(editor, 'typedSites', typed.siteIds, typedDefault.siteIds, siteIds => typing({ siteIds }))}
        items={sites}
      />
      <TagsRow {...rowOf(editor, 'typedTags', typed.tags, typedDefault.tags, tags => typing({ tags }))} />
      <ForbiddenHoursRow
        {...rowOf(editor, 'forbiddenHours', draft.acts.forbiddenHours, [], forbiddenHours =>
          acts({ forbiddenHours }),
        )}
        sites={sites}
        clock={editor.clock}
      />
      <SeveralRow
        {...rowOf(
          editor,
          'elevationRoles',
          draft.acts.elevationRoles,
          defaults.acts.elevationRoles,
          elevationRoles => acts({ elevationRoles }),
        )}
        items={roles}
      />
      <NumberRow
        {...rowOf<number | null>(
          editor,
          'elevationMaxMinutes',
          draft.acts.elevationMaxMinutes,
          defaults.acts.elevationMaxMinutes,
          value => acts({ elevationMaxMinutes: value ?? 60 }),
        )}
        min={1}
        max={240}
        unit={t('policies.units.minutes')}
      />
    </SettingGroup>
  )
}

/** What may leave: exports, copies, the audit log. */
export function DataPolicies(editor: PolicyDraft) {
  const { draft, disabled } = editor
  const syslog = fieldOf(editor, 'data', 'syslog')
  const bad = !SyslogAddress.nullable().safeParse(draft.data.syslog).success
  return (
    <SettingGroup title={t('policies.groups.data')}>
      <NumberRow
        {...fieldOf(editor, 'data', 'exportMaxRows')}
        min={1}
        max={10_000_000}
        unit={t('policies.units.rows')}
        empty={t('policies.noLimit')}
        first={1_000}
      />
      <FlagRow {...fieldOf(editor, 'data', 'clipboardAllowed')} />
      <NumberRow
        {...fieldOf(editor, 'data', 'auditDays')}
        min={30}
        max={36_500}
        unit={t('policies.units.days')}
        empty={t('policies.forever')}
        first={365}
      />
      <SettingRow
        label={syslog.label}
        what={syslog.what}
        note={
          bad && (
            <span className={classes.bad} role="alert">
              {t('policies.badAddress')}
            </span>
          )
        }
      >
        <TextInput
          className={classes.wide ?? ''}
          aria-label={syslog.label}
          value={draft.data.syslog ?? ''}
          disabled={disabled}
          spellCheck={false}
          error={bad}
          onChange={event => syslog.onChange(event.currentTarget.value.trim() || null)}
        />
      </SettingRow>
    </SettingGroup>
  )
}

/** How production is marked. */
export function LookPolicies(editor: PolicyDraft) {
  const { draft, defaults, change } = editor
  return (
    <SettingGroup title={t('policies.groups.look')}>
      <ChoiceRow
        {...rowOf(
          editor,
          'productionColour',
          draft.productionColour,
          defaults.productionColour,
          productionColour => change({ ...draft, productionColour }),
        )}
        choices={(['red', 'orange', 'violet'] as const).map(value => ({
          value,
          label: t(`policies.choices.productionColour.${value}`),
        }))}
      />
    </SettingGroup>
  )
}
