import { readFileSync } from 'node:fs'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** At the head of a file that needs no document. */
const withoutDocument = '@vitest-environment node'

/**
 * vitest's order, but a project's files with a document before those without: a process is kept only while the file
 * that is next wants the same environment, and starting another costs more than most files.
 */
export class ByEnvironment extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const byProject = Map.groupBy(sorted, file => file.project.name)
    return [...byProject.values()].flatMap(ofOne => {
      const { with: first = [], without = [] } = Object.groupBy(ofOne, ({ moduleId }) =>
        readFileSync(moduleId, 'utf8').includes(withoutDocument) ? 'without' : 'with',
      )
      return [...first, ...without]
    })
  }
}
