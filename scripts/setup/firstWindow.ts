import { basename } from 'node:path'
import { build, type HtmlTagDescriptor, type InlineConfig, type Plugin } from 'vite'

/** The parts of a written script that are asked for here. */
interface Chunk {
  readonly fileName: string
  readonly facadeModuleId: string | null
  readonly imports: readonly string[]
  readonly moduleIds: readonly string[]
}

/** The paths of modules, as the bundler names them. */
interface LoadedModules {
  /** With the page. */
  readonly atOnce: ReadonlySet<string>
  /** By the module beyond those. */
  readonly after: ReadonlySet<string>
}

/**
 * Finds the modules that the page of a build loads by itself, and those that one of its later modules adds. It builds once without writing, because only a build knows which parts of a library are left in.
 * Throws what the build throws, and where no script belongs to the module.
 */
export async function modulesLoadedWith(module: string, config: InlineConfig): Promise<LoadedModules> {
  const built = await build({
    ...config,
    configFile: false,
    logLevel: 'error',
    build: { ...config.build, write: false },
  })
  const chunks = new Map<string, Chunk>()
  for (const { output } of [built].flat().filter(result => 'output' in result))
    for (const file of output) if (file.type === 'chunk') chunks.set(file.fileName, file)
  const entries = [...chunks.values()].filter(chunk => chunk.facadeModuleId?.endsWith('.html'))
  const atOnce = closure(chunks, entries)
  const start = [...chunks.values()].filter(chunk => chunk.facadeModuleId?.endsWith(module))
  if (start.length !== 1) throw new Error(`${start.length} scripts are ${module}`)
  const after = new Set([...closure(chunks, start)].filter(id => !atOnce.has(id)))
  return { atOnce, after }
}

function closure(chunks: ReadonlyMap<string, Chunk>, from: readonly Chunk[]): Set<string> {
  const seen = new Set<string>()
  const modules = new Set<string>()
  const walk = (chunk: Chunk | undefined) => {
    if (!chunk || seen.has(chunk.fileName)) return
    seen.add(chunk.fileName)
    for (const id of chunk.moduleIds) modules.add(id)
    for (const file of chunk.imports) walk(chunks.get(file))
  }
  for (const chunk of from) walk(chunk)
  return modules
}

/** Name of the file that the page loads by itself … */
export const OPENING = 'opening'
/** … and of the one that the first window is put into. */
export const FIRST_WINDOW = 'window'

/**
 * Has the page ask for the first window's files with its own: otherwise its scripts are asked for only once the words
 * are there, and its fonts once it is drawn, and then it is drawn again. Nothing of them runs sooner. `fonts`: how the
 * names of those begin that every window shows. The build fails where there is no such file.
 */
export function askForFirstWindow(fonts: readonly string[]): Plugin {
  return {
    name: 'ask-for-first-window',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const files = Object.values(bundle)
        const script = files.find(file => file.type === 'chunk' && file.name === FIRST_WINDOW)
        if (script === undefined) throw new Error(`no script is called ${FIRST_WINDOW}`)
        const styles = files.filter(
          file => file.type === 'asset' && file.names.includes(`${FIRST_WINDOW}.css`),
        )
        const fontFiles = fonts.map(font => {
          const file = files.find(({ fileName }) => basename(fileName).startsWith(font))
          if (file === undefined) throw new Error(`no font is called ${font}`)
          return file
        })
        const link = (rel: string, file: string, more = {}): HtmlTagDescriptor => ({
          tag: 'link',
          attrs: { rel, crossorigin: true, ...more, href: `./${file}` },
          injectTo: 'head',
        })
        return [
          link('modulepreload', script.fileName),
          ...styles.map(file => link('stylesheet', file.fileName)),
          ...fontFiles.map(file => link('preload', file.fileName, { as: 'font', type: 'font/woff2' })),
        ]
      },
    },
  }
}
