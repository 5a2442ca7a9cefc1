import { join } from 'node:path'

/**
 * Sockets on which this user's D-Bus session may answer, in order; none where there is no session. An abstract one
 * begins with a zero byte, as `net.connect` takes it.
 */
export function sessionBusSockets(env: NodeJS.ProcessEnv): string[] {
  const { DBUS_SESSION_BUS_ADDRESS: addresses, XDG_RUNTIME_DIR: runtime } = env
  if (addresses) return addresses.split(';').flatMap(address => socketOf(address, runtime))
  return runtime ? [join(runtime, 'bus')] : []
}

function socketOf(address: string, runtime: string | undefined): string[] {
  const [transport, rest = ''] = address.split(/:(.*)/s)
  if (transport !== 'unix') return []
  const keys = new Map(
    rest
      .split(',')
      .map(pair => pair.split(/=(.*)/s))
      .map(([key, value = '']) => [key, value]),
  )
  const path = keys.get('path')
  if (path) return [unescaped(path)]
  const abstract = keys.get('abstract')
  if (abstract) return [`\0${unescaped(abstract)}`]
  return keys.get('runtime') === 'yes' && runtime ? [join(runtime, 'bus')] : []
}

const unescaped = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
