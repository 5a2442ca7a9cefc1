import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Room that ssh's control socket needs behind the folder's name, of the 104 bytes some systems allow. */
const NAME_MAX = 70

/** A helper script of an ssh that was killed may still be writing there. */
const removal = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }

/** Makes an owner-only folder with a name short enough for UNIX sockets; `remove` deletes it. */
export async function makePrivateFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<{ path: string; remove(): Promise<void> }> {
  const bases = [env.XDG_RUNTIME_DIR, tmpdir(), '/tmp'].filter(
    base => base !== undefined && base.length < NAME_MAX,
  )
  let failure: unknown
  for (const base of bases) {
    try {
      const path = await mkdtemp(join(base ?? '', 'novacron-ssh-'))
      await chmod(path, 0o700)
      return { path, remove: () => rm(path, removal) }
    } catch (error) {
      // A runtime folder that isn't there or isn't ours: the next place will do.
      failure = error
    }
  }
  throw failure
}
