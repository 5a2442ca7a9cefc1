import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { run } from './command.ts'
import { putInPlace } from './place.ts'
import { LabUnavailable } from './requirements.ts'

/** Drivers of the guest, in the order they must be loaded. */
const MODULES = [
  'drivers/virtio/virtio_ring',
  'drivers/virtio/virtio',
  'drivers/virtio/virtio_pci_legacy_dev',
  'drivers/virtio/virtio_pci_modern_dev',
  'drivers/virtio/virtio_pci',
  'drivers/virtio/virtio_balloon',
  'net/core/failover',
  'drivers/net/net_failover',
  'drivers/net/virtio_net',
  'drivers/block/virtio_blk',
  'drivers/input/evdev',
  'drivers/acpi/button',
]
const KERNEL_PACKAGE = 'linux-image-cloud-amd64'
const source = join(import.meta.dirname, 'guest')
const cache = join(import.meta.dirname, '../../node_modules/.cache/novacron-lab')

/**
 * A folder with `vmlinuz` and `initrd.gz` of a guest that boots in seconds: Debian's cloud kernel and a
 * busybox root. Made once and kept beside the dependencies.
 */
export async function guestImage(): Promise<string> {
  const recipe = ['init', 'dhcp']
    .map(name => readFileSync(join(source, name)))
    .concat([Buffer.from(MODULES.join(' '))])
  const hash = createHash('sha256').update(Buffer.concat(recipe)).digest('hex').slice(0, 12)
  const folder = join(cache, `guest-${hash}`)
  if (existsSync(join(folder, 'initrd.gz'))) return folder
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, 'making-'))
  try {
    await run(['dpkg-deb', '-x', await kernelPackage(), join(work, 'kernel')])
    const boot = readdirSync(join(work, 'kernel/boot')).find(name => name.startsWith('vmlinuz'))
    if (boot === undefined) throw new LabUnavailable([`a kernel in ${KERNEL_PACKAGE}`])
    const made = join(work, 'made')
    mkdirSync(made)
    copyFileSync(join(work, 'kernel/boot', boot), join(made, 'vmlinuz'))
    await packRoot(join(work, 'root'), modulesFolder(join(work, 'kernel')), join(made, 'initrd.gz'))
    putInPlace(made, folder)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return folder
}

/** Where an unpacked kernel's modules lie: below `usr` since Debian 13. */
function modulesFolder(kernel: string): string {
  for (const versions of ['usr/lib/modules', 'lib/modules'].map(folder => join(kernel, folder))) {
    const [version] = existsSync(versions) ? readdirSync(versions) : []
    if (version !== undefined) return join(versions, version)
  }
  throw new LabUnavailable([`modules in ${KERNEL_PACKAGE}`])
}

/** A module as the guest loads it; null for one that is part of its kernel. Compressed since Debian 13. */
async function moduleOf(modules: string, name: string): Promise<Buffer | null> {
  const file = join(modules, 'kernel', `${name}.ko`)
  if (existsSync(file)) return readFileSync(file)
  if (existsSync(`${file}.xz`)) {
    const plain = join(modules, `${basename(name)}.ko`)
    await run(['sh', '-c', 'busybox xzcat "$1" > "$2"', 'unpack', `${file}.xz`, plain])
    return readFileSync(plain)
  }
  const builtIn = readFileSync(join(modules, 'modules.builtin'), 'utf8')
  if (builtIn.includes(`kernel/${name}.ko\n`)) return null
  throw new LabUnavailable([`the module ${name} in ${KERNEL_PACKAGE}`])
}

async function packRoot(root: string, modules: string, target: string): Promise<void> {
  for (const folder of ['bin', 'modules']) mkdirSync(join(root, folder), { recursive: true })
  copyFileSync('/bin/busybox', join(root, 'bin/busybox'))
  symlinkSync('busybox', join(root, 'bin/sh'))
  for (const name of ['init', 'dhcp']) {
    copyFileSync(join(source, name), join(root, name))
    chmodSync(join(root, name), 0o755)
  }
  const loaded: string[] = []
  for (const name of MODULES) {
    const module = await moduleOf(modules, name)
    if (module === null) continue
    loaded.push(basename(name))
    writeFileSync(join(root, 'modules', `${basename(name)}.ko`), module)
  }
  writeFileSync(join(root, 'modules.order'), loaded.join('\n'))
  await run(['sh', '-c', 'find . | cpio -o -H newc --quiet | gzip -9 > "$1"', 'pack', target], { cwd: root })
}

/** Debian's package of the cloud kernel, fetched by apt (only the file: nothing is installed). */
async function kernelPackage(): Promise<string> {
  const kept = join(cache, 'kernel.deb')
  if (existsSync(kept)) return kept
  const folder = mkdtempSync(join(tmpdir(), 'novacron-kernel-'))
  try {
    const package_ =
      (await kernelName()) ?? ((await run(['apt-get', '-q', 'update'], slow)) && (await kernelName()))
    if (!package_) throw new LabUnavailable([`Debian's ${KERNEL_PACKAGE} (apt knows no such package)`])
    chmodSync(folder, 0o777)
    const download = ['apt-get', '-q', 'download', package_]
    const first = await run(download, { ...slow, cwd: folder, allowFailure: true })
    if (first.code !== 0) {
      await run(['apt-get', '-q', 'update'], slow)
      await run(download, { ...slow, cwd: folder })
    }
    const [file] = readdirSync(folder)
    if (file === undefined) throw new LabUnavailable([`Debian's ${KERNEL_PACKAGE} (nothing was downloaded)`])
    copyFileSync(join(folder, file), `${kept}.${process.pid}`)
    renameSync(`${kept}.${process.pid}`, kept)
    return kept
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const slow = { timeoutMs: 300_000 }

async function kernelName(): Promise<string | null> {
  const { stdout } = await run(['apt-cache', 'depends', KERNEL_PACKAGE], { allowFailure: true })
  return /Depends: (linux-image-\S+)/.exec(stdout)?.[1] ?? null
}
