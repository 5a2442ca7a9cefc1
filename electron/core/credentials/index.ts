export {
  type CredentialChange,
  type CredentialDraft,
  Credentials,
  type CredentialsParts,
  type CredentialView,
  type SealedBox,
} from './credentials.ts'
export type { CredentialUsers } from './users.ts'
export { credentialInUse } from './errors.ts'
export { tellWithheld } from './tell.ts'
