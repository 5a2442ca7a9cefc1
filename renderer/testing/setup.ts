import { afterEach, vi } from 'vitest'
import { allWords, speak } from '../words/index.ts'

// Modules take their words while they are loaded.
await speak('en')
await allWords()

// Tests of pure parts run without a document (`@vitest-environment node`) and need none of this.
if (typeof window !== 'undefined') {
  const { cleanup, configure } = await import('@testing-library/react')
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
    localStorage.clear()
  })
}
