import { EventPublisher, implement } from '@orpc/server'
import { type BackupFile, type BackupState, type ConfigEntry, contract } from '../../shared/contract/index.ts'
import { AppError } from '../../shared/errors.ts'
import { defaultPolicies, type Policies } from '../../shared/models/policies.ts'
import type { RoleId } from '../../shared/ids.ts'
import { builtInRoles } from '../../shared/roles.ts'
import { configSettings } from '../../shared/settings/config.ts'

const os = implement(contract, { initialOutputValidationIndex: Number.NaN })

const hour = 3_600_000
const file = (name: string, ago: number, more: Partial<BackupFile> = {}): BackupFile => ({
  name: `novacron-${name}.novabackup`,
  bytes: 4_830_000,
  madeAtMs: Date.now() - ago,
  automatic: false,
  version: '0.1.0',
  problem: null,
  ...more,
})

/** Passphrase that the made-up back-ups open with. */
export const devBackupPassphrase = 'seven lazy otters'

/** Policies, settings and back-ups of the made-up core, in memory. */
export function devRules() {
  let policies: Policies = defaultPolicies
  const said = new Map<string, unknown>()
  const backups: BackupState = {
    folder: '/home/ops/.local/share/novacron/backups',
    files: [
      file('daily-2026-11-22T02-00-00Z', 6 * hour, { automatic: true }),
      file('2026-11-20T09-14-02Z', 54 * hour),
      file('old', 900 * hour, {
        version: null,
        problem: { code: 'backup.damaged', message: 'This back-up is damaged: its head was changed.' },
      }),
    ],
    schedule: { keep: 7, sinceMs: Date.now() - 900 * hour, problem: null },
    pending: null,
  }
  const bus = new EventPublisher<{ policies: undefined }>()
  const window = () => ({
    productionColour: policies.productionColour,
    clipboardAllowed: policies.data.clipboardAllowed,
    exportMaxRows: policies.data.exportMaxRows,
  })
  const entry = (key: string): ConfigEntry => {
    const setting = configSettings.find(each => each.key === key)
    if (!setting) throw new AppError('name.unknown', `There is no setting “${key}”.`)
    const { field, section, store, byDefault } = setting
    const builtIn = byDefault ?? { tickMs: 2_000, backgroundTickMs: 10_000 }[field.key] ?? null
    const own = said.get(key)
    return {
      key,
      section,
      value: own ?? builtIn,
      own: own !== undefined,
      inherited: builtIn,
      from: null,
      kind: field.kind,
      choices: field.kind === 'choice' ? [...field.choices] : null,
      min: field.kind === 'number' ? field.min : null,
      max: field.kind === 'number' ? field.max : null,
      unit: field.kind !== 'number' ? null : key.endsWith('Days') ? 'days' : field.unit,
      places: store.kind === 'option' ? ['installation', 'site', 'host'] : ['installation'],
      owner: store.kind === 'person' ? 'person' : 'installation',
    }
  }
  const say = (key: string, value: unknown): ConfigEntry => {
    if (value === null || value === undefined) said.delete(key)
    else said.set(key, value)
    return entry(key)
  }
  const proven = (passphrase: string) => {
    if (passphrase === devBackupPassphrase) return
    throw new AppError('backup.passphrase', 'This passphrase does not open the back-up.', {
      next: 'Type the one it was made with. Nothing was changed.',
    })
  }
  return {
    policies: {
      watchWindow: os.policies.watchWindow.handler(async function* ({ signal }) {
        const changes = bus.subscribe('policies', signal ? { signal } : {})
        yield window()
        for await (const _change of changes) yield window()
      }),
      get: os.policies.get.handler(() => ({
        policies,
        defaults: defaultPolicies,
        roles: [...builtInRoles.slice(1), { id: 'night' as RoleId, name: 'Night shift' }],
        clock: { atMs: Date.now(), zone: { name: 'Europe/Berlin', offsetMinutes: 60 } },
      })),
      preview: os.policies.preview.handler(({ input }) =>
        input.policies.secondFactor.required === policies.secondFactor.required
          ? [{ policy: 'data.clipboardAllowed', code: 'copyingNot', values: {}, people: [] }]
          : [
              {
                policy: 'secondFactor.required',
                code: 'secondFactor',
                values: {},
                people: ['ada', 'cleo'],
              },
            ],
      ),
      set: os.policies.set.handler(({ input }) => {
        if (input.was && JSON.stringify(input.was) !== JSON.stringify(policies))
          throw new AppError('input.outdated', 'Somebody else changed this meanwhile; nothing was saved.')
        policies = input.policies
        bus.publish('policies', undefined)
        return {}
      }),
    },
    config: {
      list: os.config.list.handler(({ input }) =>
        configSettings.map(({ key }) => entry(key)).filter(({ places }) => places.includes(input.place.kind)),
      ),
      set: os.config.set.handler(({ input }) => say(input.key, input.value)),
      setOwn: os.config.setOwn.handler(({ input }) => say(input.key, input.value)),
      export: os.config.export.handler(() => ({ text: '{}\n', fileName: 'novacron-settings.json' })),
      import: os.config.import.handler(() => ({
        changes: [{ key: 'monitoring.tickMs', place: 'everywhere', from: null, to: 3_000 }],
        problems: ['There is no site “Ghent” here.'],
      })),
      reset: os.config.reset.handler(() => {
        const changes = [...said].map(([key, from]) => ({ key, place: 'everywhere', from, to: null }))
        said.clear()
        return { changes, problems: [] }
      }),
    },
    backup: {
      list: os.backup.list.handler(() => ({ ...backups, files: [...backups.files] })),
      run: os.backup.run.handler(() => {
        const made = file('2026-11-22T10-00-00Z', 0)
        backups.files.unshift(made)
        return made
      }),
      preview: os.backup.preview.handler(({ input }) => {
        proven(input.passphrase)
        return {
          madeAtMs: Date.now() - 54 * hour,
          version: '0.1.0',
          schema: 69,
          counts: { sites: 2, hosts: 3, machines: 41, people: 4, credentials: 2, auditEntries: 812 },
          differences: [
            { code: 'gone', kind: 'hosts', names: ['kvm3'], more: 0 },
            { code: 'count', kind: 'machines', now: 48, after: 41 },
          ],
        }
      }),
      restore: os.backup.restore.handler(({ input }) => {
        proven(input.passphrase)
        const keptAs = 'novacron.sqlite.before-2026-11-22T10-00-00Z'
        backups.pending = { name: input.name, madeAtMs: Date.now(), keptAs }
        return { keptAs }
      }),
      cancelRestore: os.backup.cancelRestore.handler(() => {
        backups.pending = null
        return {}
      }),
      remove: os.backup.remove.handler(({ input }) => {
        backups.files = backups.files.filter(({ name }) => name !== input.name)
        return {}
      }),
      schedule: os.backup.schedule.handler(({ input }) => {
        backups.schedule =
          input.passphrase === null ? null : { keep: input.keep, sinceMs: Date.now(), problem: null }
        return {}
      }),
    },
  }
}
