import type { ContractClient } from '../../../shared/contract/client.ts'
import type { HostView } from '../../../shared/models/host.ts'
import { printable, type Terminal } from './terminal.ts'

/** Puts a host's question to the person and sends the answer; false when the person declined. */
export async function answerQuestion(
  client: ContractClient,
  terminal: Terminal,
  host: HostView,
): Promise<boolean> {
  const question = host.state.question
  if (!question) return false
  const hostId = host.record.id
  switch (question.kind) {
    case 'newHostKey': {
      const { presented } = question
      terminal.err(`The key of ${printable(question.endpoint)} is not known yet.\n`)
      terminal.err(`  ${presented.algorithm} ${presented.sha256}\n`)
      if (presented.randomart) terminal.err(`${presented.randomart}\n`)
      const answer = await terminal.ask('Trust it from now on? (yes/no) ', true)
      if (answer?.trim().toLowerCase() !== 'yes') return false
      await client.hosts.answer({ hostId, answer: { kind: 'trustHostKey', sha256: presented.sha256 } })
      return true
    }
    case 'changedHostKey':
      return false
    case 'secret': {
      const answers: string[] = []
      if (question.again) terminal.err('That was not accepted.\n')
      if (question.instruction !== '') terminal.err(`${printable(question.instruction)}\n`)
      for (const prompt of question.prompts) {
        const answer = await terminal.ask(
          `${printable(question.endpoint)}: ${printable(prompt.text)} `,
          prompt.echo,
        )
        if (answer === null) return false
        answers.push(answer)
      }
      await client.hosts.answer({ hostId, answer: { kind: 'secret', answers } })
      return true
    }
  }
}

/** What to do about a secret that a host asks for where nobody can be asked; null for any other state. */
export function unaskedHint({ interactive }: Pick<Terminal, 'interactive'>, host: HostView): string | null {
  if (interactive || host.state.question?.kind !== 'secret') return null
  const name = printable(host.record.name)
  return `Nobody could be asked here. Run it on a terminal, let an agent hold the key (SSH_AUTH_SOCK), or say what to log in with: novacron config set connections.credential NAME --host ${name}, or connections.identityFiles '["FILE"]'.`
}
