import type { ProcedureMeta, ProcedureSubject } from '../../../shared/contract/procedure.ts'
import { AppError } from '../../../shared/errors.ts'
import { CredentialId, HostId, MachineKey, SiteId, TaskId } from '../../../shared/ids.ts'
import { Subject } from '../../../shared/models/access.ts'
import { type Permission, permissions } from '../../../shared/permissions.ts'
import type { Access } from '../access/types.ts'
import type { Core } from '../core.ts'
import { viewOf } from '../view/index.ts'

/** What a call was let through for. */
export interface Admission {
  readonly permission: Permission | 'everyone'
  /** What it is done to; empty where its answer is narrowed instead. */
  readonly subjects: readonly Subject[]
}

const known: ReadonlySet<string> = new Set([...permissions, 'everyone'])
/** What a procedure declares, once it is known that it does. */
type Declared = ProcedureMeta & { permission: Permission | 'everyone' }
const metas = new WeakMap<object, Declared>()

/** What a procedure declares; `rights.denied` for one that declares no right: nothing is open by having been forgotten. */
export function metaOf(meta: object, path: readonly string[]): Declared {
  const read = metas.get(meta)
  if (read) return read
  // The contract's own object: only `procedure` of shared/contract makes it.
  const declared = meta as Partial<ProcedureMeta>
  if (typeof declared.permission !== 'string' || !known.has(declared.permission) || !declared.subject)
    throw new AppError('rights.denied', `${path.join('.')} declares no permission.`)
  const complete = declared as Declared
  metas.set(meta, complete)
  return complete
}

/** The value at `a.b` of an input that nobody has looked at yet. */
function at(input: unknown, path: string): unknown {
  let value = input
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = Reflect.get(value, name)
  }
  return value
}

/** Says what procedures are done to, and whether a person may do it there. */
export class Gate {
  readonly #core: Core

  constructor(core: Core) {
    this.#core = core
  }

  /**
   * Lets a call through or throws: `session.required` where nobody is signed in, `rights.denied` with the rule that
   * decided, or what would be thrown of an object that does not exist where it may not even be read.
   */
  admit(access: Access, meta: Declared, path: readonly string[], input: unknown): Admission {
    const { permission, subject, permissionOf, also } = meta
    if (permission === 'everyone') return { permission, subjects: [] }
    if (access.person === null)
      throw new AppError('session.required', 'Nobody is signed in here.', { next: 'Sign in first.' })
    const needed = permissionOf?.(input) ?? permission
    if (!access.mayAnywhere(needed)) throw denied(access, needed, path, { kind: 'installation' })
    const subjects = [...this.#subjects(subject, input, true)]
    if (also !== undefined) subjects.push(...this.#subjects(also, input, false))
    for (const each of subjects) {
      if (access.may(needed, each)) continue
      throw this.unknown(access, subject, each, input) ?? denied(access, needed, path, each)
    }
    return { permission: needed, subjects }
  }

  /** True while the call would still be let through; lists narrow themselves. */
  isOpen(access: Access, { permission, subjects }: Admission): boolean {
    if (permission === 'everyone') return true
    return (
      access.person !== null &&
      access.mayAnywhere(permission) &&
      subjects.every(subject => this.#still(access, permission, subject))
    )
  }

  /** As lists are narrowed: asked for every element of a stream, so a query that moves by itself is asked once a second. */
  #still(access: Access, permission: Permission, subject: Subject): boolean {
    const machine = subject.kind === 'machine' ? this.#core.inventory.machine(subject.key) : undefined
    return machine ? access.mayMachine(permission, machine) : access.may(permission, subject)
  }

  /** What is answered of an object that the person may not even read: the same as of one that does not exist. */
  unknown(access: Access, from: ProcedureSubject, subject: Subject, input: unknown): AppError | null {
    if (typeof from === 'object' && 'task' in from) {
      if (
        subject.kind === 'machine' &&
        access.may('domain.read', subject) &&
        access.may('task.read', subject)
      )
        return null
      return new AppError('name.unknown', 'This task is not known any more.', {
        data: { taskId: at(input, from.task) },
      })
    }
    if (typeof from === 'object' && 'credential' in from) {
      if (access.may('credential.read', subject)) return null
      return new AppError('credential.unknown', 'This credential is not there any more.', {
        data: { credentialId: at(input, from.credential) },
      })
    }
    switch (subject.kind) {
      case 'machine':
        if (access.may('domain.read', subject)) return null
        return new AppError('machine.unknown', 'This machine is not in the inventory any more.', {
          data: { key: subject.key },
        })
      case 'host':
        // Known, if only as where a machine of theirs is: then the right that is missing is said.
        if (viewOf(this.#core, access).registry.get(subject.hostId)) return null
        return new AppError('host.unknown', 'This host is not in the list any more.', {
          data: { hostId: subject.hostId },
        })
      case 'site':
        if (
          viewOf(this.#core, access)
            .registry.sites()
            .some(({ id }) => id === subject.siteId)
        )
          return null
        return new AppError('name.unknown', 'This site is not there any more.', {
          data: { siteId: subject.siteId },
        })
      default:
        return null
    }
  }

  /** Input that has not the field, or not in its shape, is left to the contract's own check behind this one. */
  *#subjects(subject: ProcedureSubject, input: unknown, isMain: boolean): Generator<Subject> {
    if (subject === 'view') return
    if (subject === 'installation') yield { kind: 'installation' }
    else if ('machine' in subject) {
      const key = MachineKey.safeParse(at(input, subject.machine))
      if (key.success) yield { kind: 'machine', key: key.data }
    } else if ('host' in subject) {
      const hostId = HostId.safeParse(at(input, subject.host))
      if (hostId.success) yield { kind: 'host', hostId: hostId.data }
    } else if ('site' in subject) yield* siteSubject(at(input, subject.site), isMain)
    else if ('place' in subject) {
      const place = at(input, subject.place)
      const read = Subject.safeParse(place ?? { kind: 'installation' })
      if (read.success) yield read.data
    } else if ('task' in subject) {
      const id = TaskId.safeParse(at(input, subject.task))
      const task = this.#core.tasks.list().find(each => id.success && each.id === id.data)
      if (task) yield { kind: 'machine', key: task.key }
    } else if ('credential' in subject) {
      const id = CredentialId.safeParse(at(input, subject.credential))
      const siteId = id.success ? this.#core.credentials.siteOf(id.data) : undefined
      if (siteId !== undefined) yield siteId === null ? { kind: 'installation' } : { kind: 'site', siteId }
    }
  }
}

/** Outside every site is the installation itself; for what something is moved to, a field left out moves nothing. */
function* siteSubject(value: unknown, isMain: boolean): Generator<Subject> {
  if (value === null || (value === undefined && isMain)) yield { kind: 'installation' }
  const siteId = SiteId.safeParse(value)
  if (siteId.success) yield { kind: 'site', siteId: siteId.data }
}

/** What is missing, and the rule that decided; not the right twice. */
export const refusalWords = (permission: Permission, reason: string): string =>
  reason.includes(`“${permission}”`) ? reason : `This needs the right “${permission}”. ${reason}`

/** The refusal with the rule that decided, in words. */
export function denied(
  access: Access,
  permission: Permission,
  path: readonly string[],
  subject: Subject,
): AppError {
  const { reason, nearMisses } = access.decide(permission, subject)
  return new AppError('rights.denied', refusalWords(permission, reason), {
    next: 'Ask an owner of this installation for it.',
    data: { permission, procedure: path.join('.'), subject, nearMisses },
  })
}
