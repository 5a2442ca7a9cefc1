import type { AppError } from '../../../../shared/errors.ts'
import { fingerprint } from '../hostKeys/fingerprint.ts'
import { knownHostsName, readKnownHosts } from '../hostKeys/knownHosts.ts'
import { HostKeyBook } from '../hostKeys/verdict.ts'
import { keyType } from '../hostKeys/wire.ts'
import { type Asker, unanswered } from '../ssh/asker.ts'
import { judgeHostKey } from '../ssh/hostKeyGate.ts'
import type { Hop } from '../ssh/route.ts'
import type { PresentedHostKey } from '../types.ts'
import type { Prompt } from './promptFolder.ts'

/** Says what ssh may believe about a host key: known_hosts lines, or null. Throws `hostKey.*`. */
export async function answerHostKey(
  hop: Hop,
  prompt: Extract<Prompt, { kind: 'hostKey' }>,
  asker: Asker,
  onAccepted: (key: PresentedHostKey) => void,
): Promise<string | null> {
  const book = await bookFor(hop, prompt.name)
  const line = (publicKey: string) =>
    `${prompt.name} ${keyType(Buffer.from(publicKey, 'base64'))} ${publicKey}`
  if (prompt.reason !== 'HOSTNAME') return book.knownBlobs.map(line).join('\n')
  const blob = Buffer.from(prompt.publicKey, 'base64')
  const type = keyType(blob)
  // A certificate is for ssh to judge, by the authorities it was given.
  if (type === undefined || type.includes('-cert-')) return null
  const presented: PresentedHostKey = {
    ...fingerprint(blob),
    endpoint: book.endpoint,
    jump: hop.jump,
    publicKey: prompt.publicKey,
  }
  await judgeHostKey({ ...hop, book }, presented, asker, () => false)
  onAccepted(presented)
  return line(prompt.publicKey)
}

/** What is known under the name ssh looks up; usually the hop's own. */
async function bookFor(hop: Hop, name: string): Promise<HostKeyBook> {
  const own = knownHostsName(hop.host, hop.port, hop.settings.hostKeyAlias?.value)
  if (name.toLowerCase() === own) return hop.book
  const { lines, notes } = await readKnownHosts(hop.knownHostsFiles)
  const endpoint = /:\d+$/.test(name) ? name.toLowerCase() : `${name.toLowerCase()}:${hop.port}`
  return new HostKeyBook(
    endpoint,
    hop.book.policy,
    { name: name.toLowerCase(), withoutPort: undefined },
    [],
    lines,
    notes,
  )
}

/** Asks a person what ssh's askpass wants. Throws `auth.cancelled` where nobody answers. */
export async function answerSecret(
  hop: Hop,
  prompt: Extract<Prompt, { kind: 'secret' | 'confirm' }>,
  asker: Asker,
  again: boolean,
): Promise<string> {
  const confirm = prompt.kind === 'confirm'
  const request = {
    // Only the label hangs on ssh's words.
    kind: /passphrase/i.test(prompt.text)
      ? ('passphrase' as const)
      : /password/i.test(prompt.text)
        ? ('password' as const)
        : ('keyboardInteractive' as const),
    endpoint: hop.endpoint,
    jump: hop.jump,
    subject: /'([^']+)'/.exec(prompt.text)?.[1] ?? hop.user,
    instruction: '',
    prompts: [{ text: confirm ? `${prompt.text} (yes or no)` : prompt.text, echo: confirm }],
    again,
  }
  const answers = await asker.secret(request, () => false)
  const [answer] = answers ?? []
  if (answer === undefined || (confirm && answer.toLowerCase() !== 'yes'))
    throw unanswered(request) as AppError
  return confirm ? '' : answer
}
