export {
  type CredentialChange,
  type CredentialDraft,
  Credentials,
  type CredentialsParts,
  type CredentialUsers,
  type CredentialView,
  type SealedBox,
} from './credentials.ts'
export { credentialInUse } from './errors.ts'
