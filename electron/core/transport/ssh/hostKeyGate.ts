import { AppError } from '../../../../shared/errors.ts'
import type { KnownHostKeys, PresentedHostKey } from '../types.ts'
import type { Asker } from './asker.ts'
import type { Hop } from './route.ts'

/** Resolves when the presented key may be trusted; rejects `hostKey.*` otherwise. Asks only about a new key. */
export async function judgeHostKey(
  hop: Hop,
  presented: PresentedHostKey,
  asker: Asker,
  lost: () => boolean,
): Promise<void> {
  if (!hop.verifyHostKey) return
  const known = hop.book.judge(Buffer.from(presented.publicKey, 'base64'))
  if (known.verdict === 'match') return
  const problem = hostKeyProblem(presented, known)
  if (problem !== null) throw problem
  if ((await asker.hostKey(presented, known, lost)) === 'trust') return
  throw new AppError('hostKey.refused', `The key of ${presented.endpoint} was not trusted.`, {
    next: 'Compare the fingerprint with the one the host itself prints: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
    data: keyData(presented, known),
  })
}

/** The refusal that a verdict calls for without a question, or null. */
export function hostKeyProblem(presented: PresentedHostKey, known: KnownHostKeys): AppError | null {
  const data = keyData(presented, known)
  const { endpoint, algorithm, sha256 } = presented
  if (known.verdict === 'revoked') {
    return new AppError(
      'hostKey.revoked',
      `${endpoint} showed a key that known_hosts calls revoked: ${sha256}.`,
      {
        next: 'Do not connect. Ask whoever revoked the key.',
        data,
      },
    )
  }
  if (known.verdict === 'changed') {
    const old = known.known.map(key => `${key.algorithm} ${key.sha256} (${key.source})`).join(', ')
    return new AppError(
      'hostKey.changed',
      `The key of ${endpoint} has changed. It was ${old}; it is now ${algorithm} ${sha256}.`,
      {
        next: 'Nothing was sent. If the host was reinstalled, compare the new fingerprint on the host itself and re-pin it; otherwise somebody may be listening.',
        data,
      },
    )
  }
  if (known.verdict === 'new' && known.policy === 'strict') {
    return new AppError(
      'hostKey.new',
      `${endpoint} is not in known_hosts, and ssh config refuses new keys.`,
      {
        next: 'Add its key to known_hosts, or pin it here after comparing the fingerprint.',
        data,
      },
    )
  }
  return null
}

function keyData(presented: PresentedHostKey, known: KnownHostKeys): Record<string, unknown> {
  const shown = ({ algorithm, sha256, randomart }: PresentedHostKey) => ({ algorithm, sha256, randomart })
  return {
    stage: 'hostKey',
    endpoint: presented.endpoint,
    jump: presented.jump,
    presented: shown(presented),
    publicKey: presented.publicKey,
    known: known.known.map(({ algorithm, sha256, randomart, source }) => ({
      algorithm,
      sha256,
      randomart,
      source,
    })),
  }
}
