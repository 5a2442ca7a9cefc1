import type { Permission } from '../../../shared/permissions.ts'
import { permissions } from '../../../shared/permissions.ts'

/** Who asks, through which shell, and how its channel says that it can take more. */
export interface Caller {
  person: { name: string; permissions: ReadonlySet<Permission> }
  shell: 'desktop' | 'headless' | 'cli' | 'test'
  /** The browser's session, where the caller is one that signed in. */
  session?: string
  /** Resolves when the shell's channel has room again; streams wait for it before they send more. */
  channelReady?: (signal: AbortSignal | undefined) => Promise<void>
}

/** Until people and roles exist, whoever reaches a shell is the owner of the installation. */
export function ownerCaller(shell: Caller['shell'], channelReady?: Caller['channelReady']): Caller {
  return {
    person: { name: 'owner', permissions: new Set(permissions) },
    shell,
    ...(channelReady ? { channelReady } : {}),
  }
}
