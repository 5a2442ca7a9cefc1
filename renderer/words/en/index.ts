import { pages } from './pages.ts'

/** The English catalogue; every other language has the same keys. */
export const english = { pages }
