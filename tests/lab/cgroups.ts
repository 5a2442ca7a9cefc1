import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Controllers libvirt takes its figures from. */
const WANTED = ['cpu', 'cpuacct', 'memory', 'blkio']

/** One mounted hierarchy: version 1 with its controllers, or the single one of version 2. */
export interface CgroupMount {
  readonly path: string
  readonly type: 'cgroup' | 'cgroup2'
  /** Mount options that select it, e.g. `cpu,cpuacct`; empty for version 2. */
  readonly options: string
}

/** The hierarchies a host of the lab gets a folder of its own in. */
export function cgroupMounts(mounts = readFileSync('/proc/self/mounts', 'utf8')): CgroupMount[] {
  const all = mounts
    .split('\n')
    .map(line => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
  const first = all.flatMap(([, path, type, options]): CgroupMount[] => {
    const controllers = options?.split(',').filter(option => WANTED.includes(option)) ?? []
    if (type !== 'cgroup' || path === undefined || controllers.length === 0) return []
    return [{ path, type, options: controllers.join(',') }]
  })
  if (first.length > 0) return first
  return all.flatMap(([, path, type]): CgroupMount[] =>
    type === 'cgroup2' && path !== undefined ? [{ path, type, options: '' }] : [],
  )
}

/**
 * Makes `lab/host` in every hierarchy; where one is read-only, none is used (empty lists). `tops` are the lab's
 * folders, for removing; `folders` the host's, for joining.
 */
export function makeCgroups(
  lab: string,
  host: string,
): {
  tops: string[]
  folders: string[]
  mounts: CgroupMount[]
} {
  const mounts = cgroupMounts()
  try {
    const folders = mounts.map(mount => {
      const folder = join(mount.path, lab, host)
      mkdirSync(folder, { recursive: true })
      if (mount.type === 'cgroup2') delegate(mount.path, `${lab}/${host}`)
      return folder
    })
    return { tops: mounts.map(mount => join(mount.path, lab)), folders, mounts }
  } catch {
    // A container may mount them read-only: libvirt then runs without (CPU times are absent).
    return { tops: [], folders: [], mounts: [] }
  }
}

/** Version 2 hands controllers down one level at a time. */
function delegate(root: string, name: string): void {
  let folder = root
  for (const part of name.split('/')) {
    for (const controller of ['cpu', 'memory', 'io']) {
      try {
        writeFileSync(join(folder, 'cgroup.subtree_control'), `+${controller}`)
      } catch {
        // Not every kernel or parent offers each controller; libvirt uses those that are there.
      }
    }
    folder = join(folder, part)
  }
}

/**
 * Version 2 gives controllers only to folders without processes: moves a host's into a leaf, so that libvirt
 * may make its own beside it. To be called while they wait, before any daemon was started.
 */
export function clearForLibvirt({ folders, mounts }: { folders: string[]; mounts: CgroupMount[] }): void {
  for (const [index, folder] of folders.entries()) {
    if (mounts[index]?.type !== 'cgroup2') continue
    const leaf = join(folder, 'daemons')
    mkdirSync(leaf, { recursive: true })
    // A process may fork while this runs: until none is left.
    for (let pids = ['']; pids.length > 0; ) {
      pids = readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)
      for (const pid of pids) moveInto(leaf, pid)
    }
  }
}

function moveInto(folder: string, pid: string): void {
  try {
    writeFileSync(join(folder, 'cgroup.procs'), pid)
  } catch (error) {
    // It ended before it could be moved.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Removes a folder of the hierarchies and all below it; its processes must have ended. */
export function removeCgroup(folder: string): void {
  let entries: string[]
  try {
    entries = readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
      entry.isDirectory() ? [entry.name] : [],
    )
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  for (const entry of entries) removeCgroup(join(folder, entry))
  for (let attempt = 0; ; attempt += 1) {
    try {
      rmdirSync(folder)
      return
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return
      if (code !== 'EBUSY' || attempt >= 100) throw error
      // The kernel lets go of ended processes a moment later.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}
