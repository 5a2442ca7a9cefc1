import { randomBytes } from 'node:crypto'
import { osKeychain } from '../osKeychain.ts'

// Uses the operating system's keychain as the vault does and says on standard output what came of it.
const keychain = osKeychain()
const secret = randomBytes(32)
const name = 'child'
const said: Record<string, unknown> = { unavailable: await keychain.unavailable() }
if (said.unavailable === null) {
  said.before = await keychain.get(name)
  await keychain.set(name, secret)
  said.same = (await keychain.get(name))?.equals(secret) ?? false
  said.other = await keychain.get('another')
  await keychain.remove(name)
  await keychain.remove(name)
  said.after = await keychain.get(name)
}
process.stdout.write(JSON.stringify(said))
