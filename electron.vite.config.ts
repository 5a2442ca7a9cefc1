import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { askForFirstWindow, FIRST_WINDOW, modulesLoadedWith, OPENING } from './scripts/setup/firstWindow.ts'

/** Of what every window shows; those of other scripts are fetched when something is written in them. */
const fonts = ['inter-latin-wght-normal-', 'jetbrains-mono-latin-wght-normal-']

/** The interface, before its scripts are divided into files. */
const renderer = {
  root: 'renderer',
  plugins: [react()],
  build: {
    minify: true,
    // Every asset is its own file: a data: font or script would be refused by the content policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: 'renderer/index.html' },
  },
}

/**
 * Three builds: the shells (desktop, headless, command line share one build of the core), the
 * sandboxed preload (self-contained CommonJS, as Electron asks) and the interface.
 */
export default defineConfig(async ({ command }) => {
  const none: ReadonlySet<string> = new Set()
  const first =
    command === 'build'
      ? await modulesLoadedWith('/renderer/start.tsx', renderer)
      : { atOnce: none, after: none }
  return {
    main: {
      build: {
        // One file loads faster than hundreds: only what holds native code or finds its own files stays outside.
        externalizeDeps: {
          exclude: ['@orpc/client', '@orpc/contract', '@orpc/server', 'saxes', 'ws', 'zod'],
        },
        minify: false,
        rolldownOptions: {
          input: {
            desktop: 'electron/shells/desktop/main.ts',
            headless: 'electron/shells/headless/main.ts',
            cli: 'electron/shells/cli/main.ts',
            // Started as a process of its own by each of them.
            keychain: 'electron/core/vault/keychain/program.ts',
          },
        },
      },
    },
    preload: {
      build: {
        externalizeDeps: false,
        rolldownOptions: {
          input: { preload: 'electron/shells/desktop/preload.ts' },
          output: { format: 'cjs' as const, entryFileNames: '[name].cjs' },
        },
      },
    },
    renderer: {
      ...renderer,
      plugins: [...renderer.plugins, askForFirstWindow(fonts)],
      build: {
        ...renderer.build,
        rolldownOptions: {
          ...renderer.build.rolldownOptions,
          output: {
            codeSplitting: {
              // By itself the bundler divides what the first window needs into sixty files, one for each set of
              // pages that share a part of it; asking for them took longer than running them.
              groups: [
                {
                  debugName: FIRST_WINDOW,
                  name: (id: string) => (first.after.has(id) ? FIRST_WINDOW : null),
                },
                {
                  debugName: OPENING,
                  name: (id: string) => (first.atOnce.has(id) ? OPENING : null),
                },
              ],
              includeDependenciesRecursively: false,
            },
          },
        },
      },
    },
  }
})
