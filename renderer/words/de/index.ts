import type { Catalogue } from '../catalogue.ts'
import { pages } from './pages.ts'

/** The German catalogue. */
export const german: Catalogue = { pages }
