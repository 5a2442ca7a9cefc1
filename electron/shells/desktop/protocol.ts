import { protocol, type Session } from 'electron'
import { rendererFile } from '../rendererFiles.ts'
import { APP_HOST, APP_SCHEME } from './origin.ts'

/** Must run before the app is ready: the scheme is standard and secure, so origins and policies hold. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** Answers the interface's files from `root` with their policy; any other host or method is refused. */
export function serveAppScheme(session: Session, root: string): void {
  session.protocol.handle(APP_SCHEME, async request => {
    const url = new URL(request.url)
    if (url.host !== APP_HOST || (request.method !== 'GET' && request.method !== 'HEAD'))
      return new Response('Not found\n', { status: 404 })
    const file = await rendererFile(root, url.pathname)
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(file.body), {
      status: file.status,
      headers: file.headers,
    })
  })
}
