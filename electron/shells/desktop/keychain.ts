import { utilityProcess } from 'electron'
import { type Keychain, keychainProgram, osKeychain } from '../../core/vault/index.ts'

/** The operating system's, asked by processes of Electron: Node's own can't be started in a package (a fuse). */
export function desktopKeychain(): Keychain {
  return osKeychain(() => {
    const child = utilityProcess.fork(keychainProgram(), [], {
      serviceName: 'NovaCron keychain',
      stdio: 'ignore',
    })
    return {
      send: ask => child.postMessage(ask),
      onTold: listener => void child.on('message', listener),
      onEnded: listener => void child.once('exit', listener),
      kill: () => void child.kill(),
    }
  })
}
