import type { Task } from '../../../shared/models/task.ts'
import type { HostNews } from './hostNews.ts'
import type { UpdateState } from './updates.ts'
import { type DesktopWords, fill, plain } from './words.ts'

/** A notification's words and the address that a click on it goes to. */
export interface Announcement {
  title: string
  body: string
  address: string
}

/** Names that one notification spells out. */
const NAMES_MAX = 4
const BODY_MAX = 240

function list(names: readonly string[], words: DesktopWords): string {
  const shown = names
    .slice(0, NAMES_MAX)
    .map(name => plain(name))
    .join(', ')
  const more = names.length - NAMES_MAX
  return more <= 0 ? shown : words.moreNames.replace('{names}', () => shown).replace('{count}', String(more))
}

const body = (reason: string | null | undefined): string => plain(reason ?? '', BODY_MAX)

/** What to say of the hosts' news that gathered: one notification a kind, however many hosts. */
export function announceHosts(news: readonly HostNews[], words: DesktopWords): Announcement[] {
  const said: Announcement[] = []
  const texts = { lost: words.hostsLost, back: words.hostsBack, asks: words.hostsAsk }
  const ones = { lost: words.hostLost, back: words.hostBack, asks: words.hostAsks }
  for (const kind of ['asks', 'lost', 'back'] as const) {
    const of = news.filter(each => each.kind === kind)
    const [first] = of
    if (first === undefined) continue
    if (of.length === 1) {
      const title = fill(ones[kind], { host: first.name })
      said.push({ title, body: body(first.reason), address: `#/host/${first.hostId}/connection` })
    } else if (kind === 'lost' && of.every(each => each.networkSuspect)) {
      const count = { count: of.length }
      said.push({ title: words.networkLost, body: fill(words.networkLostBody, count), address: '#/hosts' })
    } else {
      const title = fill(texts[kind], { count: of.length })
      said.push({
        title,
        body: list(
          of.map(each => each.name),
          words,
        ),
        address: '#/hosts',
      })
    }
  }
  return said
}

/** What to say of the tasks that failed together; null for none. */
export function announceTasks(tasks: readonly Task[], words: DesktopWords): Announcement | null {
  const [first] = tasks
  if (first === undefined) return null
  const address = '#/activity'
  if (tasks.length > 1)
    return {
      title: fill(words.tasksFailed, { count: tasks.length }),
      body: list([...new Set(tasks.map(task => task.machine))], words),
      address,
    }
  const title = fill(words.taskFailed, { machine: first.machine, action: words.actions[first.action] })
  return { title, body: body(first.problem?.message), address }
}

/** What to say of an update's next state; null where the menu says enough. */
export function announceUpdate(state: UpdateState, words: DesktopWords): Announcement | null {
  const texts = {
    none: null,
    fetching: null,
    available: [words.updateFound, words.updateFoundBody],
    ready: [words.updateReady, words.updateReadyBody],
    failed: [words.updateFailed, ''],
  }
  const [title = '', text = ''] = texts[state.kind] ?? []
  const values = 'version' in state ? { version: state.version } : {}
  return title === '' ? null : { title: fill(title, values), body: text, address: '#/settings/about' }
}

/** Linux's notification daemons read markup in a body: a peer's text must hold none. */
export function withoutMarkup(text: string): string {
  return text.replaceAll('&', '＆').replaceAll('<', '‹').replaceAll('>', '›')
}
