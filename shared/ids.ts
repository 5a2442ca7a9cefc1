import { z } from 'zod'

/** A host's identity in this data folder (UUID), stable across renames and address changes. */
export const HostId = z.guid().brand<'HostId'>()
export type HostId = z.infer<typeof HostId>

/** A site's identity in this data folder (UUID). */
export const SiteId = z.guid().brand<'SiteId'>()
export type SiteId = z.infer<typeof SiteId>

/** A task's identity (UUID). */
export const TaskId = z.guid().brand<'TaskId'>()
export type TaskId = z.infer<typeof TaskId>

/** A domain's UUID as libvirt writes it: lower case, dashed. Only unique within one host. */
export const DomainUuid = z.guid().toLowerCase().brand<'DomainUuid'>()
export type DomainUuid = z.infer<typeof DomainUuid>

/** A machine across the fleet: `hostId/uuid`. */
export const MachineKey = z
  .string()
  .regex(/^[0-9a-f-]{36}\/[0-9a-f-]{36}$/)
  .brand<'MachineKey'>()
export type MachineKey = z.infer<typeof MachineKey>

/** Joins host and UUID; the same UUID on two hosts stays two machines. */
export const machineKey = (host: HostId, uuid: DomainUuid): MachineKey => `${host}/${uuid}` as MachineKey

/** Splits a machine key into its host and UUID. */
export function splitMachineKey(key: MachineKey): { hostId: HostId; uuid: DomainUuid } {
  return { hostId: key.slice(0, 36) as HostId, uuid: key.slice(37) as DomainUuid }
}

/** A person with an account in this data folder (UUID); stable when the sign-in name changes. */
export const PersonId = z.guid().brand<'PersonId'>()
export type PersonId = z.infer<typeof PersonId>

/** A group of people (UUID). */
export const GroupId = z.guid().brand<'GroupId'>()
export type GroupId = z.infer<typeof GroupId>

/** A role: a built-in one's word, or a UUID. */
export const RoleId = z.string().min(1).max(64).brand<'RoleId'>()
export type RoleId = z.infer<typeof RoleId>

/** One grant of a role to a person or group (UUID). */
export const GrantId = z.guid().brand<'GrantId'>()
export type GrantId = z.infer<typeof GrantId>

/** A person's session (UUID); never the token that proves it. */
export const SessionId = z.guid().brand<'SessionId'>()
export type SessionId = z.infer<typeof SessionId>

/** A named credential (UUID). */
export const CredentialId = z.guid().brand<'CredentialId'>()
export type CredentialId = z.infer<typeof CredentialId>
