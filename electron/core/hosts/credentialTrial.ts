import type { KnownHostKeys, openTransport, PresentedHostKey, Questions } from '../transport/index.ts'
import { JumpPool } from '../transport/index.ts'
import { CredentialAnswers } from './credentialAnswers.ts'
import type { HostCredential } from './namedCredentials.ts'
import type { HostPlan } from './plan.ts'

export interface TrialInput {
  plan: HostPlan
  credential: HostCredential
  open: typeof openTransport
  /** Keys that need no question. */
  accepted(key: PresentedHostKey): boolean
  signal: AbortSignal
}

/** How a trial ended; `unknown` where the host could not be asked. */
export type TrialResult =
  | { result: 'accepted' }
  | { result: 'refused' }
  | { result: 'unknown'; error: unknown }

/** Logs in once with a credential over a transport of its own and leaves; asks nobody and disturbs no session. */
export async function tryCredential(input: TrialInput): Promise<TrialResult> {
  const { plan, credential, open, accepted, signal } = input
  const answers = new CredentialAnswers(credential)
  const ask: Questions = {
    hostKey: async (presented: PresentedHostKey, known: KnownHostKeys) =>
      known.verdict === 'match' || (known.verdict === 'new' && accepted(presented)) ? 'trust' : 'refuse',
    secret: async request => {
      const answer = answers.answer(request)
      return answer === 'refused' ? null : answer
    },
    keys: () => answers.keys(),
    clientCertificate: () => answers.certificate(),
  }
  const pool = new JumpPool()
  try {
    const transport = await open(plan.target, ask, { signal, onStage: () => undefined, pool })
    try {
      // TLS is first spoken by the stream to libvirt.
      if (transport.kind === 'tls') (await transport.openLibvirt(signal)).destroy()
      return { result: 'accepted' }
    } finally {
      await transport.close()
    }
  } catch (error) {
    return answers.wasRefused(error) ? { result: 'refused' } : { result: 'unknown', error }
  } finally {
    await pool.close()
  }
}
