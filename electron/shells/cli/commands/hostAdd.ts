import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { HostOptions } from '../../../../shared/models/host.ts'
import type { SiteId } from '../../../../shared/ids.ts'
import { AppError } from '../../../../shared/errors.ts'
import { cleanFingerprint } from '../../../core/hosts/trustedKeys.ts'
import type { CommandContext, CommandResult, ContractClient } from '../command.ts'
import { printJson } from '../command.ts'
import { exitCode } from '../exitCodes.ts'
import { hostUri } from '../../../../shared/hostUri.ts'
import { printable } from '../terminal.ts'
import { proveHost } from './hostConnect.ts'

/** Options of `host add` as typed. */
export interface HostAddOptions {
  name?: string
  site?: string
  identity?: string[]
  credential?: string
  jump?: string[]
  acceptNewKey?: string[]
  transport?: 'builtin' | 'openssh'
  compress?: boolean
  readOnly?: boolean
  connect: boolean
  json?: boolean
}

/** Finds the site by its name or `parent / child` path, making what is missing. */
async function siteNamed(client: ContractClient, path: string): Promise<SiteId> {
  const stream = await client.hosts.watch()
  let sites: { id: SiteId; parentId: SiteId | null; name: string }[] = []
  for await (const event of stream) {
    if (event.type !== 'snapshot') continue
    sites = event.sites
    break
  }
  let parentId: SiteId | null = null
  for (const name of path.split('/').map(part => part.trim())) {
    if (name === '') throw new AppError('input.invalid', `The site “${path}” has an empty name in it.`)
    const found = sites.find(site => site.parentId === parentId && site.name === name)
    const site: { id: SiteId } = found ?? (await client.sites.create({ name, parentId }))
    parentId = site.id
  }
  if (parentId === null) throw new AppError('input.invalid', 'The site’s name is empty.')
  return parentId
}

/** Key files by their full paths; `~` and ssh’s own `%` tokens are the core’s to read. Refuses what is not there. */
function keyFiles(typed: readonly string[]): string[] {
  return typed.map(file => {
    if (/^~|%/.test(file)) return file
    const path = resolve(file)
    if (existsSync(path)) return path
    throw new AppError('input.invalid', `There is no key file ${path}.`, {
      next: 'Check the path of --identity.',
    })
  })
}

/** Adds a host and, unless told otherwise, connects to it once to prove it. */
export async function hostAdd(uri: string, typed: HostAddOptions, context: CommandContext): CommandResult {
  const { terminal } = context
  const { client } = await context.open({ connect: false })
  const options: HostOptions = {
    ...(typed.transport ? { transport: typed.transport } : {}),
    ...(typed.identity ? { identityFiles: keyFiles(typed.identity) } : {}),
    ...(typed.jump ? { jump: typed.jump } : {}),
    ...(typed.credential === undefined ? {} : { credential: typed.credential }),
    ...(typed.compress ? { compression: true } : {}),
    ...(typed.readOnly ? { readOnly: true } : {}),
  }
  const draft = {
    uri: hostUri(uri),
    ...(typed.name === undefined ? {} : { name: typed.name }),
    ...(typed.acceptNewKey ? { acceptNewKeys: typed.acceptNewKey } : {}),
    options,
  }
  // Before a site is made for it: what can't be added leaves nothing behind.
  const { storedAs } = await client.hosts.preview(draft)
  if (storedAs !== null && typed.name === undefined)
    throw new AppError('name.taken', `That is “${storedAs}”, which is stored already.`, {
      next: `Try it: novacron host connect ${storedAs}. Give it a --name to store it a second time.`,
    })
  const record = await client.hosts.add({
    ...draft,
    // Under a name of its own it is meant.
    again: typed.name !== undefined,
    ...(typed.site === undefined ? {} : { siteId: await siteNamed(client, typed.site) }),
  })
  if (!typed.connect) {
    if (typed.json) printJson(terminal, 'novacron.hosts/1', { hosts: [record] })
    else terminal.out(`Added ${printable(record.name)}.\n`)
    return exitCode.ok
  }
  try {
    return await proveHost(client, record, context, {
      did: 'Added',
      ...(typed.acceptNewKey ? { acceptNewKey: typed.acceptNewKey.map(cleanFingerprint) } : {}),
      ...(typed.json ? { json: true } : {}),
    })
  } finally {
    if (context.signal.aborted)
      terminal.err(
        `\n${printable(record.name)} is stored; novacron host remove ${printable(record.name)} forgets it.\n`,
      )
  }
}
