import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Cdp } from './cdp.ts'
import { scriptForBrowser, toBrowser, toProgram } from './origin.ts'
import { type MainPort, pack, type Packed, unpack } from './ports.ts'
import { BINDING, preloadSource, RECEIVE, WORLD } from './preloadWorld.ts'
import type { StandInSession } from './session.ts'

interface Context {
  id: number
  origin: string
  auxData?: { frameId?: string; type?: string }
}
interface Paused {
  requestId: string
  request: { url: string; method: string }
  resourceType: string
  frameId: string
}
type FromPage =
  | { kind: 'send'; channel: string; args: unknown[] }
  | { kind: 'port'; id: number; data: Packed }
  | { kind: 'close'; id: number }

/** A page as Electron's `webContents`: its events, its preload, its ports and every request it makes. */
export class Contents extends EventEmitter {
  static #count = 0
  readonly id = ++Contents.#count
  readonly #cdp: Cdp
  readonly #ipc: EventEmitter
  readonly #session: StandInSession
  readonly #contexts = new Map<number, Context>()
  readonly #ports = new Map<number, { port: MainPort; context: number }>()
  readonly #steps: (() => Promise<void>)[] = []
  #sessionId = ''
  #frameId = ''
  #lastPort = 0
  /** The address that the program itself asks for; a page's own wishes are `will-navigate`. */
  #asked: string | null = null
  /** What the program said of the last window that the page wanted to open. */
  deniesOpen = false
  windowOpen: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })

  readonly navigationHistory = {
    goBack: () => void this.#walk(-1),
    goForward: () => void this.#walk(1),
  }

  constructor(cdp: Cdp, ipc: EventEmitter, session: StandInSession) {
    super()
    this.#cdp = cdp
    this.#ipc = ipc
    this.#session = session
  }

  /** Takes over a target of Chromium; whatever was asked before happens then, in order. */
  async attach(targetId: string, preload: string): Promise<void> {
    const { sessionId } = await this.#cdp.send('Target.attachToTarget', { targetId, flatten: true })
    this.#sessionId = String(sessionId)
    this.#cdp.on('event', (from: string, method: string, params: unknown) => {
      if (from === this.#sessionId) this.#hear(method, params as never)
    })
    const { frameTree } = (await this.send('Page.getFrameTree')) as {
      frameTree?: { frame: { id: string } }
    }
    this.#frameId = frameTree?.frame.id ?? ''
    const source = preloadSource(readFileSync(preload, 'utf8'))
    await this.send('Page.enable')
    await this.send('Inspector.enable')
    await this.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD })
    await this.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: WORLD })
    await this.send('Runtime.enable')
    await this.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
    for (const step of this.#steps.splice(0)) await step()
  }

  send(method: string, params: object = {}) {
    return this.#cdp.send(method, params, this.#sessionId)
  }

  /** Runs now, or once the page is there. */
  whenThere(step: () => Promise<void>): Promise<void> {
    if (this.#sessionId !== '') return step()
    return new Promise((resolve, reject) => {
      this.#steps.push(() => step().then(resolve, reject))
    })
  }

  loadURL(url: string): Promise<void> {
    return this.whenThere(async () => {
      this.#asked = toBrowser(url).split('#')[0] ?? ''
      const { errorText } = await this.send('Page.navigate', { url: toBrowser(url) })
      if (errorText !== undefined) throw new Error(String(errorText))
    })
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpen = handler
  }

  async printToPDF(options: { landscape?: boolean; printBackground?: boolean }): Promise<Buffer> {
    const { landscape, printBackground } = options
    const { data } = await this.send('Page.printToPDF', {
      landscape,
      printBackground,
      preferCSSPageSize: false,
    })
    return Buffer.from(String(data), 'base64')
  }

  forcefullyCrashRenderer(): void {
    // The answer never comes: the page is gone.
    this.send('Page.crash').catch(() => undefined)
  }

  async #walk(by: number): Promise<void> {
    const history = (await this.send('Page.getNavigationHistory')) as {
      currentIndex?: number
      entries?: { id: number }[]
    }
    const entry = history.entries?.[(history.currentIndex ?? 0) + by]
    if (entry) await this.send('Page.navigateToHistoryEntry', { entryId: entry.id })
  }

  #hear(method: string, params: never): void {
    const heard: Record<string, (given: never) => void> = {
      'Runtime.executionContextCreated': ({ context }: { context: Context }) =>
        this.#contexts.set(context.id, context),
      'Runtime.executionContextDestroyed': ({ executionContextId }: { executionContextId: number }) =>
        this.#gone(executionContextId),
      'Runtime.executionContextsCleared': () => {
        for (const id of [...this.#contexts.keys()]) this.#gone(id)
      },
      'Runtime.bindingCalled': (call: { name: string; payload: string; executionContextId: number }) => {
        if (call.name === BINDING) this.#fromPage(JSON.parse(call.payload), call.executionContextId)
      },
      'Page.frameNavigated': ({ frame }: { frame: { id: string; url: string; urlFragment?: string } }) => {
        if (frame.id === this.#frameId)
          this.emit('did-navigate', {}, toProgram(frame.url + (frame.urlFragment ?? '')), 200, 'OK')
      },
      'Page.navigatedWithinDocument': ({ frameId, url }: { frameId: string; url: string }) =>
        void this.emit('did-navigate-in-page', {}, toProgram(url), frameId === this.#frameId),
      'Page.windowOpen': ({ url }: { url: string }) => {
        this.deniesOpen = this.windowOpen({ url: toProgram(url) }).action === 'deny'
      },
      'Page.loadEventFired': () => void this.emit('did-finish-load'),
      'Inspector.targetCrashed': () => {
        for (const id of [...this.#contexts.keys()]) this.#gone(id)
        this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
      },
      'Fetch.requestPaused': (paused: Paused) => {
        this.#answer(paused).catch((error: unknown) => this.emit('stand-in-fault', error))
      },
    }
    heard[method]?.(params)
  }

  /** Electron's main process answers a page's requests; whatever is not its scheme's goes the way of the network. */
  async #answer({ requestId, request, resourceType, frameId }: Paused): Promise<void> {
    const url = toProgram(request.url)
    const refuse = (errorReason: string) => this.send('Fetch.failRequest', { requestId, errorReason })
    if (resourceType === 'Document' && frameId === this.#frameId) {
      const asked = this.#asked === request.url.split('#')[0]
      this.#asked = null
      if (!asked && !this.#mayGo(url)) return void (await refuse('Aborted'))
    }
    const handler = this.#session.handlers.get(new URL(url).protocol.replace(':', ''))
    if (handler === undefined) {
      this.#session.refused.push(url)
      return void (await refuse('BlockedByClient'))
    }
    const response = await handler(new Request(url, { method: request.method }))
    const type = response.headers.get('content-type') ?? ''
    let body = Buffer.from(await response.arrayBuffer())
    if (type.startsWith('text/javascript')) body = Buffer.from(scriptForBrowser(body.toString('utf8')))
    await this.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status,
      responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
      body: body.toString('base64'),
    })
  }

  #mayGo(url: string): boolean {
    let prevented = false
    this.emit('will-navigate', { url, preventDefault: () => (prevented = true) })
    return !prevented
  }

  #fromPage(message: FromPage, context: number): void {
    if (message.kind === 'send') {
      this.#ipc.emit(message.channel, { sender: this, senderFrame: this.#frame(context) }, ...message.args)
      return
    }
    const port = this.#ports.get(message.id)?.port
    if (message.kind === 'port') port?.postMessage(unpack(message.data))
    else port?.close()
  }

  #frame(context: number) {
    const { origin = '', auxData } = this.#contexts.get(context) ?? {}
    return {
      origin: toProgram(origin),
      parent: auxData?.frameId === this.#frameId ? null : {},
      postMessage: (channel: string, data: unknown, given: MainPort[]) => {
        const ports = given.map(port => this.#take(port, context))
        this.#toPage({ kind: 'message', channel, data, ports }, context)
      },
    }
  }

  /** Hands a port to the page: what is said on it crosses as text. */
  #take(port: MainPort, context: number): number {
    const id = ++this.#lastPort
    this.#ports.set(id, { port, context })
    port.on('message', ({ data }: { data: unknown }) =>
      this.#toPage({ kind: 'port', id, data: pack(data) }, context),
    )
    port.on('close', () => {
      this.#ports.delete(id)
      this.#toPage({ kind: 'close', id }, context)
    })
    port.start()
    return id
  }

  #toPage(message: object, contextId: number): void {
    if (!this.#contexts.has(contextId)) return
    const expression = `${RECEIVE}(${JSON.stringify(JSON.stringify(message))})`
    // A page that left meanwhile hears nothing; its ports close when its world is reported gone.
    this.send('Runtime.evaluate', { expression, contextId }).catch(() => undefined)
  }

  #gone(contextId: number): void {
    this.#contexts.delete(contextId)
    for (const { port, context } of [...this.#ports.values()]) if (context === contextId) port.close()
  }
}
