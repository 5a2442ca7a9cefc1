/** Features that connectSupportsFeature is asked about (virDrvFeature). */
export const feature = {
  migrationV1: 1,
  remote: 2,
  migrationV2: 3,
  migrationP2p: 4,
  migrationDirect: 5,
  migrationV3: 6,
  migrateChangeProtection: 7,
  fdPassing: 8,
  typedParamString: 9,
  programKeepalive: 10,
  xmlMigratable: 11,
  migrationOffline: 12,
  migrationParams: 13,
  remoteEventCallback: 14,
  remoteCloseCallback: 15,
  networkUpdateHasCorrectOrder: 16,
} as const

/** Flags of connectOpen. */
export const connectOpenFlags = { readOnly: 1, noAliases: 2 } as const

/** Asks a call for string parameters too; servers leave them out otherwise. */
export const TYPED_PARAM_STRING_OKAY = 4
