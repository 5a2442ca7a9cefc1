import { preloadForBrowser } from './origin.ts'

/** Name of the isolated world that the preload runs in, as Electron's own does. */
export const WORLD = 'preload'
/** What the world calls to reach the program's process; no page sees it. */
export const BINDING = 'standInSend'
/** What the program's process calls in the world. */
export const RECEIVE = 'standInReceive'

/** The preload with the little of `electron` that a sandboxed one has; runs before any script of the page. */
export function preloadSource(preload: string): string {
  return `(() => {
  const listeners = new Map()
  const ports = new Map()
  const send = message => globalThis.${BINDING}(JSON.stringify(message))
  const pack = data => typeof data === 'string' ? { text: data } : { bytes: [...new Uint8Array(data.buffer ?? data)] }
  const unpack = ({ text, bytes }) => text ?? new Uint8Array(bytes)
  const take = id => {
    const { port1, port2 } = new MessageChannel()
    ports.set(id, port1)
    port1.onmessage = event => send({ kind: 'port', id, data: pack(event.data) })
    port1.onclose = () => send({ kind: 'close', id })
    return port2
  }
  globalThis.${RECEIVE} = text => {
    const message = JSON.parse(text)
    if (message.kind === 'message') {
      const given = message.ports.map(take)
      for (const hear of listeners.get(message.channel) ?? []) hear({ ports: given }, message.data)
    } else if (message.kind === 'port') ports.get(message.id)?.postMessage(unpack(message.data))
    else if (message.kind === 'close') {
      ports.get(message.id)?.close()
      ports.delete(message.id)
    }
  }
  const ipcRenderer = {
    send: (channel, ...args) => send({ kind: 'send', channel, args }),
    on: (channel, hear) => void listeners.set(channel, [...(listeners.get(channel) ?? []), hear]),
  }
  const require = name => {
    if (name === 'electron') return { ipcRenderer }
    throw new Error('a sandboxed preload has no ' + name)
  }
  ;((require, module, exports) => { ${preloadForBrowser(preload)}
  })(require, { exports: {} }, {})
})()`
}
