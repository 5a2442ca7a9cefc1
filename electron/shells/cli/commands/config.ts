import { readFile, stat } from 'node:fs/promises'
import type { ConfigEntry, ConfigImport, ConfigPlace } from '../../../../shared/contract/config.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { CommandContext, CommandResult, ContractClient } from '../command.ts'
import { printJson } from '../command.ts'
import { exitCode } from '../exitCodes.ts'
import { hostNamed } from '../select.ts'
import { printable, printed, table } from '../terminal.ts'

/** Largest settings file that is read, bytes. */
const FILE_MAX = 2_000_000

interface PlaceOptions {
  site?: string
  host?: string
}

async function placeOf(client: ContractClient, { site, host }: PlaceOptions): Promise<ConfigPlace> {
  if (site !== undefined && host !== undefined)
    throw new AppError('input.invalid', 'Name a site or a host, not both.')
  if (host !== undefined)
    return { kind: 'host', hostId: hostNamed(await client.hosts.list(), host).record.id }
  if (site === undefined) return { kind: 'installation' }
  const wanted = folded(site)
  const { sites } = await client.settings.connections()
  const found = sites.find(({ path }) => folded(path) === wanted)
  if (found) return { kind: 'site', siteId: found.siteId }
  throw new AppError('name.unknown', `There is no site “${site}”.`, {
    next:
      sites.length === 0 ? 'There are no sites.' : `There are ${sites.map(({ path }) => path).join(', ')}.`,
  })
}

const folded = (path: string): string =>
  path
    .split('/')
    .map(part => part.trim().toLowerCase())
    .join('/')

const valueText = (value: unknown): string => JSON.stringify(value ?? null)

const who = ({ own, from, owner }: ConfigEntry): string =>
  own ? (owner === 'person' ? 'you' : 'here') : (from ?? 'default')

async function entryOf(client: ContractClient, key: string, place: ConfigPlace): Promise<ConfigEntry> {
  const entries = await client.config.list({ place })
  const found = entries.find(entry => entry.key === key)
  if (found) return found
  throw new AppError('name.unknown', `There is no setting “${key}” here.`, {
    next: 'novacron config list names them all.',
  })
}

/** Every setting of a place, or of one section. */
export async function configList(
  section: string | undefined,
  options: PlaceOptions & { json?: boolean },
  context: CommandContext,
): CommandResult {
  const { client } = await context.open({ connect: false })
  const entries = (await client.config.list({ place: await placeOf(client, options) })).filter(
    entry => section === undefined || entry.section === section,
  )
  if (entries.length === 0) throw new AppError('name.unknown', `There is no section “${section}”.`)
  if (options.json) printJson(context.terminal, 'novacron.config/1', { settings: entries })
  else
    context.terminal.out(
      table(
        entries,
        [
          { title: 'KEY', value: entry => entry.key },
          { title: 'VALUE', value: entry => valueText(entry.value), cut: 'end' },
          { title: 'FROM', value: who, cut: 'end' },
        ],
        context.terminal,
      ),
    )
  return exitCode.ok
}

/** One value as JSON. */
export async function configGet(key: string, options: PlaceOptions, context: CommandContext): CommandResult {
  const { client } = await context.open({ connect: false })
  const { value } = await entryOf(client, key, await placeOf(client, options))
  context.terminal.out(`${printed(context.terminal, valueText(value))}\n`)
  return exitCode.ok
}

/** What was typed as the setting takes it: JSON, or the text itself where it is none. */
function typedValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A plain word such as `dark`; what does not fit is refused by the setting.
    return text
  }
}

async function say(
  key: string,
  value: unknown,
  options: PlaceOptions,
  context: CommandContext,
): Promise<ConfigEntry> {
  const { client } = await context.open({ connect: false })
  const place = await placeOf(client, options)
  const { owner } = await entryOf(client, key, place)
  return owner === 'person' ? client.config.setOwn({ key, value }) : client.config.set({ place, key, value })
}

/** Says a value at a place. */
export async function configSet(
  key: string,
  text: string,
  options: PlaceOptions,
  context: CommandContext,
): CommandResult {
  const entry = await say(key, typedValue(text), options, context)
  context.terminal.err(`${entry.key} = ${printable(valueText(entry.value))}\n`)
  return exitCode.ok
}

function tellChanges({ terminal }: CommandContext, { changes, problems }: ConfigImport): void {
  terminal.out(
    table(changes, [
      { title: 'KEY', value: change => change.key },
      { title: 'WHERE', value: change => change.place },
      { title: 'FROM', value: change => valueText(change.from) },
      { title: 'TO', value: change => valueText(change.to) },
    ]),
  )
  for (const problem of problems) terminal.err(`novacron: ${printable(problem)}\n`)
}

/** Takes back one value, a section's, or all of the installation's. */
export async function configReset(
  key: string | undefined,
  options: PlaceOptions & { section?: string; all?: boolean },
  context: CommandContext,
): CommandResult {
  if ([key, options.section, options.all].filter(each => each !== undefined).length !== 1)
    throw new AppError('input.invalid', 'Name one setting, or --section, or --all.')
  if (key !== undefined) {
    const entry = await say(key, null, options, context)
    context.terminal.err(`${entry.key} = ${printable(valueText(entry.value))}\n`)
    return exitCode.ok
  }
  const { client } = await context.open({ connect: false })
  tellChanges(context, await client.config.reset({ section: options.section ?? null }))
  return exitCode.ok
}

/** The settings as a document on standard output. */
export async function configExport(context: CommandContext): CommandResult {
  const { client } = await context.open({ connect: false })
  const { text } = await client.config.export()
  context.terminal.out(printed(context.terminal, text))
  return exitCode.ok
}

/** A small file's text; `input.invalid` for one that can't be read or is too large to be what is asked for. */
async function smallFile(path: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    throw new AppError('input.invalid', `${path} can’t be read.`, { cause: error })
  })
  if (!found.isFile()) throw new AppError('input.invalid', `${path} is not a file.`)
  if (found.size > FILE_MAX)
    throw new AppError('input.invalid', `${path} is too large to be settings of NovaCron.`)
  return readFile(path, 'utf8')
}

/** Takes over a document; what does not fit is told and left out. */
export async function configImport(
  file: string,
  options: { dryRun?: boolean },
  context: CommandContext,
): CommandResult {
  const text = await smallFile(file)
  const { client } = await context.open({ connect: false })
  const result = await client.config.import({ text, apply: options.dryRun !== true })
  tellChanges(context, result)
  return result.problems.length > 0 ? exitCode.partial : exitCode.ok
}
