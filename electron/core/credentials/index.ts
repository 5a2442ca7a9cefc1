export {
  type CredentialChange,
  type CredentialDraft,
  Credentials,
  type CredentialsParts,
  type SealedBox,
} from './credentials.ts'
export type { CredentialUsers } from './users.ts'
export { credentialInUse } from './errors.ts'
export { tellWithheld } from './tell.ts'
export type { CredentialView } from './view.ts'
