import { afterAll, afterEach, vi } from 'vitest'

// One process serves many files, for loading jsdom, React and Mantine costs more than most tests: each file gets the
// window's own modules anew, with stores that nobody has filled.
vi.resetModules()
const { allWords, speak } = await import('../words/index.ts')

// Modules take their words while they are loaded.
await speak('en')
await allWords()

afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

// Tests of pure parts run without a document (`@vitest-environment node`) and need none of this.
if (typeof window !== 'undefined') {
  const { cleanup, configure } = await import('@testing-library/react')
  const { notifications } = await import('@mantine/notifications')
  // A second is soon over on a busy machine; what comes at once is seen at once all the same.
  configure({ asyncUtilTimeout: 15_000 })

  // jsdom lacks these; Mantine and the virtual list ask for them.
  vi.stubGlobal(
    'matchMedia',
    (query: string): MediaQueryList => ({
      matches: false,
      media: query,
      onchange: null,
      addListener: () => {},
      removeListener: () => {},
      addEventListener: () => {},
      removeEventListener: () => {},
      dispatchEvent: () => false,
    }),
  )
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  )
  Object.defineProperty(document, 'fonts', {
    configurable: true,
    value: { addEventListener: () => {}, removeEventListener: () => {} },
  })
  Element.prototype.scrollIntoView = () => {}
  Element.prototype.scrollTo = () => {}

  // jsdom lays nothing out: every element claims a window's size, so that the virtual list draws rows.
  for (const [size, pixels] of Object.entries({
    clientHeight: 600,
    offsetHeight: 600,
    clientWidth: 1000,
    offsetWidth: 1000,
  }))
    Object.defineProperty(HTMLElement.prototype, size, { configurable: true, get: () => pixels })

  afterEach(() => {
    cleanup()
    // The one store that isn't the window's own.
    notifications.clean()
    localStorage.clear()
  })
}
