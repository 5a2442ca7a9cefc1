import { routeLabels, routeSayings } from '../../../shared/route.ts'

/** The way to a host in English, as the command line says it. */
export const route = { label: routeLabels, say: routeSayings }
