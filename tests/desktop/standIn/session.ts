import { EventEmitter } from 'node:events'

type Handler = (request: Request) => Promise<Response>

/** `session`: its protocol handlers answer really; permissions are Electron's to honour and only taken note of. */
export class StandInSession extends EventEmitter {
  readonly handlers = new Map<string, Handler>()
  /** Requests that no handler serves; here nothing reaches a network. */
  readonly refused: string[] = []
  readonly protocol = {
    handle: (scheme: string, handler: Handler) => void this.handlers.set(scheme, handler),
  }
  readonly webRequest = { onBeforeRequest() {} }
  setPermissionRequestHandler(): void {}
  setPermissionCheckHandler(): void {}
  setDevicePermissionHandler(): void {}
  setDisplayMediaRequestHandler(): void {}
  setSpellCheckerEnabled(): void {}
}
