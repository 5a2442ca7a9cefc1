import { release } from 'node:os'
import { formatBinaryBytes, formatDuration } from '../../../shared/units.ts'
import type { CoreView } from '../view/index.ts'
import type { Caller } from './caller.ts'

/** How often each word comes, most often first: `live 3, waiting 1`. */
function tally(words: readonly string[]): string {
  const counts = Map.groupBy(words, word => word)
  const parts = [...counts]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([word, all]) => `${word} ${all.length}`)
  return parts.length === 0 ? 'none' : parts.join(', ')
}

/** The URI's driver and transport without any name in it: `qemu+ssh`. */
const schemeOf = (uri: string): string => /^[a-z0-9+]{1,32}(?=:)/i.exec(uri)?.[0].toLowerCase() ?? 'unknown'

/**
 * What somebody who helps needs to know first, as text. Counts, versions and error codes only: names of
 * hosts, machines and people, addresses, paths and secrets have no way in.
 */
export function diagnosticsText(core: CoreView, interrupted: boolean, shell: Caller['shell']): string {
  const { registry, inventory, store } = core
  const hosts = registry.list()
  const states = hosts.map(host => registry.session(host.id).state)
  const facts = hosts.flatMap(host => inventory.facts(host.id) ?? [])
  const { databaseBytes, events } = store.amounts()
  const counts = hosts.map(host => inventory.count(host.id))
  const sum = (what: 'machines' | 'running') => counts.reduce((all, count) => all + count[what], 0)
  const lines: [string, string][] = [
    ['NovaCron', core.version],
    ['Shell', shell],
    ['Running for', formatDuration(core.nowMs() - core.startedAtMs)],
    ['System', `${process.platform} ${release()} ${process.arch}`],
    ['Node', process.versions.node],
    ['Electron', process.versions.electron ?? 'none'],
    ['Memory of the core', formatBinaryBytes(process.memoryUsage.rss())],
    ['Database', `${formatBinaryBytes(databaseBytes)}, ${events} events`],
    ['Closed properly last time', interrupted ? 'no' : 'yes'],
    ['Notices of this start', String(store.notices.length)],
    ['Sites', String(registry.sites().length)],
    ['Hosts', String(hosts.length)],
    ['Reached by', tally(hosts.map(host => schemeOf(host.uri)))],
    ['States', tally(states.map(state => state.phase))],
    ['Problems', tally(states.flatMap(state => state.problem?.code ?? []))],
    ['Local network suspected', registry.networkSuspect ? 'yes' : 'no'],
    ['libvirt', tally(facts.map(each => each.libvirtVersion ?? 'unknown'))],
    ['Drivers', tally(facts.map(each => each.driver ?? 'unknown'))],
    ['Machines', `${sum('machines')}, ${sum('running')} running`],
  ]
  return `${lines.map(([label, value]) => `${label}: ${value}`).join('\n')}\n`
}
