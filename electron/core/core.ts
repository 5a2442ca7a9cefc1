import { basename } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import type { BrowserSession } from '../../shared/contract/app.ts'
import type { HostId } from '../../shared/ids.ts'
import type { Machine } from '../../shared/models/machine.ts'
import { type Vocabulary, vocabularyOf } from '../../shared/query/index.ts'
import { type AccessControl, Rights } from './access/index.ts'
import type { Caller } from './api/caller.ts'
import { Audit } from './audit/index.ts'
import { Backups, finishRestore, keyCostOf, restoredWords, settle } from './backup/index.ts'
import { type Clock, systemClock } from './clock.ts'
import { Config, followRetention } from './config/index.ts'
import { Credentials, tellWithheld } from './credentials/index.ts'
import { HostHistory } from './hosts/history.ts'
import { HostRegistry } from './hosts/index.ts'
import { openReadOnly } from './hosts/openReadOnly.ts'
import { Inventory } from './inventory/index.ts'
import { InventoryQuery, queryError, type QueryFault } from './inventory/query.ts'
import { selectMachines } from './inventory/select.ts'
import type { Logger } from './log.ts'
import { Sampler } from './metrics/index.ts'
import { Register, tellRegister } from './register/index.ts'
import { Relations } from './relations/index.ts'
import { PersonSettings } from './personSettings.ts'
import { Attendance } from './people/attendance.ts'
import { People } from './people/index.ts'
import { requireStrong } from './people/strength.ts'
import { Policies } from './policies/index.ts'
import { lockFolder, openStore, type Store } from './store/index.ts'
import { Tasks } from './tasks/index.ts'
import { type Keychain, Vault } from './vault/index.ts'
import { keepHolders } from './vault/keepHolders.ts'
import { version } from './version.ts'

/** What a shell says when it opens a core. */
export interface CoreOptions {
  folder: string
  shell: Caller['shell']
  log: Logger
  clock?: Clock
  /** The operating system's unless told. */
  keychain?: Keychain | undefined
}

/** The browsers that a shell signed in, as the api tells and ends them. */
export interface BrowserSessions {
  list(): Omit<BrowserSession, 'isOwn'>[]
  /** False where there is no such session. */
  end(id: string): boolean
}

/** The composition root: one core per data folder, its services built in order and closed in reverse. */
export interface Core {
  readonly folder: string
  readonly folderName: string
  readonly version: string
  readonly startedAtMs: number
  readonly log: Logger
  readonly store: Store
  /** Where secrets are kept. */
  readonly vault: Vault
  readonly registry: HostRegistry
  /** Named credentials, without their secrets. */
  readonly credentials: Credentials
  readonly history: HostHistory
  readonly inventory: Inventory
  readonly relations: Relations
  readonly sampler: Sampler
  readonly tasks: Tasks
  readonly settings: PersonSettings
  /** Who may do what. */
  readonly access: AccessControl
  /** Who has an account, and who sits where. */
  readonly people: People
  /** Where acts and refusals are told, and what came of them. */
  readonly audit: Audit
  /** What was not as it was signed, in words for who may read of people; grows. */
  readonly findings: readonly string[]
  /** What binds everybody here. */
  readonly policies: Policies
  /** Every setting by its key. */
  readonly config: Config
  /** Back-ups of all of this. */
  readonly backup: Backups
  /** Set by a shell that can make sign-in links. */
  signInLink: (() => string) | null
  /** Set by a shell that signs browsers in. */
  browsers: BrowserSessions | null
  /** Unix ms by the core's clock. */
  nowMs(): number
  /** Connects every host that wants to be connected. */
  start(): void
  /** A query over the inventory; `AppError` query.invalid with the position where it does not parse. */
  query(where: string): InventoryQuery
  /** The error of a query's text with its position; null when it parses. */
  queryError(where: string): QueryFault | null
  /** The machines that match, by host and name. */
  select(where: string | undefined, hostId: HostId | undefined): Machine[]
  vocabulary(): Vocabulary
  close(): Promise<void>
}

/** True for the refusal of a folder that another core holds (and not some other program on its database). */
export function isHeldByCore(error: unknown): boolean {
  return error instanceof AppError && error.code === 'store.locked' && error.data?.holder === 'core'
}

/** Opens the data folder and builds the core; `AppError` store.locked when another core holds the folder. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { folder, log } = options
  const clock = options.clock ?? systemClock
  const lock = lockFolder(folder)
  if (!lock)
    throw new AppError('store.locked', 'Another NovaCron runs on this data folder.', {
      next: 'Use its window, or set NOVACRON_HOME to another folder.',
      data: { holder: 'core' },
    })
  const stack = new AsyncDisposableStack()
  stack.defer(() => lock.close())
  try {
    const restored = finishRestore(folder)
    const store = openStore(folder, restored ? [restoredWords(restored, folder)] : [])
    stack.defer(() => store.close())
    if (restored) settle(folder, restored, store, log)
    const ending = new AbortController()
    stack.defer(() => ending.abort())
    const audit = new Audit({ database: store.database, folder, clock, log })
    stack.defer(() => audit.close())
    const register = new Register({ store, clock, log })
    const policies = new Policies({ store, log, register })
    const backup = new Backups({
      folder,
      store,
      version,
      clock,
      log,
      cost: () => keyCostOf(policies.get()),
      checkPassphrase: passphrase => requireStrong(passphrase, [], policies.get().passphrase),
    })
    stack.defer(() => backup.close())
    const vault = new Vault({ store, clock, log, keychain: options.keychain, register })
    const costOf = ({ passphrase }: ReturnType<Policies['get']>) =>
      vault.setCost({ memoryKib: passphrase.argonMemoryKib, passes: passphrase.argonPasses })
    costOf(policies.get())
    stack.defer(policies.onChange(costOf))
    stack.defer(() => vault.close())
    const registry = new HostRegistry({ store, clock, log })
    stack.defer(() => registry.close())
    const config = new Config({ registry, store, log })
    followRetention(config, store)
    registry.setPinnedOnly(() => policies.get().hosts.newHostKeys === 'pinnedOnly')
    const credentials = new Credentials({ store, vault, hosts: registry, clock, log, rule: register })
    stack.defer(() => credentials.close())
    registry.secrets.use(credentials)
    const history = new HostHistory({ registry, store, clock, log })
    stack.defer(() => history.close())
    const inventory = new Inventory({ store, registry, clock, log })
    stack.defer(() => inventory.close())
    const relations = new Relations({ store, registry, inventory })
    stack.defer(() => relations.close())
    const onLate = (id: HostId, isLate: boolean) => registry.reportLate(id, 'metrics', isLate)
    const sampler = new Sampler({ registry, inventory, clock, log, onLate })
    stack.defer(() => sampler.close())
    const tasks = new Tasks({ registry, inventory, clock, log })
    stack.defer(() => tasks.close())
    audit.follow({ registry, inventory, tasks, policies, changes: store.changes })
    const query = (where: string) => new InventoryQuery(where, { store, sampler, clock })
    const access = new Rights({ database: store.database, registry, inventory, query, register, clock, log })
    stack.defer(() => access.close())
    const people = new People({ store, vault, register, access, policies, clock, log, audit: () => audit })
    stack.defer(() => people.close())
    const findings = tellRegister(register, audit, id => people.get(id)?.name)
    tellWithheld(credentials.destinations, audit, id => registry.get(id))
    access.useAccounts(people.accounts)
    access.usePresence(people)
    stack.defer(keepHolders({ vault, access, registry, log }))
    const attendance = new Attendance({ people, registry, policies })
    stack.defer(() => attendance.close())
    stack.defer(openReadOnly({ registry, access, people, policies, tasks, clock }))
    const core: Core = {
      folder,
      folderName: basename(folder),
      version,
      startedAtMs: clock.nowMs(),
      log,
      store,
      vault,
      registry,
      credentials,
      history,
      inventory,
      relations,
      sampler,
      tasks,
      settings: new PersonSettings(store.settings, log),
      audit,
      access,
      people,
      findings,
      policies,
      config,
      backup,
      signInLink: null,
      browsers: null,
      nowMs: () => clock.nowMs(),
      start() {
        registry.start()
        attendance.review()
        backup.start()
        audit.start()
        // After a kill the pages are looked over, off this thread; what is found joins the notices.
        if (store.interrupted)
          store.verify(ending.signal).catch((error: unknown) => {
            if (!ending.signal.aborted) log.error({ err: error }, 'the database could not be looked over')
          })
      },
      query,
      queryError,
      select: (where, hostId) => selectMachines(inventory.machines(), { where, hostId }, query),
      vocabulary: () => vocabularyOf(inventory.machines()),
      close: () => stack.disposeAsync(),
    }
    return core
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}
