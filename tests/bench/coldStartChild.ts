// One cold start in a process of its own: prints, as JSON, how long each part took.
const [part = '', folder = ''] = process.argv.slice(2)
const started = performance.now()

if (part === 'store') {
  const { lockFolder, openStore } = await import('../../electron/core/store/index.ts')
  const imported = performance.now()
  const lock = lockFolder(folder)
  const store = openStore(folder)
  const opened = performance.now()
  const machines = store.machines.load().length
  const ready = performance.now()
  print({ machines, importMs: imported - started, openMs: opened - imported, readyMs: ready - imported })
  store.close()
  lock?.close()
} else {
  const { createCore } = await import('../../electron/core/core.ts')
  const { createLog } = await import('../../electron/core/log.ts')
  const imported = performance.now()
  const opened = await createCore({ folder, shell: 'cli', log: createLog('silent') })
  const machines = opened.select(undefined, undefined).length
  print({ machines, importMs: imported - started, openMs: null, readyMs: performance.now() - started })
  await opened.close()
}

function print(result: Record<string, unknown>): void {
  process.stdout.write(JSON.stringify(result))
}

export {}
