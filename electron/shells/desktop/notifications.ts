import { Notification } from 'electron'
import type { Task } from '../../../shared/models/task.ts'
import type { Clock } from '../../core/clock.ts'
import { type Announcement, announceHosts, announceTasks, withoutMarkup } from './announcement.ts'
import type { HostNews } from './hostNews.ts'
import type { DesktopWords } from './words.ts'

/** News that come this close together are told together. */
const GATHER_MS = 1_500
/** Notifications held, so that a click on an older one is still heard. */
const HELD_MAX = 20

/** What the notifications need to know and do. */
export interface NotifierParts {
  clock: Clock
  words(): DesktopWords
  /** Whether a person looks at the window right now: then the window tells it. */
  watched(): boolean
  /** Shows the window at an address. */
  show(address: string): void
}

/** Gathers news for a moment and shows them as native notifications, unless the window is being looked at. */
export class Notifier {
  readonly #parts: NotifierParts
  readonly #held: Notification[] = []
  #hosts: HostNews[] = []
  #tasks: Task[] = []
  #cancel: (() => void) | null = null

  constructor(parts: NotifierParts) {
    this.#parts = parts
  }

  host(news: HostNews): void {
    this.#hosts.push(news)
    this.#gather()
  }

  task(task: Task): void {
    this.#tasks.push(task)
    this.#gather()
  }

  /** Shows one at once, watched or not. */
  announce({ title, body, address }: Announcement): void {
    if (!Notification.isSupported()) return
    const text = process.platform === 'linux' ? withoutMarkup(body) : body
    const notification = new Notification({ title, body: text })
    notification.on('click', () => this.#parts.show(address))
    this.#held.push(notification)
    while (this.#held.length > HELD_MAX) this.#held.shift()
    notification.show()
  }

  /** What was not told yet is not told any more. */
  forget(): void {
    this.#hosts = []
    this.#tasks = []
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #gather(): void {
    this.#cancel ??= this.#parts.clock.after(GATHER_MS, () => this.#tellAll())
  }

  #tellAll(): void {
    this.#cancel = null
    const words = this.#parts.words()
    const said = announceHosts(this.#hosts, words)
    const failed = announceTasks(this.#tasks, words)
    this.#hosts = []
    this.#tasks = []
    if (this.#parts.watched()) return
    for (const each of failed === null ? said : [...said, failed]) this.announce(each)
  }
}
