import { AppError } from '../../../../shared/errors.ts'
import type { PeopleEvent } from '../../../../shared/contract/people.ts'
import type { Person } from '../../../../shared/models/access.ts'
import type { CommandContext, CommandResult, ContractClient } from '../command.ts'
import { printJson } from '../command.ts'
import { exitCode } from '../exitCodes.ts'
import { readPassphraseFile } from '../secretFile.ts'
import { askNewPassphrase } from '../signIn.ts'
import { printable, table } from '../terminal.ts'

/** Options of `people setup`. */
export interface PeopleSetupOptions {
  justMe?: 'keychain' | 'passphrase' | 'none'
  name?: string
  displayName?: string
  passphraseFile?: string
}

/** The first choice, and the recovery key that goes with it: printed once. */
export async function peopleSetup(options: PeopleSetupOptions, context: CommandContext): CommandResult {
  const { terminal } = context
  const { client } = await context.open({ connect: false, signIn: false })
  const mode = options.justMe
  const needsPassphrase = mode === undefined || mode === 'passphrase'
  const passphrase = needsPassphrase
    ? await newPassphrase(options.passphraseFile, 'of the owner', context)
    : ''
  if (mode === undefined && options.name === undefined)
    throw new AppError('input.invalid', 'Say whom it is for: --name NAME, or --just-me HOW.')
  const { recoveryKey } = await client.session.setUp(
    mode === undefined
      ? { mode: 'people', name: options.name ?? '', displayName: options.displayName ?? '', passphrase }
      : { mode: 'justMe', unlock: mode, ...(mode === 'passphrase' ? { passphrase } : {}) },
  )
  terminal.out('Set up.\n')
  if (recoveryKey !== null) {
    terminal.out(`Recovery key: ${recoveryKey}\n`)
    terminal.err(
      'Print it and keep it away from this computer: without it a forgotten passphrase loses every secret.\n',
    )
  }
  return exitCode.ok
}

/** Everybody with an account. */
export async function peopleList(options: { json?: boolean }, context: CommandContext): CommandResult {
  const { client } = await context.open({ connect: false })
  const { people, groups } = await everybody(client, context.signal)
  const groupsOf = ({ groups: ids }: Person) =>
    groups.flatMap(({ id, name }) => (ids.includes(id) ? [name] : [])).join(', ')
  if (options.json) {
    printJson(context.terminal, 'novacron.people/1', {
      people: people.map(each => ({
        name: each.name,
        displayName: each.displayName,
        groups: groups.flatMap(({ id, name }) => (each.groups.includes(id) ? [name] : [])),
        owner: each.isOwner,
        disabled: each.disabled,
        secondFactor: each.secondFactor,
        mustChangePassphrase: each.mustChangePassphrase,
        lastSeen: each.lastSeenMs === null ? null : new Date(each.lastSeenMs).toISOString(),
      })),
    })
    return exitCode.ok
  }
  const state = (each: Person) =>
    each.disabled ? 'disabled' : each.mustChangePassphrase ? 'must choose a passphrase' : 'active'
  context.terminal.out(
    table(
      people,
      [
        { title: 'NAME', value: each => each.name },
        { title: 'DISPLAY NAME', value: each => each.displayName || '–', cut: 'end' },
        { title: 'STATE', value: state },
        { title: 'OWNER', value: each => (each.isOwner ? 'yes' : 'no') },
        { title: 'SECOND FACTOR', value: each => (each.secondFactor ? 'yes' : 'no') },
        { title: 'GROUPS', value: each => groupsOf(each) || '–', cut: 'end' },
      ],
      context.terminal,
    ),
  )
  return exitCode.ok
}

/** A new account; whoever gets it chooses an own passphrase at the first sign-in. */
export async function peopleAdd(
  name: string,
  options: { displayName?: string; passphraseFile?: string },
  context: CommandContext,
): CommandResult {
  const { client } = await context.open({ connect: false })
  const passphrase = await newPassphrase(options.passphraseFile, `of ${printable(name)}`, context)
  const person = await client.people.add({
    name,
    displayName: options.displayName ?? '',
    passphrase,
    groups: [],
  })
  context.terminal.out(`Added ${printable(person.name)}, who may do nothing until something is granted.\n`)
  return exitCode.ok
}

/** Keeps somebody out, or lets them in again; nothing of theirs is lost. */
export async function peopleDisable(name: string, disabled: boolean, context: CommandContext): CommandResult {
  const { client } = await context.open({ connect: false })
  const { people } = await everybody(client, context.signal)
  const person = people.find(each => each.name.toLowerCase() === name.trim().toLowerCase())
  if (!person) throw new AppError('name.unknown', `Nobody is called “${printable(name)}” here.`)
  await client.people.update({ personId: person.id, disabled })
  context.terminal.out(`${disabled ? 'Disabled' : 'Enabled'} ${printable(person.name)}.\n`)
  return exitCode.ok
}

async function everybody(client: ContractClient, signal: AbortSignal): Promise<PeopleEvent> {
  for await (const event of await client.people.watch(undefined, { signal })) return event
  throw new AppError('core.unreachable', 'The core told nothing of its people.')
}

async function newPassphrase(
  file: string | undefined,
  whose: string,
  { terminal }: CommandContext,
): Promise<string> {
  if (file !== undefined) return readPassphraseFile(file)
  const typed = await askNewPassphrase(terminal, whose)
  if (typed !== null) return typed
  throw new AppError('input.invalid', 'A passphrase is asked for.', {
    next: 'Run it on a terminal, or name a file by --passphrase-file.',
  })
}
